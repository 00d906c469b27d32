/** Where lines went between two texts: on examples, and as a law on any two texts. */

import fc from "fast-check";
import { expect, test } from "vitest";

interface Module {
  readonly lineMap: (before: string, after: string) => LineMap | null;
}

interface LineMap {
  readonly lineAfter: (line: number) => number | null;
  readonly changedTo: (line: number) => { readonly first: number; readonly last: number } | null;
}

const { lineMap } = (await import(
  new URL("../../tools/corpus/lineMap.mjs", import.meta.url).href
)) as Module;

function mapped(before: readonly string[], after: readonly string[]): LineMap {
  const map = lineMap(before.join("\n"), after.join("\n"));
  if (map === null) throw new Error("no map");
  return map;
}

test("lines above, between and below what changed", () => {
  const map = mapped(["a", "b", "c", "d", "e"], ["x", "a", "c", "  d  ", "y", "e"]);
  expect([1, 2, 3, 4, 5].map(map.lineAfter)).toEqual([2, null, 3, 4, 6]);
});

test("what a changed line was replaced by, and nothing for one that is gone", () => {
  const map = mapped(["a", "b", "c", "d", "e"], ["a", "B1", "B2", "c", "e"]);
  expect(map.changedTo(2)).toEqual({ first: 2, last: 3 });
  expect(map.lineAfter(4)).toBe(null);
  expect(map.changedTo(4)).toBe(null);
});

test("a change at either end", () => {
  expect(mapped(["a", "b"], ["A", "b"]).changedTo(1)).toEqual({ first: 1, last: 1 });
  expect(mapped(["a", "b"], ["a", "B", "C"]).changedTo(2)).toEqual({ first: 2, last: 3 });
  expect(mapped(["a"], [""]).lineAfter(1)).toBe(null);
});

test("a file that was replaced is not compared line by line", () => {
  const lines = (word: string): string =>
    Array.from({ length: 3000 }, (_, i) => word + i).join("\n");
  expect(lineMap(lines("a"), lines("b"))).toBe(null);
});

test("kept lines are equal, in order, and as many as can be", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 12 });
  let kept = 0;
  fc.assert(
    fc.property(text, text, (before, after) => {
      const map = mapped(before, after);
      const lines = before.map((_, i) => map.lineAfter(i + 1));
      const there = lines.filter((line) => line !== null);
      expect(there).toEqual([...new Set(there)].toSorted((a, b) => a - b));
      lines.forEach((line, i) => {
        if (line !== null) expect(after[line - 1]).toBe(before[i]);
      });
      expect(there.length).toBe(longestCommon(before, after));
      kept += there.length;
    }),
  );
  expect(kept).toBeGreaterThan(50);
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const line of a) {
    const next = [0];
    b.forEach((other, j) => {
      const same = line === other ? (row[j] ?? 0) + 1 : 0;
      next.push(Math.max(same, row[j + 1] ?? 0, next[j] ?? 0));
    });
    row = next;
  }
  return row[b.length] ?? 0;
}
