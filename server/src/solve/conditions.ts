/**
 * Conditions, read in three ways: as guards (which context runs what is under them), as tests of flags (what
 * a poll or a predicate waits for), and as the values of comparisons. What is not understood is `unclear` or
 * null, never a guess.
 */

import { lastPart } from "../base/names.ts";
import type { Op, Ref } from "../facts/op.ts";
import type { Flag, Guard, Tests } from "./activation.ts";
import { switchParameters } from "./arguments.ts";
import { blank, type Block, emit, type Evaluated, type Frame, valueOf } from "./frame.ts";
import { encloses, type Path } from "./path.ts";
import { isStaticConstant } from "./constants.ts";
import { onContext } from "./value.ts";

// Guards ---------------------------------------------------------------------------------------------------

export function guardsOf(
  frame: Frame,
  cond: Ref,
  truth: boolean,
  depth = 0,
): { guards: Guard[]; unclear: boolean } {
  const none = { guards: [], unclear: false };
  const op = frame.ops[cond];
  if (op === undefined || depth > 12) return none;
  if (op.k === "unary" && op.op === "!") return guardsOf(frame, op.a, !truth, depth + 1);
  if (op.k === "cast") return guardsOf(frame, op.a, truth, depth + 1);
  if (op.k === "binary" && (op.op === "&&" || op.op === "||")) {
    const a = guardsOf(frame, op.a, truth, depth + 1);
    const b = guardsOf(frame, op.b, truth, depth + 1);
    // Both parts hold: `a && b` true, `a || b` false. Else one of them does, and we do not know which.
    if ((op.op === "&&") === truth)
      return { guards: [...a.guards, ...b.guards], unclear: a.unclear || b.unclear };
    const about = a.guards.length > 0 || b.guards.length > 0 || a.unclear || b.unclear;
    return { guards: [], unclear: about };
  }
  const value = valueOf(frame, cond);
  const guards: Guard[] = [];
  let unclear = false;
  for (const v of value.values) {
    if (v.k === "on-context") {
      if (v.only === null || v.only === truth) guards.push({ of: v.of, on: v.on === truth });
      else unclear = true;
    } else if (v.k === "thread-id" && v.of === "running") unclear = true;
  }
  if (op.k === "binary" && guards.length === 0) {
    unclear ||= [op.a, op.b].some((r) => valueOf(frame, r).values.some((v) => v.k === "thread-id"));
  }
  // Several objects may be meant: then we cannot say which one it is.
  if (guards.length > 1) return { guards: [], unclear: true };
  return { guards, unclear };
}

/** The condition's value where what this activation was given decides it; null where it does not. */
export function truthOf(frame: Frame, cond: Ref, depth = 0): boolean | null {
  const op = frame.ops[cond];
  if (op === undefined || depth > 8) return null;
  switch (op.k) {
    case "literal":
      return op.text === "true" ? true : op.text === "false" ? false : null;
    case "unary": {
      const a = op.op === "!" ? truthOf(frame, op.a, depth + 1) : null;
      return a === null ? null : !a;
    }
    case "name": {
      const given = givenConstant(frame, op.name);
      return given === "true" ? true : given === "false" ? false : null;
    }
    case "binary": {
      if (op.op === "&&" || op.op === "||") {
        const decides = op.op === "||";
        const a = truthOf(frame, op.a, depth + 1);
        const b = truthOf(frame, op.b, depth + 1);
        if (a === decides || b === decides) return decides;
        return a === null || b === null ? null : !decides;
      }
      if (op.op !== "==" && op.op !== "!=") return null;
      const a = constantAt(frame, op.a);
      const b = constantAt(frame, op.b);
      return a === null || b === null ? null : (a === b) === (op.op === "==");
    }
    default:
      return null;
  }
}

