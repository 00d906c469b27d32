/**
 * The text of a source file as an edit needs it: what is code and what is comment, indentation, line ends,
 * preprocessor conditions, the place of a new `#include`. Knows nothing of findings and fixes. All places are
 * UTF-16 offsets.
 */

import { lineStartsOf } from "../base/lineIndex.ts";

export interface SourceText {
  readonly text: string;
  /** The same length, with comments, literals and preprocessor lines as blanks; line breaks stay. */
  readonly code: string;
  readonly eol: string;
  /** One level of indentation. */
  readonly indent: string;
}

const skipped =
  /\/\/(?:\\\r?\n|[^\r\n])*|\/\*[\s\S]*?(?:\*\/|$)|\bR"([^()\s\\]{0,16})\([\s\S]*?(?:\)\1"|$)|"(?:\\[\s\S]|[^"\\\r\n])*"?|(?<![0-9A-Fa-f])'(?:\\[\s\S]|[^'\\\r\n])*'?|^[ \t]*#(?:\\\r?\n|\/\*[\s\S]*?\*\/|[^\r\n])*/gm;

export function sourceText(text: string): SourceText {
  return {
    text,
    code: text.replace(skipped, (part) => part.replace(/[^\r\n]/g, " ")),
    eol: text.includes("\r\n") ? "\r\n" : "\n",
    indent: /^(?:\t| {2,8})(?=[^\s*])/m.exec(text)?.[0] ?? "  ",
  };
}

/** Offset of the last character of code before `at`, or -1. */
export function codeBefore({ code }: SourceText, at: number): number {
  for (let i = at - 1; i >= 0; i--) if (!/\s/.test(code.charAt(i))) return i;
  return -1;
}

/** Offset of the first character of code from `at` on, or the length. */
export function codeFrom({ code }: SourceText, at: number): number {
  for (let i = at; i < code.length; i++) if (!/\s/.test(code.charAt(i))) return i;
  return code.length;
}

/** Whether a statement that starts at `at` is one of several: not the unbraced branch of an `if`. */
export function isInList(source: SourceText, at: number): boolean {
  const before = codeBefore(source, at);
  return before < 0 || /[;{}]/.test(source.code.charAt(before)) || isLabelEnd(source, before);
}

/** A colon that is not half of `::` and ends `case x:` or `default:`. */
function isLabelEnd({ code }: SourceText, at: number): boolean {
  if (code.charAt(at) !== ":" || code.charAt(at - 1) === ":") return false;
  const statement = code.slice(0, at).match(/[^;{}]*$/)?.[0] ?? "";
  return /^\s*(?:case\b|default\s*$)/.test(statement);
}

/** Start of a declaration whose first known part is at `at`: its type comes before that. */
export function declarationStart(source: SourceText, at: number): number {
  let before = at - 1;
  while (before >= 0 && !/[;{}]/.test(source.code.charAt(before)) && !isLabelEnd(source, before))
    before--;
  return codeFrom(source, before + 1);
}

/** The brace that opens a function's body, searched from the end of its name; -1 when there is none. */
export function bodyStart({ code }: SourceText, from: number, to: number): number {
  let depth = 0;
  for (let i = from; i < to; i++) {
    const c = code.charAt(i);
    if (c === "(") depth++;
    else if (c === ")") depth--;
    else if (depth === 0 && c === "{") return i;
    else if (depth === 0 && c === ";") return -1;
  }
  return -1;
}

export function lineStart({ text }: SourceText, at: number): number {
  return Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1)) + 1;
}

/** Before the line break. */
export function lineEnd({ text }: SourceText, at: number): number {
  const length = text.slice(at).search(/[\r\n]/);
  return length < 0 ? text.length : at + length;
}

/** The blanks that the line begins with. */
export function indentAt(source: SourceText, at: number): string {
  return /^[ \t]*/.exec(source.text.slice(lineStart(source, at)))?.[0] ?? "";
}

