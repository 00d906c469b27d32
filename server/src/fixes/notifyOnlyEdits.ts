/**
 * The edits of `notify-only`, once it is decided what moves and where to: five places of one file, written in
 * the file's own indentation, line ends and way of naming. Null where the text is not as clear as the facts.
 */

import type { Span } from "../base/span.ts";
import type { Plan } from "./notifyOnly.ts";
import { merged, statementSpan } from "./site.ts";
import {
  bodyStart,
  codeFrom,
  coversConditions,
  declarationStart,
  freshName,
  includeEdit,
  indentAt,
  isInList,
  lineEnd,
  lineStart,
  lineWithComments,
  reindent,
  type SourceText,
  sourceText,
} from "./sourceText.ts";
import type { Statement } from "./statementTree.ts";

export interface TextEdit extends Span {
  readonly text: string;
}

interface Names {
  readonly semaphore: string;
  readonly savedErrno: string;
}

export function notifyOnlyEdits(
  plan: Plan,
  text: string,
  isC: boolean,
): readonly TextEdit[] | null {
  const source = sourceText(text);
  const names = namesFor(plan, text);
  const errno = isC || systemIncludesAreC(plan) ? "errno.h" : "cerrno";
  const parts = [
    includeEdits(source, "semaphore.h", []),
    includeEdits(source, errno, ["errno.h", "cerrno"]),
    declaration(plan, source, names),
    initialisation(plan, source, names),
    inMain(plan, source, names),
    inHandler(plan, source, names),
  ];
  if (parts.includes(null)) return null;
  return merged(parts.flatMap((part) => part ?? []));
}

/** `g_stopRequested`, `gStopRequested` or `g_stop_requested`, as the moved code calls its things. */
function namesFor({ handler, outermost, piece }: Plan, text: string): Names {
  const first = piece.statements[0]?.first ?? 0;
  const used = handler.fn.ops
    .slice(first, (piece.statements.at(-1)?.last ?? first) + 1)
    .flatMap((op) => (op.k === "name" ? [op.name] : []));
  const own = handler.facts.variables.map(({ name }) => name);
  const snake = [outermost.name, ...own].some((name) => /^(?!g_)[a-z]+_[a-z]/.test(name));
  const camelG = [...used, ...own].some((name) => /^g[A-Z]/.test(name));
  let semaphore = "g_stopRequested";
  if (camelG) semaphore = "gStopRequested";
  else if (snake) semaphore = "g_stop_requested";
  return {
    semaphore: freshName(text, semaphore),
    savedErrno: freshName(text, snake && !camelG ? "saved_errno" : "savedErrno"),
  };
}

/** A C++ file that includes `<x.h>` alone keeps to that. */
function systemIncludesAreC({ handler }: Plan): boolean {
  const system = handler.facts.includes.filter((include) => include.system);
  return system.length > 0 && system.every(({ path }) => path.endsWith(".h"));
}

function includeEdits(source: SourceText, name: string, same: readonly string[]): TextEdit[] {
  const edit = includeEdit(source, name, same);
  return edit === null ? [] : [{ start: edit.at, end: edit.at, text: edit.text }];
}

/** Below the last variable above both functions, else above the first of the two. */
function declaration(
  { handler, outermost }: Plan,
  source: SourceText,
  { semaphore }: Names,
): TextEdit[] | null {
  const { facts, main } = handler;
  const first = outermost.start < main.start ? outermost : main;
  const written = `static sem_t ${semaphore};`;
  const { eol } = source;
  const covers = (at: number): boolean =>
    coversConditions(source, at, main.start) && coversConditions(source, at, outermost.start);
  for (const { start, end, scope } of facts.variables.toReversed()) {
    if (start > first.start || scope.join("::") !== first.scope.join("::")) continue;
    const semicolon = codeFrom(source, end);
    const at = lineEnd(source, semicolon);
    const closed = source.code.charAt(semicolon) === ";";
    const alone = source.code.slice(semicolon + 1, at).trim() === "";
    if (closed && alone && at < first.start && covers(at))
      return [{ start: at, end: at, text: eol + indentAt(source, start) + written }];
  }
  // `extern "C"` is no part of the function's facts.
  const start = declarationStart(source, first.start);
  const at = lineWithComments(source, start);
  if (at === null || start > first.start || !covers(at)) return null;
  return [{ start: at, end: at, text: indentAt(source, start) + written + eol + eol }];
}

/** First in `main`: before the handler is installed. */
function initialisation(
  { handler }: Plan,
  source: SourceText,
  { semaphore }: Names,
): TextEdit[] | null {
  const { main } = handler;
  const brace = bodyStart(source, main.nameSpan.end, main.end);
  if (brace < 0) return null;
  const { eol } = source;
  const call = `${bodyIndent(source, brace, main.end)}sem_init(&${semaphore}, 0, 0);`;
  const end = lineEnd(source, brace);
  if (source.code.slice(brace + 1, end).trim() === "")
    return [{ start: end, end, text: eol + call }];
  const next = codeFrom(source, brace + 1);
  const indent = bodyIndent(source, brace, main.end);
  return [{ start: brace + 1, end: next, text: eol + call + eol + indent }];
}

/** Indentation of the first statement, if it has a line of its own. */
function bodyIndent(source: SourceText, brace: number, end: number): string {
  const first = codeFrom(source, brace + 1);
  const own = first < end && source.code.slice(lineStart(source, first), first).trim() === "";
  const outer = indentAt(source, brace);
  if (own && source.code.charAt(first) !== "}" && indentAt(source, first) !== outer)
    return indentAt(source, first);
  return outer + source.indent;
}

