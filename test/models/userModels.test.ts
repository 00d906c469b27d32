/** A user's models on disk: which files are read, which configuration counts, what is said about broken ones. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testModels } from "../../server/src/cli/models.ts";
import type { Terminal } from "../../server/src/cli/terminal.ts";
import { modelsFor } from "../../server/src/cli/userModels.ts";
import { configFolder, loadUserModels } from "../../server/src/platform/userModels.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "user-models-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

const model = (library: string, type: string): string =>
  `library: ${library}\ndescription: x\ntypes: { ${type}: { is: loop } }\nfunctions: {}\n`;

describe("loading", () => {
  test("takes the files that the globs name, once each and sorted, after the models in the file itself", async () => {
    write(
      ".waitchain.yml",
      "models: [m/*.yml, 'm/**/b.yml', one.json]\ntypes: { a::Own: { is: loop } }\n",
    );
    write("m/b.yml", model("b", "B"));
    write("m/a.yml", model("a", "A"));
    write("m/deep/er/b.yml", model("deep", "D"));
    write("m/c.txt", "no model");
    write("one.json", '{ "library": "one", "description": "x", "types": {}, "functions": {} }');
    const found = await loadUserModels(folder);
    expect(found?.problems).toEqual([]);
    expect(found?.files.map((file) => file.library)).toEqual([
      "workspace",
      "a",
      "b",
      "deep",
      "one",
    ]);
    expect(found?.read.map((file) => relative(folder, file))).toContain(
      join("m", "deep", "er", "b.yml"),
    );
  });

  test("gives no models at all when anything is wrong", async () => {
    write(".waitchain.yml", "models: [m/*.yml, none/*.yml]\n");
    write("m/a.yml", model("a", "A"));
    write("m/b.yml", "library: b\n");
    const found = await loadUserModels(folder);
    expect(found?.files).toEqual([]);
    expect(
      found?.problems.map((p) => `${relative(folder, p.file)}:${p.line} ${p.message.id}`),
    ).toEqual([
      "m/b.yml:1 model.missing",
      "m/b.yml:1 model.missing",
      "m/b.yml:1 model.missing",
      ".waitchain.yml:1 model.no-match",
    ]);
  });

  test("allows one configuration", async () => {
    write(".waitchain.yml", "");
    write(".waitchain.json", "{}");
    expect((await loadUserModels(folder))?.problems.map((p) => p.message)).toEqual([
      { id: "model.twice", holes: { other: ".waitchain.json" } },
    ]);
    expect(await loadUserModels(join(folder, "nowhere"))).toBeNull();
  });
});

test("the nearest configuration counts, and none above the top", async () => {
  write(".waitchain.yml", "");
  write("a/b/.waitchain.json", "{}");
  write("a/b/c/x.cpp", "");
  write("d/x.cpp", "");
  expect(await configFolder(join(folder, "a/b/c"), folder)).toBe(join(folder, "a/b"));
  expect(await configFolder(join(folder, "d"), folder)).toBe(folder);
  expect(await configFolder(join(folder, "d"), join(folder, "d"))).toBeNull();
});

describe("the command line", () => {
  test("works with the user's models and the shipped ones, the user's first", async () => {
    write(".waitchain.yml", "types: { acme::Loop: { is: loop }, std::mutex: { is: value } }\n");
    const models = await modelsFor(["."], folder, "en");
    expect(models.type("acme::Loop")?.is).toBe("loop");
    expect(models.type("std::mutex")?.is).toBe("value");
    expect(models.type("std::thread")?.is).toBe("thread");
  });

  test("stops with every problem on a line of its own", async () => {
    write("src/x.cpp", "");
    write(".waitchain.yml", "types: { A: { is: lop } }\nmodel: []\n");
    const lines = (locale: "en" | "zh"): Promise<string> =>
      modelsFor(["src"], folder, locale).then(
        () => "",
        (error: Error) => error.message,
      );
    expect(await lines("en")).toBe(
      "The workspace's own models are broken.\n" +
        ".waitchain.yml:1:19: error: Unknown word “lop”; did you mean “loop”?\n" +
        ".waitchain.yml:2:1: error: Unknown key “model”; did you mean “models”?",
    );
    expect(await lines("zh")).toContain(".waitchain.yml:2:1: error: 未知的键“model”");
  });
});

describe("waitchain models test", () => {
  const source = (label: string): string => `acme::Loop loop;
void flush() {
  acme::Event done;
  loop.Post([&done] { done.Set(); });
  done.Wait();
${label}}
int main() { loop.Post([] { flush(); }); }
`;
  const models = `tests: [t.cpp]
types: { acme::Loop: { is: loop }, acme::Event: { is: event } }
functions:
  acme::Loop::Post: { effects: [{ do: post, run: arg0, to: this }] }
  acme::Event::Set: { effects: [{ do: release, for: count, of: this }] }
  acme::Event::Wait: { effects: [{ do: wait, for: count, of: this }] }
`;

  async function run(locale: "en" | "zh"): Promise<{ code: number; out: string }> {
    let out = "";
    const terminal = { cwd: folder, out: async (text: string) => void (out += text) };
    return { code: await testModels([], locale, terminal as unknown as Terminal), out };
  }

  test("passes when the findings are as labelled", async () => {
    write(".waitchain.yml", models);
    write("t.cpp", source("//     ^^^^^^ d1 self-wait\n"));
    expect(await run("en")).toEqual({ code: 0, out: "pass t.cpp: as labelled (1 labels)\n" });
    expect((await run("zh")).out).toBe("通过 t.cpp：与标注一致（1 个标注）\n");
  });

  test("fails at a finding without a label, and at a label without its finding", async () => {
    write(".waitchain.yml", models);
    write("t.cpp", source(""));
    const { code, out } = await run("en");
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL t\.cpp\n {2}not labelled: error self-wait at t\.cpp:5:8-14/);
    write(".waitchain.yml", models.replace("do: wait", "do: release"));
    write("t.cpp", source("//     ^^^^^^ d1 self-wait\n"));
    expect((await run("en")).out).toContain("d1 self-wait: not found at t.cpp:5:8-14");
  });

  test("says when there is nothing to test", async () => {
    await expect(run("en")).rejects.toThrow("Nothing to test");
  });
});
