/** The command line as it is shipped: a bundle, a process, real files, signals and pipes. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonReport } from "../../server/src/report/json.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const cli = join(root, ".tsbuild/test-cli/cli.mjs");
const bug = "test/hangs/taskd-vip/bug";
const fixed = "test/hangs/taskd-vip/fixed";
const env = {
  PATH: process.env["PATH"] ?? "",
  LC_ALL: "C.UTF-8",
  XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] ?? "",
};

let scratch = "";
beforeAll(() => {
  const args = ["esbuild.mjs", "--only", "cli,worker", "--out", dirname(cli)];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  scratch = mkdtempSync(join(tmpdir(), "product-"));
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function waitchain(...words: readonly string[]): Ended {
  return spawnSync(process.execPath, [cli, ...words], { cwd: root, encoding: "utf8", env });
}

function started(...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [cli, ...words], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function endOf(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((done) => child.on("close", (code) => done({ code, stderr })));
}

describe("a program that hangs", () => {
  test("is reported, its repaired form is not", () => {
    const found = waitchain("check", bug);
    expect(found.stderr).toBe("");
    expect(found.stdout).toContain("[waitchain-wait-cycle");
    expect(found.stdout).toMatch(
      /\d+ files, \d+ parsed with gaps, \d+ waits of unknown target\.\n$/,
    );
    expect(found.status).toBe(1);
    expect(waitchain("check", fixed).status).toBe(0);
  });

  test("json fits the schema, and is the same with 0, 1 and 3 workers and from another directory", () => {
    const schema = JSON.parse(
      readFileSync(join(root, "docs/report.schema.json"), "utf8"),
    ) as object;
    const validate = new Ajv({ allErrors: true }).compile(schema);
    const reports = ["0", "1", "3"].map((jobs) =>
      report("check", bug, "-f", "json", "--gaps", "-j", jobs),
    );
    for (const one of reports) {
      expect(validate(one), JSON.stringify(validate.errors)).toBe(true);
      expect(one.findings).toEqual(reports[0]?.findings);
    }
    expect(reports[0]?.findings.length).toBeGreaterThan(0);
    expect(reports[0]?.summary.files).toBe(23);
    const elsewhere = spawnSync(process.execPath, [cli, "check", join(root, bug), "-f", "json"], {
      cwd: scratch,
      encoding: "utf8",
      env,
    });
    const other = JSON.parse(elsewhere.stdout) as JsonReport;
    expect(other.root).toBe(join(root, bug));
    expect(other.findings.map((finding) => finding.id)).toEqual(
      reports[0]?.findings.map((finding) => finding.id),
    );
    expect(other.findings[0]?.location.file).toMatch(/^src\//);
  });

  test("every sentence is filled", () => {
    const texts = report(
      "check",
      "test/hangs",
      "-f",
      "json",
      "--confidence",
      "possible",
    ).findings.flatMap((finding) => [
      finding.message,
      ...finding.chain.flatMap((step) => [step.text, step.evidence]),
    ]);
    expect(texts.filter((text) => /“…”|^(?:finding|step|evidence)\./.test(text))).toEqual([]);
    expect(texts.length).toBeGreaterThan(100);
  });
});

function report(...words: readonly string[]): JsonReport {
  return JSON.parse(waitchain(...words).stdout) as JsonReport;
}

describe("the cache", () => {
  const check = (folder: string, ...words: readonly string[]): JsonReport =>
    report("check", bug, "-f", "json", "--cache-dir", folder, ...words);
  const entries = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.length === 62)
      .map((entry) => join(entry.parentPath, entry.name));

  test("spares reading and changes no finding; what is broken in it is read again", () => {
    const folder = join(scratch, "cache");
    const cold = check(folder);
    const warm = check(folder);
    expect([cold.summary.cacheHits, warm.summary.cacheHits]).toEqual([0, 23]);
    expect(warm.findings).toEqual(cold.findings);
    expect(warm.findings.length).toBeGreaterThan(0);
    for (const [i, path] of entries(folder).slice(0, 5).entries()) {
      writeFileSync(path, i % 2 === 0 ? "" : "from elsewhere");
    }
    const mended = check(folder);
    expect(mended.summary.cacheHits).toBe(18);
    expect(mended.findings).toEqual(cold.findings);
    expect(check(folder).summary.cacheHits).toBe(23);
    expect(check(folder, "--no-cache").summary.cacheHits).toBe(0);
  });

  test("takes many processes at once", async () => {
    const folder = join(scratch, "crowd");
    const words = ["check", bug, "-f", "short", "-q", "--cache-dir", folder];
    const crowd = await Promise.all(
      Array.from({ length: 4 }, () => endOf(started(...words, "-j", "2"))),
    );
    expect(crowd.map(({ code }) => code)).toEqual([1, 1, 1, 1]);
    expect(entries(folder)).toHaveLength(23);
    expect(check(folder).summary.cacheHits).toBe(23);
  });

  test("that cannot be written is a note", () => {
    const file = join(scratch, "no-folder");
    writeFileSync(file, "");
    const { status, stderr } = waitchain("check", bug, "--cache-dir", file);
    expect(stderr).toContain(`note: nothing is kept in the cache ${file}: `);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(status).toBe(1);
  });

  test("is counted and emptied", () => {
    const folder = join(scratch, "counted");
    check(folder);
    const { stdout } = waitchain("cache", "stats", "--cache-dir", folder);
    expect(stdout).toMatch(/: 23 entries, 0\.\d MB of at most 1024\.0 MB\n$/);
    expect(waitchain("cache", "clear", "--cache-dir", folder).stdout).toMatch(
      /: 23 entries removed, 0\.\d MB\n$/,
    );
    expect(waitchain("cache", "stats", "--cache-dir", folder).stdout).toContain(": 0 entries,");
  });
});

describe("facts and link", () => {
  test("report what check reports, whoever read which file", () => {
    const run = (...words: readonly string[]): Ended =>
      spawnSync(process.execPath, [cli, ...words], {
        cwd: join(root, bug),
        encoding: "utf8",
        env,
      });
    const sources = readdirSync(join(root, bug, "src"), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(?:cc|h)$/.test(name))
      .map((name) => `src/${name.replaceAll("\\", "/")}`);
    expect(sources.length).toBe(23);
    const half = Math.floor(sources.length / 2);
    const sets = [sources.slice(0, half), sources.slice(half - 1), ["src"]].map((part, i) => {
      const set = join(scratch, `${i}.facts`);
      expect(run("facts", ...part, "-o", set)).toMatchObject({ status: 0, stdout: "", stderr: "" });
      return set;
    });
    const findings = (...words: readonly string[]): unknown => {
      const { root: at, findings: found } = JSON.parse(
        run(...words, "-f", "json").stdout,
      ) as JsonReport;
      return { at, found };
    };
    const checked = findings("check", ".") as { found: unknown[] };
    expect(checked.found.length).toBeGreaterThan(0);
    const [first, second, all] = sets;
    expect(findings("link", second!, first!)).toEqual(checked);
    expect(findings("link", all!)).toEqual(checked);
    expect(run("link", all!, "-f", "short", "-q").status).toBe(1);
    const again = join(scratch, "again.facts");
    run("facts", ...sources.toReversed(), "-o", again, "--no-cache", "-j", "0");
    expect(readFileSync(again)).toEqual(readFileSync(all!));
  });

  test("what is no set of facts is said", () => {
    const { status, stderr } = waitchain("link", "package.json");
    expect(stderr).toBe("waitchain: package.json holds no facts of this version of waitchain\n");
    expect(status).toBe(2);
    expect(waitchain("link", "nowhere").stderr).toContain("cannot read nowhere: ");
    expect(waitchain("facts", "nowhere", "-o", join(scratch, "x")).status).toBe(2);
    expect(waitchain("facts", bug, "-o", "nowhere/x").stderr).toContain("cannot write nowhere/x: ");
  });
});

describe("usage", () => {
  test("help and version", () => {
    expect(waitchain("--version").stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(waitchain("--help").stdout).toContain("Examples:");
    expect(waitchain("check", "--help").stdout).toContain("Exit codes:");
    expect(waitchain("--help").status).toBe(0);
    expect(waitchain().status).toBe(2);
  });

  test.for([
    [["check", "nowhere"], "waitchain: no such file or directory: nowhere\n"],
    [["check", bug, "--formt", "json"], "(Did you mean --format?)"],
    [["chek", bug], "(Did you mean check?)"],
    [["explain", "self-wiat"], "Did you mean self-wait?"],
    [["check", bug, "-o", "nowhere/report.txt"], "its directory does not exist"],
  ] as const)("%j ends with 2 and one sentence", ([words, sentence]) => {
    const { status, stdout, stderr } = waitchain(...words);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  test("explain prints the page of a rule", () => {
    const { status, stdout } = waitchain("explain", "waitchain-self-wait");
    expect(stdout).toMatch(/^# /);
    expect(status).toBe(0);
  });
});

describe("odd files", () => {
  test("are noted, and the rest is read", () => {
    const folder = join(scratch, "odd");
    mkdirSync(folder);
    writeFileSync(join(folder, "a.cc"), "void f() {}\n");
    writeFileSync(join(folder, "binary.cc"), Buffer.from([1, 0, 2]));
    writeFileSync(join(folder, "empty.cc"), "");
    writeFileSync(join(folder, "large.cc"), "// ".repeat(1000));
    writeFileSync(join(folder, "latin.cc"), Buffer.from([0x2f, 0x2f, 0xe9]));
    writeFileSync(join(folder, "wide.cc"), Buffer.from("\ufeffint x;", "utf16le"));
    const { status, stdout, stderr } = waitchain("check", folder, "--max-file-size", "2KB");
    expect(stdout).toContain("no findings. 4 files, ");
    expect(stderr.split("\n").toSorted()).toEqual([
      "",
      "note: binary.cc: skipped, not a text file",
      "note: large.cc: skipped, 3 KB is over the limit of 2 KB",
      "note: latin.cc: not valid UTF-8, unreadable bytes were replaced",
    ]);
    expect(status).toBe(0);
    expect(waitchain("check", join(folder, "binary.cc")).status).toBe(2);
  });

  test("a file that takes too long is given up", () => {
    const { status, stderr } = waitchain(
      "check",
      join(root, bug, "src/main.cc"),
      "--file-timeout",
      "1ms",
    );
    expect(stderr).toContain("reading it took longer than 0.001 s");
    expect(status).toBe(2);
  });
});

describe("pipes and signals", () => {
  test("a reader that leaves is no error", async () => {
    const child = started("check", bug, "--full");
    child.stdout?.destroy();
    const { code, stderr } = await endOf(child);
    expect(stderr).toBe("");
    expect(code).toBe(1);
  });

  test.skipIf(process.platform !== "linux")("a full disk is told", () => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [cli, "check", bug], {
      cwd: root,
      env,
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    expect(stderr).toBe(
      "waitchain: cannot write standard output: the disk is full, the report is incomplete\n",
    );
    expect(status).toBe(2);
  });

  test.skipIf(process.platform === "win32")(
    "Ctrl-C while reading ends with 130 and says nothing",
    async () => {
      const folder = join(scratch, "much");
      mkdirSync(folder);
      const text = "void f() { g(1 + 2 * h(3)); }\n".repeat(4000);
      for (let i = 0; i < 60; i++) writeFileSync(join(folder, `${i}.cc`), `${text}int only${i};\n`);
      const child = started("check", folder, "-j", "1");
      setTimeout(() => child.kill("SIGINT"), 700);
      const { code, stderr } = await endOf(child);
      expect(stderr).toBe("");
      expect(code).toBe(130);
    },
  );
});