function constantAt(frame: Frame, ref: Ref): string | null {
  const op = frame.ops[ref];
  if (op?.k === "name") {
    const given = givenConstant(frame, op.name);
    if (given !== null) return given;
  }
  return constantText(frame, ref);
}

/** A parameter that only ever is what the caller wrote. */
function givenConstant(frame: Frame, name: string): string | null {
  if (!switchParameters(frame.fn).has(name)) return null;
  const i = frame.fn.fact.params.findIndex((p) => p.name === name);
  const given = frame.act.bindings.params[i] ?? [];
  const [only] = given;
  return given.length === 1 && only?.k === "literal" ? lastPart(only.text) : null;
}

/** `gettid() == tid_`, `t_loop == this`: true iff the caller runs on that object's thread. */
export function valueOfComparison(frame: Frame, op: Extract<Op, { k: "binary" }>): Evaluated {
  const a = valueOf(frame, op.a);
  const b = valueOf(frame, op.b);
  const isRunning = (e: Evaluated): boolean =>
    e.values.some((v) => v.k === "thread-id" && v.of === "running");
  // An object may have kept the identity of the thread that made it.
  const kept = isRunning(a) && isRunning(b) && a.places.length > 0;
  const side = isRunning(a) && !kept ? b : isRunning(b) ? a : null;
  if (side === null) return blank;
  const on = op.op === "==";
  const owners = new Set<Path>();
  for (const v of side.values) {
    if (v.k === "thread-id" && v.of !== "running") owners.add(v.of);
    else if (v.k === "object") owners.add(v.path);
  }
  if (owners.size === 0) for (const p of side.places) if (p.parent !== null) owners.add(p.parent);
  return { ...blank, values: [...owners].map((of) => onContext(of, on)) };
}

/** Both parts of a true `a && b` are true, and of a false `a || b` false: what one part says of the context, all says. */
export function valueOfJunction(frame: Frame, op: Extract<Op, { k: "binary" }>): Evaluated {
  const truth = op.op === "&&";
  const said = [op.a, op.b].flatMap((r) =>
    valueOf(frame, r).values.filter((v) => v.k === "on-context"),
  );
  if (said.length !== 1) return said.length === 0 ? blank : { ...blank, values: said };
  const [v] = said;
  return v === undefined || (v.only !== null && v.only !== truth)
    ? blank
    : { ...blank, values: [onContext(v.of, v.on, truth)] };
}

// Flags ----------------------------------------------------------------------------------------------------

export function testsOf(frame: Frame, ref: Ref): Tests | null {
  const whenTrue = flagsOf(frame, ref, true);
  const whenFalse = flagsOf(frame, ref, false);
  return whenTrue === null && whenFalse === null ? null : { whenTrue, whenFalse };
}

/**
 * Flags that keep the expression at `truth`: it changes only if one of them does. null: something else
 * could change it too.
 */
export function flagsOf(frame: Frame, ref: Ref, truth: boolean, depth = 0): readonly Flag[] | null {
  const op = frame.ops[ref];
  if (op === undefined || depth > 12) return null;
  switch (op.k) {
    case "unary":
      if (op.op === "!") return flagsOf(frame, op.a, !truth, depth + 1);
      return op.op === "*" ? flagsOf(frame, op.a, truth, depth + 1) : null;
    case "cast":
      return flagsOf(frame, op.a, truth, depth + 1);
    case "binary":
      return binaryFlags(frame, op, truth, depth);
    case "name":
    case "member":
      return placeFlags(frame, ref, truth ? "true" : "false");
    case "call":
      return callFlags(frame, op, truth, depth);
    default:
      return null;
  }
}

