/** Arguments of a call as bindings of the callee's parameters. */

import type { Ref } from "../facts/op.ts";
import type { Fn } from "../link/program.ts";
import { fnContext } from "../link/types.ts";
import type { Frame } from "./frame.ts";
import { valueOf } from "./frame.ts";
import { makeAt } from "./lifetimes.ts";
import type { Path } from "./path.ts";
import { objectValue, type Value, type Values } from "./value.ts";

/** Only what can matter to the callee is bound: objects and callables, few alternatives. */
export function bindArguments(frame: Frame, fn: Fn, args: readonly Ref[]): Values[] {
  return bindValues(
    fn,
    args.map((a, i) => {
      const made = frame.ops[a]?.k === "list" ? fromList(frame, fn, i, a) : null;
      if (made !== null) return made;
      const e = valueOf(frame, a);
      if (e.values.length > 0 || e.type === null) return e.values;
      return e.places.length === 1 ? [objectValue(e.places[0]!)] : e.values;
    }),
  );
}

/** `{a, b}` for a parameter that is a struct. */
function fromList(frame: Frame, fn: Fn, i: number, ref: Ref): Values | null {
  const op = frame.ops[ref];
  const param = fn.fact.params[i];
  if (op?.k !== "list" || param === undefined) return null;
  const { solver, act } = frame;
  const type = solver.types.resolve(param.type, fnContext(solver.program, fn));
  if (type?.cls == null || type.pointers > 0) return null;
  const path = solver.paths.root("new", `${act.id}|${param.name}#${ref}`, type);
  return makeAt(frame, path, { ...type, reference: false }, op.items, op).values;
}

export function bindValues(fn: Fn, args: readonly Values[]): Values[] {
  const out: Values[] = [];
  fn.fact.params.forEach((param, i) => {
    if (param.pack) {
      const rest = args.slice(i).flat();
      out.push(keep(rest));
    } else out.push(keep(args[i] ?? [], switchParameters(fn).has(param.name)));
  });
  while (out.length > 0 && out.at(-1)!.length === 0) out.pop();
  return out;
}

const switches = new WeakMap<Fn, ReadonlySet<string>>();

/** Parameters that choose what the function does: what the caller writes for them is told apart. */
export function switchParameters(fn: Fn): ReadonlySet<string> {
  let known = switches.get(fn);
  if (known === undefined) switches.set(fn, (known = findSwitches(fn)));
  return known;
}

function findSwitches(fn: Fn): ReadonlySet<string> {
  const { ops, params } = fn.fact;
  const names = new Set(
    params.flatMap((p) =>
      p.name === "" || p.pack || p.type.pointers > 0 || (p.type.reference && p.type.name !== "bool")
        ? []
        : [p.name],
    ),
  );
  if (names.size === 0) return names;
  const used = new Set<string>();
  const use = (ref: Ref, depth = 0): void => {
    const op = ops[ref];
    if (op === undefined || depth > 6) return;
    if (op.k === "name") used.add(op.name);
    else if (op.k === "unary" && op.op === "!") use(op.a, depth + 1);
    else if (op.k === "binary" && /^(&&|\|\||==|!=)$/.test(op.op)) {
      use(op.a, depth + 1);
      use(op.b, depth + 1);
    }
  };
  for (const op of ops) {
    if (op.k === "if" || op.k === "select" || op.k === "test") use(op.cond);
    // A plain flag that is handed on may decide there.
    else if (op.k === "call" && op.args.length <= 4)
      for (const arg of op.args) {
        const a = ops[arg];
        const type = a?.k === "name" ? params.find((p) => p.name === a.name)?.type.name : "";
        if (type === "bool") use(arg);
      }
    else if (op.k === "assign" || (op.k === "unary" && /^(\+\+|--|&)$/.test(op.op))) {
      const target = ops[op.k === "assign" ? op.target : op.a];
      if (target?.k === "name") names.delete(target.name);
    }
  }
  return new Set([...names].filter((n) => used.has(n)));
}

function keep(values: Values, chooses = false): Values {
  if (chooses && values.length === 1 && values[0]!.k === "literal")
    return /^\d/.test(values[0]!.text) ? [] : values;
  const kept = values.filter(matters);
  return kept.length > 4 ? [] : kept;
}

function matters(v: Value): boolean {
  switch (v.k) {
    case "object":
      // Scalars and strings say nothing about who runs what.
      return (
        v.path.type === null ||
        v.path.type.cls !== null ||
        v.path.type.model !== null ||
        v.path.type.pointers > 0 ||
        v.path.type.callable
      );
    case "callable":
    case "named":
    case "thread-id":
    case "on-context":
      return true;
    case "literal":
    case "text":
      return false;
  }
}

/** A string literal given to a constructor or factory names the object. */
export function recordName(frame: Frame, path: Path, args: readonly Ref[]): void {
  for (const arg of args) {
    const op = frame.ops[arg];
    const text =
      op?.k === "string"
        ? op.text
        : op?.k === "construct" || op?.k === "call"
          ? literalIn(frame, op.args)
          : null;
    if (text !== null && text !== "" && text.length <= 48 && !/[\s%{]/.test(text)) {
      frame.solver.heap.setName(path, text);
      return;
    }
  }
}

function literalIn(frame: Frame, args: readonly Ref[]): string | null {
  if (args.length !== 1) return null;
  const op = frame.ops[args[0]!];
  return op?.k === "string" ? op.text : null;
}
