/**
 * The comment that accepts a finding, as an edit: on a line of its own above the call, where it neither makes a
 * line long nor stands in the way of one that is there. Only text; the reason is the person's. What a comment
 * accepts is decided in report/suppress.ts.
 */

import type { FileSpan } from "../base/span.ts";
import type { Edit } from "./fix.ts";
import { indentAt, lineEnd, lineStart, sourceText } from "./sourceText.ts";

/** `rule` as it is written: `waitchain-self-join`. An empty reason writes none. */
export function acceptEdit(span: FileSpan, rule: string, reason: string, text: string): Edit {
  const source = sourceText(text);
  const { file, start } = span;
  const begin = lineStart(source, start);
  const end = lineEnd(source, start);
  const tail = reasonText(reason);
  // In a macro's body a line of our own would end the macro, and so would a `//` before the backslash.
  const continued = /\\[ \t]*$/.exec(text.slice(begin, end));
  if (continued !== null || isContinued(text, begin)) {
    const at = continued === null ? end : begin + continued.index;
    return {
      file,
      start: at,
      end: at,
      text: ` /* NOLINT(${rule})${tail} */ `.replace(/ $/, continued === null ? "" : " "),
    };
  }
  const above = text.slice(lineStart(source, begin - 1), Math.max(0, begin - 1));
  // A comment of the line above is about this line, and would be about ours.
  const taken = begin > 0 && /NOLINTNEXTLINE|waitchain:[ \t]*ignore/.test(above);
  if (taken) return { file, start: end, end, text: ` // NOLINT(${rule})${tail}` };
  const comment = `${indentAt(source, start)}// NOLINTNEXTLINE(${rule})${tail}${source.eol}`;
  return { file, start: begin, end: begin, text: comment };
}

function isContinued(text: string, begin: number): boolean {
  return /\\\r?\n$/.test(text.slice(Math.max(0, begin - 3), begin));
}

/** One line, and no end of a comment. */
function reasonText(reason: string): string {
  const line = reason.replaceAll(/\s+/g, " ").replaceAll("*/", "* /").replace(/\\+$/, "").trim();
  return line === "" ? "" : `: ${line}`;
}
