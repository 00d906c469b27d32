/** Which findings a change takes part in, as the server says it; and what it leaves alone where nobody trusts it. */

import { afterEach, describe, expect, test } from "vitest";
import {
  type ChainsResult,
  chainsRequest,
  type ChangesResult,
  changesRequest,
  reindexRequest,
} from "../../server/src/protocol/requests.ts";
import { loop } from "../harness/loop.ts";
import { commitAll, newRepository, withoutGit } from "../harness/repository.ts";
import { type Client, startClient } from "./client.ts";

let client: Client | null = null;
afterEach(async () => {
  await client?.stop();
  client = null;
});

/** Hangs: a task of the loop posts to the loop and waits. */
function store(name: string): string {
  return `#include "loop.h"
struct ${name} {
  void flush() {
    std::promise<void> done;
    loop.post([&done] { done.set_value(); });
    done.get_future().wait();
  }
  void sweep() {
    loop.post([this] { flush(); });
  }
  Loop loop;
};
void begin${name}() { ${name} one; one.sweep(); }
`;
}

const files = { "a.cpp": store("A"), "b.cpp": store("B"), [loop.path]: loop.text };

/** Once everything is read. */
async function chains(uri?: string): Promise<ChainsResult["findings"]> {
  await client?.connection.sendRequest(reindexRequest);
  const told = await client?.connection.sendRequest<ChainsResult>(chainsRequest, { uri });
  return told?.findings ?? [];
}

async function idIn(name: string): Promise<string | undefined> {
  const own = await chains(client?.uri(name));
  expect(own).toHaveLength(1);
  return own[0]?.id;
}

function changes(base: string, refresh = true): Promise<ChangesResult> | undefined {
  return client?.connection.sendRequest<ChangesResult>(changesRequest, { base, refresh });
}

describe.skipIf(withoutGit)("with git", () => {
  test("a finding counts by any step of its chain", async () => {
    client = await startClient({ files });
    newRepository(client.folder);
    const found = await idIn("a.cpp");
    expect(await idIn("b.cpp")).not.toBe(found);
    expect(await changes("main")).toMatchObject({ base: "main", findings: [], problem: "" });
    // Not the wait itself: the post that leads to it.
    client.write("a.cpp", store("A").replace("[this] { flush(); }", "[this]{ flush(); }"));
    expect(await changes("main", false)).toMatchObject({ findings: [] });
    expect(await changes("main")).toMatchObject({ findings: [found] });
    commitAll(client.folder, "second");
    expect(await changes("HEAD")).toMatchObject({ findings: [] });
    expect(await changes("HEAD~1")).toMatchObject({ base: "HEAD~1", findings: [found] });
    expect(await changes("nowhere")).toMatchObject({
      findings: [],
      problem: "Git knows no revision “nowhere”.",
    });
  });

  test("where there is no repository that is said, in the reader's language", async () => {
    client = await startClient({ files, initializationOptions: { locale: "zh-cn" } });
    expect((await changes(""))?.problem).toBe("该文件夹不在 git 仓库中，无法得知哪些内容已更改。");
  });
});

describe("a workspace that is not trusted", () => {
  const silenced = {
    "a.cpp": store("Store"),
    [loop.path]: loop.text,
    ".waitchain.yml": "functions:\n  Store::flush: { effects: [] }\n",
  };

  test("its models count where it is trusted", async () => {
    client = await startClient({ files: silenced });
    expect(await chains()).toEqual([]);
  });

  test("they do not count where it is not, whatever its settings say", async () => {
    client = await startClient({
      files: silenced,
      initializationOptions: { trusted: false },
      configuration: { trusted: true },
      capabilities: { workspace: { configuration: true } },
    });
    await client.diagnostics("a.cpp", ({ diagnostics }) => diagnostics.length === 1);
    const [finding] = await chains();
    expect(finding).toBeDefined();
    if (!withoutGit) newRepository(client.folder);
    expect((await changes("HEAD"))?.problem).toBe(
      "The workspace is not trusted, so git is not asked what has changed.",
    );
    const accepts = (kind: string): Promise<{ edit: unknown; problem: string }> | undefined =>
      client?.connection.sendRequest("waitchain/accept", {
        kind,
        finding: finding?.id,
        context: "x",
        reason: "",
      });
    expect(await accepts("runsOn")).toEqual({
      edit: null,
      problem: "The workspace is not trusted, so its own models are not used.",
    });
    expect((await accepts("ignore"))?.edit).not.toBeNull();
  });
});
