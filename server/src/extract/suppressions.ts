/**
 * Comments by which somebody says that a finding is known and accepted: `NOLINT`, `NOLINTNEXTLINE`,
 * `NOLINTBEGIN` and `NOLINTEND` as clang-tidy reads them, and `waitchain: ignore(rule)` for those whose
 * clang-tidy objects to names that it does not know. Reads comments alone; which rules there are is not asked here.
 */

import { positionAt } from "../base/lineIndex.ts";
import type { SuppressionFact } from "../facts/fileFacts.ts";

/** Comments; and literals, so that what looks like a comment in them is none. */
const pieces =
  /\/\/(?:\\\r?\n|[^\r\n])*|\/\*[\s\S]*?(?:\*\/|$)|\bR"([^()\s\\]{0,16})\([\s\S]*?(?:\)\1"|$)|"(?:\\[\s\S]|[^"\\\r\n])*"?|(?<![0-9A-Fa-f])'(?:\\[\s\S]|[^'\\\r\n])*'?/g;

/** A blank before the parenthesis makes a bare one, as with clang-tidy. */
const nolint = /\bNOLINT(NEXTLINE|BEGIN|END)?(?!\w)(?:\(([^()\r\n]*)\))?([^\r\n]*)/g;
const ignore = /\bwaitchain:[ \t]*ignore\b(?:\(([^()\r\n]*)\))?([^\r\n]*)/g;

/** In the order of the text. */
export function suppressionsOf(
  text: string,
  lineStarts: readonly number[],
): readonly SuppressionFact[] {
  // Nearly every file has none, and then nothing is scanned.
  if (!text.includes("NOLINT") && !text.includes("waitchain:")) return [];
  const found: SuppressionFact[] = [];
  for (const piece of text.matchAll(pieces)) {
    const [comment] = piece;
    if (!comment.startsWith("//") && !comment.startsWith("/*")) continue;
    for (const match of comment.matchAll(nolint)) {
      const [whole, form = "", names, rest = ""] = match;
      const start = piece.index + match.index;
      const { line } = positionAt(lineStarts, start);
      found.push({
        kind: kinds[form] ?? "line",
        line,
        names: names === undefined ? null : namesIn(names),
        reason: reasonIn(rest),
        start,
        end: start + whole.length - rest.length,
      });
    }
    for (const match of comment.matchAll(ignore)) {
      const [whole, names, rest = ""] = match;
      const start = piece.index + match.index;
      const { line } = positionAt(lineStarts, start);
      // On a line of its own it speaks of the next one.
      const alone = text.slice(lineStarts[line] ?? 0, piece.index).trim() === "";
      found.push({
        kind: alone ? "next" : "line",
        line,
        names: names === undefined ? ["waitchain-*"] : namesIn(names),
        reason: reasonIn(rest),
        start,
        end: start + whole.length - rest.length,
      });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

const kinds: Readonly<Record<string, SuppressionFact["kind"]>> = {
  NEXTLINE: "next",
  BEGIN: "begin",
  END: "end",
};

function namesIn(list: string): readonly string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** What stands behind the directive, without the sign that leads to it and the end of the comment. */
function reasonIn(rest: string): string {
  return rest
    .replace(/\*\/.*$/, "")
    .replace(/^[\s:,;–—-]+/, "")
    .trim();
}
