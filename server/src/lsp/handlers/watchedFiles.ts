/** Files that change on disk behind the editor's back. */

import {
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesRegistrationOptions,
  FileChangeType,
} from "vscode-languageserver";
import type { AnalysisLoop } from "../analysisLoop.ts";
import { notification } from "../boundary.ts";
import { isFileUri, pathOfUri } from "../paths.ts";
import type { Session } from "../session.ts";

const sources = "**/*.{c,cc,cpp,cxx,c++,h,hh,hpp,hxx,h++,inl,ipp,tcc,tpp,txx,cu,cuh}";
const configuration = "**/.waitchain.{yml,json}";

export function handleWatchedFiles(session: Session, loop: AnalysisLoop): void {
  const { connection, workspace } = session;
  connection.onDidChangeWatchedFiles(
    notification(connection.console, "didChangeWatchedFiles", ({ changes }) => {
      for (const { uri, type } of changes) {
        if (!isFileUri(uri)) continue;
        const path = pathOfUri(uri);
        if (workspace.isModelFile(path)) workspace.modelsChanged();
        else if (type === FileChangeType.Deleted) workspace.fileDeleted(path);
        else if (type === FileChangeType.Created) workspace.fileCreated(path);
        else workspace.fileChanged(path);
      }
      if (session.settings.run !== "manual") loop.schedule();
    }),
  );
}

/** Clients without dynamic registration may watch by themselves; the server works without, too. */
export async function watchSources(session: Session): Promise<void> {
  const watching = session.capabilities.workspace?.didChangeWatchedFiles;
  if (watching?.dynamicRegistration !== true) return;
  const options: DidChangeWatchedFilesRegistrationOptions = {
    watchers: [{ globPattern: sources }, { globPattern: configuration }],
  };
  await session.connection.client.register(DidChangeWatchedFilesNotification.type, options);
}
