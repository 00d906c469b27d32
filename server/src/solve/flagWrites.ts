/**
 * Where the whole workspace may change a field or global variable, by what is written alone. A place whose
 * address or reference is handed on counts as written with anything; one that is named on an object whose
 * type is not known counts for every class that has a field of that name. So what is not listed here does
 * not happen in code that we see.
 */

import { append } from "../base/append.ts";
import { lastPart } from "../base/names.ts";
import type { Op, Ref } from "../facts/op.ts";
import type { BodyTyper, BodyTypes } from "../link/bodyTypes.ts";
import type { Fn, Program } from "../link/program.ts";
import type { Written } from "./activation.ts";
import { constantOf } from "./loopExits.ts";

export interface FlagWrite {
  readonly fn: Fn;
  readonly at: Ref;
  readonly value: Written;
}

export interface FlagWrites {
  of(key: string): readonly FlagWrite[];
  /** Values with which objects begin; null: not known, or not always the same. */
  initial(key: string): Written | null;
}

export function makeFlagWrites(program: Program, typer: BodyTyper): FlagWrites {
  let index: Map<string, FlagWrite[]> | null = null;
  const build = (): Map<string, FlagWrite[]> => {
    const out = new Map<string, FlagWrite[]>();
    for (const fn of program.functions)
      if (fn.fact.defined)
        collect(fn, program, typer, (key, at, value) => add(out, key, fn, at, value));
    return out;
  };
  return {
    of(key) {
      index ??= build();
      return [...(index.get(key) ?? []), ...(index.get(`?${lastPart(key)}`) ?? [])];
    },
    initial: (key) => initialOf(key, program, typer),
  };
}

function add(out: Map<string, FlagWrite[]>, key: string, fn: Fn, at: Ref, value: Written): void {
  append(out, key, { fn, at, value });
}

type Note = (key: string, at: Ref, value: Written) => void;

const changing =
  /^(store|exchange|compare_exchange_\w+|fetch_\w+|test_and_set|clear|push\w*|emplace\w*|pop\w*|insert|erase|swap|reset|assign|resize|set)$/;

function collect(fn: Fn, program: Program, typer: BodyTyper, note: Note): void {
  const { ops } = fn.fact;
  const body = typer.of(fn);
  const written = (ref: Ref): Written => writtenAs(fn, program, typer, ref);
  const place = (ref: Ref, found: (key: string) => void): void =>
    placeWritten(fn, typer, ref, found);
  ops.forEach((op, at) => {
    switch (op.k) {
      case "assign":
        place(op.target, (key) =>
          note(key, at, op.op === "=" ? written(op.value) : op.op.startsWith("+") ? "++" : "*"),
        );
        return;
      case "unary":
        if (op.op === "++" || op.op === "--") place(op.a, (key) => note(key, at, op.op));
        else if (op.op === "&") handOn(ops, body, op.a, (key) => note(key, at, "*"));
        return;
      case "call": {
        const callee = ops[op.callee];
        if (callee?.k === "member" && changing.test(callee.name)) {
          const value = calledWith(callee.name, op, written);
          place(callee.obj, (key) => note(key, at, value));
        }
        const targets = body.named.get(op.callee) ?? [];
        op.args.forEach((arg, i) => {
          if (targets.length > 0 && targets.every((t) => takesCopy(t, i))) return;
          handOn(ops, body, arg, (key) => note(key, at, "*"));
        });
        return;
      }
      case "construct":
      case "new":
        for (const arg of op.args) handOn(ops, body, arg, (key) => note(key, at, "*"));
        return;
      case "local":
        if (op.type.reference)
          for (const arg of op.args) handOn(ops, body, arg, (key) => note(key, at, "*"));
        return;
      default:
        return;
    }
  });
}

/** A parameter that is neither reference nor pointer gets a copy. */
function takesCopy(fn: Fn, i: number): boolean {
  const param = fn.fact.params[i];
  return param !== undefined && !param.pack && !param.type.reference && param.type.pointers === 0;
}

