/** Which folders are open: each is indexed as a root of its own. */

import type { InitializeParams } from "vscode-languageserver";
import { notification } from "../boundary.ts";
import type { Indexer } from "../indexer.ts";
import { isFileUri, pathOfUri } from "../paths.ts";
import type { Session } from "../session.ts";

export function handleWorkspaceFolders(session: Session, indexer: Indexer): void {
  const { connection, workspace, capabilities } = session;
  if (capabilities.workspace?.workspaceFolders !== true) return;
  connection.workspace.onDidChangeWorkspaceFolders(
    notification(connection.console, "didChangeWorkspaceFolders", ({ added, removed }) => {
      const gone = new Set(removed.map(({ uri }) => pathOfUri(uri)));
      const kept = workspace.folders.filter((path) => !gone.has(path));
      workspace.setFolders([...kept, ...filePaths(added.map(({ uri }) => uri))]);
      void indexer.index();
    }),
  );
}

/** Folders, or what older clients say instead: `rootUri`, `rootPath`. */
export function foldersOf(params: InitializeParams): readonly string[] {
  const { workspaceFolders, rootUri, rootPath } = params;
  if (Array.isArray(workspaceFolders)) return filePaths(workspaceFolders.map(({ uri }) => uri));
  if (typeof rootUri === "string") return filePaths([rootUri]);
  return typeof rootPath === "string" && rootPath !== "" ? [rootPath] : [];
}

function filePaths(uris: readonly string[]): string[] {
  return uris.filter(isFileUri).map(pathOfUri);
}
