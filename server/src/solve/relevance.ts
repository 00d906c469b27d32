/**
 * Cheap facts about bodies, by name alone, that say what need not be looked at: which functions can have no
 * effect of interest, which variables' writes matter, which locals other code can change.
 * Errs towards "relevant".
 */

import { lastPart } from "../base/names.ts";
import type { Op } from "../facts/op.ts";
import type { TypeRef } from "../facts/typeRef.ts";
import type { ClassInfo, Fn, Program } from "../link/program.ts";

export interface Relevance {
  /** Could calling it block, release, post, start or store anything? */
  readonly functions: ReadonlySet<Fn>;
  /** Names that some wait's condition reads: only writes to these are recorded. */
  readonly flags: ReadonlySet<string>;
  shared(fn: Fn): ReadonlySet<string>;
}

const nobody: ReadonlySet<string> = new Set();

export function findRelevance(program: Program, interesting: ReadonlySet<string>): Relevance {
  const flags = collectFlags(program);
  const callables = namesOfCallables(program);
  const callers = new Map<string, Fn[]>();
  const holders = holdersByName(program);
  const queue: Fn[] = [];
  const functions = new Set<Fn>();
  const add = (fn: Fn): void => {
    if (functions.has(fn)) return;
    functions.add(fn);
    queue.push(fn);
  };
  for (const fn of program.functions) {
    if (!fn.fact.defined) continue;
    let direct = false;
    for (const op of fn.fact.ops) {
      const name = nameIn(op);
      if (name !== null) {
        if (interesting.has(name)) direct = true;
        const list = callers.get(name);
        if (list === undefined) callers.set(name, [fn]);
        else list.push(fn);
      } else if (op.k === "call") {
        const callee = fn.fact.ops[op.callee];
        // Whatever is stored there is run here.
        if (callee === undefined || (callee.k !== "name" && callee.k !== "member")) direct = true;
        else if (callables.has(lastPart(callee.name))) direct = true;
      } else if (op.k === "lambda" || op.k === "delete" || op.k === "loop" || op.k === "await") direct ||= op.k !== "loop";
      else if (op.k === "assign" && flags.has(targetName(fn.fact.ops, op.target))) direct = true;
      else if (op.k === "unary" && (op.op === "++" || op.op === "--") && flags.has(targetName(fn.fact.ops, op.a))) direct = true;
    }
    if (!direct) direct = fn.fact.params.some((p) => p.type.callable || /function|Func|Callback|Closure|Task|Handler/i.test(p.type.name));
    if (direct) add(fn);
  }
  for (let fn = queue.pop(); fn !== undefined; fn = queue.pop()) {
    const { fact } = fn;
    const names = [fact.name];
    if (fact.kind === "constructor") names.push(fact.name);
    if (fact.kind === "destructor") names.push(fact.name.slice(1));
    if (fact.kind === "lambda" && fn.parent !== null) add(fn.parent);
    if (fact.kind === "initializer" && fn.owner !== null) names.push(fn.owner.fact.name);
    for (const name of names) for (const caller of callers.get(name) ?? []) add(caller);
    // An object whose construction or destruction matters makes those that contain it matter.
    const special = fact.kind === "constructor" || fact.kind === "destructor" || fact.kind === "initializer";
    if (special && fn.owner !== null) for (const cls of [fn.owner, ...(holders.get(fn.owner.fact.name) ?? [])]) {
      for (const f of specialFunctions(cls)) add(f);
    }
  }
  const sharedMemo = new Map<Fn, ReadonlySet<string>>();
  return {
    functions,
    flags,
    shared(fn) {
      let known = sharedMemo.get(fn);
      if (known === undefined) sharedMemo.set(fn, (known = sharedLocals(fn)));
      return known;
    },
  };
}

const callableType = /(^|::)(\w*function\w*|\w*Function\w*|\w*Func|\w*Callback|Closure)$/;

/** Names of fields, variables, parameters and locals that hold something to call, through any alias. */
function namesOfCallables(program: Program): ReadonlySet<string> {
  const aliases = new Set<string>();
  const holds = (type: TypeRef): boolean =>
    type.callable ||
    callableType.test(type.name) ||
    aliases.has(lastPart(type.name)) ||
    type.args.some((arg) => !arg.callable && holds(arg));
  for (let before = -1; before !== aliases.size; ) {
    before = aliases.size;
    for (const [name, list] of program.aliasesByName) if (list.some((a) => holds(a.target))) aliases.add(lastPart(name));
  }
  const names = new Set<string>(["operator()"]);
  for (const cls of program.classes) for (const field of cls.fields.values()) if (holds(field.type)) names.add(field.name);
  for (const list of program.variables.values()) for (const v of list) if (holds(v.fact.type)) names.add(lastPart(v.name));
  for (const fn of program.functions) {
    for (const param of fn.fact.params) if (holds(param.type) || fn.fact.templateParams.includes(param.type.name)) names.add(param.name);
    for (const op of fn.fact.ops) if (op.k === "local" && holds(op.type)) names.add(op.name);
  }
  names.delete("");
  return names;
}

