/** Which names a piece of a body uses, and which of them it declares itself. Facts alone; nothing is resolved. */

import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { Op, Ref } from "../facts/op.ts";
import type { TypeRef } from "../facts/typeRef.ts";
import { closure } from "./statementTree.ts";

export interface NamesUsed {
  /** Variables and functions as written, without those that the piece declares. */
  readonly names: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  readonly usesThis: boolean;
}

/** Operations `first` to `last`, with the lambdas in them. */
export function namesUsed(facts: FileFacts, fn: FunctionFact, first: Ref, last: Ref): NamesUsed {
  const names = new Set<string>();
  const types = new Set<string>();
  let usesThis = false;
  const visit = (ops: readonly Op[], own: ReadonlySet<string>, depth: number): void => {
    for (const op of ops) {
      if (op.k === "this") usesThis = true;
      if (op.k === "name" && !own.has(op.name)) names.add(op.name);
      if (op.k === "name" || op.k === "member") for (const type of op.targs) addType(type, types);
      if (op.k === "local" || op.k === "construct" || op.k === "cast" || op.k === "new")
        addType(op.type, types);
      const lambda = op.k === "lambda" ? facts.functions[op.fn] : undefined;
      if (lambda === undefined || depth > 8) continue;
      const inner = [...own, ...lambda.params.map(({ name }) => name), ...localsOf(lambda.ops)];
      for (const { name, value } of lambda.captures) {
        if (name === "this" || name === "*this") usesThis = true;
        else if (value < 0 && !own.has(name)) names.add(name);
        else inner.push(name);
      }
      visit(lambda.ops, new Set(inner), depth + 1);
    }
  };
  const piece = fn.ops.slice(first, last + 1);
  visit(piece, new Set(localsOf(piece)), 0);
  return { names, types, usesThis };
}

export function localsOf(ops: readonly Op[]): readonly string[] {
  return ops.flatMap((op) => (op.k === "local" ? [op.name] : []));
}

/** Names in one expression. */
export function namesIn(ops: readonly Op[], at: Ref): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of closure(ops, at)) {
    const op = ops[part];
    if (op?.k === "name") names.add(op.name);
  }
  return names;
}

/** Plain variables that are given a value. */
export function assignedIn(ops: readonly Op[], first: Ref, last: Ref): ReadonlySet<string> {
  const names = new Set<string>();
  for (const op of ops.slice(first, last + 1)) {
    const at = targetOf(op, ops);
    const target = at < 0 ? undefined : ops[at];
    if (target?.k === "name") names.add(target.name);
  }
  return names;
}

/** `x = v`, `++x`, `x.store(v)`. */
function targetOf(op: Op, ops: readonly Op[]): Ref {
  if (op.k === "assign") return op.target;
  if (op.k === "unary" && (op.op === "++" || op.op === "--")) return op.a;
  const callee = op.k === "call" ? ops[op.callee] : undefined;
  return callee?.k === "member" && callee.name === "store" ? callee.obj : -1;
}

function addType(type: TypeRef, types: Set<string>): void {
  types.add(type.name);
  for (const arg of type.args) addType(arg, types);
}
