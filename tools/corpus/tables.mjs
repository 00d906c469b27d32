/** What a run over the corpus says: a table in the terminal, and the page that is committed. Touches no files. */

import { isNegative } from "./match.mjs";

/** Rows as `outcomeOf` of the runner makes them, and trees by name. */
export function terminalTable(rows, trees) {
  const lines = rows.map((row) => [
    row.case.id,
    row.case.rule,
    row.found,
    row.gone,
    ...treeColumns(trees.get(row.before)),
    row.remark,
  ]);
  const head = ["case", "rule", "found", "gone", "per 20k", "lines", "wall s", "cpu s", "MB", ""];
  return aligned([head, ...lines], new Set([4, 5, 6, 7, 8]));
}

export function totalsOf(rows, trees) {
  const bugs = rows.filter((row) => !isNegative(row.case) && row.found !== "no tree");
  const found = bugs.filter(({ found }) => found === "found");
  const judged = found.filter((row) => row.case.silent_after_fix && row.gone !== "");
  const negatives = rows.filter((row) => isNegative(row.case) && row.found !== "no tree");
  const all = [...trees.values()];
  // A tree after its repair says nearly the same again, and is not always run.
  const before = [...new Set(rows.map((row) => row.before))]
    .map((name) => trees.get(name))
    .filter((tree) => tree?.status === "ok");
  const lines = sum(before.map(({ report }) => report.summary.lines));
  const grave = sum(before.map((tree) => tree.grave));
  return {
    bugs: bugs.length,
    found: found.length,
    judged: judged.length,
    gone: judged.filter(({ gone }) => gone === "gone").length,
    negatives: negatives.length,
    silent: negatives.filter(({ found }) => found === "silent").length,
    absent: rows.filter(({ found }) => found === "no tree").length,
    trees: before.length,
    ran: all.length,
    failed: all.filter(({ status }) => status !== "ok").length,
    lines,
    grave,
    rate: rateOf(grave, lines),
    wallMs: sum(all.map(({ wallMs }) => wallMs)),
    peakBytes: Math.max(0, ...all.map(({ peakBytes }) => peakBytes)),
  };
}

export function totalsText(totals) {
  return [
    `found            ${totals.found} of ${totals.bugs}`,
    `gone after fix   ${totals.gone} of ${totals.judged} found that should be`,
    `negatives silent ${totals.silent} of ${totals.negatives}`,
    `errors, warnings ${totals.rate} per 20,000 lines: ${totals.grave} in ${totals.lines} lines ` +
      `of ${totals.trees} trees before the fix`,
    `time             ${seconds(totals.wallMs)} s for ${totals.ran} trees, ${megabytes(totals.peakBytes)} MB at most`,
    ...(totals.failed > 0 ? [`not finished     ${totals.failed} trees`] : []),
    ...(totals.absent > 0 ? [`not available    ${totals.absent} cases`] : []),
  ].join("\n");
}

/** The committed page: no times and no sizes, which differ from machine to machine. */
export function summaryPage(rows, totals, before) {
  const reasons = keptReasons(before);
  const line = (row) =>
    `| ${row.case.id} | ${row.case.rule} | ${row.found} | ${row.gone} | ${reasons.get(row.case.id) ?? ""} |`;
  return `${pageHead}
| | |
| --- | --- |
| found | ${totals.found} of ${totals.bugs} |
| gone after the repair | ${totals.gone} of ${totals.judged} that should be |
| correct places left alone | ${totals.silent} of ${totals.negatives} |
| errors and warnings per 20,000 lines | ${totals.rate} (${totals.grave} in ${totals.lines} lines, ${totals.trees} trees) |

| case | rule | found | gone | why |
| --- | --- | --- | --- | --- |
${rows.map(line).join("\n")}
`;
}

/** The last column of the page by case: what people wrote there. */
export function keptReasons(page) {
  const reasons = new Map();
  for (const line of page.split("\n")) {
    const cells = /^\| ([^|]+) \|[^|]*\|[^|]*\|[^|]*\|(.*)\|\s*$/.exec(line);
    if (cells !== null) reasons.set(cells[1].trim(), cells[2].trim());
  }
  return reasons;
}

function treeColumns(tree) {
  if (tree === undefined) return ["", "", "", "", ""];
  const { lines, cpuMs } = tree.report?.summary ?? {};
  return [
    lines === undefined ? "" : rateOf(tree.grave, lines),
    lines === undefined ? "" : String(lines),
    seconds(tree.wallMs),
    cpuMs === undefined ? "" : seconds(cpuMs),
    megabytes(tree.peakBytes),
  ];
}

const pageHead = `# Corpus

Documented hangs of public projects, and places that look like one and are correct. \`npm run corpus\` runs the
built command line on each whole tree before and after the repair; it is told no rule and no place. Written by
\`--summary\`; the column *why* is kept by hand and survives.

*found*: an error or a warning stands at the documented place, or on the documented chain with the place in its
own. *gone*: nothing of the kind is left after the repair; *may stay* where the repair cannot be seen in the code.
`;

function aligned(rows, right) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (right.has(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function rateOf(findings, lines) {
  return lines === 0 ? "" : ((findings * 20_000) / lines).toFixed(2);
}

function seconds(ms) {
  return (ms / 1000).toFixed(1);
}

function megabytes(bytes) {
  return String(Math.round(bytes / 1024 ** 2));
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
