/** Edits of one file as a unified diff, as `patch` and reviewers read it. Pure. */

import { lineStartsOf, positionAt } from "../base/lineIndex.ts";
import type { Edit } from "../fixes/fix.ts";

const context = 3;

/** `edits` are sorted and do not touch. */
export function unifiedDiff(name: string, text: string, edits: readonly Edit[]): string {
  const starts = lineStartsOf(text);
  const startOf = (line: number): number => starts[line] ?? text.length;
  // A last line break ends a line; it does not begin an empty one.
  const count = starts.length - (text.endsWith("\n") ? 1 : 0);
  const hunks: { from: number; to: number; edits: Edit[] }[] = [];
  for (const edit of edits) {
    const from = positionAt(starts, edit.start).line;
    const to = positionAt(starts, Math.max(edit.start, edit.end - 1)).line + 1;
    const last = hunks[hunks.length - 1];
    if (last !== undefined && from - last.to <= 2 * context) {
      last.to = Math.max(last.to, to);
      last.edits.push(edit);
    } else hunks.push({ from, to, edits: [edit] });
  }
  let out = `--- a/${name}\n+++ b/${name}\n`;
  let shift = 0;
  for (const { from, to, edits: own } of hunks) {
    const first = Math.max(0, from - context);
    const last = Math.min(count, to + context);
    const before = linesOf(text.slice(startOf(from), startOf(to)));
    const after = linesOf(edited(text, startOf(from), startOf(to), own));
    const head = linesOf(text.slice(startOf(first), startOf(from)));
    const tail = linesOf(text.slice(startOf(to), startOf(last)));
    const old = head.length + before.length + tail.length;
    const now = old - before.length + after.length;
    out += `@@ -${first + 1},${old} +${first + 1 + shift},${now} @@\n`;
    out += [...mark(" ", head), ...mark("-", before), ...mark("+", after), ...mark(" ", tail)].join(
      "",
    );
    shift += now - old;
  }
  return out;
}

/** Part of the text with the edits made. */
export function edited(text: string, from: number, to: number, edits: readonly Edit[]): string {
  let out = "";
  let at = from;
  for (const { start, end, text: written } of edits) {
    out += text.slice(at, start) + written;
    at = end;
  }
  return out + text.slice(at, to);
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function mark(sign: string, lines: readonly string[]): readonly string[] {
  return lines.map((line) =>
    line.endsWith("\n") ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`,
  );
}