/** Classes by the names of the classes they have as bases or fields. */
function holdersByName(program: Program): ReadonlyMap<string, readonly ClassInfo[]> {
  const out = new Map<string, ClassInfo[]>();
  const add = (type: TypeRef, cls: ClassInfo): void => {
    const name = lastPart(type.name);
    const list = out.get(name);
    if (list === undefined) out.set(name, [cls]);
    else if (list.at(-1) !== cls) list.push(cls);
    for (const arg of type.args) add(arg, cls);
  };
  for (const cls of program.classes) {
    for (const field of cls.fields.values()) add(field.type, cls);
    for (const base of cls.bases) add(base.type, cls);
  }
  return out;
}

function specialFunctions(cls: ClassInfo): readonly Fn[] {
  const methods = [cls.fact.name, `~${cls.fact.name}`].flatMap((n) => cls.methods.get(n) ?? []);
  return methods.flatMap((m) => (m.definition === null ? [] : [m.definition]));
}

/** Last part of the name that an operation mentions. */
function nameIn(op: Op): string | null {
  switch (op.k) {
    case "name":
    case "member":
      return lastPart(op.name);
    case "new":
    case "construct":
      return lastPart(op.type.name);
    case "local":
      return op.type.name === "" || op.type.name === "auto" ? null : lastPart(op.type.name);
    default:
      return null;
  }
}


function targetName(ops: readonly Op[], ref: number): string {
  const op = ops[ref];
  if (op === undefined) return "";
  if (op.k === "name" || op.k === "member") return lastPart(op.name);
  if (op.k === "index") return targetName(ops, op.obj);
  if (op.k === "unary") return targetName(ops, op.a);
  return "";
}

/** Names in loop conditions, in predicates (returns of lambdas), and in what short functions return. */
function collectFlags(program: Program): ReadonlySet<string> {
  const flags = new Set<string>();
  for (const fn of program.functions) {
    const { ops, kind } = fn.fact;
    const short = ops.length <= 24;
    for (const op of ops) {
      if (op.k === "test") mention(ops, op.cond, flags, 0);
      else if (op.k === "return" && (kind === "lambda" || short)) mention(ops, op.value, flags, 0);
      else if (op.k === "if") mention(ops, op.cond, flags, 0);
    }
  }
  return flags;
}

function mention(ops: readonly Op[], ref: number, into: Set<string>, depth: number): void {
  const op = ops[ref];
  if (op === undefined || depth > 12) return;
  switch (op.k) {
    case "name":
      into.add(lastPart(op.name));
      return;
    case "member":
      into.add(op.name);
      mention(ops, op.obj, into, depth + 1);
      return;
    case "unary":
    case "cast":
      mention(ops, op.a, into, depth + 1);
      return;
    case "binary":
      mention(ops, op.a, into, depth + 1);
      mention(ops, op.b, into, depth + 1);
      return;
    case "call":
      mention(ops, op.callee, into, depth + 1);
      for (const arg of op.args) mention(ops, arg, into, depth + 1);
      return;
    case "index":
      mention(ops, op.obj, into, depth + 1);
      return;
    default:
  }
}

function sharedLocals(fn: Fn): ReadonlySet<string> {
  let out: Set<string> | null = null;
  for (const op of fn.fact.ops) {
    if (op.k === "unary" && op.op === "&") {
      const a = fn.fact.ops[op.a];
      if (a?.k === "name") (out ??= new Set()).add(a.name);
    }
  }
  for (const lambda of fn.lambdas.values()) {
    if (lambda.fact.captureDefault === "&" || lambda.fact.captures.some((c) => c.byReference)) {
      for (const op of lambda.fact.ops) if (op.k === "name") (out ??= new Set()).add(op.name);
      for (const name of sharedLocals(lambda)) (out ??= new Set()).add(name);
      for (const c of lambda.fact.captures) if (c.byReference) (out ??= new Set()).add(c.name);
    }
  }
  return out ?? nobody;
}
