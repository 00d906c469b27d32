/** `check` from options to exit code, with the two large steps played by the test. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cancelled, neverCancelled } from "../../server/src/base/cancel.ts";
import { check, type CheckSteps } from "../../server/src/cli/check.ts";
import { closest } from "../../server/src/cli/closest.ts";
import { makeCommand } from "../../server/src/cli/command.ts";
import { type CheckOptions, parseDuration, parseSize } from "../../server/src/cli/options.ts";
import type { Terminal } from "../../server/src/cli/terminal.ts";
import { builtinModels } from "../../server/src/models/builtin.ts";
import { sourceFiles } from "../../server/src/platform/sourceFiles.ts";
import { sampleFiles, sampleFinding, sampleInput, sampleNote } from "../report/sample.ts";

let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "check-"));
  writeFileSync(join(cwd, "a.cc"), "");
});
afterAll(() => {
  rmSync(cwd, { recursive: true, force: true });
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `waitchain check . ...words` on the sample analysis. */
async function run(
  words: readonly string[],
  change: Partial<Terminal & CheckSteps> = {},
): Promise<Run> {
  let out = "";
  let err = "";
  let code = -1;
  const terminal: Terminal = {
    out: async (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    outIsTty: false,
    errIsTty: false,
    columns: 80,
    errColumns: 80,
    env: { LANG: "C.UTF-8" },
    cwd,
    platform: "linux",
    ...change,
  };
  const steps: CheckSteps = {
    index: async (_paths, _options, onProgress) => {
      onProgress({ done: 2, total: 2, name: "src/server.cc" });
      const files = [...sampleFiles()].map(([name, facts]) => ({ path: join(cwd, name), facts }));
      return {
        files,
        notes: ["x.cc: skipped, not a text file"],
        unread: 0,
        cacheHits: 0,
        timings: { scan: 1.4, extract: 2.6 },
      };
    },
    analyse: (files) => {
      const input = sampleInput();
      return {
        ...input,
        files: new Map(files.map(({ path, facts }) => [path, facts])),
        link: 1,
        solve: 2,
      };
    },
    models: async () => builtinModels,
    build: async () => ({ paths: null, notes: [] }),
    changedSince: async () => ({ kind: "no-git" }),
    sources: sourceFiles,
    version: "1.2.3",
    ...change,
  };
  const actions = {
    check: async (paths: readonly string[], options: CheckOptions) => {
      code = await check(paths, options, steps, terminal, neverCancelled);
    },
    facts: async () => {},
    link: async () => {},
    explain: async () => {},
    lsp: async () => {},
    cache: { stats: async () => {}, clear: async () => {} },
    models: { test: async () => {}, list: async () => {}, show: async () => {} },
  };
  const command = makeCommand("1.2.3", actions);
  for (const one of [command, ...command.commands]) {
    one.configureOutput({ writeOut: (text) => (out += text), writeErr: (text) => (err += text) });
  }
  await command.parseAsync(["node", "waitchain", "check", ".", ...words]);
  return { code, out, err };
}

describe("--since", () => {
  const changes = (lines: ReadonlyMap<string, "all">): Partial<CheckSteps> => ({
    changedSince: async (folder, base) => {
      expect(folder).toBe(cwd);
      return { kind: "changes", base, lines };
    },
  });

  test("only what the change takes part in counts, and the rest is said", async () => {
    const none = await run(["--since", "main"], changes(new Map()));
    expect(none.code).toBe(0);
    expect(none.err).toMatch(/Only what the change since “main” takes part in: 0 of 2 findings\./);
    const [file = ""] = sampleFiles().keys();
    const all = await run(["--since", "main"], changes(new Map([[join(cwd, file), "all"]])));
    expect(all.code).toBe(1);
    const json = await run(["--since", "main", "-f", "json"], changes(new Map()));
    expect(JSON.parse(json.out)).toMatchObject({ findings: [] });
  });

  test("is an error where git cannot say", async () => {
    await expect(run(["--since", "main"])).rejects.toThrow("Git was not found");
  });
});

describe("exit codes", () => {
  test.for([
    [[], 1],
    [["--fail-on", "never"], 0],
    [["--rule", "loop-blocked"], 0],
    [["--rule", "waitchain-loop-blocked", "--fail-on", "note"], 1],
    [["--rule", "wait-cycle=warning"], 0],
    [["--rule", "wait-cycle=off", "--rule", "loop-blocked=error"], 1],
    [["--confidence", "certain"], 0],
  ] as const)("%j ends with %i", async ([words, code]) => {
    expect((await run(words)).code).toBe(code);
  });

  test("nothing read is not “nothing wrong”", async () => {
    const index: CheckSteps["index"] = async () => ({
      files: [],
      notes: [],
      unread: 0,
      cacheHits: 0,
      timings: { scan: 0, extract: 0 },
    });
    const result = await run([], { index });
    expect(result.code).toBe(2);
    expect(result.err).toContain("no C or C++ file was read");
  });

  test("a partial result is told and ends with 2", async () => {
    const index: CheckSteps["index"] = async () => ({
      files: [...sampleFiles()].map(([name, facts]) => ({ path: join(cwd, name), facts })),
      notes: [],
      unread: 5,
      cacheHits: 0,
      timings: { scan: 0, extract: 0 },
    });
    const result = await run(["--timeout", "1s", "--rule", "self-wait"], { index });
    expect(result.code).toBe(2);
    expect(result.err).toContain(
      "the time limit of 1 s left 5 files unread: the result is partial",
    );
  });

  test("a time limit in the analysis is an error", async () => {
    const analyse: CheckSteps["analyse"] = (_files, cancel) => {
      while (!cancel.cancelled);
      throw new Cancelled();
    };
    await expect(run(["--timeout", "20ms"], { analyse })).rejects.toThrow(
      "the time limit passed during the analysis",
    );
  });
});

describe("reports", () => {
  test("text: chain, summary; notes on standard error", async () => {
    const { out, err } = await run([]);
    expect(out).toContain("3 ■ app::Server::Stop");
    expect(out.trimEnd().split("\n").at(-1)).toBe(
      "1 error, 1 note. 2 files, 1 parsed with gaps, 1 waits of unknown target.",
    );
    expect(err).toBe("note: x.cc: skipped, not a text file\n");
  });

  test("json: standard output holds the report and nothing else", async () => {
    const { out, err } = await run(["-f", "json", "--gaps"]);
    const report = JSON.parse(out) as Record<string, unknown>;
    expect(report).toMatchObject({
      schema: 1,
      root: ".",
      notes: ["x.cc: skipped, not a text file"],
    });
    expect(report["findings"]).toHaveLength(2);
    expect(report["gaps"]).toHaveLength(1);
    expect(err).toContain("2 files, 1 parsed with gaps");
  });

  test("short, quiet: the summary is still there", async () => {
    const { out, err } = await run(["-f", "short", "-q"]);
    expect(out.split("\n")).toHaveLength(3);
    expect(err).toBe("1 error, 1 note. 2 files, 1 parsed with gaps, 1 waits of unknown target.\n");
  });

  test("in the reader's language, by option or environment", async () => {
    expect((await run(["--locale", "zh-CN"])).out).toContain("互相等待");
    expect((await run([], { env: { LC_ALL: "", LANG: "zh_CN.UTF-8" } })).out).toContain("互相等待");
    expect((await run(["--locale", "en"], { env: { LANG: "zh_CN.UTF-8" } })).out).toContain(
      "wait for each other",
    );
  });

  test("colour: option, environment, terminal", async () => {
    const escape = "\u001b[";
    expect((await run(["--color", "always"])).out).toContain(escape);
    expect((await run([], { outIsTty: true })).out).toContain(escape);
    expect(
      (await run([], { outIsTty: true, env: { NO_COLOR: "1", LANG: "C.UTF-8" } })).out,
    ).not.toContain(escape);
    expect((await run([], { env: { FORCE_COLOR: "1" } })).out).toContain(escape);
    expect((await run([])).out).not.toContain(escape);
  });

  test("progress is one line that is gone at the end", async () => {
    const { err } = await run(["-f", "json"], { errIsTty: true });
    expect(err).toContain("\rreading 2/2 src/server.cc");
    expect(err).toContain("\r\u001b[K1 error");
    expect((await run(["-q"], { errIsTty: true })).err).toBe("");
  });

  test("a rule that was not asked for hides nothing at its place", async () => {
    const hidden = { ...sampleNote(), span: sampleFinding().span };
    const input = sampleInput({ findings: [sampleFinding(), hidden] });
    const analyse: CheckSteps["analyse"] = () => ({ ...input, link: 1, solve: 2 });
    const words = ["-f", "short", "--confidence", "possible"];
    expect((await run(words, { analyse })).out.match(/\[.*\]$/gm)).toEqual([
      "[waitchain-wait-cycle]",
    ]);
    const asked = await run([...words, "--rule", "loop-blocked"], { analyse });
    expect(asked.out.match(/\[.*\]$/gm)).toEqual(["[waitchain-loop-blocked]"]);
  });

  test("--stats", async () => {
    const { err } = await run(["--stats", "-q"]);
    expect(err).toContain("waits      3, 1 of unknown target");
    expect(err).toContain(
      "followed   9: exact 44.4 %, override set 0.0 %, callback 11.1 %, library 22.2 %, guess 0.0 %, unresolved 22.2 %",
    );
    expect(err).toContain("calls      20: function 45.0 %, library 20.0 %");
    expect(err).toMatch(/scan 1, extract 3, link 1, solve 2, report \d+ ms/);
  });

  test("--stats in Chinese", async () => {
    const { err } = await run(["--stats", "-q", "--locale", "zh-CN"]);
    expect(err).toContain("追踪的调用  9 处：确定 44.4 %，");
    expect(err).toContain("等待        3 处，其中 1 处的对象未知");
  });

  test("-o writes a file and tells the summary", async () => {
    const { out, err } = await run(["-o", "report.txt"]);
    expect(out).toBe("");
    expect(err).toContain("1 error, 1 note");
    expect(readFileSync(join(cwd, "report.txt"), "utf8")).toContain("↺");
  });

  test.for([
    ["no/such/place.txt", "its directory does not exist"],
    [".", "it is a directory"],
  ] as const)("-o %s says what is wrong", async ([path, reason]) => {
    await expect(run(["-o", path])).rejects.toThrow(reason);
  });

  test("a full disk is told, a closed pipe is not", async () => {
    const failing = (code: string) => async (): Promise<void> => {
      throw Object.assign(new Error(code), { code });
    };
    await expect(run([], { out: failing("ENOSPC") })).rejects.toThrow("the disk is full");
    expect((await run([], { out: failing("EPIPE") })).code).toBe(1);
  });
});

describe("usage", () => {
  test("mistakes get a suggestion", async () => {
    await expect(run(["--formt", "json"])).rejects.toThrow("Did you mean --format?");
    await expect(run(["--rule", "self-wiat"])).rejects.toThrow("Did you mean self-wait?");
    await expect(run(["--rule", "self-wait=loud"])).rejects.toThrow("Levels are");
    await expect(run(["-f", "xml"])).rejects.toThrow("Allowed choices are text, short, json");
    await expect(run(["--timeout", "soon"])).rejects.toThrow("A time is");
  });

  test.for([
    [[], /waitchain$/],
    [["--cache-dir", "kept"], /check-\w+.kept$/],
    [["--no-cache"], null],
    [["--no-cache", "--cache-dir", "kept"], null],
  ] as const)("%j: where facts are kept", async ([words, folder]) => {
    let given: string | null = "";
    const index: CheckSteps["index"] = async (_paths, options) => {
      given = options.cacheFolder;
      return { files: [], notes: [], unread: 0, cacheHits: 0, timings: { scan: 0, extract: 0 } };
    };
    await run(words, { index });
    if (folder === null) expect(given).toBeNull();
    else expect(given).toMatch(folder);
  });

  test("units", () => {
    expect([parseSize("10MB"), parseSize("512k"), parseSize("7")]).toEqual([
      10 * 1024 ** 2,
      512 * 1024,
      7,
    ]);
    expect([parseDuration("90"), parseDuration("1.5m"), parseDuration("20ms")]).toEqual([
      90_000, 90_000, 20,
    ]);
    for (const bad of ["", "-1", "x", "0"]) {
      expect(() => parseSize(bad)).toThrow();
      expect(() => parseDuration(bad)).toThrow();
    }
  });

  test("closest", () => {
    expect(closest("wait-cyle", ["self-wait", "wait-cycle"])).toBe("wait-cycle");
    expect(closest("zzz", ["self-wait"])).toBeNull();
  });

  test("the samples are what they claim", () => {
    expect([sampleFinding().level, sampleNote().level]).toEqual(["error", "note"]);
  });
});
