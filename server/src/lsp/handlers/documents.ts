/** Documents that the editor holds: opened, changed, closed. */

import { notification } from "../boundary.ts";
import type { AnalysisLoop } from "../analysisLoop.ts";
import { pathOfUri } from "../paths.ts";
import type { Session } from "../session.ts";

export function handleDocuments(session: Session, loop: AnalysisLoop): void {
  const { connection, workspace } = session;
  connection.onDidOpenTextDocument(
    notification(connection.console, "didOpen", ({ textDocument }) => {
      const { uri, languageId, version, text } = textDocument;
      workspace.open(pathOfUri(uri), uri, languageId, version, text);
      loop.schedule();
    }),
  );
  connection.onDidChangeTextDocument(
    notification(connection.console, "didChange", ({ textDocument, contentChanges }) => {
      workspace.change(pathOfUri(textDocument.uri), contentChanges, textDocument.version);
      loop.schedule();
    }),
  );
  connection.onDidCloseTextDocument(
    notification(connection.console, "didClose", ({ textDocument }) => {
      workspace.close(pathOfUri(textDocument.uri));
      loop.schedule();
    }),
  );
}
