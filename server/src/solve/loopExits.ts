/**
 * The loops of one body and the ways out of them, from what is written there alone: no values, no objects. A
 * way out needs variables to have certain values; one whose needs are not understood is open, and so is the
 * loop. So every approximation here errs towards "it can be left".
 */

import { lastPart } from "../base/names.ts";
import type { Op, Ref } from "../facts/op.ts";
import type { BodyTyper, BodyTypes } from "../link/bodyTypes.ts";
import { candidates } from "../link/names.ts";
import type { Fn, Program } from "../link/program.ts";
import { fnContext, type Type } from "../link/types.ts";
import type { Written } from "./activation.ts";
import { isStaticConstant } from "./constants.ts";

export interface Loop {
  /** Its `loop` operation, and the `end` that closes it. */
  readonly start: Ref;
  readonly end: Ref;
  readonly exits: readonly Exit[];
  /** It stands in a `try` of its function: whatever throws in it may leave it. */
  readonly tried: boolean;
}

/** Each need must be met, by any of its variables. No needs: open at any time. */
export interface Exit {
  readonly at: Ref;
  readonly needs: readonly (readonly Need[])[];
}

export interface Need {
  /** Field or global variable, as in BodyTypes.places. */
  readonly key: string;
  /** The value with which the way out stays shut. */
  readonly value: Written;
}

export interface LoopReader {
  /** The loops that control comes to whenever the function runs to its end: under no condition. */
  of(fn: Fn): readonly Loop[];
  /** The loops around an operation, innermost first. */
  around(fn: Fn, at: Ref): readonly Loop[];
}

interface Open {
  readonly k: "scope" | "if" | "switch" | "loop" | "try" | "catch";
  readonly at: Ref;
  readonly cond: Ref;
  /** For `if`: which arm we are in. */
  truth: boolean;
}

interface Found extends Loop {
  readonly straight: boolean;
}

export function makeLoopReader(program: Program, typer: BodyTyper): LoopReader {
  const memo = new Map<Fn, readonly Found[]>();
  const all = (fn: Fn): readonly Found[] => {
    let known = memo.get(fn);
    if (known === undefined) memo.set(fn, (known = loopsOf(fn, program, typer)));
    return known;
  };
  return {
    of: (fn) => all(fn).filter((l) => l.straight),
    around: (fn, at) =>
      all(fn)
        .filter((l) => l.start < at && at < l.end)
        .sort((a, b) => b.start - a.start),
  };
}

function loopsOf(fn: Fn, program: Program, typer: BodyTyper): readonly Found[] {
  const { ops } = fn.fact;
  const open: Open[] = [];
  const exits = new Map<Ref, Exit[]>();
  const found: Found[] = [];
  const leave = (loop: Open, at: Ref, more: readonly (readonly Need[])[] = []): void => {
    const needs = [...more];
    for (const block of open.slice(open.indexOf(loop) + 1)) {
      if (block.k !== "if") continue;
      needs.push(...needsOf(fn, program, typer, block.cond, block.truth, 0));
    }
    exits.get(loop.at)!.push({ at, needs });
  };
  const leaveAll = (at: Ref): void => {
    for (const block of open) if (block.k === "loop") leave(block, at);
  };
  ops.forEach((op, at) => {
    switch (op.k) {
      case "scope":
      case "try":
      case "catch":
        open.push({ k: op.k, at, cond: -1, truth: true });
        return;
      case "if":
      case "switch":
        open.push({ k: op.k, at, cond: op.cond, truth: true });
        return;
      case "loop":
        exits.set(at, []);
        // Of a range there is an end.
        open.push({ k: "loop", at, cond: -1, truth: true });
        if (op.form === "range") leave(open.at(-1)!, at);
        return;
      case "else": {
        const block = open.at(-1);
        if (block?.k === "if") block.truth = false;
        return;
      }
      case "end": {
        const block = open.pop();
        if (block?.k !== "loop") return;
        found.push({
          start: block.at,
          end: at,
          exits: exits.get(block.at)!,
          tried: open.some((b) => b.k === "try"),
          straight: open.every((b) => b.k === "scope" || b.k === "try" || b.k === "loop"),
        });
        return;
      }
      case "test": {
        const loop = open.findLast((b) => b.k === "loop");
        if (loop !== undefined) leave(loop, at, needsOf(fn, program, typer, op.cond, false, 0));
        return;
      }
      case "break": {
        const block = open.findLast((b) => b.k === "loop" || b.k === "switch");
        if (block?.k === "loop") leave(block, at);
        return;
      }
      case "throw":
        // Caught within the loop, it stays in it.
        for (const [i, block] of open.entries())
          if (block.k === "loop" && !open.slice(i).some((b) => b.k === "try")) leave(block, at);
        return;
      case "return":
      case "goto":
      case "await":
        leaveAll(at);
        return;
      case "call":
      case "name":
        if (mayLeave(op, ops, program)) leaveAll(at);
        return;
      default:
        return;
    }
  });
  return found;
}

