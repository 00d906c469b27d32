/** The committed page: what people wrote in it stays when it is written again. */

import { expect, test } from "vitest";

interface Module {
  readonly summaryPage: (
    rows: readonly object[],
    totals: Readonly<Record<string, number | string>>,
    before: string,
  ) => string;
}

const { summaryPage } = (await import(
  new URL("../../tools/corpus/tables.mjs", import.meta.url).href
)) as Module;

const totals = { found: 1, bugs: 2, gone: 1, judged: 1, silent: 0, negatives: 0, rate: "0.50" };
const numbers = { ...totals, grave: 1, lines: 40_000, trees: 3 };

function row(id: string, found: string): object {
  return { case: { id, rule: "self-join" }, found, gone: "" };
}

test("the column “why” survives new results, new cases and cases that went", () => {
  const first = summaryPage([row("a", "missed"), row("b", "missed")], numbers, "");
  expect(first).toContain("| b | self-join | missed |  |  |\n");
  const reason = "needs `std::any` | and more";
  const edited = first.replace(
    "| b | self-join | missed |  |  |",
    `| b | self-join | missed |  | ${reason} |`,
  );
  expect(edited).not.toBe(first);
  const second = summaryPage([row("c", "found"), row("b", "found")], numbers, edited);
  expect(second).toContain(`| b | self-join | found |  | ${reason} |\n`);
  expect(second).toContain("| c | self-join | found |  |  |\n");
  expect(second).not.toContain("| a |");
  expect(summaryPage([row("c", "found"), row("b", "found")], numbers, second)).toBe(second);
});
