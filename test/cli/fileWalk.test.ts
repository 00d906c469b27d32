/** Which files are read, and what is said about those that are not. */

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { neverCancelled } from "../../server/src/base/cancel.ts";
import { isSourceName, walkFiles } from "../../server/src/platform/fileWalk.ts";
import { decode, readText } from "../../server/src/platform/readText.ts";
import { nameBelow, reportRoot } from "../../server/src/platform/reportRoot.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "walk-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

async function walk(paths: readonly string[], exclude: readonly string[] = []): Promise<string[]> {
  const { files } = await walkFiles(paths, { base: root, exclude }, neverCancelled);
  return files.map((path) => relative(root, path));
}

describe("the walk", () => {
  test("takes sources by name, sorted", async () => {
    put({
      "b.cc": "",
      "a.h": "",
      "sub/c.CPP": "",
      "d.py": "",
      "e.c++": "",
      "f.cu": "",
      "g.tcc": "",
      h: "",
      ".h": "",
    });
    expect(await walk(["."])).toEqual(["a.h", "b.cc", "e.c++", "f.cu", "g.tcc", "sub/c.CPP"]);
    expect(isSourceName("x.java")).toBe(false);
  });

  test("leaves out hidden, built and generated files, and says which build directories", async () => {
    put({
      "a.cc": "",
      ".hidden/a.cc": "",
      "node_modules/a.cc": "",
      "build/a.cc": "",
      "cmake-build-debug/a.cc": "",
      "bazel-out/a.cc": "",
      "x.pb.cc": "",
      "x.pb.h": "",
      "obj/CMakeCache.txt": "",
      "obj/a.cc": "",
      "builder/a.cc": "",
    });
    expect(await walk(["."])).toEqual(["a.cc", "builder/a.cc"]);
    const { notes } = await walkFiles(["."], { base: root, exclude: [] }, neverCancelled);
    expect(notes).toEqual(
      ["build", "cmake-build-debug", "obj"].map((name) => `${name}: skipped, a build directory`),
    );
  });

  test("what is named is taken, whatever its name", async () => {
    put({
      "x.pb.cc": "",
      "script.txt": "",
      "build/a.cc": "",
      ".gitignore": "build\n",
      ".git/HEAD": "",
    });
    expect(await walk(["x.pb.cc", "script.txt", "build"])).toEqual([
      "build/a.cc",
      "script.txt",
      "x.pb.cc",
    ]);
  });

  test("honours .gitignore, nested ones and negation", async () => {
    put({
      ".git/HEAD": "",
      ".gitignore": "/gen/\n*.inl\n",
      "gen/a.cc": "",
      "a.inl": "",
      "sub/.gitignore": "!keep.inl\nlocal.cc\n",
      "sub/keep.inl": "",
      "sub/local.cc": "",
      "sub/gen/b.cc": "",
    });
    expect(await walk(["."])).toEqual(["sub/gen/b.cc", "sub/keep.inl"]);
    expect(await walk(["sub"])).toEqual(["sub/gen/b.cc", "sub/keep.inl"]);
  });

  test("patterns of --exclude are relative to the base", async () => {
    put({ "src/a.cc": "", "src/test/b.cc": "", "third_party/c.cc": "" });
    expect(await walk(["."], ["third_party", "**/test/**"])).toEqual(["src/a.cc"]);
    expect(await walk(["src"], ["/src/test/"])).toEqual(["src/a.cc"]);
  });

  test("symlink loops end, and a file reached twice counts once under its own name", async () => {
    put({ "real/a.cc": "" });
    symlinkSync(root, join(root, "real/loop"));
    symlinkSync(join(root, "real"), join(root, "alias"));
    symlinkSync(join(root, "real/a.cc"), join(root, "b.cc"));
    symlinkSync(join(root, "nowhere"), join(root, "dangling.cc"));
    expect(await walk(["."])).toEqual(["real/a.cc"]);
    expect(await walk(["real/a.cc", "."])).toEqual(["real/a.cc"]);
  });

  test("a missing path is an error that names it", async () => {
    await expect(walk(["nope"])).rejects.toThrow("no such file or directory: nope");
    put({ "a.cc": "" });
    await expect(walk(["a.cc/x"])).rejects.toThrow("no such file or directory: a.cc/x");
  });

  test("can be cancelled", async () => {
    await expect(
      walkFiles(["."], { base: root, exclude: [] }, { cancelled: true }),
    ).rejects.toThrow("cancelled");
  });
});

describe("reading", () => {
  const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

  test("encodings", () => {
    expect(decode(Buffer.from("\ufeffint x; // é"), "a")).toEqual({
      kind: "text",
      text: "int x; // é",
      note: null,
    });
    expect(decode(bytes(0xff, 0xfe, 0x41, 0), "a")).toMatchObject({ text: "A" });
    expect(decode(bytes(0xfe, 0xff, 0, 0x41), "a")).toMatchObject({ text: "A" });
    expect(decode(bytes(0x41, 0xc4, 0xe3), "a.cc")).toEqual({
      kind: "text",
      text: "A\ufffd\ufffd",
      note: "a.cc: not valid UTF-8, unreadable bytes were replaced",
    });
    expect(decode(bytes(0x41, 0, 0x42), "a.cc")).toMatchObject({
      kind: "skipped",
      reason: "binary",
    });
    expect(decode(bytes(), "a.cc")).toEqual({ kind: "text", text: "", note: null });
  });

  test("too large, gone, not permitted", async () => {
    put({ "a.cc": "x".repeat(2000) });
    const path = join(root, "a.cc");
    expect(await readText(path, "a.cc", 1000)).toEqual({
      kind: "skipped",
      reason: "large",
      note: "a.cc: skipped, 2 KB is over the limit of 1 KB",
    });
    expect(await readText(join(root, "b.cc"), "b.cc", 1000)).toMatchObject({ reason: "gone" });
    chmodSync(path, 0);
    // The superuser may read everything.
    const expected = process.getuid?.() === 0 ? { kind: "text" } : { reason: "denied" };
    expect(await readText(path, "a.cc", 10_000)).toMatchObject(expected);
  });
});

describe("the root of a report", () => {
  test("is the working directory for what lies in it", () => {
    put({ "src/a.cc": "" });
    const inside = reportRoot(["src", "src/a.cc"], root);
    expect(inside).toEqual({ directory: root, label: "." });
    expect(nameBelow(inside, join(root, "src/a.cc"))).toBe("src/a.cc");
  });

  test("else the innermost directory that holds all", () => {
    put({ "x/src/a.cc": "", "x/lib/b.cc": "", "y/c.cc": "" });
    const cwd = join(root, "y");
    expect(reportRoot(["../x/src"], cwd).directory).toBe(join(root, "x/src"));
    expect(reportRoot(["../x/src/a.cc"], cwd).directory).toBe(join(root, "x/src"));
    expect(reportRoot(["../x/src", "../x/lib"], cwd).label).toBe(join(root, "x"));
    expect(reportRoot(["../x/src", "."], cwd).directory).toBe(root);
  });
});
