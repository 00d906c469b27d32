/**
 * Which locks one function holds where, and which it takes: one walk over its operations, flow-sensitive,
 * with what is known of its callees. A lock counts as held only where it is held on every way there
 * (branches meet in the intersection), so that a guard that may be gone makes us silent.
 *
 * Here are the order of operations and the blocks; names of locks are in `lockNames.ts`, guards in
 * `guardObjects.ts`, calls in `lockCalls.ts`.
 */

import type { Op, Ref } from "../../facts/op.ts";
import type { Fn } from "../../link/program.ts";
import {
  assigned,
  constructed,
  destroyed,
  endLocals,
  guardAt,
  initMembers,
  local,
  movedAway,
} from "./guardObjects.ts";
import { call } from "./lockCalls.ts";
import { guardName } from "./lockTypes.ts";
import { take } from "./taking.ts";
import { pathOf } from "./lockNames.ts";
import {
  type BodyLocks,
  eitherWay,
  type Held,
  type LockEnv,
  type LockState,
  meet,
  nothingHeld,
  stateAt,
  stateThroughout,
} from "./lockState.ts";
import { classOf } from "./lockTypes.ts";
import { type Block, isOptional, set, type Walk } from "./lockWalk.ts";
import { add } from "./taking.ts";

const none: BodyLocks = {
  acquires: [],
  leaves: [],
  drops: [],
  returns: null,
  at: () => nothingHeld,
  throughout: () => nothingHeld,
  optional: new Set(),
  givesUp: new Map(),
};

export function walkLocks(fn: Fn, env: LockEnv): BodyLocks {
  const { ops } = fn.fact;
  if (ops.length === 0) return none;
  const w = makeWalk(fn, env);
  open(w, "body", 0);
  const lastInit = Math.max(-1, ...fn.fact.inits.flatMap((init) => init.args));
  if (lastInit < 0) initMembers(w, 0);
  for (let i = 0; i < ops.length; i++) {
    step(w, ops[i]!, i);
    if (i === lastInit) initMembers(w, i);
    const gone = w.temporaries.get(i);
    if (gone !== undefined)
      set(w, { ...w.state, held: w.state.held.filter((h) => !gone.includes(h)) }, i + 1);
  }
  while (w.blocks.length > 0) close(w, ops.length);
  if (!w.dead) w.exits.push(w.state);

  const final = w.exits.reduce<LockState | null>((a, b) => (a === null ? b : meet(a, b)), null);
  return {
    acquires: [...w.acquires.values()],
    leaves: (final?.held ?? []).filter((h) => h.guard === null || h.guard === "return"),
    drops: final?.dropped ?? [],
    returns: w.returns === 1 ? w.returned : null,
    at: (ref) => stateAt(w.changes, ref),
    throughout: (from, to) => stateThroughout(w.changes, from, to),
    optional: w.optional,
    givesUp: w.givesUp,
  };
}

function makeWalk(fn: Fn, env: LockEnv): Walk {
  const { ops } = fn.fact;
  return {
    fn,
    env,
    ops,
    body: env.typesOf(fn),
    paths: [],
    reassigned: reassignedNames(ops),
    bound: new Map(),
    guardNames: new Map(),
    guards: new Map(),
    attempts: new Map(),
    tried: new Set(),
    acquires: new Map(),
    optional: new Set(),
    asked: ops.flatMap((op, i): [Ref, Ref][] => {
      const cond =
        op.k === "select"
          ? op.cond
          : op.k === "binary" && (op.op === "&&" || op.op === "||")
            ? op.a
            : -1;
      return cond >= 0 && asksParameter(fn, cond) ? [[cond, i]] : [];
    }),
    givesUp: new Map(),
    changes: [],
    exits: [],
    blocks: [],
    temporaries: new Map(),
    returned: null,
    returns: 0,
    state: nothingHeld,
    dead: false,
  };
}

function open(w: Walk, k: Block["k"], start: Ref, cond: Ref = -1): void {
  const optional = w.blocks.at(-1)?.optional === true || (cond >= 0 && asksParameter(w.fn, cond));
  w.blocks.push({
    k,
    optional,
    asked: askedParameter(w, cond),
    start,
    elseAt: -1,
    entry: w.state,
    out: null,
    sawElse: false,
    declared: [],
    hidden: new Map(),
  });
}

