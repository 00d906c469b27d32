/**
 * Pushes diagnostics: only for files whose set changed since it was last told, and empty sets for files
 * that have none any more. Knows nothing of when to push.
 */

import type { Diagnostic } from "vscode-languageserver";
import { diagnosticsOf } from "../features/diagnostics.ts";
import { uriOfPath } from "./paths.ts";
import type { Session } from "./session.ts";
import { diagnosticToProto, type DiagnosticSupport } from "./toProto.ts";

export class Publisher {
  readonly #session: Session;
  /** Path -> what the client was told last. */
  #told = new Map<string, { readonly uri: string; readonly text: string }>();

  constructor(session: Session) {
    this.#session = session;
  }

  publish(): void {
    const { shown, places, options } = this.#session.view();
    const support = supportOf(this.#session);
    const told = new Map<string, { uri: string; text: string }>();
    for (const path of [...new Set([...shown.byFile.keys(), ...shown.unused.keys()])].toSorted()) {
      const items = diagnosticsOf(shown, path, options);
      const diagnostics = items.map((item) => diagnosticToProto(item, places, support));
      const uri = this.#session.workspace.document(path)?.document.uri ?? uriOfPath(path);
      const text = JSON.stringify(diagnostics);
      told.set(path, { uri, text });
      const before = this.#told.get(path);
      if (before?.uri !== uri && before !== undefined) this.#send(before.uri, path, []);
      if (before?.uri !== uri || before.text !== text) this.#send(uri, path, diagnostics);
    }
    for (const [path, { uri }] of this.#told) if (!told.has(path)) this.#send(uri, path, []);
    this.#told = told;
  }

  #send(uri: string, path: string, diagnostics: Diagnostic[]): void {
    const version = this.#session.workspace.document(path)?.document.version;
    void this.#session.connection.sendDiagnostics({
      uri,
      diagnostics,
      ...(version === undefined ? {} : { version }),
    });
  }
}

function supportOf(session: Session): DiagnosticSupport {
  const client = session.capabilities.textDocument?.publishDiagnostics;
  return {
    related: client?.relatedInformation === true,
    href: client?.codeDescriptionSupport === true,
    data: client?.dataSupport === true,
  };
}