/** Start of the line of `at`, or of the comment lines directly above it; null when code stands before it. */
export function lineWithComments(source: SourceText, at: number): number | null {
  let start = lineStart(source, at);
  if (source.text.slice(start, at).trim() !== "") return null;
  for (;;) {
    const above = lineStart(source, start - 1);
    if (start === 0 || !/^[ \t]*\/\//.test(source.text.slice(above, start))) return start;
    start = above;
  }
}

/** Lines moved from one indentation to another. The first one starts behind its own. */
export function reindent(lines: string, from: string, to: string): string[] {
  const all = lines.split(/\r\n|\r|\n/);
  // A raw string keeps its line breaks and blanks.
  if (all.length === 1 || lines.includes('R"')) return all;
  return all.map((line, i) => {
    if (i === 0 || line.trim() === "") return line.trimEnd();
    return line.startsWith(from) ? to + line.slice(from.length) : line;
  });
}

/** The `#if`s and `#else`s that are open at `at`, by their offsets. */
export function conditionsAt({ text }: SourceText, at: number): readonly number[] {
  const open: number[] = [];
  for (const match of text.slice(0, at).matchAll(/^[ \t]*#[ \t]*(if|else|elif|endif)/gm)) {
    if (match[1] !== "if") open.pop();
    if (match[1] !== "endif") open.push(match.index);
  }
  return open;
}

/** Whether what stands at `outer` is there whenever the code at `inner` is. */
export function coversConditions(source: SourceText, outer: number, inner: number): boolean {
  const around = conditionsAt(source, inner);
  return conditionsAt(source, outer).every((condition, i) => around[i] === condition);
}

/** A name that the text does not have: `base`, `base2`, ... */
export function freshName(text: string, base: string): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : `${base}${i}`;
    if (!new RegExp(`\\b${name}\\b`).test(text)) return name;
  }
}

interface IncludeLine {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** `<...>`. */
  readonly system: boolean;
  readonly line: number;
}

/**
 * Where `#include <name>` goes and what is written there: into a sorted group of its kind (`<x.h>` or `<x>`),
 * else behind the last one of the kind, of `<...>`, of any. Null when the file has it or one of `same`.
 */
export function includeEdit(
  source: SourceText,
  name: string,
  same: readonly string[],
): { readonly at: number; readonly text: string } | null {
  const lines = includeLines(source);
  if (lines.some((line) => line.name === name || same.includes(line.name))) return null;
  const written = `#include <${name}>`;
  const { eol } = source;
  const isC = (file: string): boolean => file.endsWith(".h");
  const kind = lines.filter((line) => line.system && isC(line.name) === isC(name));
  const group = lastGroup(kind);
  const sorted = group.every((line, i) => i === 0 || (group[i - 1]?.name ?? "") <= line.name);
  const next = sorted ? group.find((line) => line.name > name) : undefined;
  if (next !== undefined) return { at: next.start, text: written + eol };
  const behind = group.at(-1) ?? lines.findLast(({ system }) => system) ?? lines.at(-1);
  if (behind !== undefined) return { at: behind.end, text: eol + written };
  // No include: above the first code, below the comment that heads the file.
  const first = codeFrom(source, 0);
  const at = lineWithComments(source, first) ?? lineStart(source, first);
  return { at: Math.min(at, source.text.length), text: written + eol + eol };
}

function includeLines(source: SourceText): readonly IncludeLine[] {
  const starts = lineStartsOf(source.text);
  const lines: IncludeLine[] = [];
  starts.forEach((start, line) => {
    const end = lineEnd(source, start);
    const match = /^[ \t]*#[ \t]*include[ \t]*(<([^>]+)>|"([^"]+)")/.exec(
      source.text.slice(start, end),
    );
    // One under a condition says nothing about what the code elsewhere sees.
    if (match === null || conditionsAt(source, start).length > 0) return;
    const system = match[2] !== undefined;
    lines.push({ name: match[2] ?? match[3] ?? "", start, end, system, line });
  });
  return lines;
}

/** The last lines that stand directly below each other. */
function lastGroup(lines: readonly IncludeLine[]): readonly IncludeLine[] {
  let from = lines.length - 1;
  while (from > 0 && (lines[from - 1]?.line ?? 0) + 1 === lines[from]?.line) from--;
  return lines.slice(Math.max(from, 0));
}