function binaryFlags(
  frame: Frame,
  op: Extract<Op, { k: "binary" }>,
  truth: boolean,
  depth: number,
): readonly Flag[] | null {
  if (op.op === "&&" || op.op === "||") {
    const a = flagsOf(frame, op.a, truth, depth + 1);
    const b = flagsOf(frame, op.b, truth, depth + 1);
    // Kept by both parts: a change of either one ends it, so both must be understood.
    if ((op.op === "&&") === truth) return a === null || b === null ? null : [...a, ...b];
    return a === null ? b : b === null ? a : [...a, ...b];
  }
  if (!/^(==|!=|<|>|<=|>=)$/.test(op.op)) return null;
  const left = constantText(frame, op.a);
  const right = constantText(frame, op.b);
  if (left === null && right === null) return comparedFlags(frame, op);
  if ((left === null) === (right === null)) return null;
  const ref = left === null ? op.a : op.b;
  const constant = (left ?? right)!;
  const equality = op.op === "==" || op.op === "!=";
  if (constant === "true" || constant === "false" || constant === "nullptr") {
    if (!equality) return null;
    return flagsOf(frame, ref, ((op.op === "==") === truth) === (constant === "true"), depth + 1);
  }
  const zero = constant === "0";
  const same = op.op === "==" || (zero && op.op === "<=");
  const value = equality || zero ? (same === truth ? `=${constant}` : `!${constant}`) : "*";
  const size = sizeFlags(frame, ref, value);
  if (size !== null) return size;
  const flags = placeFlags(frame, ref, value) ?? callPlaceFlags(frame, ref, value);
  return flags?.map((f) => ({ ...f, counter: zero || !equality })) ?? null;
}

/** `current_ == id`: whoever writes the one ends it, as the other stays what it is. */
function comparedFlags(frame: Frame, op: Extract<Op, { k: "binary" }>): readonly Flag[] | null {
  const out: Flag[] = [];
  for (const ref of [op.a, op.b]) {
    if (staysAsItIs(frame, ref)) continue;
    // What a call brings may change by itself, such as the time.
    const { k } = frame.ops[ref]!;
    const flags =
      k === "name" || k === "member"
        ? placeFlags(frame, ref, "*")
        : callPlaceFlags(frame, ref, "*");
    // Nor is a variable that the waiting function itself keeps what others write.
    if (flags === null || flags.some(({ path }) => path.root === "local")) return null;
    out.push(...flags);
  }
  return out.length === 0 ? null : out;
}

/** A variable of this function that is never written again, nor seen by anybody else. */
function staysAsItIs(frame: Frame, ref: Ref): boolean {
  const op = frame.ops[ref];
  if (op?.k !== "name" || frame.shared.has(op.name)) return false;
  if (frame.act.locals.get(op.name)?.path.root !== "local") return false;
  return !frame.ops.some((o) => {
    const to =
      o.k === "assign"
        ? frame.ops[o.target]
        : o.k === "unary" && (o.op === "++" || o.op === "--")
          ? frame.ops[o.a]
          : undefined;
    return to?.k === "name" && to.name === op.name;
  });
}

function constantText(frame: Frame, ref: Ref): string | null {
  const op = frame.ops[ref];
  if (op?.k === "literal") return op.text;
  if (op?.k === "name" || op?.k === "member") {
    const e = valueOf(frame, ref);
    const literal = e.values.find((v) => v.k === "literal");
    if (literal?.k === "literal" && e.places.length === 0) return lastPart(literal.text);
    if (op.k === "name" && isStaticConstant(frame.fn, op.name)) return op.name;
  }
  return null;
}

function placeFlags(frame: Frame, ref: Ref, value: string): readonly Flag[] | null {
  const op = frame.ops[ref];
  // A condition that counts by itself ends by itself.
  if (op?.k === "unary" && (op.op === "++" || op.op === "--")) return null;
  const e = valueOf(frame, ref);
  const places = e.places.length > 0 && e.places.every((p) => isFlag(frame, p, op)) ? e.places : [];
  if (places.length === 0) return null;
  return places.map((path) => ({ path, value, counter: false }));
}

