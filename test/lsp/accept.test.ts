/** What a person says against a finding: the server makes the edit, and once it is applied the finding is gone. */

import { afterEach, expect, test } from "vitest";
import { type Client, type Range, startClient } from "./client.ts";
import { selfJoin } from "./programs.ts";

let client: Client | null = null;
afterEach(async () => {
  await client?.stop();
  client = null;
});

interface Accepted {
  readonly edit: { uri: string; range: Range; newText: string; config: boolean } | null;
  readonly problem: string;
}

const some = ({ diagnostics }: { diagnostics: readonly unknown[] }): boolean =>
  diagnostics.length > 0;
const none = ({ diagnostics }: { diagnostics: readonly unknown[] }): boolean =>
  diagnostics.length === 0;

/** Opens the program and gives the id of its finding. */
async function begin(files: Readonly<Record<string, string>> = {}): Promise<[Client, string]> {
  client = await startClient({
    files: { "main.cpp": selfJoin, ...files },
    initializationOptions: { commands: true, index: { workers: 1, debounceMs: 50 } },
    capabilities: { textDocument: { publishDiagnostics: { dataSupport: true } } },
  });
  await client.open("main.cpp", selfJoin);
  const { diagnostics } = await client.diagnostics("main.cpp", some);
  return [client, diagnostics[0]?.data?.id ?? ""];
}

async function accept(server: Client, params: object): Promise<Accepted> {
  return server.connection.sendRequest("waitchain/accept", params);
}

async function saved(server: Client, text: string): Promise<void> {
  server.write(".waitchain.yml", text);
  await server.connection.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: server.uri(".waitchain.yml"), type: 1 }],
  });
}

test("a comment with a reason, in the code", async () => {
  const [server, finding] = await begin();
  const { edit } = await accept(server, { kind: "ignore", finding, reason: " started once " });
  expect(edit?.newText).toBe("    // NOLINTNEXTLINE(waitchain-self-join): started once\n");
  expect(edit?.config).toBe(false);
  await server.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri: server.uri("main.cpp"), version: 2 },
    contentChanges: [{ range: edit?.range, text: edit?.newText }],
  });
  await server.diagnostics("main.cpp", none);
});

test.for([
  ["neverBlocks", '"Worker::Stop": { "note":"asks only" }'],
  ["runsOn", '"Worker::Stop": "main"'],
] as const)("%s, in the workspace's own models", async ([kind, line]) => {
  const [server, finding] = await begin();
  const reason = kind === "runsOn" ? "" : "asks only";
  const { edit } = await accept(server, { kind, finding, context: "main", reason });
  expect(edit?.uri).toBe(server.uri(".waitchain.yml"));
  expect(edit?.newText).toContain(line);
  await saved(server, edit?.newText ?? "");
  await server.diagnostics("main.cpp", none);
});

test("what cannot be written is said", async () => {
  const [server, finding] = await begin({
    ".waitchain.yml": "functions: [\n",
  });
  const gone = await accept(server, { kind: "ignore", finding: "x", reason: "" });
  expect(gone).toEqual({ edit: null, problem: "The finding is no longer there." });
  const again = await accept(server, { kind: "runsOn", finding, context: "main", reason: "" });
  expect(again.edit).toBeNull();
  expect(again.problem).toContain("“.waitchain.yml”");
  expect(await accept(server, { kind: "else", finding })).toMatchObject({ edit: null });
});

test("a comment that accepts nothing is greyed out", async () => {
  client = await startClient({
    files: { "main.cpp": "int f();  // NOLINT(waitchain-self-join)\n" },
    initializationOptions: { index: { workers: 1 } },
  });
  const { diagnostics } = await client.diagnostics("main.cpp", some);
  expect(diagnostics).toMatchObject([
    { code: "waitchain-unused-suppression", severity: 4, tags: [1] },
  ]);
});
