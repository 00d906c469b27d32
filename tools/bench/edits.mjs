/**
 * How long an editor waits: the language server over stdio, one scripted edit after the other, from the change to
 * the moment at which the answer to it is out. Types inside a body, adds a call, changes a signature, and edits the
 * header that most files include.
 */

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";

/** Milliseconds of each edit, sorted. The folder is only read. */
export async function measureEdits(folder, server, count, cache) {
  const home = mkdtempSync(join(tmpdir(), "bench-cache-"));
  const child = spawn(process.execPath, [server, "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, XDG_CACHE_HOME: cache ?? home },
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  let revision = -1;
  let heard = () => {};
  connection.onNotification("waitchain/status", (status) => {
    if (status.state !== "ready" || status.revision === revision) return;
    revision = status.revision;
    heard();
  });
  connection.onRequest(() => null);
  connection.listen();
  const answer = () => new Promise((done) => (heard = done));
  const uri = (path) => pathToFileURL(path).toString();
  try {
    await connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: uri(folder), name: "bench" }],
      capabilities: {},
      initializationOptions: { status: true, index: { debounceMs: 0, maxFileSizeKB: 10240 } },
    });
    const ready = answer();
    await connection.sendNotification("initialized", {});
    await ready;
    const { source, header } = filesToEdit(folder);
    const texts = new Map();
    for (const path of [source, header]) {
      texts.set(path, readFileSync(path, "utf8"));
      await connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri: uri(path), languageId: "cpp", version: 0, text: texts.get(path) },
      });
    }
    const took = [];
    for (let n = 1; n <= count; n++) {
      const edit = edits[n % edits.length];
      const path = edit.header ? header : source;
      texts.set(path, edit.change(texts.get(path), n));
      const out = answer();
      const started = performance.now();
      await connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: uri(path), version: n },
        contentChanges: [{ text: texts.get(path) }],
      });
      await out;
      took.push(performance.now() - started);
    }
    return took.toSorted((a, b) => a - b);
  } finally {
    child.kill("SIGKILL");
    connection.dispose();
    rmSync(home, { recursive: true, force: true });
  }
}

const edits = [
  { header: false, change: (text, n) => inBody(text, ` int typed${n} = ${n};`) },
  { header: false, change: (text, n) => inBody(text, ` typed${n}();`) },
  {
    header: false,
    change: (text, n) => `${text}\nint signature(int a${n}${", int b".repeat(n % 2)});\n`,
  },
  { header: true, change: (text, n) => `${text}\nstruct Edited${n} { int a; };\n` },
];

/** Behind the first statement that is indented: inside a function, nearly always. */
function inBody(text, what) {
  const at = /^[ \t]+\w[^\n]*\([^\n]*\);$/m.exec(text);
  if (at === null) return text + what;
  const end = at.index + at[0].length;
  return text.slice(0, end) + what + text.slice(end);
}

/** The source of middle size, and the header whose name most `#include` lines say. */
function filesToEdit(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:c|cc|cpp|cxx|h|hh|hpp)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const uses = new Map();
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    for (const [, name] of text.matchAll(/^#include\s+["<]([^">\n]+)[">]/gm)) {
      uses.set(basename(name), (uses.get(basename(name)) ?? 0) + 1);
    }
  }
  const byUse = (file) => uses.get(basename(file)) ?? 0;
  const headers = files.filter((file) => /\.h(?:h|pp)?$/.test(file));
  const sources = files.filter((file) => !headers.includes(file)).toSorted();
  const header = headers.toSorted((a, b) => byUse(b) - byUse(a))[0];
  const source = sources[Math.floor(sources.length / 2)];
  if (header === undefined || source === undefined) throw new Error(`${folder} has no C++ to edit`);
  return { source, header };
}