function calledWith(
  name: string,
  op: Extract<Op, { k: "call" }>,
  written: (ref: Ref) => Written,
): Written {
  if (name === "test_and_set") return "true";
  if (name === "clear") return "*";
  const value = name.startsWith("compare_exchange") ? op.args[1] : op.args[0];
  if (/^(store|exchange|compare_exchange)/.test(name) && value !== undefined) return written(value);
  return "*";
}

/** The variable that is written; `?name` where the object is of a type that we do not know. */
function placeWritten(fn: Fn, typer: BodyTyper, ref: Ref, found: (key: string) => void): void {
  const op = fn.fact.ops[ref];
  if (op === undefined) return;
  const key = typer.of(fn).places.get(ref);
  if (key !== undefined) found(key);
  else if (op.k === "index") placeWritten(fn, typer, op.obj, found);
  else if (op.k === "unary" || op.k === "cast") placeWritten(fn, typer, op.a, found);
  else if (op.k === "member") found(`?${op.name}`);
  else if (op.k === "name" && !isLocal(fn, typer, op.name)) found(`?${lastPart(op.name)}`);
}

function isLocal(fn: Fn, typer: BodyTyper, name: string): boolean {
  for (let f: Fn | null = fn; f !== null; f = f.parent)
    if (typer.of(f).locals.has(name)) return true;
  return false;
}

/** Named as it stands, not computed with: whoever gets it may keep a reference. */
function handOn(ops: readonly Op[], body: BodyTypes, ref: Ref, found: (key: string) => void): void {
  const op = ops[ref];
  if (op?.k === "unary" && op.op === "&") return;
  if (op?.k !== "name" && op?.k !== "member") return;
  const key = body.places.get(ref);
  if (key !== undefined) found(key);
}

function writtenAs(fn: Fn, program: Program, typer: BodyTyper, ref: Ref): Written {
  const op = fn.fact.ops[ref];
  if (op?.k === "literal") {
    if (op.text === "true" || op.text === "false") return op.text;
    return op.text === "nullptr" ? "false" : `=${op.text}`;
  }
  if (op?.k === "name" && op.name === "NULL") return "false";
  if (op?.k === "cast") return writtenAs(fn, program, typer, op.a);
  const constant = constantOf(fn, program, typer, ref);
  return constant === null ? "*" : `=${constant}`;
}

// Beginnings -----------------------------------------------------------------------------------------------

function initialOf(key: string, program: Program, typer: BodyTyper): Written | null {
  for (const cls of program.classes) {
    if (!key.startsWith(`${cls.key}::`)) continue;
    const field = cls.fields.get(key.slice(cls.key.length + 2));
    if (field === undefined) continue;
    const values = new Set<Written | null>();
    const byDefault =
      field.initializer === null ? null : returnedBy(field.initializer, program, typer);
    const makers = (cls.methods.get(cls.fact.name) ?? []).flatMap((m) =>
      m.definition === null ? [] : [m.definition],
    );
    for (const maker of makers) {
      const init = maker.fact.inits.find((i) => i.name === field.name);
      if (init === undefined) values.add(byDefault);
      else if (init.args.length === 1) values.add(writtenAs(maker, program, typer, init.args[0]!));
      else values.add(init.args.length === 0 ? "false" : null);
    }
    if (makers.length === 0) values.add(byDefault);
    const only = [...values];
    return only.length === 1 && only[0] !== "*" ? only[0]! : null;
  }
  const variable = program.variables.get(key)?.find((v) => !v.fact.declaredOnly);
  if (variable === undefined) return null;
  if (variable.initializer === null) return "false";
  const value = returnedBy(variable.initializer, program, typer);
  return value === "*" ? null : value;
}

/** What an initialiser gives: its one returned or constructed value. */
function returnedBy(fn: Fn, program: Program, typer: BodyTyper): Written | null {
  const { ops } = fn.fact;
  const last = ops.findLast((op) => op.k === "return");
  if (last?.k !== "return") return null;
  const op = ops[last.value];
  if (
    (op?.k === "construct" || op?.k === "list") &&
    (op.k === "list" ? op.items : op.args).length <= 1
  ) {
    const only = (op.k === "list" ? op.items : op.args)[0];
    return only === undefined ? "false" : writtenAs(fn, program, typer, only);
  }
  return writtenAs(fn, program, typer, last.value);
}
