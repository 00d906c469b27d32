/**
 * What need not be looked at: which functions can have no effect of interest (by static types and the call
 * graph they give), which variables' writes matter, which locals other code can change. A call that static
 * types cannot resolve is not followed: the interpreter could not follow it either.
 */

import { lastPart } from "../base/names.ts";
import type { Op, Ref } from "../facts/op.ts";
import type { BodyTyper, BodyTypes } from "../link/bodyTypes.ts";
import type { ClassInfo, Fn, Program } from "../link/program.ts";
import type { Path } from "./path.ts";

export interface Relevance {
  /** Could calling it block, release, post, start or store anything? */
  readonly functions: { has(fn: Fn): boolean; readonly size: number };
  /**
   * Steps from a function to the nearest one in which something happens. The further away, the less it matters
   * on which object it was called.
   */
  distance(fn: Fn): number;
  /** Does some wait's condition read this variable? Only writes to these are recorded. */
  isFlag(path: Path): boolean;
  shared(fn: Fn): ReadonlySet<string>;
}

const nobody: ReadonlySet<string> = new Set();

/** Keeping and moving things around says nothing of who waits for whom. */
const dull: ReadonlySet<string> = new Set([
  "store",
  "emplace",
  "take",
  "write",
  "destroy",
  "disown",
  "lock",
  "unlock",
]);

export function findRelevance(program: Program, typer: BodyTyper): Relevance {
  const flags = collectFlags(program, typer);
  const callers = new Map<Fn, Fn[]>();
  const makers = new Map<ClassInfo, Fn[]>();
  const keepers = new Map<ClassInfo, Fn[]>();
  const holders = holdersOf(program, typer);
  const queue: Fn[] = [];
  const functions = new Map<Fn, number>();
  let step = 0;
  const classes = new Set<ClassInfo>();
  const add = (fn: Fn): void => {
    if (functions.has(fn)) return;
    functions.set(fn, step);
    queue.push(fn);
  };
  for (const fn of program.functions) {
    if (!fn.fact.defined) continue;
    const body = typer.of(fn);
    for (const target of body.targets) push(callers, target, fn);
    for (const cls of body.classes) push(makers, cls, fn);
    for (const cls of body.keeps) push(keepers, cls, fn);
    if (isDirect(fn, body, flags)) add(fn);
  }
  const addClass = (cls: ClassInfo): void => {
    if (classes.has(cls)) return;
    classes.add(cls);
    for (const f of specialFunctions(cls)) add(f);
    for (const f of makers.get(cls) ?? []) add(f);
    for (const holder of holders.get(cls) ?? []) addClass(holder);
  };
  const kept = new Set<ClassInfo>();
  const addKeepers = (cls: ClassInfo): void => {
    if (kept.has(cls)) return;
    kept.add(cls);
    for (const f of keepers.get(cls) ?? []) add(f);
    for (const base of cls.bases) if (base.cls !== null) addKeepers(base.cls);
  };
  for (const cls of program.classes) if (hasLivingMember(cls, typer)) addClass(cls);
  for (const fn of queue) {
    step = functions.get(fn)! + 1;
    for (const caller of callers.get(fn) ?? []) add(caller);
    const { kind } = fn.fact;
    // An object whose construction or destruction matters makes those that make or contain it matter.
    if (
      fn.owner !== null &&
      (kind === "constructor" || kind === "destructor" || kind === "initializer")
    )
      addClass(fn.owner);
    // Whoever keeps objects for later decides on which of them something happens.
    else if (fn.owner !== null && kind !== "lambda") addKeepers(fn.owner);
    const declared = fn.owner?.methods
      .get(fn.fact.name)
      ?.find((m) => m.definition === fn)?.declaration;
    if (declared !== undefined && declared !== fn)
      for (const caller of callers.get(declared) ?? []) add(caller);
  }
  const sharedMemo = new Map<Fn, ReadonlySet<string>>();
  return {
    functions,
    distance: (fn) => functions.get(fn) ?? 1000,
    isFlag: (path) => flags.has(flagKey(path)),
    shared(fn) {
      let known = sharedMemo.get(fn);
      if (known === undefined) sharedMemo.set(fn, (known = sharedLocals(fn)));
      return known;
    },
  };
}

/** Something happens in the body itself. */
function isDirect(fn: Fn, body: BodyTypes, flags: ReadonlySet<string>): boolean {
  if (body.invokes || body.keepsCallables) return true;
  for (const model of body.models) {
    for (const m of [model, ...Object.values(model.byArgs ?? {})]) {
      if (m.effects?.some((e) => !dull.has(e.do)) === true) return true;
      if (m.returns?.is === "thread-id" || m.returns?.is === "on-context") return true;
    }
  }
  const { ops } = fn.fact;
  const isFlag = (ref: Ref): boolean => {
    const op = ops[ref];
    const place = op?.k === "index" ? body.places.get(op.obj) : body.places.get(ref);
    return place !== undefined && flags.has(place);
  };
  for (const op of ops) {
    if (op.k === "assign" && isFlag(op.target)) return true;
    if (op.k === "unary" && (op.op === "++" || op.op === "--") && isFlag(op.a)) return true;
    if (op.k === "call") {
      const callee = ops[op.callee];
      if (callee?.k === "member" && changesFlag.test(callee.name) && isFlag(callee.obj))
        return true;
    }
  }
  return false;
}

const changesFlag =
  /^(store|exchange|compare_exchange_\w+|fetch_\w+|test_and_set|clear|push\w*|emplace\w*|pop\w*|insert|erase|swap)$/;

