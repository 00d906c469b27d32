/**
 * The report that people read in a terminal: one line for what is wrong, then the chain as a table, step by
 * step, under the thread or loop that runs it. Knows colours and widths, never the terminal itself: the
 * caller says what there is.
 */

import type { Finding, Level, Step, StepKind } from "../rules/finding.ts";
import { cutStart, displayWidth, padEnd, wrap } from "./displayWidth.ts";
import { type Locale, type MessageId, renderMessage } from "./messages.ts";
import { locationOf, openable, type ReportInput } from "./project.ts";
import { publicRuleId } from "./ruleLevels.ts";

export interface TextOptions {
  readonly locale: Locale;
  readonly paint: Paint;
  /** Columns of the terminal; Infinity when the report goes elsewhere. */
  readonly width: number;
  /** False: only ASCII signs of our own (names in the code are printed as they are). */
  readonly unicode: boolean;
  /** Every step, and why each is believed. */
  readonly full: boolean;
}

/** Colouring, by picocolors or by nothing. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

export const plainPaint: Paint = { bold: same, dim: same, red: same, yellow: same, cyan: same };

/** All findings, each followed by an empty line. Empty when there are none. */
export function textReport(input: ReportInput, options: TextOptions): string {
  return input.analysis.findings.map((finding) => oneFinding(finding, input, options)).join("");
}

/** “2 errors. 24 files, 1 parsed with gaps, 3 waits of unknown target.”, without a line end. */
export function summaryLine(input: ReportInput, locale: Locale): string {
  const { stats, findings } = input.analysis;
  const counts = (["error", "warning", "note"] as const)
    .map((level) => counted(level, findings.filter((f) => f.level === level).length, locale))
    .filter((text) => text !== "");
  if (counts.length === 0) counts.push(say("report.none", {}, locale));
  const { length } = input.suppressed;
  if (length > 0) counts.push(say("report.suppressed", { n: String(length) }, locale));
  const found = counts.join(locale === "zh" ? "，" : ", ");
  return say(
    "report.summary",
    {
      found,
      files: String(stats.files),
      gaps: String(stats.filesWithGaps),
      unknown: String(stats.unknownWaits),
    },
    locale,
  );
}

function oneFinding(finding: Finding, input: ReportInput, options: TextOptions): string {
  const { paint, locale } = options;
  const at = locationOf(finding.span, input.files);
  const place = `${openable(at.file, input.root)}:${at.line}:${at.column}`;
  const level = colourOf(finding.level, paint)(say(`level.${finding.level}`, {}, locale));
  const confidence = say(`confidence.${finding.confidence}`, {}, locale);
  const tail = paint.dim(`[${publicRuleId(finding.rule)}, ${confidence}]`);
  const text = signs(renderMessage(finding.message, locale), options);
  const head = `${paint.bold(place)}  ${level}  ${text}  ${tail}\n`;
  return `${head}${chainTable(finding, input, options)}\n`;
}

interface Row {
  readonly context: string;
  readonly number: string;
  readonly sign: string;
  readonly function: string;
  readonly place: string;
  readonly text: string;
  readonly kind: StepKind;
}

function chainTable(finding: Finding, input: ReportInput, options: TextOptions): string {
  const { paint, locale, width } = options;
  const rows = rowsOf(finding.chain, input, options);
  const ellipsis = options.unicode ? "…" : "...";
  // A function name longer than this pushes the text, which tells more, out of sight.
  const nameWidth = Math.min(maxNameWidth, widest(rows.map((row) => row.function)));
  const placeWidth = widest(rows.map((row) => row.place));
  const indent = 4 + 3 + 2 + nameWidth + 2 + placeWidth + 2;
  const room = width - indent;
  // In a narrow terminal the text stands on a line of its own below its step.
  const beside = room >= minTextWidth;
  let out = "";
  let context: string | null = null;
  for (const row of rows) {
    if (row.context !== context && row.context !== "") {
      out += `    ${paint.cyan(say("report.on", { c: row.context }, locale))}\n`;
    }
    context = row.context;
    const name = padEnd(cutStart(row.function, nameWidth, ellipsis), nameWidth);
    const start = `    ${row.number.padStart(3)} ${row.sign} ${name}  `;
    const lines = wrap(row.text, beside ? room : Math.max(minTextWidth, width - 12));
    const [first = "", ...more] = lines.map((line) => emphasise(row.kind, line, paint));
    if (beside) {
      out += `${start}${paint.dim(padEnd(row.place, placeWidth))}  ${first}`.trimEnd() + "\n";
      out += more.map((line) => `${" ".repeat(indent + 1)}${line}\n`).join("");
    } else {
      out += (row.place === "" ? start : start + paint.dim(row.place)).trimEnd() + "\n";
      out += [first, ...more].map((line) => (line === "" ? "" : `          ${line}\n`)).join("");
    }
  }
  return out;
}