function step(w: Walk, op: Op, i: Ref): void {
  w.paths[i] = pathOf(w, op, i);
  switch (op.k) {
    case "call":
      if (isOptional(w, i)) w.optional.add(i);
      call(w, op, i);
      movedAway(w, op.args, i);
      return;
    case "construct":
      constructed(w, w.body.types[i] ?? null, op.args, i, op, null);
      return;
    case "new":
      constructed(w, w.body.types[i] ?? null, op.args, i, op, null);
      return;
    case "local":
      local(w, op, i);
      return;
    case "delete": {
      const cls = classOf(w.body.types[op.a] ?? null);
      if (cls !== null) destroyed(w, cls, w.paths[op.a] ?? null, i, op);
      return;
    }
    case "assign":
      assigned(w, op, i);
      return;
    case "return":
      returnValue(w, op.value);
      w.exits.push(leaving(w, op.value));
      w.dead = true;
      return;
    case "throw":
    case "break":
    case "continue":
    case "goto":
      w.dead = true;
      return;
    case "if":
    case "loop":
    case "switch":
    case "try":
    case "catch":
    case "scope":
      open(w, op.k, i, op.k === "if" || op.k === "switch" ? op.cond : -1);
      if (op.k === "if") attempted(w, op.cond, i);
      return;
    case "else": {
      const block = w.blocks.at(-1);
      if (block === undefined) return;
      endLocals(w, block, i);
      comeOut(w, block);
      block.sawElse = true;
      block.elseAt = i;
      set(w, block.entry, i);
      return;
    }
    case "case": {
      const block = w.blocks.at(-1);
      if (block === undefined) return;
      endLocals(w, block, i);
      // Falling through from the case before and jumping here meet.
      set(w, w.dead ? block.entry : meet(block.entry, w.state), i);
      w.dead = false;
      return;
    }
    case "end":
      close(w, i);
      return;
    default:
  }
}

/** `if (guard.try_lock())` holds inside, `if (!guard.try_lock()) return;` after it. */
function attempted(w: Walk, cond: Ref, i: Ref): void {
  const block = w.blocks.at(-1)!;
  const op = w.ops[cond];
  const failed = op?.k === "unary" && op.op === "!" ? w.attempts.get(op.a) : undefined;
  const got = failed === undefined ? sure(w, cond) : [failed];
  if (got.length === 0) return;
  const holding = { ...w.state, held: [...w.state.held, ...got] };
  if (failed !== undefined) block.entry = holding;
  else set(w, holding, i + 1);
}

/** Attempts without which the condition is false. */
function sure(w: Walk, cond: Ref): readonly Held[] {
  const op = w.ops[cond];
  if (op?.k === "binary" && op.op === "&&") return [...sure(w, op.a), ...sure(w, op.b)];
  const held = w.attempts.get(cond);
  return held === undefined ? [] : [held];
}

function close(w: Walk, i: Ref): void {
  const block = w.blocks.pop();
  if (block === undefined) return;
  endLocals(w, block, i);
  if (block.k === "body") return;
  if (block.k === "scope") {
    set(w, w.state, i + 1);
    return;
  }
  if (block.k === "loop") {
    // Not entered, or left again: what is held in both.
    set(w, w.dead ? block.entry : meet(block.entry, w.state), i + 1);
    w.dead = false;
    return;
  }
  comeOut(w, block);
  if (block.k === "if" && block.sawElse) joinArms(w, block);
  if ((block.k === "if" && !block.sawElse) || block.k === "switch" || block.k === "try")
    block.out = block.out === null ? block.entry : meet(block.out, block.entry);
  if (block.k === "catch") block.out = block.entry;
  w.dead = block.out === null;
  set(w, block.out ?? block.entry, i + 1);
}

function comeOut(w: Walk, block: Block): void {
  if (!w.dead) block.out = block.out === null ? w.state : meet(block.out, w.state, block.asked);
  w.dead = false;
}

