/** The built server, driven as a plain editor would drive it. Needs `node esbuild.mjs` first. */

import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TextDocument } from "vscode-languageserver-textdocument";
import { afterEach, describe, expect, test } from "vitest";
import {
  type Client,
  type ClientOptions,
  type Diagnostics,
  exitOf,
  type Range,
  startClient,
} from "./client.ts";
import { joinLine, noSelfJoin, selfJoin } from "./programs.ts";

const rich = {
  window: { workDoneProgress: true },
  workspace: {
    workspaceFolders: true,
    configuration: true,
    didChangeWatchedFiles: { dynamicRegistration: true },
    codeLens: { refreshSupport: true },
    workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} },
  },
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      codeDescriptionSupport: true,
      dataSupport: true,
    },
    hover: { contentFormat: ["markdown", "plaintext"] },
    codeAction: { resolveSupport: { properties: ["edit"] } },
  },
};

let clients: Client[] = [];

async function start(options: Partial<ClientOptions> = {}): Promise<Client> {
  const client = await startClient({
    files: { "main.cpp": selfJoin },
    capabilities: rich,
    initializationOptions: {
      commands: true,
      icons: true,
      status: true,
      index: { workers: 1, debounceMs: 50 },
    },
    ...options,
  });
  clients.push(client);
  return client;
}

afterEach(async () => {
  await Promise.all(clients.map((client) => client.stop()));
  clients = [];
});

const some = ({ diagnostics }: { diagnostics: readonly unknown[] }): boolean =>
  diagnostics.length > 0;
const none = ({ diagnostics }: { diagnostics: readonly unknown[] }): boolean =>
  diagnostics.length === 0;

describe("diagnostics", () => {
  test("come for files that nobody opened, from the index at the start", async () => {
    const client = await start();
    const { diagnostics, version } = await client.diagnostics("main.cpp", some);
    expect(version).toBeUndefined();
    const [found] = diagnostics;
    expect(found?.source).toBe("waitchain");
    expect(found?.code).toMatch(/^waitchain-/);
    expect(found?.range.start.line).toBe(joinLine);
    expect(found?.codeDescription?.href).toBe(
      `https://waitchain.dev/rules/${found?.code.replace("waitchain-", "")}`,
    );
    expect(found?.data?.id).toBeTruthy();
    expect(found?.relatedInformation?.[0]?.message).toMatch(/^1\/\d+ /);
  });

  test("follow an edit, with the version of the document", async () => {
    const client = await start();
    await client.diagnostics("main.cpp", some);
    await client.open("main.cpp", selfJoin, 1);
    await client.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: client.uri("main.cpp"), version: 2 },
      contentChanges: [{ range: zeroRange, text: "// a line above\n" }],
    });
    const moved = await client.diagnostics(
      "main.cpp",
      ({ diagnostics }) => diagnostics[0]?.range.start.line === joinLine + 1,
    );
    expect(moved.version).toBe(2);
    await client.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: client.uri("main.cpp"), version: 3 },
      contentChanges: [{ text: noSelfJoin.replace("thread_.join();", "") }],
    });
    await client.diagnostics("main.cpp", none);
  });

  test("of an unsaved change go back to the disk's when the document is closed", async () => {
    const client = await start({ files: { "main.cpp": "int main() { return 0; }\n" } });
    await client.open("main.cpp", selfJoin);
    await client.diagnostics("main.cpp", some);
    await client.connection.sendNotification("textDocument/didClose", {
      textDocument: { uri: client.uri("main.cpp") },
    });
    await client.diagnostics("main.cpp", none);
  });

  test("go when the file is deleted and come when one is created", async () => {
    const client = await start();
    await client.diagnostics("main.cpp", some);
    await client.until(
      () => client.heard.some(({ method }) => method === "client/registerCapability"),
      "registration of watched files",
    );
    rmSync(join(client.folder, "main.cpp"));
    await watched(client, "main.cpp", 3);
    await client.diagnostics("main.cpp", none);
    client.write("sub/new.cpp", selfJoin);
    await watched(client, "sub/new.cpp", 1);
    await client.diagnostics("sub/new.cpp", some);
    client.write("out/ignored.cpp", selfJoin);
    await watched(client, "out/ignored.cpp", 1);
    await client.connection.sendRequest("waitchain/reindex");
    const told = client.heard.filter(
      ({ params }) => (params as { uri?: string } | null)?.uri === client.uri("out/ignored.cpp"),
    );
    expect(told).toEqual([]);
  });

  test("come from every folder of the workspace, and from no folder at all", async () => {
    const files = { "a/one.cpp": selfJoin, "b/two.cpp": "int f();\n", "c/three.cpp": selfJoin };
    const two = await start({ files, folders: ["a", "b"] });
    await two.diagnostics("a/one.cpp", some);
    await two.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
      event: {
        added: [{ uri: two.uri("c"), name: "c" }],
        removed: [{ uri: two.uri("a"), name: "a" }],
      },
    });
    await two.diagnostics("c/three.cpp", some);
    await two.diagnostics("a/one.cpp", none);
    const single = await start({ files, folders: [] });
    await single.open("a/one.cpp", selfJoin);
    await single.diagnostics("a/one.cpp", some);
  });

  test("keep within the rules and the confidence that the client asked for", async () => {
    const client = await start();
    const { diagnostics } = await client.diagnostics("main.cpp", some);
    const rule = diagnostics[0]?.code ?? "";
    await configure(client, { rules: { [rule]: "info" } });
    await client.diagnostics("main.cpp", (found) => found.diagnostics[0]?.severity === 3);
    await configure(client, { rules: { [rule]: "off" } });
    await client.diagnostics("main.cpp", none);
    await configure(client, { rules: {}, exclude: ["main.cpp"] });
    await client.until(() => lastStatus(client)?.files === 0, "an index without the file");
  });
});

