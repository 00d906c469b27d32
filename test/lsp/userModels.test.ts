/** A workspace's own models in the language server: used, read again when they change, never the end of it. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type Client, startClient } from "./client.ts";

let client: Client | null = null;
afterEach(async () => {
  await client?.stop();
  client = null;
});

const source = `#include "acme.h"
class Store {
 public:
  void Flush() {
    acme::Event done;
    loop_.Post([&done] { done.Set(); });
    done.Wait();
  }
  void Tick() { loop_.Post([this] { Flush(); }); }
 private:
  acme::Loop loop_;
};
Store store;
int main() { store.Tick(); }
`;

const event = `types: { acme::Event: { is: event } }
functions:
  acme::Event::Set: { effects: [{ do: release, for: count, of: this }] }
  acme::Event::Wait: { effects: [{ do: wait, for: count, of: this }] }
`;
const loop = `library: acme
description: The loop
types: { acme::Loop: { is: loop } }
functions: { acme::Loop::Post: { effects: [{ do: post, run: arg0, to: this }] } }
`;

async function changed(name: string, type = 2): Promise<void> {
  await client?.connection.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: client.uri(name), type }],
  });
}

const watching = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };

test("they count from the start, and changes count without a restart", async () => {
  client = await startClient({
    files: { "a.cpp": source, ".waitchain.yml": `models: [m/*.yml]\n${event}`, "m/loop.yml": loop },
    capabilities: watching,
  });
  await client.diagnostics("a.cpp", ({ diagnostics }) => diagnostics.length === 1);
  client.write("m/loop.yml", loop.replace("do: post", "do: invoke").replace(", to: this", ""));
  await changed("m/loop.yml");
  await client.diagnostics("a.cpp", ({ diagnostics }) => diagnostics.length === 0);
  client.write("m/loop.yml", loop);
  await changed("m/loop.yml");
  await client.diagnostics("a.cpp", ({ diagnostics }) => diagnostics.length === 1);
  rmSync(join(client.folder, ".waitchain.yml"));
  await changed(".waitchain.yml", 3);
  await client.diagnostics("a.cpp", ({ diagnostics }) => diagnostics.length === 0);
});

test("files that the globs name are watched", async () => {
  client = await startClient({
    files: { "a.cpp": source, ".waitchain.yml": `models: [m/*.yml]\n${event}`, "m/loop.yml": loop },
    capabilities: watching,
  });
  const { heard } = client;
  await client.until(
    () =>
      heard.some(
        ({ method, params }) =>
          method === "client/registerCapability" && JSON.stringify(params).includes("/m/*.yml"),
      ),
    "a watcher of m/*.yml",
  );
});

test("broken ones are said where they are, and the last good ones stay", async () => {
  client = await startClient({
    files: { "a.cpp": source, ".waitchain.yml": `models: [m/*.yml]\n${event}`, "m/loop.yml": loop },
    capabilities: watching,
  });
  await client.diagnostics("a.cpp", ({ diagnostics }) => diagnostics.length === 1);
  client.write("m/loop.yml", loop.replace("is: loop", "is: lop"));
  await changed("m/loop.yml");
  const wrong = await client.diagnostics("m/loop.yml", (told) => told.diagnostics.length === 1);
  expect(wrong.diagnostics[0]?.message).toBe("Unknown word “lop”; did you mean “loop”?");
  expect(wrong.diagnostics[0]?.range).toEqual({
    start: { line: 2, character: 27 },
    end: { line: 2, character: 30 },
  });
  // Another change of the source is analysed with the models before.
  await client.open("a.cpp", `\n${source}`);
  const found = await client.diagnostics(
    "a.cpp",
    ({ diagnostics }) => diagnostics[0]?.range.start.line === 7,
  );
  expect(found.diagnostics).toHaveLength(1);
  client.write("m/loop.yml", loop);
  await changed("m/loop.yml");
  await client.diagnostics("m/loop.yml", (told) => told.diagnostics.length === 0);
});

test("broken from the start, all else is found", async () => {
  const other = `#include <thread>
std::thread t;
void work() { t.join(); }
int main() { t = std::thread(work); }
`;
  client = await startClient({ files: { "b.cpp": other, ".waitchain.yml": "typse: {}\n" } });
  await client.diagnostics("b.cpp", ({ diagnostics }) => diagnostics.length === 1);
  await client.diagnostics(".waitchain.yml", ({ diagnostics }) => diagnostics.length === 1);
});