const leavers =
  /^(_?_?exit|_Exit|quick_exit|abort|terminate|pthread_exit|thrd_exit|ExitThread|ExitProcess|rethrow_exception|longjmp|siglongjmp|execv?[lp]?e?)$/;
const leavesBody = /\b(break|return|co_return|throw|goto|_?exit|pthread_exit|abort)\b/;
const macroLike = /^[A-Z][A-Z0-9_]*[A-Z0-9]$/;
const reports = /LOG|CHECK|ASSERT|TRACE|PRINT|DEBUG|INFO|WARN|ERROR/;
const leavesByName = /RETURN|BREAK|THROW|EXIT|GOTO/;

/** A call that does not come back, or a macro that may hold a `return` or `break`. */
function mayLeave(op: Op, ops: readonly Op[], program: Program): boolean {
  let name = "";
  if (op.k === "name") name = lastPart(op.name);
  else if (op.k === "call") {
    const callee = ops[op.callee];
    if (callee?.k === "name") name = lastPart(callee.name);
  }
  if (leavers.test(name)) return op.k === "call";
  return hidesLeaving(name, program, 0);
}

function hidesLeaving(name: string, program: Program, depth: number): boolean {
  const macro = program.macros.get(name);
  if (macro === undefined) {
    if (!macroLike.test(name)) return false;
    return depth === 0 ? leavesByName.test(name) : leavesByName.test(name) && !reports.test(name);
  }
  if (leavesBody.test(macro.body)) return true;
  return (
    depth < 3 &&
    (macro.body.match(/[A-Za-z_]\w*/g) ?? []).some(
      (word) => word !== name && macroLike.test(word) && hidesLeaving(word, program, depth + 1),
    )
  );
}

// Needs ----------------------------------------------------------------------------------------------------

const impossible: readonly (readonly Need[])[] = [[]];
const always: readonly (readonly Need[])[] = [];

/** What must change before the expression has this truth. */
function needsOf(
  fn: Fn,
  program: Program,
  typer: BodyTyper,
  ref: Ref,
  truth: boolean,
  depth: number,
): readonly (readonly Need[])[] {
  const { ops } = fn.fact;
  const op = ops[ref];
  const body = typer.of(fn);
  if (op === undefined || depth > 10) return always;
  const again = (r: Ref, t: boolean): readonly (readonly Need[])[] =>
    needsOf(fn, program, typer, r, t, depth + 1);
  switch (op.k) {
    case "literal":
      if (op.text === "true" || /^[1-9]\d*$/.test(op.text)) return truth ? always : impossible;
      if (op.text === "false" || op.text === "0") return truth ? impossible : always;
      return always;
    case "unary":
      return op.op === "!" ? again(op.a, !truth) : always;
    case "cast":
      return again(op.a, truth);
    case "name":
    case "member": {
      const key = flagKey(body, ref);
      return key === null ? always : [[{ key, value: truth ? "false" : "true" }]];
    }
    case "binary":
      if (op.op === "&&" || op.op === "||") {
        const a = again(op.a, truth);
        const b = again(op.b, truth);
        return (op.op === "&&") === truth ? [...a, ...b] : either(a, b);
      }
      return comparison(fn, program, typer, op, truth, depth);
    case "call":
      return callNeeds(fn, program, typer, op, truth, depth);
    default:
      return always;
  }
}

