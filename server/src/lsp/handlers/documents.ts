/** Documents that the editor holds: opened, changed, saved, closed. */

import { notification } from "../boundary.ts";
import type { AnalysisLoop } from "../analysisLoop.ts";
import { pathOfUri } from "../paths.ts";
import type { Session } from "../session.ts";

export function handleDocuments(session: Session, loop: AnalysisLoop): void {
  const { connection, workspace } = session;
  /** What comes without being typed: a file that is opened, closed or saved. */
  const scheduleSaved = (): void => {
    if (session.settings.run !== "manual") loop.schedule();
  };
  connection.onDidOpenTextDocument(
    notification(connection.console, "didOpen", ({ textDocument }) => {
      const { uri, languageId, version, text } = textDocument;
      workspace.open(pathOfUri(uri), uri, languageId, version, text);
      scheduleSaved();
    }),
  );
  connection.onDidChangeTextDocument(
    notification(connection.console, "didChange", ({ textDocument, contentChanges }) => {
      workspace.change(pathOfUri(textDocument.uri), contentChanges, textDocument.version);
      if (session.settings.run === "onType") loop.schedule();
    }),
  );
  connection.onDidSaveTextDocument(
    notification(connection.console, "didSave", () => {
      if (session.settings.run === "onSave" && workspace.unsettled) loop.schedule();
    }),
  );
  connection.onDidCloseTextDocument(
    notification(connection.console, "didClose", ({ textDocument }) => {
      workspace.close(pathOfUri(textDocument.uri));
      scheduleSaved();
    }),
  );
}
