/** Local guards of the standard library, as fixes rewrite them: which lock, of which form, for how long. Facts alone. */

import type { FileSpan } from "../base/span.ts";
import type { FunctionFact } from "../facts/fileFacts.ts";
import type { Op } from "../facts/op.ts";
import { allStatements, type Block, ownersOf, type Statement } from "./statementTree.ts";

export interface LocalGuard {
  readonly form: "lock_guard" | "scoped_lock" | "unique_lock";
  readonly op: Op & { readonly k: "local" };
  readonly statement: Statement;
}

/** The guard of one lock that is declared at this place; null when something else is there. */
export function guardAt(fn: FunctionFact, body: Block, span: FileSpan): LocalGuard | null {
  const found = fn.ops.find(
    ({ k, start, end }) => k === "local" && start === span.start && end === span.end,
  );
  return found === undefined ? null : guardOf(fn, body, found);
}

/** The guards of one lock whose scope is around the statement and that come before it, the innermost last. */
export function guardsAround(
  fn: FunctionFact,
  body: Block,
  statement: Statement,
): readonly LocalGuard[] {
  const blocks = new Set([statement, ...ownersOf(statement)].map(({ block }) => block));
  return allStatements(body)
    .filter(({ block, last }) => blocks.has(block) && last < statement.first)
    .flatMap((candidate) => {
      const op = fn.ops[candidate.root];
      return op === undefined ? [] : (guardOf(fn, body, op) ?? []);
    });
}

function guardOf(fn: FunctionFact, body: Block, op: Op): LocalGuard | null {
  if (op.k !== "local" || op.isStatic || op.args.length !== 1) return null;
  const form = /^(?:::)?std::(lock_guard|scoped_lock|unique_lock)$/.exec(op.type.name)?.[1];
  if (form !== "lock_guard" && form !== "scoped_lock" && form !== "unique_lock") return null;
  const at = fn.ops.indexOf(op);
  const statement = allStatements(body).find(({ root }) => root === at);
  return statement === undefined ? null : { form, op, statement };
}

/** Whether anything of the guard's scope comes after the statement: on the next turn of a loop, too. */
export function goesOnAfter({ statement: { block } }: LocalGuard, statement: Statement): boolean {
  let at = statement;
  for (;;) {
    const { statements, owner } = at.block;
    if (statements.some(({ first }) => first > at.last)) return true;
    if (at.block === block || owner === null) return false;
    if (owner.kind === "loop") return true;
    at = owner;
  }
}