function rowsOf(chain: readonly Step[], input: ReportInput, options: TextOptions): Row[] {
  const rows: Row[] = [];
  const fold = !options.full && chain.length > maxRows;
  for (let i = 0; i < chain.length; i++) {
    const run = fold ? plainCallsFrom(chain, i) : 0;
    if (run >= 2) {
      rows.push(foldedRow(chain.slice(i, i + run), i + 1, options));
      i += run - 1;
      continue;
    }
    const step = chain[i];
    if (step !== undefined) rows.push(rowOf(step, i + 1, input, options));
  }
  return rows;
}

/** Length of the run of steps that stay on one context and say nothing but “calls f”. */
function plainCallsFrom(chain: readonly Step[], from: number): number {
  const context = chain[from]?.context;
  let n = 0;
  for (let step = chain[from]; step !== undefined; step = chain[from + n]) {
    // A callback is a call too, but one that the reader cannot see in the code: it stays.
    if (step.text.id !== "step.call" || step.context !== context) break;
    n++;
  }
  return n;
}

/** One line for a run of calls: what they call, in order. Only the places are left out. */
function foldedRow(steps: readonly Step[], number: number, options: TextOptions): Row {
  const called = steps.map((step) => `“${step.text.holes["f"] ?? "…"}”`);
  const path = called.join(options.unicode ? " → " : " -> ");
  return {
    context: steps[0]?.context ?? "",
    number: String(number),
    sign: " ",
    function: signs(say("report.folded", { n: String(steps.length) }, options.locale), options),
    place: "",
    text: signs(say("report.calls", { path }, options.locale), options),
    kind: "call",
  };
}

function rowOf(step: Step, number: number, input: ReportInput, options: TextOptions): Row {
  const at = locationOf(step.span, input.files);
  let text = renderMessage(step.text, options.locale);
  if (options.full || step.certainty !== "certain") {
    const why = renderMessage(step.evidence, options.locale);
    const how =
      step.certainty === "certain"
        ? ""
        : `${say(`confidence.${step.certainty}`, {}, options.locale)}: `;
    text += ` (${how}${why})`;
  }
  return {
    context: step.context,
    number: String(number),
    sign: (options.unicode ? unicodeSigns : asciiSigns)[step.kind],
    function: step.function,
    place: `${openable(at.file, input.root)}:${at.line}`,
    text: signs(text, options),
    kind: step.kind,
  };
}

function emphasise(kind: StepKind, text: string, paint: Paint): string {
  if (kind === "close") return paint.red(text);
  if (kind === "wait" || kind === "lock") return paint.bold(text);
  return text;
}

function colourOf(level: Level, paint: Paint): (text: string) => string {
  if (level === "error") return (text) => paint.bold(paint.red(text));
  return level === "warning" ? paint.yellow : paint.cyan;
}

function counted(level: Level, n: number, locale: Locale): string {
  if (n === 0) return "";
  return say(`report.${level}s.${n === 1 ? "one" : "many"}`, { n: String(n) }, locale);
}

function say(id: MessageId, holes: Readonly<Record<string, string>>, locale: Locale): string {
  return renderMessage({ id, holes }, locale);
}

/** Our own quotation marks and dots, for a terminal without UTF-8. */
function signs(text: string, options: TextOptions): string {
  if (options.unicode) return text;
  return text.replaceAll(/[“”]/g, '"').replaceAll("…", "...");
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(displayWidth));
}

function same(text: string): string {
  return text;
}

/** Longer chains fold their plain calls: what does not fit beside the code is not read. */
const maxRows = 12;
const maxNameWidth = 44;
const minTextWidth = 28;

/** All are one column wide in common terminal fonts; none is an emoji, which some terminals draw twice as wide. */
const unicodeSigns: Readonly<Record<StepKind, string>> = {
  entry: "▶",
  call: " ",
  register: "+",
  post: "»",
  wait: "■",
  release: "□",
  destroy: "×",
  lock: "■",
  context: "→",
  close: "↺",
};

const asciiSigns: Readonly<Record<StepKind, string>> = {
  entry: ">",
  call: " ",
  register: "+",
  post: "~",
  wait: "#",
  release: "o",
  destroy: "x",
  lock: "#",
  context: "=",
  close: "@",
};
