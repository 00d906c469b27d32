/**
 * What the call expressions of a program call, by declarations alone: a measure of how much of it is known. It
 * knows nothing of values, and not which calls matter.
 */

import type { Ref } from "../facts/op.ts";
import type { BodyTyper } from "./bodyTypes.ts";
import type { Fn, Program } from "./program.ts";
import { findMethods } from "./types.ts";

type Callee = "function" | "library" | "constructor" | "value" | "macro" | "unresolved";

export function namedCalls(program: Program, typer: BodyTyper): Readonly<Record<Callee, number>> {
  const n = { function: 0, library: 0, constructor: 0, value: 0, macro: 0, unresolved: 0 };
  for (const fn of program.functions) {
    if (!fn.fact.defined) continue;
    for (const op of fn.fact.ops) if (op.k === "call") n[calleeOf(fn, op.callee, typer)]++;
  }
  return n;
}

function calleeOf(fn: Fn, callee: Ref, typer: BodyTyper): Callee {
  const body = typer.of(fn);
  const mention = body.mentions.get(callee);
  if (mention === undefined) return isValue(fn, callee, typer) ? "value" : "unresolved";
  switch (mention.k) {
    case "functions":
      return "function";
    case "model":
      return "library";
    case "type":
      return "constructor";
    case "macro":
      return "macro";
  }
}

/** A lambda, something callable, or a variable: of one with an unknown type, too, it is clear what is called. */
function isValue(fn: Fn, callee: Ref, typer: BodyTyper): boolean {
  const op = fn.fact.ops[callee];
  const body = typer.of(fn);
  if (op === undefined) return false;
  if (op.k === "lambda" || body.places.has(callee)) return true;
  if (op.k === "name")
    for (let f: Fn | null = fn; f !== null; f = f.parent)
      if (typer.of(f).locals.has(op.name)) return true;
  const type = body.types[callee] ?? null;
  if (type === null) return false;
  return type.callable || (type.cls !== null && findMethods(type.cls, "operator()").length > 0);
}
