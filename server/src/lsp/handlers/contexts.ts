/** `waitchain/contexts`: threads, loops, pools and handlers, with what runs on them. */

import { contextsRequest, type ContextsResult } from "../../protocol/requests.ts";
import { ownRequest } from "../boundary.ts";
import type { Session } from "../session.ts";
import { contextsToProto } from "../toProto.ts";

export function handleContexts(session: Session): void {
  const { connection } = session;
  const none: ContextsResult = { revision: 0, contexts: [] };
  connection.onRequest(
    contextsRequest,
    ownRequest<ContextsResult>(connection.console, contextsRequest, none, () => {
      const { shown, places, options, revision } = session.view();
      return { revision, contexts: contextsToProto(shown, places, options.locale) };
    }),
  );
}