/** Locals that nobody else sees cannot change while we wait. */
function isFlag(frame: Frame, path: Path, op: Op | undefined): boolean {
  if (path.root === "local" && op?.k === "name" && frame.act.locals.get(op.name)?.path === path)
    return frame.shared.has(op.name);
  return path.root !== "unknown";
}

function sizeFlags(frame: Frame, ref: Ref, value: string): readonly Flag[] | null {
  const op = frame.ops[ref];
  if (op?.k !== "call") return null;
  const container = askedOf(frame, op, "size");
  if (container === null) return null;
  return valueOf(frame, container).places.map((path) => ({
    path,
    value: value === "=0" ? "empty" : "items",
    counter: false,
  }));
}

/** The container in `c.size()` or `std::size(c)`. */
function askedOf(frame: Frame, op: Extract<Op, { k: "call" }>, what: string): Ref | null {
  const callee = frame.ops[op.callee];
  if (callee?.k === "member" && callee.name === what) return callee.obj;
  const free = callee?.k === "name" && callee.name.startsWith("std::") && op.args.length === 1;
  return free && lastPart(callee.name) === what ? op.args[0]! : null;
}

/** `flag.load() == 3`: the receiver is the flag. */
function callPlaceFlags(frame: Frame, ref: Ref, value: string): readonly Flag[] | null {
  const op = frame.ops[ref];
  if (op?.k !== "call") return null;
  const callee = frame.ops[op.callee];
  if (callee?.k === "member") {
    const obj = valueOf(frame, callee.obj);
    if (obj.type?.model?.is === "flag")
      return obj.places.map((path) => ({ path, value, counter: false }));
  }
  // A getter: whatever it tests, with our value.
  const tests = calleeTests(frame, ref);
  return tests?.whenTrue?.map((f) => ({ ...f, value: f.value === "true" ? value : "*" })) ?? null;
}

function callFlags(
  frame: Frame,
  op: Extract<Op, { k: "call" }>,
  truth: boolean,
  depth: number,
): readonly Flag[] | null {
  const callee = frame.ops[op.callee];
  if (callee?.k === "member") {
    const obj = valueOf(frame, callee.obj);
    const is = obj.type?.model?.is;
    if (is === "flag" && /^(load|test)$/.test(callee.name))
      return placeFlags(frame, callee.obj, truth ? "true" : "false");
    if (is === "thread" && callee.name === "joinable") return null;
  }
  const emptied = askedOf(frame, op, "empty");
  const asked = emptied === null ? null : valueOf(frame, emptied);
  if (asked?.type?.model?.is === "container")
    return asked.places.map((path) => ({ path, value: truth ? "empty" : "items", counter: false }));
  // Functions that hand the condition on, such as branch hints.
  if (
    callee?.k === "name" &&
    /likely|__builtin_expect|static_cast/i.test(callee.name) &&
    op.args.length > 0
  ) {
    return flagsOf(frame, op.args[0]!, truth, depth + 1);
  }
  const ref = frame.ops.indexOf(op);
  const tests = calleeTests(frame, ref);
  return tests === null ? null : truth ? tests.whenTrue : tests.whenFalse;
}

function calleeTests(frame: Frame, ref: Ref): Tests | null {
  const targets = frame.effects.filter(
    (e) =>
      e.at === ref &&
      e.k === "call" &&
      e.via !== "construct" &&
      e.via !== "destroy" &&
      e.via !== "exit",
  );
  if (targets.length !== 1) return null;
  const only = targets[0]!;
  if (only.k !== "call") return null;
  only.to.dependents.add(frame.act);
  return only.to.tests;
}

/** What a predicate handed to a wait needs in order to become true. */
export function predicateFlags(frame: Frame, ref: Ref): readonly Flag[] | null {
  for (const v of valueOf(frame, ref).values) {
    if (v.k !== "callable") continue;
    const act = frame.solver.activate(v.fn, {
      self: v.self,
      params: v.fn.fact.params.map(() => []),
      creator: v.creator,
      result: null,
    });
    act.dependents.add(frame.act);
    return act.tests?.whenFalse ?? null;
  }
  return null;
}