/** One of two sets of needs must be met. */
function either(
  a: readonly (readonly Need[])[],
  b: readonly (readonly Need[])[],
): readonly (readonly Need[])[] {
  if (a.length > 4 || b.length > 4) return always;
  return a.flatMap((x) => b.map((y) => [...x, ...y]));
}

function comparison(
  fn: Fn,
  program: Program,
  typer: BodyTyper,
  op: Extract<Op, { k: "binary" }>,
  truth: boolean,
  depth: number,
): readonly (readonly Need[])[] {
  if (op.op !== "==" && op.op !== "!=") return always;
  const left = constantOf(fn, program, typer, op.a);
  const right = constantOf(fn, program, typer, op.b);
  if ((left === null) === (right === null)) return always;
  const ref = left === null ? op.a : op.b;
  const constant = (left ?? right)!;
  const equal = (op.op === "==") === truth;
  if (constant === "true" || constant === "false")
    return needsOf(fn, program, typer, ref, equal === (constant === "true"), depth + 1);
  const key = placeOf(fn, typer.of(fn), ref);
  // While it has another value the way out for equality is shut, and the other way round.
  return key === null ? always : [[{ key, value: equal ? `!${constant}` : `=${constant}` }]];
}

function callNeeds(
  fn: Fn,
  program: Program,
  typer: BodyTyper,
  op: Extract<Op, { k: "call" }>,
  truth: boolean,
  depth: number,
): readonly (readonly Need[])[] {
  const { ops } = fn.fact;
  const body = typer.of(fn);
  const callee = ops[op.callee];
  if (callee?.k === "name" && /likely$|^__builtin_expect$/i.test(callee.name)) {
    return op.args.length === 0
      ? always
      : needsOf(fn, program, typer, op.args[0]!, truth, depth + 1);
  }
  const loaded = placeOf(fn, body, ops.indexOf(op));
  if (loaded !== null) return [[{ key: loaded, value: truth ? "false" : "true" }]];
  const targets = body.named.get(op.callee) ?? [];
  const target = targets.length === 1 ? targets[0]! : null;
  if (target === null || !target.fact.defined || target === fn) return always;
  const returns = target.fact.ops.filter((x) => x.k === "return");
  const only = returns.length === 1 ? returns[0]! : null;
  if (only?.k !== "return" || target.fact.ops.some((x) => x.k === "loop")) return always;
  return needsOf(target, program, typer, only.value, truth, depth + 1);
}

/** The variable whose value an expression is: itself, or an atomic that is read. */
function placeOf(fn: Fn, body: BodyTypes, ref: Ref): string | null {
  const op = fn.fact.ops[ref];
  if (op === undefined) return null;
  if (op.k === "cast") return placeOf(fn, body, op.a);
  if (op.k !== "call") return flagKey(body, ref);
  const callee = fn.fact.ops[op.callee];
  if (callee?.k !== "member" || !/^(load|test)$/.test(callee.name)) return null;
  return body.types[callee.obj]?.model?.is === "flag"
    ? (body.places.get(callee.obj) ?? null)
    : null;
}

/** Only plain values: what a pointer or reference leads to may be changed under any name. */
function flagKey(body: BodyTypes, ref: Ref): string | null {
  const key = body.places.get(ref);
  return key !== undefined && isPlain(body.types[ref] ?? null) ? key : null;
}

function isPlain(type: Type | null): boolean {
  return type === null || (type.pointers === 0 && !type.reference && type.cls === null);
}

export function constantOf(fn: Fn, program: Program, typer: BodyTyper, ref: Ref): string | null {
  const op = fn.fact.ops[ref];
  if (op?.k === "literal") return op.text;
  if (op?.k === "cast") return constantOf(fn, program, typer, op.a);
  if (op?.k === "name" && isStaticConstant(fn, op.name)) return op.name;
  if (op?.k !== "name" || typer.of(fn).places.has(ref)) return null;
  return candidates(op.name, fnContext(program, fn)).some((c) => program.enumerators.has(c))
    ? lastPart(op.name)
    : null;
}