describe("requests", () => {
  test("code lens above the function, hover and chain on the call", async () => {
    const client = await start();
    const { diagnostics } = await client.diagnostics("main.cpp", some);
    await client.open("main.cpp", selfJoin);
    const textDocument = { uri: client.uri("main.cpp") };
    const lenses: {
      range: Range;
      command: { title: string; command: string; arguments: string[] };
    }[] = await client.connection.sendRequest("textDocument/codeLens", { textDocument });
    expect(lenses).toHaveLength(1);
    expect(lenses[0]?.range.start.line).toBe(joinLine - 1);
    expect(lenses[0]?.command.command).toBe("waitchain.showChain");
    expect(lenses[0]?.command.title.length).toBeLessThan(110);

    const position = diagnostics[0]?.range.start;
    const hover: { contents: { kind: string; value: string } } =
      await client.connection.sendRequest("textDocument/hover", { textDocument, position });
    expect(hover.contents.kind).toBe("markdown");
    expect(hover.contents.value).toContain("command:waitchain.showChain?");
    expect(hover.contents.value.split("\n").length).toBeLessThanOrEqual(7);
    const nowhere = { line: 0, character: 1 };
    expect(
      await client.connection.sendRequest("textDocument/hover", {
        textDocument,
        position: nowhere,
      }),
    ).toBeNull();

    const chains: { findings: { id: string; steps: unknown[]; tree: unknown[] }[] } =
      await client.connection.sendRequest("waitchain/chains", { uri: textDocument.uri, position });
    expect(chains.findings).toHaveLength(1);
    expect(chains.findings[0]?.id).toBe(diagnostics[0]?.data?.id);
    expect(chains.findings[0]?.steps.length).toBeGreaterThan(1);
    const elsewhere: { findings: unknown[] } = await client.connection.sendRequest(
      "waitchain/chains",
      { uri: client.uri("other.cpp") },
    );
    expect(elsewhere.findings).toEqual([]);
  });

  test("contexts name the threads", async () => {
    const client = await start();
    await client.diagnostics("main.cpp", some);
    const { contexts }: { contexts: { party: { kind: string } }[] } =
      await client.connection.sendRequest("waitchain/contexts");
    expect(contexts.map(({ party }) => party.kind)).toContain("main");
  });

  test("the light bulb leads to the chain and to the rule", async () => {
    const client = await start();
    const { diagnostics } = await client.diagnostics("main.cpp", some);
    const actions: { title: string; kind: string; command?: { command: string } }[] =
      await client.connection.sendRequest("textDocument/codeAction", {
        textDocument: { uri: client.uri("main.cpp") },
        range: diagnostics[0]?.range,
        context: { diagnostics },
      });
    const commands = actions.map(({ command }) => command?.command);
    expect(commands).toContain("waitchain.showChain");
    expect(commands).toContain("waitchain.showRule");
    expect(actions.every(({ kind }) => kind.startsWith("quickfix"))).toBe(true);
  });

  test("a quick fix comes with its edit, and the finding goes with it", async () => {
    const folder = fileURLToPath(new URL("../hangs/storaged-signal/bug", import.meta.url));
    const client = await start({ files: {}, folder });
    const told = await client.until(
      () =>
        client.heard
          .filter(({ method }) => method === "textDocument/publishDiagnostics")
          .map(({ params }) => params as Diagnostics)
          .find(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 1)),
      "an error",
    );
    const name = decodeURIComponent(told.uri.slice(client.uri(".").length)).replace(/^\//, "");
    const text = readFileSync(join(client.folder, name), "utf8");
    await client.open(name, text);
    const error = told.diagnostics.find(({ severity }) => severity === 1);
    const actions: Action[] = await client.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri: told.uri },
      range: error?.range,
      context: { diagnostics: [error] },
    });
    const fix = actions.find(({ data, disabled }) => data !== undefined && disabled === undefined);
    expect(fix, "a fix that fits").toBeDefined();
    expect(fix?.edit).toBeUndefined();
    const resolved: Action = await client.connection.sendRequest("codeAction/resolve", fix);
    const changes = resolved.edit?.documentChanges ?? [];
    expect(changes.length).toBeGreaterThan(0);
    for (const { textDocument, edits } of changes) {
      const path = fileURLToPath(textDocument.uri);
      const before = TextDocument.create(textDocument.uri, "cpp", 1, readFileSync(path, "utf8"));
      const after = TextDocument.applyEdits(before, [...edits]);
      if (textDocument.uri !== told.uri) {
        await client.open(path.slice(client.folder.length + 1), before.getText());
      }
      await client.connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: textDocument.uri, version: 2 },
        contentChanges: [{ text: after }],
      });
    }
    await client.diagnostics(name, ({ diagnostics }) =>
      diagnostics.every(({ severity }) => severity !== 1),
    );
  });

  test("a client without our commands gets no command links", async () => {
    const client = await start({ initializationOptions: undefined, capabilities: {} });
    const { diagnostics } = await client.diagnostics("main.cpp", some);
    expect(diagnostics[0]?.relatedInformation).toBeUndefined();
    const textDocument = { uri: client.uri("main.cpp") };
    const position = diagnostics[0]?.range.start;
    const hover = await client.connection.sendRequest("textDocument/hover", {
      textDocument,
      position,
    });
    expect(JSON.stringify(hover)).not.toContain("command:");
    const lenses = await client.connection.sendRequest("textDocument/codeLens", { textDocument });
    expect(JSON.stringify(lenses)).not.toMatch(/waitchain\.|\$\(/);
    const methods = client.heard.map(({ method }) => method);
    expect(methods.filter((method) => !/^(textDocument|window)\//.test(method))).toEqual([]);
  });

  test("speak Chinese to a Chinese reader", async () => {
    const client = await start({ initializationOptions: { locale: "zh-cn" } });
    const { diagnostics } = await client.diagnostics("main.cpp", some);
    expect(diagnostics[0]?.message).toMatch(/[\u4e00-\u9fff]/);
  });

  test("progress of the index is shown and ends, reindex answers", async () => {
    const client = await start();
    await client.until(() => lastStatus(client)?.state === "ready", "ready");
    expect(client.heard.some(({ method }) => method === "$/progress")).toBe(false);
    expect(await client.connection.sendRequest("waitchain/reindex")).toEqual({ files: 1 });
    const progress = await client.until(() => {
      const kinds = client.heard
        .filter(({ method }) => method === "$/progress")
        .map(({ params }) => (params as { value: { kind: string } }).value.kind);
      return kinds.includes("end") ? kinds : undefined;
    }, "end of progress");
    expect(progress[0]).toBe("begin");
    expect(lastStatus(client)?.errors).toBeGreaterThan(0);
  });
});

describe("robustness", () => {
  test("bad requests and bad messages do not end the server", async () => {
    const client = await start();
    await client.diagnostics("main.cpp", some);
    const { connection } = client;
    for (const [method, params] of garbage) {
      await connection.sendRequest(method, params).catch(() => {});
    }
    await connection.sendNotification("textDocument/didChange", { textDocument: null });
    await connection.sendNotification("textDocument/didOpen", null);
    await connection.sendNotification("workspace/didChangeWatchedFiles", { changes: "no" });
    await connection.sendNotification("workspace/didChangeConfiguration", { settings: 7 });
    await connection.sendNotification("no/such/notification", []);
    const body = '{"jsonrpc": "2.0", "method": ';
    client.process.stdin?.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
    const answer: { findings: unknown[] } = await connection.sendRequest("waitchain/chains");
    expect(answer.findings.length).toBeGreaterThan(0);
  });

  test("documents of any shape are survived", async () => {
    const client = await start();
    const texts = [
      "",
      "\0\0",
      "class {{{{((((",
      "#define A(\n#if\n",
      "\ud800 \r \r\n x",
      "}".repeat(5000),
    ];
    for (const [i, text] of texts.entries()) await client.open(`odd${i}.cpp`, text);
    await client.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri: "untitled:Untitled-1", languageId: "cpp", version: 1, text: selfJoin },
    });
    await client.until(
      () =>
        client.heard.some(
          ({ params }) => (params as { uri?: string } | null)?.uri === "untitled:Untitled-1",
        ),
      "diagnostics of an unsaved buffer",
    );
  });

  test("a cancelled request is answered as cancelled", async () => {
    const client = await start();
    const { CancellationTokenSource } = await import("vscode-jsonrpc/node");
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest("waitchain/chains", {}, source.token);
    source.cancel();
    // Either the answer was faster or it says RequestCancelled; anything else is wrong.
    const outcome = await answer.then(
      () => "answered",
      (error: { code: number }) => error.code,
    );
    expect(["answered", -32800]).toContain(outcome);
  });

  test("shutdown and exit end it with code 0", async () => {
    const client = await start();
    expect(await client.stop()).toBe(0);
  });

  test("it ends within 2 s when its input closes", async () => {
    const client = await start();
    await client.diagnostics("main.cpp", some);
    const before = performance.now();
    client.process.stdin?.end();
    await exitOf(client.process);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});

