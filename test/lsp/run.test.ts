/** When a change is analysed by itself: while typing, when it is saved, or not at all. */

import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import {
  type ChainsResult,
  chainsRequest,
  reindexRequest,
} from "../../server/src/protocol/requests.ts";
import { loop } from "../harness/loop.ts";
import { type Client, startClient } from "./client.ts";

let client: Client | null = null;
afterEach(async () => {
  await client?.stop();
  client = null;
});

const hangs = `#include "loop.h"
struct Store {
  void flush() {
    std::promise<void> done;
    loop.post([&done] { done.set_value(); });
    done.get_future().wait();
  }
  void sweep() { loop.post([this] { flush(); }); }
  Loop loop;
};
void begin() { Store one; one.sweep(); }
`;
const ends = hangs.replace("    done.get_future().wait();\n", "");

/** Many times longer than typing has to pause. */
const debounceMs = 10;
const longMs = 500;

async function started(run: string): Promise<Client> {
  const one = await startClient({
    files: { "a.cpp": hangs, [loop.path]: loop.text },
    initializationOptions: { run, index: { debounceMs } },
  });
  client = one;
  await one.diagnostics("a.cpp", ({ diagnostics }) => diagnostics.length === 1);
  await one.open("a.cpp", hangs);
  // A file that is opened is looked at, whatever is typed into it at the same moment.
  await pause(longMs);
  return one;
}

async function typed(one: Client, version: number, text: string): Promise<void> {
  const textDocument = { uri: one.uri("a.cpp"), version };
  await one.connection.sendNotification("textDocument/didChange", {
    textDocument,
    contentChanges: [{ text }],
  });
}

async function saved(one: Client): Promise<void> {
  await one.connection.sendNotification("textDocument/didSave", {
    textDocument: { uri: one.uri("a.cpp") },
  });
}

async function count(one: Client): Promise<number> {
  const { findings } = await one.connection.sendRequest<ChainsResult>(chainsRequest, {});
  return findings.length;
}

test("while typing, by itself", async () => {
  const one = await started("onType");
  await typed(one, 2, ends);
  await one.diagnostics("a.cpp", ({ diagnostics }) => diagnostics.length === 0);
});

test("on saving, and not before", async () => {
  const one = await started("onSave");
  await typed(one, 2, ends);
  await pause(longMs);
  expect(await count(one)).toBe(1);
  await saved(one);
  await one.diagnostics("a.cpp", ({ diagnostics }) => diagnostics.length === 0);
});

test("only when asked; a setting that changes counts at once", async () => {
  const one = await started("manual");
  await typed(one, 2, ends);
  await saved(one);
  await pause(longMs);
  expect(await count(one)).toBe(1);
  await one.connection.sendRequest(reindexRequest);
  expect(await count(one)).toBe(0);
  await typed(one, 3, hangs);
  await one.connection.sendNotification("workspace/didChangeConfiguration", {
    settings: { waitchain: { run: "onType" } },
  });
  await one.diagnostics("a.cpp", ({ diagnostics }) => diagnostics.length === 1);
});