function inMain(plan: Plan, source: SourceText, { semaphore }: Names): TextEdit[] | null {
  const { place } = plan;
  const target = statementSpan(source, place.statement);
  const moved = movedText(plan, source);
  if (target === null || moved === null) return null;
  const { eol } = source;
  const indent = indentAt(source, target.start);
  const deeper = indent + source.indent;
  const ifAsked = place.shape === "ifAsked";
  // Its own block: locals of the moved code end with it, and clash with none of main's.
  const block = ifAsked || plan.piece.locals.length > 0 || declares(plan);
  const written = (at: string): string => {
    const head = ifAsked
      ? [`${at}if (sem_trywait(&${semaphore}) == 0) {`]
      : [
          `${at}while (sem_wait(&${semaphore}) == -1 && errno == EINTR) {}`,
          ...(block ? [`${at}{`] : []),
        ];
    const body = moved(block ? at + source.indent : at);
    return [...head, ...body, ...(block ? [`${at}}`] : [])].join(eol);
  };
  if (!isInList(source, target.start)) {
    // The branch of an `if` without braces: both statements get them.
    const added = written(deeper);
    const after = place.shape === "after";
    const opening = `{${eol}${after ? "" : added + eol}${deeper}`;
    const closing = `${after ? eol + added : ""}${eol}${indent}}`;
    return [
      { start: target.start, end: target.start, text: opening },
      { start: target.end, end: target.end, text: closing },
    ];
  }
  if (place.shape === "after") {
    const at = lineEnd(source, target.end);
    const alone = source.code.slice(target.end, at).trim() === "";
    const start = alone ? at : target.end;
    return [{ start, end: start, text: eol + written(indent) + (alone ? "" : eol + indent) }];
  }
  const line = lineWithComments(source, target.start);
  if (line !== null) return [{ start: line, end: line, text: written(indent) + eol }];
  // Behind other code on its line.
  const text = /\/\/|[\r\n]\s/.test(written("")) ? eol + written(deeper) + eol + deeper : null;
  const flat = `${written("").replaceAll(eol, " ")} `;
  return [{ start: target.start, end: target.start, text: text ?? flat }];
}

function inHandler(
  { piece, handler }: Plan,
  source: SourceText,
  { semaphore, savedErrno }: Names,
): TextEdit[] | null {
  const row = rowSpan(source, piece.statements);
  if (row === null) return null;
  const edits: TextEdit[] = [];
  for (const local of piece.locals) {
    const span = statementSpan(source, local);
    if (span === null) return null;
    edits.push({ ...wholeLine(source, span), text: "" });
  }
  const first = piece.statements[0];
  const owner = first?.block.owner ?? null;
  const inList = isInList(source, row.start);
  // No declaration may stand between two labels of a `switch`.
  const block = !inList || owner?.kind === "switch";
  const indent = indentAt(source, row.start);
  // The unbraced branch of an `if` on its own line: the brace goes to where the statement was.
  const inner = block ? indent + source.indent : indent;
  const lines = [
    `const int ${savedErrno} = errno;`,
    `sem_post(&${semaphore});`,
    `errno = ${savedErrno};`,
  ];
  const { eol } = source;
  const text = block
    ? `{${eol}${lines.map((line) => inner + line + eol).join("")}${indent}}`
    : lines.join(eol + indent);
  if (!sitsIn(row, handler.fn)) return null;
  const ownLine = source.code.slice(lineStart(source, row.start), row.start).trim() === "";
  const flat = block ? `{ ${lines.join(" ")} }` : lines.join(" ");
  return [...edits, { ...row, text: ownLine ? text : flat }];
}

function sitsIn(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The moved lines, for a given indentation. Null where preprocessor lines would move too. */
function movedText({ piece }: Plan, source: SourceText): ((indent: string) => string[]) | null {
  const rows = [...piece.locals.map((local) => [local]), piece.statements].map((row) =>
    rowSpan(source, row),
  );
  const parts: { readonly text: string; readonly indent: string }[] = [];
  for (const row of rows) {
    const text = row === null ? "" : source.text.slice(row.start, row.end);
    if (row === null || /^[ \t]*#/m.test(text)) return null;
    parts.push({ text, indent: indentAt(source, row.start) });
  }
  return (indent) =>
    parts.flatMap((part) => {
      const [first = "", ...others] = reindent(part.text, part.indent, indent);
      return [indent + first, ...others];
    });
}

function declares({ piece, handler }: Plan): boolean {
  return piece.statements.some(({ root }) => handler.fn.ops[root]?.k === "local");
}

function rowSpan(source: SourceText, row: readonly Statement[]): Span | null {
  const [first] = row;
  const last = row.at(-1);
  if (first === undefined || last === undefined) return null;
  const start = statementSpan(source, first)?.start;
  const end = statementSpan(source, last)?.end;
  if (start === undefined || end === undefined) return null;
  // Each statement between must be understood as well, or something unknown would move along.
  for (const statement of row) if (statementSpan(source, statement) === null) return null;
  // A comment behind the last one is about it.
  const comment =
    /^[ \t]*\/\/[^\r\n]*/.exec(source.text.slice(end, lineEnd(source, end)))?.[0] ?? "";
  return { start, end: end + comment.length };
}

/** With its line, if it has one of its own. */
function wholeLine(source: SourceText, span: Span): Span {
  const start = lineStart(source, span.start);
  const end = lineEnd(source, span.end);
  const alone = (source.text.slice(start, span.start) + source.text.slice(span.end, end)).trim();
  if (alone !== "") return span;
  return { start, end: Math.min(end + source.eol.length, source.text.length) };
}