/** What both arms take is taken, whatever the argument says. */
function joinArms(w: Walk, block: Block): void {
  const outer = w.blocks.at(-1)?.optional === true;
  if (!block.optional || outer) return;
  const all = [...w.acquires].filter(([, a]) => a.optional && a.at > block.start);
  for (const [key, first] of all) {
    if (first.at >= block.elseAt) continue;
    const second = all.find(([, a]) => a.at >= block.elseAt && a.path.key === first.path.key);
    if (second === undefined) continue;
    w.acquires.delete(key);
    w.acquires.delete(second[0]);
    add(w, { ...first, ...eitherWay(first, second[1], block.asked), optional: false });
  }
}

/** `exclusive` or `!exclusive`, when it is a parameter. */
function askedParameter(w: Walk, cond: Ref): Block["asked"] {
  const op = w.ops[cond];
  if (op?.k === "unary" && op.op === "!") {
    const inner = askedParameter(w, op.a);
    return inner === null ? null : { ...inner, value: !inner.value };
  }
  if (op?.k !== "name" || w.reassigned.has(op.name)) return null;
  const param = w.fn.fact.params.findIndex((p) => p.name === op.name);
  return param < 0 ? null : { param, value: true };
}

function returnValue(w: Walk, value: Ref): void {
  const list = w.ops[value];
  const { result } = w.fn.fact;
  // `return {mutex_};` makes the guard that the function returns.
  if (list?.k === "list" && list.items.length === 1 && guardName.test(result.name)) {
    const path = w.paths[list.items[0]!] ?? null;
    const how = { shared: /shared/.test(result.name), recursive: false, tries: false };
    if (path !== null && guardAt(w, list.items[0]!) === null)
      take(w, path, how, value, list, "return");
  }
  w.returns++;
  w.returned = value < 0 ? null : (w.paths[value] ?? null);
  if (w.returned?.root.k === "local") w.returned = null;
}

/** The state with which a `return` leaves: a guard that is returned goes with the value. */
function leaving(w: Walk, value: Ref): LockState {
  const given = guardsIn(w, value);
  const held = w.state.held.map((h) =>
    h.guard !== null && given.includes(h.guard) ? { ...h, guard: "return" } : h,
  );
  return { ...w.state, held: held.filter((h) => h.guard === null || h.guard === "return") };
}

/** Guards that are a value or part of it: `lock`, `{&data, std::move(lock)}`. */
function guardsIn(w: Walk, value: Ref): readonly string[] {
  const op = w.ops[value];
  const parts = op?.k === "list" ? op.items : op?.k === "construct" ? op.args : [value];
  return parts.flatMap((part) => guardAt(w, part) ?? []);
}

/** Does the condition read a yes-or-no parameter? */
function asksParameter(fn: Fn, ref: Ref, depth = 0): boolean {
  const op = fn.fact.ops[ref];
  if (op === undefined || depth > 8) return false;
  switch (op.k) {
    case "name":
      return fn.fact.params.some(
        (p) => p.name === op.name && p.type.pointers === 0 && truth.test(p.type.name),
      );
    case "unary":
    case "cast":
      return asksParameter(fn, op.a, depth + 1);
    case "binary":
      return (
        (logical.test(op.op) || isFlag(fn, op.a) || isFlag(fn, op.b)) &&
        (asksParameter(fn, op.a, depth + 1) || asksParameter(fn, op.b, depth + 1))
      );
    default:
      return false;
  }
}

/** Types of parameters that say yes or no; in C a number does, where it is not compared. */
const truth = /bool|^int$|^unsigned( int)?$/i;
const logical = /^(&&|\|\||&|and|or)$/;

function isFlag(fn: Fn, ref: Ref): boolean {
  const op = fn.fact.ops[ref];
  return (
    op?.k === "name" && fn.fact.params.some((p) => p.name === op.name && /bool/i.test(p.type.name))
  );
}

/** Variables that name another object later than at first. */
function reassignedNames(ops: readonly Op[]): ReadonlySet<string> {
  const once = new Set<string>();
  const again = new Set<string>();
  for (const op of ops) {
    if (op.k === "local") {
      if (once.has(op.name)) again.add(op.name);
      once.add(op.name);
    } else if (op.k === "assign") {
      const target = ops[op.target];
      if (target?.k === "name") again.add(target.name);
    } else if (op.k === "unary" && (op.op === "++" || op.op === "--")) {
      const a = ops[op.a];
      if (a?.k === "name") again.add(a.name);
    }
  }
  return again;
}
