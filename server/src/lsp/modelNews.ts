/**
 * After users' models were read: what is wrong with them, as diagnostics of their files, and which further
 * files to watch. Knows neither when they are read nor what they mean.
 */

import {
  type Diagnostic,
  DiagnosticSeverity,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesRegistrationOptions,
  type Disposable,
} from "vscode-languageserver";
import { renderMessage } from "../report/messages.ts";
import { uriOfPath } from "./paths.ts";
import type { Session } from "./session.ts";

export class ModelNews {
  readonly #session: Session;
  #faulty = new Set<string>();
  #watched = "";
  #watcher: Promise<Disposable | null> = Promise.resolve(null);

  constructor(session: Session) {
    this.#session = session;
  }

  tell(): void {
    const { connection, workspace, settings } = this.#session;
    const { locale } = settings.features;
    const byFile = new Map<string, Diagnostic[]>();
    for (const { file, message, ...place } of workspace.ownModels().flatMap((m) => m.problems)) {
      const text = renderMessage(message, locale);
      connection.console.error(`${file}:${place.line}:${place.column}: ${text}`);
      const list = byFile.get(file) ?? [];
      byFile.set(file, list);
      list.push({
        range: {
          start: { line: place.line - 1, character: place.column - 1 },
          end: { line: place.endLine - 1, character: place.endColumn - 1 },
        },
        severity: DiagnosticSeverity.Error,
        source: "waitchain",
        message: text,
      });
    }
    for (const file of new Set([...this.#faulty, ...byFile.keys()])) {
      const diagnostics = byFile.get(file) ?? [];
      void connection.sendDiagnostics({ uri: uriOfPath(file), diagnostics });
    }
    this.#faulty = new Set(byFile.keys());
    this.#watch(workspace.ownModels().flatMap(({ globs }) => globs));
  }

  /** The configuration itself is watched like the sources, from the start. */
  #watch(globs: readonly string[]): void {
    const { capabilities, connection } = this.#session;
    const watching = capabilities.workspace?.didChangeWatchedFiles;
    const key = globs.join("\n");
    if (watching?.dynamicRegistration !== true || key === this.#watched) return;
    this.#watched = key;
    const options: DidChangeWatchedFilesRegistrationOptions = {
      watchers: globs.map((globPattern) => ({ globPattern })),
    };
    this.#watcher = this.#watcher.then(async (before) => {
      before?.dispose();
      if (globs.length === 0) return null;
      // A client may refuse: then a change counts after the next index.
      return connection.client
        .register(DidChangeWatchedFilesNotification.type, options)
        .catch(() => null);
    });
  }
}
