/** `waitchain/runsOn`: which threads and loops run the function at a place. */

import { runsOnAt } from "../../features/runsOn.ts";
import { type RunsOnResult, runsOnRequest } from "../../protocol/requests.ts";
import { ownRequest } from "../boundary.ts";
import { chainsParams } from "../fromProto.ts";
import { pathOfUri } from "../paths.ts";
import type { Session } from "../session.ts";

export function handleRunsOn(session: Session): void {
  const { connection } = session;
  connection.onRequest<RunsOnResult, void>(
    runsOnRequest,
    ownRequest<RunsOnResult>(connection.console, runsOnRequest, nothing, (given) => {
      const { uri, position } = chainsParams(given);
      if (uri === undefined || position === undefined) return nothing;
      const { shown, places } = session.view();
      const path = pathOfUri(uri);
      const offset = places.offset(path, position);
      const found = offset === null ? null : runsOnAt(shown, path, offset);
      if (found === null) return nothing;
      const { name, nameSpan } = found.function;
      return { function: { name, location: places.location(nameSpan) }, contexts: found.contexts };
    }),
  );
}

const nothing: RunsOnResult = { function: null, contexts: [] };
