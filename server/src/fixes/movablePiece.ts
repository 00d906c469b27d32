/**
 * Which statements of a signal handler go to `main`: the call of a finding, what only prepares it, and what
 * the handler does after it, for that must stay after it. Facts alone. Says why when they cannot go.
 *
 * - A call inside a loop goes with the loop; one inside `try` stays.
 * - An `if` goes when everything in it goes and `main` can ask its condition too; else it stays in the handler
 *   and guards the notification.
 * - Locals go when nothing that stays uses them.
 * - All names must mean in `main` what they mean in the handler.
 */

import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { Message } from "../rules/finding.ts";
import { localsOf, namesUsed } from "./namesUsed.ts";
import {
  allStatements,
  ownersOf,
  type Statement,
  statementTree,
  statementWith,
} from "./statementTree.ts";

export interface MovablePiece {
  /** The statement of the call, in a row with those after it that go too. */
  readonly statements: readonly Statement[];
  /** Declarations before them that only they use. */
  readonly locals: readonly Statement[];
  /** Locals of `main` that they use: the place must stand below their declarations. */
  readonly needs: readonly string[];
}

export interface Handler {
  readonly facts: FileFacts;
  readonly fn: FunctionFact;
  readonly main: FunctionFact;
}

/** A refusal is a message. `tail`: whether what follows the call goes too. */
export function movablePiece(
  handler: Handler,
  call: number,
  tail: boolean,
): MovablePiece | Message {
  const { fn } = handler;
  const body = statementTree(fn.ops);
  const inner = statementWith(body, call);
  if (inner === null) return refusal("shape", { h: fn.name });
  const owners = ownersOf(inner);
  const whole = owners.findLastIndex(
    ({ kind }) => kind === "loop" || kind === "try" || kind === "catch",
  );
  const first = owners[whole] ?? inner;
  if (first.kind === "return" || first.kind === "catch" || first.kind === "try")
    return refusal("shape", { h: fn.name });
  // The widest that fits: with the conditions around it, or without.
  let widest: MovablePiece | null = null;
  let reason: Message | null = null;
  for (let start: Statement | null = first; start !== null; start = start.block.owner) {
    const row = rowFrom(start, tail);
    const fits = checked(handler, row);
    if ("id" in fits) reason ??= fits;
    else widest = fits;
    const { owner, statements } = start.block;
    const alone = row.length + (widest?.locals.length ?? 0) === statements.length;
    if (owner?.kind !== "if" || owner.blocks.length !== 1 || !alone) {
      // A `for` with its declaration stands in a scope of its own.
      if (owner?.kind !== "scope" || !alone) break;
    }
  }
  return widest ?? reason ?? refusal("shape", { h: fn.name });
}

export function refusal(why: string, holes: Readonly<Record<string, string>>): Message {
  return { id: `fix.notify-only.${why}`, holes };
}

/** From a statement to the end of its block, or to what leaves it. */
function rowFrom(start: Statement, tail: boolean): readonly Statement[] {
  const { statements } = start.block;
  const rest = statements.slice(statements.indexOf(start));
  const end = rest.findIndex(({ kind }, i) => i > 0 && (!tail || leaves(kind)));
  return end < 0 ? rest : rest.slice(0, end);
}

function leaves(kind: Statement["kind"]): boolean {
  return /^(?:break|continue|return|goto|throw)$/.test(kind);
}

function checked(handler: Handler, row: readonly Statement[]): MovablePiece | Message {
  const { facts, fn } = handler;
  const first = row[0];
  const last = row.at(-1);
  if (first === undefined || last === undefined) return refusal("shape", { h: fn.name });
  if (allStatements({ owner: null, statements: row }).some(({ kind }) => leavesHandler(kind)))
    return refusal("leaves", { h: fn.name });
  const used = namesUsed(facts, fn, first.first, last.last);
  const locals: Statement[] = [];
  const names = new Set(used.names);
  const types = new Set(used.types);
  let { usesThis } = used;
  // Backwards: a local may need an earlier one.
  const before = first.block.statements.slice(0, first.block.statements.indexOf(first));
  for (const statement of before.toReversed()) {
    const op = fn.ops[statement.root];
    if (op?.k !== "local" || !names.has(op.name) || op.isStatic) continue;
    locals.unshift(statement);
    names.delete(op.name);
    const needed = namesUsed(facts, fn, statement.first, statement.last);
    for (const name of needed.names) names.add(name);
    for (const type of needed.types) types.add(type);
    usesThis ||= needed.usesThis;
  }
  if (usesThis) return refusal("member", { h: fn.name });
  const goes = (op: number): boolean =>
    (op >= first.first && op <= last.last) || locals.some((l) => op >= l.first && op <= l.last);
  const gone = new Set(
    [...locals, ...row].flatMap(({ root }) => {
      const op = fn.ops[root];
      return op?.k === "local" ? [op.name] : [];
    }),
  );
  const kept = fn.ops.findIndex((op, i) => op.k === "name" && gone.has(op.name) && !goes(i));
  const keptOp = fn.ops[kept];
  if (keptOp?.k === "name") return refusal("uses", { v: keptOp.name });
  const needs: string[] = [];
  for (const name of names) {
    const where = meaning(handler, name);
    if (where === "unknown") return refusal("uses", { v: name });
    if (where === "main") needs.push(name);
  }
  const { main } = handler;
  for (const type of types) {
    if (declaredOnlyBelow(facts, type, main.start)) return refusal("uses", { v: type });
  }
  return { statements: row, locals, needs };
}

/** `break` and `continue` inside a loop that goes too are fine; telling them apart is not worth it. */
function leavesHandler(kind: Statement["kind"]): boolean {
  return (
    kind === "return" || kind === "goto" || kind === "throw" || kind === "await" || kind === "break"
  );
}

/** What a name of the handler is, seen from `main`. */
function meaning({ facts, fn, main }: Handler, name: string): "global" | "main" | "unknown" {
  if (localsOf(fn.ops).includes(name) || hasParam(fn, name)) return "unknown";
  for (let at = fn; at.parent >= 0;) {
    const capture = at.captures.find((c) => c.name === name);
    if (capture !== undefined && capture.value >= 0) return "unknown";
    const parent = facts.functions[at.parent];
    if (parent === undefined) return "unknown";
    if (localsOf(parent.ops).includes(name) || hasParam(parent, name))
      return parent === main ? "main" : "unknown";
    at = parent;
  }
  if (localsOf(main.ops).includes(name) || hasParam(main, name)) return "unknown";
  return declaredOnlyBelow(facts, name, main.start) ? "unknown" : "global";
}

function hasParam(fn: FunctionFact, name: string): boolean {
  return fn.params.some((param) => param.name === name);
}

/** Declared in this file, but not above `offset`. What comes from headers is above everything. */
function declaredOnlyBelow(facts: FileFacts, written: string, offset: number): boolean {
  const name = written.replace(/^::/, "").split("::")[0] ?? "";
  const outermost = (scope: readonly string[]): boolean => scope.every((part) => part === "");
  const here = [...facts.variables, ...facts.types, ...facts.functions, ...facts.macros].filter(
    (fact) => fact.name === name && (!("scope" in fact) || outermost(fact.scope)),
  );
  return here.length > 0 && here.every(({ start }) => start > offset);
}