// Polls ----------------------------------------------------------------------------------------------------

/**
 * A loop that does nothing but sleep until a condition changes is a wait for that condition. Placed after the
 * body: what the body itself does happens before the condition is looked at again.
 */
export function pollAt(frame: Frame, block: Block): void {
  const body = frame.effects.slice(block.firstEffect);
  const flags: Flag[] = [];
  for (const test of block.tests) {
    const cond = frame.ops[test.cond];
    if (cond?.k === "literal") continue;
    const some = flagsOf(frame, test.cond, test.goesOn);
    if (some === null) return;
    flags.push(...some);
  }
  if (flags.length === 0) return;
  let waited = false;
  frame.effects.forEach((effect, i) => {
    // `while (!ready) cv.wait(lock);`: the loop's condition is the wait's predicate.
    if (
      i >= block.firstEffect &&
      effect.k === "wait" &&
      effect.event.kind === "condition" &&
      effect.event.flags.length === 0 &&
      !effect.timed &&
      effect.arms.length === frame.arms.length
    ) {
      frame.effects[i] = { ...effect, event: { ...effect.event, flags } };
      waited = true;
    }
  });
  if (waited) return;
  if (!body.some((e) => sleeps(e, 2)) && frame.ops.length > 0 && !spins(frame, block)) return;
  if (body.some((e) => changes(e, flags))) return;
  const first = block.tests[0]!;
  const span = frame.ops[first.cond]!;
  const { key } = flags[0]!.path;
  const cut = key.lastIndexOf("::");
  const text = cut < 0 ? key : key.slice(cut + 2);
  emit(
    frame,
    {
      k: "wait",
      event: { kind: "flag", of: flags[0]!.path, flags, work: [] },
      timed: false,
      how: "poll",
      text: rootText(text),
    },
    spanOfCondition(frame, first.cond, span),
  );
}

const rootText = (text: string): string => text.slice(text.indexOf("|") + 1);

/** The call in the condition where there is one: `IsStopped()`, not `!IsStopped()`. */
function spanOfCondition(
  frame: Frame,
  ref: Ref,
  fallback: { start: number; end: number },
): { start: number; end: number } {
  let op = frame.ops[ref];
  for (let i = 0; i < 6 && op !== undefined; i++) {
    if (op.k === "unary" && op.op === "!") op = frame.ops[op.a];
    else if (op.k === "cast") op = frame.ops[op.a];
    else break;
  }
  return op ?? fallback;
}

function sleeps(effect: import("./activation.ts").Effect, depth: number): boolean {
  if (effect.k === "sleep") return true;
  if (effect.k === "wait") return effect.timed;
  return depth > 0 && effect.k === "call" && effect.to.effects.some((e) => sleeps(e, depth - 1));
}

function spins(frame: Frame, block: Block): boolean {
  let structural = true;
  for (let i = block.firstOp + 1; i < frame.at; i++) {
    const k = frame.ops[i]!.k;
    if (k === "assign" || k === "local" || k === "new" || k === "delete") structural = false;
  }
  const calls = frame.effects.slice(block.firstEffect).filter((e) => e.k !== "call");
  return structural && calls.length === 0 && frame.at - block.firstOp <= 8;
}

/** The body makes progress itself: then it is work, not a wait. */
function changes(
  effect: import("./activation.ts").Effect,
  flags: readonly Flag[],
  depth = 2,
): boolean {
  if (effect.k === "write") return flags.some((f) => f.path === effect.to);
  if (effect.k === "call") {
    if ([...effect.to.takes].some((q) => flags.some((f) => encloses(f.path, q) !== "no")))
      return true;
    return depth > 0 && effect.to.effects.some((e) => changes(e, flags, depth - 1));
  }
  return false;
}
