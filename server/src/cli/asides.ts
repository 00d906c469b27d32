/** What is told on standard error beside the report: notes and numbers. */

import { displayWidth, padEnd } from "../report/displayWidth.ts";
import type { Measures } from "../report/json.ts";
import { type Locale, renderMessage } from "../report/messages.ts";
import type { ReportInput } from "../report/project.ts";
import type { Stats } from "../solve/analysis.ts";
import type { CheckOptions } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** The first ten, or all with `--verbose`; nothing with `--quiet`. */
export function tellNotes(
  notes: readonly string[],
  options: Pick<CheckOptions, "quiet" | "verbose">,
  terminal: Terminal,
): void {
  if (options.quiet === true) return;
  const shown = options.verbose === true ? notes : notes.slice(0, fewNotes);
  for (const note of shown) terminal.err(`note: ${note}\n`);
  const hidden = notes.length - shown.length;
  if (hidden > 0) terminal.err(`note: ${hidden} more notes, shown with --verbose\n`);
}

export function tellStats(
  input: ReportInput,
  measures: Measures,
  locale: Locale,
  terminal: Terminal,
): void {
  const rows = statsRows(input.analysis.stats, measures).map(([id, holes]) => {
    const name = renderMessage({ id: `stats.${id}.name`, holes: {} }, locale);
    return [name, renderMessage({ id: `stats.${id}`, holes }, locale)] as const;
  });
  const width = Math.max(...rows.map(([name]) => displayWidth(name))) + 2;
  for (const [name, value] of rows) terminal.err(`${padEnd(name, width)}${value}\n`);
}

type Row = readonly [string, Readonly<Record<string, string>>];

function statsRows(stats: Stats, measures: Measures): readonly Row[] {
  const { scan, extract, link, solve, report, cpuMs, peakRssBytes, cacheHits } = measures;
  return [
    ["files", texts({ n: stats.files, lines: stats.lines, signs: stats.bytes })],
    [
      "gaps",
      {
        ...texts({ n: stats.filesWithGaps, signs: stats.bytesInGaps }),
        share: share(stats.filesWithGaps, stats.files),
        text: share(stats.bytesInGaps, stats.bytes),
      },
    ],
    ["functions", texts({ n: stats.functions })],
    ["contexts", texts({ n: stats.contexts })],
    ["waits", texts({ n: stats.waits, unknown: stats.unknownWaits })],
    ["named", shares({ ...stats.named })],
    ["followed", shares({ ...stats.followed })],
    ["cut", texts({ n: stats.cutFunctions })],
    ["time", texts({ scan, extract, link, solve, report: Math.round(report), cpu: cpuMs })],
    ["cache", texts({ n: cacheHits })],
    ["memory", texts({ n: Math.round(peakRssBytes / (1024 * 1024)) })],
  ];
}

function texts(numbers: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(numbers).map(([key, n]) => [key, String(n)]));
}

function shares(counts: Readonly<Record<string, number>>): Record<string, string> {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const parts = Object.entries(counts).map(([key, n]) => [key, share(n, all, 1)]);
  return { n: String(all), ...Object.fromEntries(parts) };
}

function share(part: number, whole: number, digits = 2): string {
  return `${whole === 0 ? 0 : ((100 * part) / whole).toFixed(digits)} %`;
}

const fewNotes = 10;