/** A member of a library type whose making or ending does something: a thread, an executor. */
function hasLivingMember(cls: ClassInfo, typer: BodyTyper): boolean {
  for (const type of typer.membersOf(cls)) {
    const effects = [...(type.model?.construct ?? []), ...(type.model?.destroy ?? [])];
    if (effects.some((e) => !dull.has(e.do) && e.do !== "lock" && e.do !== "release")) return true;
  }
  return false;
}

function holdersOf(
  program: Program,
  typer: BodyTyper,
): ReadonlyMap<ClassInfo, readonly ClassInfo[]> {
  const out = new Map<ClassInfo, ClassInfo[]>();
  for (const cls of program.classes) {
    for (const type of typer.membersOf(cls))
      if (type.cls !== null && type.cls !== cls) push(out, type.cls, cls);
    for (const base of cls.bases) if (base.cls !== null) push(out, base.cls, cls);
  }
  return out;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else if (list.at(-1) !== value) list.push(value);
}

function specialFunctions(cls: ClassInfo): readonly Fn[] {
  const methods = [cls.fact.name, `~${cls.fact.name}`].flatMap((n) => cls.methods.get(n) ?? []);
  return methods.flatMap((m) => (m.definition === null ? [] : [m.definition]));
}

const waitLike = /^(wait|wait_for|wait_until|await|block|waitFor|waitUntil)$/i;
const sleepLike = /sleep|yield|pause|^wait_for$|^wait_until$|^poll|timedwait|^wait$|cond_wait/i;

/**
 * Names that the condition of some wait reads: of a loop that sleeps, spins or waits, of a predicate handed to
 * a wait, and of getters called there.
 */
function collectFlags(program: Program, typer: BodyTyper): ReadonlySet<string> {
  const flags = new Set<string>();
  let asked = new Set<Fn>();
  const read = (fn: Fn, ref: Ref, next: Set<Fn>): void =>
    mention(fn.fact.ops, ref, typer.of(fn), flags, next, 0);
  for (const fn of program.functions) {
    const { ops } = fn.fact;
    if (ops.length === 0) continue;
    const loops = waitingLoops(ops);
    for (const loop of loops) {
      for (let i = loop.start; i < loop.end; i++) {
        const op = ops[i]!;
        if (op.k === "test") read(fn, op.cond, asked);
        else if (
          op.k === "if" &&
          ops.slice(i, i + 6).some((x) => x.k === "break" || x.k === "return")
        )
          read(fn, op.cond, asked);
      }
    }
    if (fn.fact.kind === "lambda" && isPredicate(fn)) {
      for (const op of ops) if (op.k === "return") read(fn, op.value, asked);
    }
  }
  // What the getters called there return: three steps are enough for `IsStopped() -> state() -> state_`.
  for (let round = 0; round < 3; round++) {
    const next = new Set<Fn>();
    for (const fn of asked) {
      if (fn.fact.ops.length > 60) continue;
      for (const op of fn.fact.ops) if (op.k === "return") read(fn, op.value, next);
    }
    asked = next;
  }
  return flags;
}

/** The variable behind a path: fields by class, globals by name, an element by its container. */
function flagKey(path: Path): string {
  let p = path;
  while (p.parent !== null && (p.key === "[]" || p.key.startsWith("#"))) p = p.parent;
  return p.root === "global" ? p.key.slice(p.key.lastIndexOf("|") + 1) : p.key;
}

/** Loops whose body sleeps or waits, and loops with next to nothing in them. */
function waitingLoops(ops: readonly Op[]): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = [];
  ops.forEach((op, start) => {
    if (op.k !== "loop" || op.form === "range") return;
    let depth = 0;
    let end = start;
    for (; end < ops.length; end++) {
      const k = ops[end]!.k;
      if (
        k === "loop" ||
        k === "if" ||
        k === "scope" ||
        k === "switch" ||
        k === "try" ||
        k === "catch"
      )
        depth++;
      else if (k === "end" && --depth === 0) break;
    }
    const body = ops.slice(start, end);
    const idle =
      body.length <= 10 &&
      !body.some((x) => x.k === "assign" || (x.k === "unary" && (x.op === "++" || x.op === "--")));
    const waits =
      idle ||
      ops
        .slice(start, end)
        .some((x) => x.k === "call" && sleepLike.test(calleeName(ops, x.callee)));
    if (waits) out.push({ start, end });
  });
  return out;
}

function calleeName(ops: readonly Op[], ref: number): string {
  const op = ops[ref];
  return op?.k === "name" || op?.k === "member" ? lastPart(op.name) : "";
}

/** A lambda handed to something called `wait`. */
function isPredicate(lambda: Fn): boolean {
  const { parent } = lambda;
  if (parent === null) return false;
  const { ops } = parent.fact;
  return ops.some(
    (op) =>
      op.k === "call" &&
      waitLike.test(calleeName(ops, op.callee)) &&
      op.args.some((a) => {
        const arg = ops[a];
        return arg?.k === "lambda" && parent.lambdas.get(arg.fn) === lambda;
      }),
  );
}

/** Adds the variables that an expression reads to `into`, the functions that it asks to `asked`. */
function mention(
  ops: readonly Op[],
  ref: Ref,
  body: BodyTypes,
  into: Set<string>,
  asked: Set<Fn>,
  depth: number,
): void {
  const op = ops[ref];
  if (op === undefined || depth > 12) return;
  const place = body.places.get(ref);
  if (place !== undefined) into.add(place);
  const next = (r: Ref): void => mention(ops, r, body, into, asked, depth + 1);
  switch (op.k) {
    case "member":
      next(op.obj);
      return;
    case "unary":
    case "cast":
      next(op.a);
      return;
    case "binary":
      next(op.a);
      next(op.b);
      return;
    case "call":
      for (const fn of body.named.get(op.callee) ?? []) asked.add(fn);
      next(op.callee);
      for (const arg of op.args) next(arg);
      return;
    case "index":
      next(op.obj);
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
