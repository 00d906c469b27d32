/** What is told on standard error beside the report: notes and numbers. */

import type { Measures } from "../report/json.ts";
import type { ReportInput } from "../report/project.ts";
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

export function tellStats(input: ReportInput, measures: Measures, terminal: Terminal): void {
  const { stats } = input.analysis;
  const rows: [string, string][] = [
    ["files", `${stats.files}, ${stats.lines} lines, ${stats.bytes} characters`],
    [
      "gaps",
      `${stats.filesWithGaps} files (${share(stats.filesWithGaps, stats.files)}), ` +
        `${stats.bytesInGaps} characters (${share(stats.bytesInGaps, stats.bytes)})`,
    ],
    ["functions", String(stats.functions)],
    ["contexts", String(stats.contexts)],
    ["waits", `${stats.waits}, ${stats.unknownWaits} of unknown target`],
    ["calls", `${stats.calls}, ${stats.unresolvedCalls} not resolved`],
    ["bounds hit", String(stats.overflows)],
    [
      "time",
      `scan ${measures.scan}, extract ${measures.extract}, link ${measures.link}, ` +
        `solve ${measures.solve}, report ${Math.round(measures.report)} ms; cpu ${measures.cpuMs} ms`,
    ],
    ["memory", `${Math.round(measures.peakRssBytes / (1024 * 1024))} MB at most`],
  ];
  for (const [name, value] of rows) terminal.err(`${name.padEnd(11)}${value}\n`);
}

function share(part: number, whole: number): string {
  return `${whole === 0 ? 0 : ((100 * part) / whole).toFixed(2)} %`;
}

const fewNotes = 10;