describe("manners", () => {
  test("it ends when the editor is gone, although its input stays open", async () => {
    const editor = spawn(process.execPath, ["-e", ""]);
    await exitOf(editor);
    const client = await start({ processId: editor.pid ?? 0 });
    const code = await exitOf(client.process);
    expect(code).not.toBeNull();
  });

  test.runIf(process.platform === "linux")("it does nothing while nothing happens", async () => {
    const client = await start();
    await client.diagnostics("main.cpp", some);
    await client.open("main.cpp", selfJoin);
    // It may still be busy with the document; what counts is that it comes to rest.
    let used = Infinity;
    for (let turn = 0; turn < 8 && used > 1; turn++) {
      const before = processorTicks(client.process.pid);
      await pause(1000);
      used = processorTicks(client.process.pid) - before;
    }
    expect(used).toBeLessThanOrEqual(1);
  });
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** Hundredths of a second that a process and its threads have run. */
function processorTicks(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

const zeroRange = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

const garbage: readonly (readonly [string, unknown])[] = [
  ["textDocument/hover", {}],
  ["textDocument/hover", { textDocument: { uri: 5 }, position: null }],
  ["textDocument/codeLens", { textDocument: {} }],
  ["textDocument/codeAction", { textDocument: { uri: "%%%" }, range: {}, context: {} }],
  ["codeAction/resolve", { title: "x", data: { finding: "none", fix: "none" } }],
  ["waitchain/chains", { uri: "file://%zz", position: { line: -4 } }],
  ["waitchain/chains", [1, 2, 3]],
  ["waitchain/contexts", "what"],
  ["no/such/request", {}],
];

async function watched(client: Client, name: string, type: number): Promise<void> {
  const changes = [{ uri: client.uri(name), type }];
  await client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
}

async function configure(client: Client, waitchain: object): Promise<void> {
  const settings = { waitchain };
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings });
}

interface Action {
  readonly title: string;
  readonly data?: unknown;
  readonly disabled?: unknown;
  readonly edit?: {
    readonly documentChanges: readonly {
      readonly textDocument: { readonly uri: string };
      readonly edits: readonly { readonly range: Range; readonly newText: string }[];
    }[];
  };
}

interface Status {
  readonly state: string;
  readonly files: number;
  readonly errors: number;
}

function lastStatus(client: Client): Status | undefined {
  const all = client.heard.filter(({ method }) => method === "waitchain/status");
  return all[all.length - 1]?.params as Status | undefined;
}
