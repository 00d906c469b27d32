/** What has changed since a base, asked of a real git in repositories of the test's own. */

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasChanged } from "../../server/src/base/changedLines.ts";
import { changedSince, linesOfDiff } from "../../server/src/platform/git.ts";
import { commitAll, git, newRepository, withoutGit } from "../harness/repository.ts";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "changes-")));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, ...lines: readonly string[]): void {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(""));
}

/** `name:1-2`, by name below the folder. */
async function changes(base: string, below = "."): Promise<readonly string[]> {
  const found = await changedSince(join(folder, below), base);
  if (found.kind !== "changes") throw new Error(JSON.stringify(found));
  return [...found.lines].flatMap(([path, ranges]) => {
    const name = path.slice(folder.length + 1);
    if (ranges === "all") return [`${name}:all`];
    return ranges.map(({ first, last }) => `${name}:${first}-${last}`);
  });
}

describe.skipIf(withoutGit)("with git", () => {
  test("changed, added, renamed and new files; not what the base did meanwhile", async () => {
    write("a.cc", "0", "1", "2", "3", "4");
    write("b.cc", "0", "1", "2", "3", "4", "5", "6", "7");
    write("ignored.txt");
    write(".gitignore", "ignored.txt");
    newRepository(folder);
    git(folder, "checkout", "-q", "-b", "work");
    write("a.cc", "0", "one", "2", "3", "3.5", "4");
    git(folder, "mv", "b.cc", "sub dir.cc");
    commitAll(folder, "second");
    write("sub dir.cc", "0", "1", "2", "3", "4", "5", "six", "7");
    write("new ü.cc", "0");
    git(folder, "checkout", "-q", "main", "-f");
    write("a.cc", "0", "1", "2", "3", "4", "5");
    git(folder, "add", "a.cc");
    git(folder, "commit", "-q", "-m", "of others");
    git(folder, "checkout", "-q", "work");
    write("sub dir.cc", "0", "1", "2", "3", "4", "5", "six", "7");
    expect(await changes("main")).toEqual([
      "a.cc:1-1",
      "a.cc:4-4",
      "sub dir.cc:6-6",
      "new ü.cc:all",
    ]);
    expect(await changes("HEAD")).toEqual(["sub dir.cc:6-6", "new ü.cc:all"]);
    // The usual base.
    expect(await changes("")).toEqual(await changes("main"));
  });

  test("below a folder of the repository, with paths of that folder", async () => {
    write("in/a.cc", "0");
    write("out/b.cc", "0");
    newRepository(folder);
    write("in/a.cc", "zero");
    write("out/b.cc", "zero");
    expect(await changes("HEAD", "in")).toEqual(["in/a.cc:0-0"]);
  });

  test("where lines were only taken away, their neighbours count", async () => {
    write("a.cc", "0", "1", "2", "3");
    newRepository(folder);
    write("a.cc", "0", "1", "3");
    expect(await changes("HEAD")).toEqual(["a.cc:1-2"]);
  });

  test("no program of the repository is run", async () => {
    write("a.cc", "0");
    newRepository(folder);
    const ran = join(folder, ".git", "ran");
    const script = join(folder, ".git", "run.sh");
    writeFileSync(script, `#!/bin/sh\ntouch ${ran}\n`);
    chmodSync(script, 0o755);
    for (const key of [
      "core.fsmonitor",
      "diff.external",
      "diff.mine.textconv",
      "diff.mine.command",
    ])
      git(folder, "config", key, script);
    write(".gitattributes", "*.cc diff=mine");
    write("a.cc", "1");
    expect(await changes("HEAD")).toContain("a.cc:0-0");
    expect(existsSync(ran)).toBe(false);
  });

  test("says why it does not know", async () => {
    expect(await changedSince(folder, "main")).toEqual({ kind: "no-repository" });
    git(folder, "init", "-q", "-b", "main");
    expect(await changedSince(folder, "main")).toEqual({ kind: "no-commit" });
    write("a.cc", "0");
    commitAll(folder, "first");
    expect(await changedSince(folder, "nowhere")).toEqual({ kind: "no-base", base: "nowhere" });
    expect(await changedSince(folder, "--output=x")).toMatchObject({ kind: "no-base" });
    expect(existsSync(join(folder, "x"))).toBe(false);
  });
});

test("without git that is said", async () => {
  const before = process.env["PATH"];
  process.env["PATH"] = folder;
  try {
    expect(await changedSince(folder, "main")).toEqual({ kind: "no-git" });
  } finally {
    process.env["PATH"] = before;
  }
});

test("lines of files that look like a diff, and names as C strings", () => {
  const lines = linesOfDiff(`diff --git "a/t\\303\\274\\".cc" "b/t\\303\\274\\".cc"
--- "a/t\\303\\274\\".cc"
+++ "b/t\\303\\274\\".cc"
@@ -1 +1,2 @@
--- a/x
+++ b/other.cc
+@@ -1 +1 @@
@@ -5,0 +7 @@
+x
\\ No newline at end of file
`);
  expect([...lines]).toEqual([
    [
      'tü".cc',
      [
        { first: 0, last: 1 },
        { first: 6, last: 6 },
      ],
    ],
  ]);
  expect(hasChanged(lines, 'tü".cc', 1, 4)).toBe(true);
  expect(hasChanged(lines, 'tü".cc', 2, 5)).toBe(false);
  expect(hasChanged(lines, "other.cc", 0, 9)).toBe(false);
});
