/** `check --fix` and `--fix-dry-run` on real files: what is written, what is only shown, what is refused. */

import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { edited, unifiedDiff } from "../../server/src/cli/unifiedDiff.ts";
import { check, type CheckSteps, type ExitCode } from "../../server/src/cli/check.ts";
import { analyseFiles } from "../../server/src/cli/analyse.ts";
import { makeCommand } from "../../server/src/cli/command.ts";
import { neverCancelled } from "../../server/src/base/cancel.ts";
import { builtinModels } from "../../server/src/models/builtin.ts";
import { indexPaths } from "../../server/src/platform/indexPaths.ts";
import { sourceFiles } from "../../server/src/platform/sourceFiles.ts";

const hangs = fileURLToPath(new URL("../hangs/", import.meta.url));
let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "fix-"));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

const steps: CheckSteps = {
  index: indexPaths,
  analyse: analyseFiles,
  models: async () => builtinModels,
  build: async () => ({ paths: null, notes: [] }),
  changedSince: async () => ({ kind: "no-git" }),
  sources: sourceFiles,
  version: "1",
};

async function run(
  ...words: readonly string[]
): Promise<{ code: ExitCode; out: string; err: string }> {
  let out = "";
  let err = "";
  let code: ExitCode = 2;
  const terminal = {
    out: async (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    outIsTty: false,
    errIsTty: false,
    columns: 80,
    errColumns: 80,
    env: { LANG: "C.UTF-8" },
    cwd,
    platform: "linux",
  } as const;
  const none = async (): Promise<void> => {};
  const command = makeCommand("1", {
    check: async (paths, options) => {
      code = await check(paths, options, steps, terminal, neverCancelled);
    },
    facts: none,
    link: none,
    explain: none,
    lsp: none,
    cache: { stats: none, clear: none },
    models: { test: none, list: none, show: none },
  });
  await command.parseAsync(["node", "waitchain", "check", ".", "-j", "0", "--no-cache", ...words]);
  return { code, out, err };
}

function given(program: string): string {
  cpSync(join(hangs, program), cwd, { recursive: true });
  return join(cwd, "main.cpp");
}

describe("--fix", () => {
  test("writes what is right as it is, and the report is about what is left", async () => {
    given("stop-under-lock/bug");
    const before = sourceIn("stop-under-lock/bug");
    const { code, out, err } = await run("--fix", "--format", "short");
    expect(err).toContain("Fixed: 1 findings in 1 files.");
    expect([code, out]).toEqual([0, ""]);
    const after = readFileSync(join(cwd, before.name), "utf8");
    expect(after).toContain("std::thread ended = std::move(thread_);");
    const again = await run("--fix");
    expect(again.err).toContain("Fixed: 0 findings in 0 files.");
  });

  test("leaves to people what a person has to look through", async () => {
    given("opposite-orders/bug");
    const { name, text } = sourceIn("opposite-orders/bug");
    const { err } = await run("--fix");
    expect(err).toContain("Fixed: 0 findings in 0 files.");
    expect(readFileSync(join(cwd, name), "utf8")).toBe(text);
  });

  test("does not touch a file that would not come back as it was", async () => {
    given("stop-under-lock/bug");
    const { name, text } = sourceIn("stop-under-lock/bug");
    const odd = Buffer.concat([Buffer.from(`${text}// `), Buffer.from([0xe9]), Buffer.from("\n")]);
    writeFileSync(join(cwd, name), odd);
    const { err } = await run("--fix");
    expect(err).toContain("Fixed: 0 findings in 0 files.");
    expect(readFileSync(join(cwd, name)).equals(odd)).toBe(true);
  });
});

test("--fix-dry-run prints a diff that patch takes, and writes nothing", async () => {
  given("loop-ask-self/bug");
  const { name, text } = sourceIn("loop-ask-self/bug");
  const { code, out, err } = await run("--fix-dry-run");
  expect(code).toBe(1);
  expect(err).toContain("Would be fixed: 1 findings in 1 files.");
  expect(readFileSync(join(cwd, name), "utf8")).toBe(text);
  expect(out).toMatch(/^--- a\//);
  const patched = spawnSync("patch", ["-p1", "--dry-run"], { cwd, input: out, encoding: "utf8" });
  if (patched.error === undefined) expect(patched.status, patched.stdout).toBe(0);
  expect(out).toContain("+        if (loop_.inLoopThread()) {\n");
});

test("a diff has its hunks where the lines are", () => {
  const text = Array.from({ length: 30 }, (_, i) => `line ${i + 1}\n`).join("");
  const at = (needle: string): number => text.indexOf(needle);
  const edits = [
    { file: "x", start: at("line 5\n"), end: at("line 6\n"), text: "" },
    { file: "x", start: at("line 20\n"), end: at("line 20\n"), text: "new\n" },
  ];
  const diff = unifiedDiff("x", text, edits);
  expect(diff.split("\n").filter((line) => line.startsWith("@@"))).toEqual([
    "@@ -2,7 +2,6 @@",
    "@@ -17,7 +16,8 @@",
  ]);
  expect(edited(text, 0, text.length, edits)).toContain("line 19\nnew\nline 20\n");
  expect(unifiedDiff("x", "a", [{ file: "x", start: 1, end: 1, text: "b" }])).toBe(
    "--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+ab\n\\ No newline at end of file\n",
  );
});

function sourceIn(program: string): { name: string; text: string } {
  const names = ["main.cpp", "main.cc", "poller.cpp", "store.cpp", "bank.cpp"];
  for (const name of [...names, `${program.split("/")[0] ?? ""}.cpp`]) {
    try {
      return { name, text: readFileSync(join(hangs, program, name), "utf8") };
    } catch {
      continue;
    }
  }
  throw new Error(`no source in ${program}`);
}
