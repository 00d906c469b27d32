/** `waitchain/graph`: who waits for whom. */

import { waitGraph } from "../../features/waitGraph.ts";
import { graphRequest, type GraphResult } from "../../protocol/requests.ts";
import { ownRequest } from "../boundary.ts";
import type { Session } from "../session.ts";
import { graphToProto } from "../toProto.ts";

export function handleGraph(session: Session): void {
  const { connection } = session;
  const none: GraphResult = { revision: 0, graph: { nodes: [], edges: [], leftOut: 0 } };
  connection.onRequest(
    graphRequest,
    ownRequest<GraphResult>(connection.console, graphRequest, none, () => {
      const { shown, places, options, revision } = session.view();
      return { revision, graph: graphToProto(waitGraph(shown, options.locale), places) };
    }),
  );
}
