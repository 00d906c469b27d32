/** The runner as a process: on a program that hangs, and on tools under test that are slow or break. */

import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

interface Outcome {
  readonly totals: Readonly<Record<string, number | string>>;
  readonly cases: readonly {
    readonly id: string;
    readonly found: string;
    readonly gone: string;
    readonly remark: string;
  }[];
  readonly trees: readonly { readonly status: string }[];
}

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const built = join(root, ".tsbuild/test-corpus/cli.mjs");
const bug = "a".repeat(40);
const fixed = "b".repeat(40);

/** Several processes a test, on machines that may be busy. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
afterAll(() => vi.resetConfig());

let scratch = "";
let cases = "";
let repos = "";
beforeAll(() => {
  const args = ["esbuild.mjs", "--only", "cli,worker", "--out", dirname(built)];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  scratch = mkdtempSync(join(tmpdir(), "corpus-"));
  repos = join(scratch, "repos");
  const program = join(root, "test/hangs/loop-ask-self");
  cpSync(join(program, "bug"), join(repos, `us+ask/${bug.slice(0, 12)}`), { recursive: true });
  cpSync(join(program, "fixed"), join(repos, `us+ask/${fixed.slice(0, 12)}`), { recursive: true });
  cases = join(scratch, "cases.json");
  writeFileSync(cases, JSON.stringify(madeUp()));
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

function madeUp(): object[] {
  const lines = readFileSync(join(root, "test/hangs/loop-ask-self/bug/main.cpp"), "utf8").split(
    "\n",
  );
  const line = lines.findIndex((text) => text.includes(".get()")) + 1;
  expect(line).toBeGreaterThan(0);
  const report = { file: "main.cpp", line, function: "ask", text: lines[line - 1] };
  const shared = { repo: "us/ask", bug_commit: bug, also: [], chain: [] };
  return [
    { ...shared, id: "ask", rule: "self-wait", report, fix_commit: fixed, silent_after_fix: true },
    { ...shared, id: "top", rule: "negative", report: { ...report, line: 1 }, fix_commit: null },
    { ...shared, id: "far", rule: "self-join", report: { ...report, line: 1 }, fix_commit: null },
    { ...shared, id: "away", rule: "self-join", report, repo: "us/gone", fix_commit: null },
  ];
}

function corpus(...words: readonly string[]): SpawnSyncReturns<string> {
  const args = [join(root, "tools/corpus.mjs"), ...words];
  return spawnSync(process.execPath, args, { cwd: scratch, encoding: "utf8" });
}

function measured(cli: string, ...words: readonly string[]): Outcome & { readonly stderr: string } {
  const json = join(scratch, "out.json");
  const always = ["--cases", cases, "--repos", repos, "--cli", cli, "--json", json];
  const { status, stderr } = corpus(...always, ...words);
  expect(status, stderr).toBe(0);
  return { ...(JSON.parse(readFileSync(json, "utf8")) as Outcome), stderr };
}

test("is skipped, and says so, where there are no trees", () => {
  const { status, stdout, stderr } = corpus("--cases", cases, "--repos", join(scratch, "none"));
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^corpus: SKIPPED, nothing was measured: no folder .+none\n$/);
  expect(status).toBe(0);
});

test("refuses what it does not understand", () => {
  for (const [words, message] of [
    [[], "--cases and --repos are needed"],
    [["--cases", cases, "--repos", repos, "--jobs", "0"], "--jobs takes a whole number"],
    [["--cases", cases, "--repos", repos, "--case", "x"], "there is no case x"],
    [["--cases", join(scratch, "x.json"), "--repos", repos], "cannot read"],
    [["--cases", cases, "--repos", repos, "--cli", "x.mjs"], "no x.mjs"],
    [["--cases", cases, "--repos", repos, "--case", "ask", "--summary"], "leave out --case"],
  ] as const) {
    const { status, stderr } = corpus(
      ...words,
      ...(words.includes("--cli" as never) ? [] : ["--cli", built]),
    );
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  }
});

test("judges a program that hangs, its repair, and places where nothing may stand", () => {
  const first = measured(built);
  expect(first.cases.map(({ id, found, gone }) => [id, found, gone])).toEqual([
    ["ask", "found", "gone"],
    ["top", "silent", ""],
    ["far", "missed", ""],
    ["away", "no tree", ""],
  ]);
  expect(first.cases[0]?.remark).toBe("self-wait by report");
  expect(first.totals).toMatchObject({
    bugs: 2,
    found: 1,
    judged: 1,
    gone: 1,
    silent: 1,
    absent: 1,
  });
  expect(first.stderr).not.toContain("kept");

  const again = measured(built, "--case", "ask");
  expect(again.stderr.match(/ok, kept/g)).toHaveLength(2);
  expect(again.cases).toEqual(first.cases.slice(0, 1));
  expect(measured(built, "--case", "ask", "--fresh").stderr).not.toContain("kept");
});

test("a tree that takes too long or breaks the tool is a miss with its reason", () => {
  const slow = tool("slow", "setTimeout(() => undefined, 60_000);");
  const late = measured(slow, "--timeout", "1");
  expect(late.cases[0]).toMatchObject({ found: "missed", remark: "timeout" });
  expect(late.cases[1]).toMatchObject({ found: "unknown", remark: "timeout" });
  const broken = measured(tool("broken", 'throw new Error("out of ideas");'));
  expect(broken.cases[0]).toMatchObject({ found: "missed", remark: "crash" });
  expect(broken.stderr).toContain("out of ideas");
  expect(broken.totals).toMatchObject({ found: 0, silent: 0, failed: 2 });
});

test("the tool under test is told the folder and nothing of the case", () => {
  const seen = join(scratch, "seen.json");
  measured(
    tool(
      "nosy",
      `import { writeFileSync } from "node:fs";
       writeFileSync(${JSON.stringify(seen)}, JSON.stringify(process.argv.slice(2)));
       process.exit(1);`,
    ),
    "--case",
    "ask",
  );
  const words = JSON.parse(readFileSync(seen, "utf8")) as string[];
  expect(words.slice(0, 7)).toEqual([
    "check",
    ".",
    "--format",
    "json",
    "--fail-on",
    "never",
    "--quiet",
  ]);
  expect(words.slice(7, -1)).toEqual(["-o"]);
});

function tool(name: string, text: string): string {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "cli.mjs"), text);
  return join(folder, "cli.mjs");
}
