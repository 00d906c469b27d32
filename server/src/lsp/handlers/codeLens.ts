/** Code lenses, from the last answer: never waits for an analysis, so lenses do not flicker. */

import type { CodeLens } from "vscode-languageserver";
import { CodeLensRefreshRequest } from "vscode-languageserver";
import { lensesOf } from "../../features/codeLens.ts";
import { request } from "../boundary.ts";
import { pathOfUri } from "../paths.ts";
import type { Session } from "../session.ts";
import { lensToProto } from "../toProto.ts";

export function handleCodeLens(session: Session): void {
  const { connection } = session;
  connection.onCodeLens(
    request<{ textDocument: { uri: string } }, CodeLens[]>(
      connection.console,
      "codeLens",
      [],
      ({ textDocument }) => {
        const { shown, places, options } = session.view();
        const lenses = lensesOf(shown, pathOfUri(textDocument.uri), options);
        return lenses.map((lens) => lensToProto(lens, places, options.commands));
      },
    ),
  );
}

/** Once per answer. */
export async function refreshLenses(session: Session): Promise<void> {
  if (session.capabilities.workspace?.codeLens?.refreshSupport !== true) return;
  await session.connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
}
