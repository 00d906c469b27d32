/** `waitchain/reindex`: read everything again; answered when that is done. */

import { reindexRequest, type ReindexResult } from "../../protocol/requests.ts";
import { ownRequest } from "../boundary.ts";
import type { Indexer } from "../indexer.ts";
import type { Session } from "../session.ts";

export function handleReindex(session: Session, indexer: Indexer): void {
  const { connection } = session;
  connection.onRequest(
    reindexRequest,
    ownRequest<ReindexResult>(connection.console, reindexRequest, { files: 0 }, async () => {
      await indexer.index(true);
      return { files: session.view().shown.analysis.stats.files };
    }),
  );
}
