/** The statement at which a fix works: found by a place that a finding names, in facts alone. */

import type { FileSpan, Span } from "../base/span.ts";
import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { Op } from "../facts/op.ts";
import type { TypeRef } from "../facts/typeRef.ts";
import type { Edit, ReadText } from "./fix.ts";
import {
  codeBefore,
  codeFrom,
  declarationStart,
  includeEdit,
  isInList,
  lineStart,
  type SourceText,
  sourceText,
} from "./sourceText.ts";
import {
  type Block,
  closure,
  type Statement,
  statementTree,
  statementWith,
} from "./statementTree.ts";

/** A file, and what it said when a plan was made. */
export interface Place {
  readonly file: string;
  readonly facts: FileFacts;
}

export interface Site extends Place {
  readonly fn: FunctionFact;
  /** Index of the operation with exactly the place, and itself. */
  readonly at: number;
  readonly op: Op;
  readonly body: Block;
  readonly statement: Statement;
}

/** null: nothing that does something has exactly this place, or the function was not read without gaps. */
export function siteAt(span: FileSpan, files: ReadonlyMap<string, FileFacts>): Site | null {
  const facts = files.get(span.file);
  if (facts === undefined) return null;
  for (const fn of facts.functions) {
    const at = fn.defined ? doingAt(fn, span) : -1;
    const op = fn.ops[at];
    if (op === undefined) continue;
    if (facts.gaps.some((gap) => gap.start < fn.end && fn.start < gap.end)) return null;
    const body = statementTree(fn.ops);
    const statement = statementWith(body, at);
    return statement === null ? null : { file: span.file, facts, fn, at, op, body, statement };
  }
  return null;
}

/** The operation with exactly this place that does something; -1 if there is none. */
export function doingAt({ ops }: FunctionFact, { start, end }: Span): number {
  return ops.findIndex(
    (op) =>
      op.start === start && op.end === end && /^(?:call|construct|local|delete|assign)$/.test(op.k),
  );
}

/** The text that the facts were made from; null when it has changed. */
export function textOf({ file, facts }: Place, readText: ReadText): SourceText | null {
  const text = readText(file);
  return text === null || text.length !== facts.length ? null : sourceText(text);
}

/** Where a statement begins, with the type of a local; null when it is not one of a list of statements. */
export function startOf(source: SourceText, { kind, start }: Statement): number | null {
  const at = kind === "local" ? declarationStart(source, start) : start;
  return isInList(source, at) ? at : null;
}

/** Behind the semicolon of a plain statement; null when something else comes first. */
export function endOf(source: SourceText, { end }: Statement): number | null {
  const at = codeFrom(source, end);
  return source.code.charAt(at) === ";" ? at + 1 : null;
}

/** A statement from its first word to its semicolon or brace; null where the text shows something else. */
export function statementSpan(source: SourceText, statement: Statement): Span | null {
  const { code } = source;
  const start =
    statement.kind === "local" ? declarationStart(source, statement.start) : statement.start;
  const before = codeBefore(source, start);
  const word = /(?:else|do)$/.test(code.slice(Math.max(0, before - 4), before + 1));
  if (before >= 0 && !/[;{}):]/.test(code.charAt(before)) && !word) return null;
  if (start > statement.start) return null;
  const closed = /[;}]/.test(code.charAt(statement.end - 1));
  if (closed && (statement.blocks.length > 0 || code.charAt(statement.end - 1) === ";"))
    return { start, end: statement.end };
  const next = codeFrom(source, statement.end);
  return code.charAt(next) === ";" ? { start, end: next + 1 } : null;
}

/** The next line break belongs to what is taken out when nothing else is on the line. */
export function lineAround(source: SourceText, start: number, end: number): Span {
  const begin = lineStart(source, start);
  const rest = /^[ \t]*(?:\r\n|\r|\n|$)/.exec(source.text.slice(end));
  if (rest === null || source.text.slice(begin, start).trim() !== "") return { start, end };
  return { start: begin, end: end + rest[0].length };
}

/** Name of what is called: `wait` of `x.wait(...)`; "" when it has none. */
export function calleeName({ fn: { ops }, op }: Site): string {
  const callee = op.k === "call" ? ops[op.callee] : undefined;
  return callee?.k === "name" || callee?.k === "member" ? callee.name : "";
}

/** Type of the field that a plain name means in the function: one of its own class, as declared in whatever file. */
export function fieldTypeOf(
  fn: FunctionFact,
  name: string,
  files: ReadonlyMap<string, FileFacts>,
): TypeRef | null {
  const owner = fn.scope[fn.scope.length - 1];
  for (const { types } of files.values()) {
    const type = types.find((one) => one.name === owner && one.defined);
    const field = type?.fields.find((one) => one.name === name);
    if (field !== undefined) return field.type;
  }
  return null;
}

/** The same of any plain name: a local or parameter comes first. */
export function typeOfName(
  fn: FunctionFact,
  name: string,
  files: ReadonlyMap<string, FileFacts>,
): TypeRef | null {
  const own = [...fn.params, ...fn.ops.flatMap((op) => (op.k === "local" ? [op] : []))].find(
    (one) => one.name === name,
  );
  return own?.type ?? fieldTypeOf(fn, name, files);
}

/** An operand with all that it is made of: a call's own place leaves its receiver out. */
export function wholeOf(ops: readonly Op[], at: number): Op | undefined {
  const op = ops[at];
  if (op === undefined) return undefined;
  const parts = closure(ops, at).flatMap((part) => ops[part] ?? []);
  return {
    ...op,
    start: Math.min(...parts.map(({ start }) => start)),
    end: Math.max(...parts.map(({ end }) => end)),
  };
}

/** `#include <name>`; nothing when the file has it or one of `same`. */
export function includeEdits(
  file: string,
  source: SourceText,
  name: string,
  same: readonly string[] = [],
): readonly Edit[] {
  const edit = includeEdit(source, name, same);
  return edit === null ? [] : [{ file, start: edit.at, end: edit.at, text: edit.text }];
}

/** Sorted; insertions at one place become one. Null if two of them overlap. */
export function merged<E extends Span & { readonly text: string }>(
  edits: readonly E[],
): readonly E[] | null {
  const out: E[] = [];
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = out.at(-1);
    if (last === undefined || last.end < edit.start) out.push(edit);
    else if (last.end === edit.start)
      out.splice(-1, 1, { ...last, end: edit.end, text: last.text + edit.text });
    else return null;
  }
  return out;
}
