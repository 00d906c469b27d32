/** The cache of facts on disk: it spares reading, never changes an answer, and never makes a run fail. */

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodeFacts } from "../../server/src/facts/encodeFacts.ts";
import { cacheFolder } from "../../server/src/platform/cacheFolder.ts";
import { cacheStats, clearCache, trimCache } from "../../server/src/platform/cacheUpkeep.ts";
import { createExtractor } from "../../server/src/platform/extractor.ts";
import { openFactsCache } from "../../server/src/platform/factsCache.ts";
import { type FileReader, runFileTask } from "../../server/src/platform/fileTask.ts";
import { sampleFiles } from "../report/sample.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cache-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const packed = encodeFacts([...sampleFiles().values()][0]!);
const content = (text: string): Uint8Array => new TextEncoder().encode(text);

function entries(at = folder): string[] {
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath !== folder)
    .map((entry) => join(entry.parentPath, entry.name));
}

describe("an entry", () => {
  test("belongs to one content and one extractor", () => {
    const cache = openFactsCache(folder, "one");
    const key = cache.key(content("int x;"));
    expect(cache.read(key)).toBeNull();
    cache.write(key, packed);
    expect(cache.read(key)).toEqual(packed);
    expect(cache.problem).toBeNull();
    expect(cache.key(content("int y;"))).not.toBe(key);
    expect(openFactsCache(folder, "two").key(content("int x;"))).not.toBe(key);
    expect(entries()).toHaveLength(1);
    expect(readFileSync(join(folder, "CACHEDIR.TAG"), "utf8")).toMatch(/^Signature: 8a477f59/);
  });

  test("that is cut, empty or foreign is not there, and is written anew", () => {
    const cache = openFactsCache(folder, "one");
    const key = cache.key(content("int x;"));
    cache.write(key, packed);
    const [path] = entries();
    for (const wrong of [
      packed.subarray(0, packed.length - 1),
      new Uint8Array(),
      content("something else"),
    ]) {
      writeFileSync(path!, wrong);
      expect(cache.read(key)).toBeNull();
      cache.write(key, packed);
      expect(cache.read(key)).toEqual(packed);
    }
    expect(entries()).toHaveLength(1);
  });

  test("that cannot be written is told once and costs nothing else", () => {
    const path = join(folder, "file");
    writeFileSync(path, "");
    const cache = openFactsCache(path, "one");
    cache.write(cache.key(content("a")), packed);
    expect(cache.problem).not.toBeNull();
    expect(cache.read(cache.key(content("a")))).toBeNull();
  });

  test("that is there is used where no other can be added", () => {
    const cache = openFactsCache(folder, "one");
    const key = cache.key(content("a"));
    cache.write(key, packed);
    const other = cache.key(content("b"));
    expect(other.slice(0, 2)).not.toBe(key.slice(0, 2));
    writeFileSync(join(folder, other.slice(0, 2)), "");
    cache.write(other, packed);
    expect(cache.problem).not.toBeNull();
    expect(cache.read(other)).toBeNull();
    expect(cache.read(key)).toEqual(packed);
  });
});

describe("a file", () => {
  async function reader(id: string): Promise<FileReader & { loaded: () => number }> {
    let loaded = 0;
    const extract = await createExtractor();
    const count = async (): Promise<typeof extract> => {
      loaded++;
      return extract;
    };
    return { extractor: count, cache: openFactsCache(folder, id), loaded: () => loaded };
  }

  test("is read once, and then never again while it stays the same", async () => {
    const path = join(folder, "a.cc");
    const task = { path, name: "a.cc", maxBytes: 1e6 };
    writeFileSync(path, "void f() { g(); }");
    const first = await reader("one");
    const made = await runFileTask(task, first);
    const again = await runFileTask(task, first);
    expect([made.cached, again.cached, first.loaded()]).toEqual([false, true, 1]);
    expect(again.packed).toEqual(made.packed);
    writeFileSync(path, "void f() { h(); }");
    expect((await runFileTask(task, first)).cached).toBe(false);
    expect((await runFileTask(task, await reader("two"))).cached).toBe(false);
  });

  test("that is no valid UTF-8 has its note every time", async () => {
    const path = join(folder, "a.cc");
    writeFileSync(path, Buffer.from([0x2f, 0x2f, 0xff, 0x0a]));
    const task = { path, name: "a.cc", maxBytes: 1e6 };
    const with1 = await reader("one");
    const notes = [await runFileTask(task, with1), await runFileTask(task, with1)];
    expect(notes.map(({ note }) => note)).toEqual(
      Array(2).fill("a.cc: not valid UTF-8, unreadable bytes were replaced"),
    );
    expect(notes.map(({ cached }) => cached)).toEqual([false, true]);
  });
});

describe("the folder", () => {
  test("is counted and emptied, and what is not ours stays", async () => {
    const cache = openFactsCache(folder, "one");
    for (let n = 0; n < 40; n++) cache.write(cache.key(content(`${n}`)), packed);
    writeFileSync(join(folder, "mine.txt"), "x");
    mkdirSync(join(folder, "aa"), { recursive: true });
    writeFileSync(join(folder, "aa", "mine.txt"), "x");
    expect(await cacheStats(folder)).toEqual({ entries: 40, bytes: 40 * packed.length });
    expect(await clearCache(folder)).toEqual({ entries: 40, bytes: 40 * packed.length });
    expect(entries()).toEqual([join(folder, "aa", "mine.txt")]);
    expect(readFileSync(join(folder, "mine.txt"), "utf8")).toBe("x");
    expect(await cacheStats(join(folder, "nowhere"))).toEqual({ entries: 0, bytes: 0 });
  });

  test("goes when nothing else is in it", async () => {
    const path = join(folder, "cache");
    const cache = openFactsCache(path, "one");
    cache.write(cache.key(content("a")), packed);
    await clearCache(path);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("stays below its limit: what was not used for longest goes first", async () => {
    const cache = openFactsCache(folder, "one");
    const keys = Array.from({ length: 1024 }, (_, n) => cache.key(content(`${n}`)));
    for (const key of keys) cache.write(key, packed);
    const old = new Date(Date.now() - 1e9);
    for (const path of entries().slice(0, 768)) utimesSync(path, old, old);
    // Two that were old are used: reading makes them young again.
    const used = entries()
      .slice(0, 2)
      .map((path) => path.slice(-65).replace(/[/\\]/, ""));
    for (const key of used) expect(cache.read(key)).not.toBeNull();
    const bytes = packed.length * keys.length;
    await trimCache(folder, bytes * 2);
    expect(entries()).toHaveLength(1024);
    await trimCache(folder, bytes / 4);
    expect(entries()).toHaveLength(204);
    expect(entries().every((path) => statSync(path).mtimeMs > old.getTime() + 1000)).toBe(true);
  });

  test("is where each platform has such folders", () => {
    const at = (env: Record<string, string>, platform: string): string =>
      cacheFolder(env, platform, "/h").replaceAll("\\", "/");
    expect(at({}, "linux")).toBe("/h/.cache/waitchain");
    expect(at({}, "darwin")).toBe("/h/Library/Caches/waitchain");
    expect(at({}, "win32")).toBe("/h/AppData/Local/waitchain");
    expect(at({ LOCALAPPDATA: "/l" }, "win32")).toBe("/l/waitchain");
    expect(at({ XDG_CACHE_HOME: "/x" }, "linux")).toBe("/x/waitchain");
    expect(at({ XDG_CACHE_HOME: "relative" }, "linux")).toBe("/h/.cache/waitchain");
  });
});
