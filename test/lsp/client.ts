/**
 * A plain LSP client over stdio, as any editor without our extension would be: starts the built server,
 * keeps what it is told, and lets a test wait for it. Knows nothing of the server's insides.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";

const server = fileURLToPath(new URL("../../dist/server.mjs", import.meta.url));

export interface Diagnostics {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly source: string;
  readonly severity: number;
  readonly range: Range;
  readonly data?: { readonly id: string };
  readonly codeDescription?: { readonly href: string };
  readonly relatedInformation?: readonly { readonly message: string }[];
}

export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface ClientOptions {
  readonly files: Readonly<Record<string, string>>;
  /** Copied into the workspace before `files` are written. */
  readonly folder?: string;
  readonly capabilities?: object;
  readonly initializationOptions?: object | undefined;
  readonly configuration?: unknown;
  /** Of the workspace, by name below it; the workspace itself unless given. */
  readonly folders?: readonly string[];
  /** Of the editor; this process unless given. */
  readonly processId?: number;
}

export interface Client {
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  readonly folder: string;
  /** Every message of the server, in order. */
  readonly heard: readonly { readonly method: string; readonly params: unknown }[];
  readonly initializeResult: { readonly capabilities: Record<string, unknown> };
  uri(name: string): string;
  write(name: string, text: string): void;
  open(name: string, text: string, version?: number): Promise<void>;
  /** The newest diagnostics of a file once they satisfy `accept`. */
  diagnostics(name: string, accept?: (found: Diagnostics) => boolean): Promise<Diagnostics>;
  /** Waits until `look` gives something. */
  until<T>(look: () => T | undefined | false, what: string): Promise<T>;
  stop(): Promise<number | null>;
}

const patience = 15_000;

export async function startClient(options: ClientOptions): Promise<Client> {
  const folder = mkdtempSync(join(tmpdir(), "waitchain-lsp-"));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  if (options.folder !== undefined) cpSync(options.folder, folder, { recursive: true });
  for (const [name, text] of Object.entries(options.files)) write(name, text);
  const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (bytes: Buffer) => (errors += bytes.toString()));
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const heard: { method: string; params: unknown }[] = [];
  connection.onNotification((method, params) => {
    heard.push({ method, params });
  });
  connection.onRequest((method, params) => {
    heard.push({ method, params });
    return method === "workspace/configuration" ? [options.configuration ?? null] : null;
  });
  connection.onUnhandledProgress((params) => {
    heard.push({ method: "$/progress", params });
  });
  connection.onError(() => {});
  connection.listen();
  const uri = (name: string): string => pathToFileURL(join(folder, name)).toString();
  const initializeResult: Client["initializeResult"] = await connection.sendRequest("initialize", {
    processId: options.processId ?? process.pid,
    rootUri: null,
    workspaceFolders: (options.folders ?? ["."]).map((name) => ({ uri: uri(name), name })),
    capabilities: options.capabilities ?? {},
    ...(options.initializationOptions === undefined
      ? {}
      : { initializationOptions: options.initializationOptions }),
  });
  await connection.sendNotification("initialized", {});

  async function until<T>(look: () => T | undefined | false, what: string): Promise<T> {
    const end = performance.now() + patience;
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      if (performance.now() > end) {
        const told = heard.map(({ method, params }) => `${method} ${JSON.stringify(params)}`);
        throw new Error(`waited in vain for ${what}\n${told.join("\n")}\n${errors}`);
      }
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  return {
    process: child,
    connection,
    folder,
    heard,
    initializeResult,
    uri,
    write,
    until,
    async open(name, text, version = 1) {
      const textDocument = { uri: uri(name), languageId: "cpp", version, text };
      await connection.sendNotification("textDocument/didOpen", { textDocument });
    },
    diagnostics: (name, accept = () => true) =>
      until(() => {
        const all = heard.filter(({ method }) => method === "textDocument/publishDiagnostics");
        const mine = all
          .map(({ params }) => params as Diagnostics)
          .filter((p) => p.uri === uri(name));
        const last = mine[mine.length - 1];
        return last !== undefined && accept(last) ? last : undefined;
      }, `diagnostics of ${name}`),
    async stop() {
      const gone = exitOf(child);
      if (child.exitCode === null && !child.killed) {
        await connection.sendRequest("shutdown").catch(() => {});
        await connection.sendNotification("exit").catch(() => {});
      }
      const code = await gone;
      connection.dispose();
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

export function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((done) => child.once("exit", (code) => done(code)));
}
