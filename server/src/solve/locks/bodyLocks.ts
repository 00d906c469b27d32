/**
 * Which locks one function holds where, and which it takes: one walk over its operations, flow-sensitive,
 * with what is known of its callees. A lock counts as held only where it is held on every way there
 * (branches meet in the intersection), so that a guard that may be gone makes us silent.
 *
 * Longer than 500 lines, because every way to take, keep, hand on and drop a lock is a case of one walk.
 */

import { lastPart } from "../../base/names.ts";
import type { Op, Ref } from "../../facts/op.ts";
import { operands } from "../../facts/operands.ts";
import type { BodyTypes } from "../../link/bodyTypes.ts";
import type { ClassInfo, Fn } from "../../link/program.ts";
import { findField, findMethods, isDerived, type Type, viable } from "../../link/types.ts";
import { modelOfCall } from "../../models/modelSet.ts";
import type { Effect as ModelEffect, FunctionModel, Place } from "../../models/schema.ts";
import {
  elementStep,
  extend,
  fieldStep,
  isOne,
  type LockPath,
  type LockRoot,
  partStep,
  rebase,
  rootPath,
} from "./lockPath.ts";

export interface Held {
  readonly path: LockPath;
  readonly shared: boolean;
  readonly recursive: boolean;
  /** The operation that took it. */
  readonly at: Ref;
  readonly start: number;
  readonly end: number;
  /** The local variable whose end gives it back; `return` for a guard that is the function's value. */
  readonly guard: string | null;
}

export interface Acquire {
  readonly path: LockPath;
  readonly shared: boolean;
  readonly recursive: boolean;
  readonly at: Ref;
  readonly start: number;
  readonly end: number;
  /** In which callee it happens; null: here. */
  readonly through: { readonly fn: Fn; readonly inner: Acquire; readonly targets: number } | null;
  /** What is held at that point, as far as this function knows. */
  readonly held: readonly Held[];
  /** Locks of the callers that were given back before. */
  readonly dropped: readonly LockPath[];
  /** Whether it happens is up to an argument: callers that hold the lock may well say so. */
  readonly optional: boolean;
  /** Number of calls to where it happens. */
  readonly depth: number;
}

export interface LockState {
  readonly held: readonly Held[];
  readonly dropped: readonly LockPath[];
}

export interface BodyLocks {
  readonly acquires: readonly Acquire[];
  /** Locks that stay with the caller: taken and not given back. */
  readonly leaves: readonly Held[];
  /** Locks of the caller that are given back. */
  readonly drops: readonly LockPath[];
  /** The place whose reference or address is returned. */
  readonly returns: LockPath | null;
  /** State before the operation. */
  at(ref: Ref): LockState;
  /** Calls of which a yes-or-no argument says whether they take place. */
  readonly optional: ReadonlySet<Ref>;
  /** Locks that a wait gives up while it waits, by operation. */
  readonly givesUp: ReadonlyMap<Ref, readonly LockPath[]>;
}

export interface LockEnv {
  typesOf(fn: Fn): BodyTypes;
  /** What is known so far; undefined: nothing to do with locks. */
  locksOf(fn: Fn): BodyLocks | undefined;
  /** Locks taken while an object of the class is destroyed, relative to it as `this`. */
  destruction(cls: ClassInfo): readonly Acquire[];
  /** Mutexes that are seen to be initialised as recursive, by kind. */
  readonly recursive: Set<string>;
}

const nothingHeld: LockState = { held: [], dropped: [] };
const none: BodyLocks = {
  acquires: [],
  leaves: [],
  drops: [],
  returns: null,
  at: () => nothingHeld,
  optional: new Set(),
  givesUp: new Map(),
};

/** More overriders than this say nothing about which lock is taken. */
const maxTargets = 6;
/** Locks remembered for the callers of one function. */
const maxAcquires = 40;
const maxDepth = 12;

interface Block {
  readonly k: "if" | "loop" | "switch" | "scope" | "try" | "catch" | "body";
  readonly optional: boolean;
  entry: LockState;
  /** Where the arms so far came out; null: none did. */
  out: LockState | null;
  sawElse: boolean;
  /** Locals declared here that do something at their end, in order. */
  readonly declared: { readonly name: string; readonly cls: ClassInfo | null }[];
}

export function walkLocks(fn: Fn, env: LockEnv): BodyLocks {
  const { ops } = fn.fact;
  if (ops.length === 0) return none;
  const body = env.typesOf(fn);
  const paths: (LockPath | null)[] = [];
  const reassigned = reassignedNames(ops);
  const bound = new Map<string, LockPath>();
  /** Guards by local name: the locks that they stand for, held or not. */
  const guards = new Map<string, readonly Held[]>();
  /** Guards that were told to try, by the call: held where it said yes. */
  const attempts = new Map<Ref, Held>();
  /** Locks that were only tried. */
  const tried = new Set<string>();
  const acquires = new Map<string, Acquire>();
  const optional = new Set<Ref>();
  /** Operations of `asks ? a : b` and `asks && a` whose condition reads a parameter. */
  const asked = ops.flatMap((op, i): [Ref, Ref][] => {
    const cond =
      op.k === "select"
        ? op.cond
        : op.k === "binary" && (op.op === "&&" || op.op === "||")
          ? op.a
          : -1;
    return cond >= 0 && asksParameter(cond) ? [[cond, i]] : [];
  });
  const givesUp = new Map<Ref, readonly LockPath[]>();
  const changes: { at: Ref; state: LockState }[] = [];
  const exits: LockState[] = [];
  const blocks: Block[] = [];
  /** What guards without a name hold, by the operation with which their full expression ends. */
  const temporaries = new Map<Ref, Held[]>();
  let returned: LockPath | null = null;
  let returns = 0;
  let state: LockState = nothingHeld;
  let dead = false;

  const open = (k: Block["k"], cond: Ref = -1): void => {
    const optional = blocks.at(-1)?.optional === true || (cond >= 0 && asksParameter(cond));
    blocks.push({ k, optional, entry: state, out: null, sawElse: false, declared: [] });
  };
  const set = (next: LockState, at: Ref): void => {
    state = next;
    const last = changes.at(-1);
    if (last !== undefined && last.at === at) last.state = next;
    else changes.push({ at, state: next });
  };

  open("body");
  const lastInit = Math.max(-1, ...fn.fact.inits.flatMap((init) => init.args));
  if (lastInit < 0) initMembers(0);
  for (let i = 0; i < ops.length; i++) {
    step(ops[i]!, i);
    if (i === lastInit) initMembers(i);
    const gone = temporaries.get(i);
    if (gone !== undefined)
      set({ ...state, held: state.held.filter((h) => !gone.includes(h)) }, i + 1);
  }
  while (blocks.length > 0) close(ops.length);
  if (!dead) exits.push(state);

  const final = exits.reduce<LockState | null>((a, b) => (a === null ? b : meet(a, b)), null);
  return {
    acquires: [...acquires.values()],
    leaves: (final?.held ?? []).filter((h) => h.guard === null || h.guard === "return"),
    drops: final?.dropped ?? [],
    returns: returns === 1 ? returned : null,
    at: (ref) => stateAt(changes, ref),
    optional,
    givesUp,
  };

  // Operations -----------------------------------------------------------------------------------------------

  function step(op: Op, i: Ref): void {
    paths[i] = pathOf(op, i);
    switch (op.k) {
      case "call":
        if (isOptional(i)) optional.add(i);
        call(op, i);
        movedAway(op.args, i);
        return;
      case "construct":
        constructed(body.types[i] ?? null, op.args, i, op, null);
        return;
      case "new":
        constructed(body.types[i] ?? null, op.args, i, op, null);
        return;
      case "local":
        local(op, i);
        return;
      case "delete": {
        const cls = classOf(body.types[op.a] ?? null);
        if (cls !== null) destroyed(cls, paths[op.a] ?? null, i, op);
        return;
      }
      case "return":
        returnValue(op.value);
        exits.push(leaving(op.value));
        dead = true;
        return;
      case "throw":
      case "break":
      case "continue":
      case "goto":
        dead = true;
        return;
      case "if":
      case "loop":
      case "switch":
      case "try":
      case "catch":
      case "scope":
        open(op.k, op.k === "if" || op.k === "switch" ? op.cond : -1);
        if (op.k === "if") attempted(op.cond, i);
        return;
      case "else": {
        const block = blocks.at(-1);
        if (block === undefined) return;
        endLocals(block, i);
        comeOut(block);
        block.sawElse = true;
        set(block.entry, i);
        return;
      }
      case "case": {
        const block = blocks.at(-1);
        if (block === undefined) return;
        endLocals(block, i);
        // Falling through from the case before and jumping here meet.
        set(dead ? block.entry : meet(block.entry, state), i);
        dead = false;
        return;
      }
      case "end":
        close(i);
        return;
      default:
    }
  }

  function isOptional(at: Ref): boolean {
    return blocks.at(-1)?.optional === true || asked.some(([from, to]) => from < at && at < to);
  }

  /** `if (guard.try_lock())` holds inside, `if (!guard.try_lock()) return;` after it. */
  function attempted(cond: Ref, i: Ref): void {
    const block = blocks.at(-1)!;
    const op = ops[cond];
    const failed = op?.k === "unary" && op.op === "!" ? attempts.get(op.a) : undefined;
    const got = failed === undefined ? sure(cond) : [failed];
    if (got.length === 0) return;
    const holding = { ...state, held: [...state.held, ...got] };
    if (failed !== undefined) block.entry = holding;
    else set(holding, i + 1);
  }

  /** Attempts without which the condition is false. */
  function sure(cond: Ref): readonly Held[] {
    const op = ops[cond];
    if (op?.k === "binary" && op.op === "&&") return [...sure(op.a), ...sure(op.b)];
    const held = attempts.get(cond);
    return held === undefined ? [] : [held];
  }

  /** Does the condition read a yes-or-no parameter? */
  function asksParameter(ref: Ref, depth = 0): boolean {
    const op = ops[ref];
    if (op === undefined || depth > 8) return false;
    switch (op.k) {
      case "name":
        return fn.fact.params.some(
          (p) => p.name === op.name && p.type.name === "bool" && p.type.pointers === 0,
        );
      case "unary":
      case "cast":
        return asksParameter(op.a, depth + 1);
      case "binary":
        return asksParameter(op.a, depth + 1) || asksParameter(op.b, depth + 1);
      default:
        return false;
    }
  }

  function close(i: Ref): void {
    const block = blocks.pop();
    if (block === undefined) return;
    endLocals(block, i);
    if (block.k === "body") return;
    if (block.k === "scope") {
      set(state, i + 1);
      return;
    }
    if (block.k === "loop") {
      // Not entered, or left again: what is held in both.
      set(dead ? block.entry : meet(block.entry, state), i + 1);
      dead = false;
      return;
    }
    comeOut(block);
    if ((block.k === "if" && !block.sawElse) || block.k === "switch" || block.k === "try")
      block.out = block.out === null ? block.entry : meet(block.out, block.entry);
    if (block.k === "catch") block.out = block.entry;
    dead = block.out === null;
    set(block.out ?? block.entry, i + 1);
  }

  function comeOut(block: Block): void {
    if (!dead) block.out = block.out === null ? state : meet(block.out, state);
    dead = false;
  }

  function endLocals(block: Block, i: Ref): void {
    for (const { name, cls } of block.declared.toReversed()) {
      if (guards.has(name)) {
        set({ ...state, held: state.held.filter((h) => h.guard !== name) }, i);
        guards.delete(name);
      }
      if (cls !== null)
        destroyed(cls, rootPath({ k: "local", name }), i, ops[Math.min(i, ops.length - 1)]!);
    }
    block.declared.length = 0;
  }

  // Paths ----------------------------------------------------------------------------------------------------

  function pathOf(op: Op, i: Ref): LockPath | null {
    switch (op.k) {
      case "this":
        return rootPath({ k: "this" });
      case "name":
        return namePath(op.name, i);
      case "member": {
        const base = paths[op.obj] ?? null;
        let t = body.types[op.obj] ?? null;
        while (t !== null && t.model?.is === "pointer" && t.args[t.model.of ?? 0] !== undefined)
          t = t.args[t.model.of ?? 0]!;
        if (t?.cls != null) {
          const field = findField(t.cls, op.name);
          if (field === null) return op.name === "first" || op.name === "second" ? base : null;
          if (field.isStatic) return rootPath({ k: "global", name: fieldStep(field).key });
          if (base === null)
            return rebase({ ...rootPath({ k: "this" }), steps: [fieldStep(field)] }, null);
          return extend(base, fieldStep(field));
        }
        if (base === null) return null;
        return op.name === "first" || op.name === "second" ? base : extend(base, partStep(op.name));
      }
      case "index":
      case "element": {
        const base = paths[op.k === "index" ? op.obj : op.of] ?? null;
        return base === null ? null : extend(base, elementStep);
      }
      case "unary":
        return op.op === "*" || op.op === "&" ? (paths[op.a] ?? null) : null;
      case "cast":
      case "await":
        return paths[op.a] ?? null;
      case "select": {
        const a = paths[op.a] ?? null;
        return a !== null && a.key === paths[op.b]?.key ? a : null;
      }
      case "construct":
        return op.args.length === 1 ? (paths[op.args[0]!] ?? null) : null;
      case "call":
        return callPath(op, i);
      default:
        return null;
    }
  }

  function namePath(written: string, i: Ref): LockPath | null {
    const known = bound.get(written);
    if (known !== undefined) return known;
    if (reassigned.has(written) && body.locals.has(written)) {
      // Another object each time: only its class is known.
      const cls = classOf(body.locals.get(written) ?? null);
      return cls === null ? null : rootPath({ k: "class", cls });
    }
    const param = fn.fact.params.findIndex((p) => p.name === written);
    if (param >= 0) return rootPath({ k: "param", index: param });
    if (body.locals.has(written)) {
      const stands = guards.get(written);
      if (stands !== undefined && stands.length === 1) return stands[0]!.path;
      return rootPath({ k: "local", name: written });
    }
    for (let f = fn.parent; f !== null; f = f.parent)
      if (env.typesOf(f).locals.has(written)) return rootPath({ k: "capture", name: written });
    if (fn.owner !== null && !written.includes("::")) {
      const field = findField(fn.owner, written);
      if (field !== null)
        return field.isStatic
          ? rootPath({ k: "global", name: fieldStep(field).key })
          : extend(rootPath({ k: "this" }), fieldStep(field));
    }
    const variable = body.globals.get(i);
    if (variable !== undefined)
      return rootPath({
        k: "global",
        name: `${variable.fact.internal ? variable.file.path : ""}|${variable.name}`,
      });
    const place = body.places.get(i);
    return place === undefined ? null : rootPath({ k: "global", name: place });
  }

  function callPath(op: Extract<Op, { k: "call" }>, i: Ref): LockPath | null {
    const mention = body.mentions.get(op.callee);
    const callee = ops[op.callee];
    const receiver = receiverOf(callee);
    if (mention?.k === "model") {
      const r = mention.model.returns;
      switch (r?.is) {
        case "this":
          return receiver;
        case "arg":
          return paths[op.args[r.arg] ?? -1] ?? null;
        case "element":
        case "mapped":
        case "inserted":
          return receiver === null ? null : extend(receiver, elementStep);
        case "part":
          return receiver === null ? null : extend(receiver, partStep(`#${r.name}`));
        case "global":
          return rootPath({ k: "global", name: r.name });
        default:
          return null;
      }
    }
    if (mention?.k !== "functions") return null;
    const targets = chosen(mention.fns, op.args);
    const only = targets.length === 1 ? env.locksOf(targets[0]!)?.returns : undefined;
    if (only != null) return substitute(only, targets[0]!, receiver, op.args);
    // One object for the whole process.
    if (
      targets.length === 1 &&
      op.args.length === 0 &&
      /^(get_?)?instance$|^singleton$/i.test(targets[0]!.fact.name) &&
      targets[0]!.fact.isStatic
    )
      return rootPath({ k: "global", name: `${targets[0]!.name}()` });
    const t = body.types[i] ?? null;
    return t?.cls == null ? null : rootPath({ k: "class", cls: t.cls });
  }

  function receiverOf(callee: Op | undefined): LockPath | null {
    if (callee?.k === "member") return paths[callee.obj] ?? null;
    return fn.owner === null ? null : rootPath({ k: "this" });
  }

  /** A path of the callee in terms of this function. */
  function substitute(
    path: LockPath,
    callee: Fn,
    receiver: LockPath | null,
    args: readonly Ref[],
  ): LockPath | null {
    return rebase(path, baseOf(path.root, callee, receiver, args));
  }

  function baseOf(
    root: LockRoot,
    callee: Fn,
    receiver: LockPath | null,
    args: readonly Ref[],
  ): LockPath | null {
    switch (root.k) {
      case "this":
        return callee.fact.kind === "lambda" ? rootPath(root) : receiver;
      case "param":
        return paths[args[root.index] ?? -1] ?? null;
      case "capture":
        if (callee.parent !== fn) return callee.fact.kind === "lambda" ? rootPath(root) : null;
        return namePath(root.name, -1);
      case "global":
      case "class":
        return rootPath(root);
      case "local":
        return null;
    }
  }

  /** Of overloads, the one that the types of the arguments fit; several overriders; nothing when in doubt. */
  function chosen(fns: readonly Fn[], args: readonly Ref[]): readonly Fn[] {
    const fit = viable(fns, args.length).filter((f) => f.fact.defined);
    if (fit.length <= 1) return fit;
    const scores = fit.map((f) => fitness(f, args));
    const best = Math.max(...scores);
    const left = fit.filter((_, i) => scores[i] === best);
    const classes = new Set(left.map((f) => f.owner ?? f.file));
    return classes.size === left.length ? left : [];
  }

  function fitness(f: Fn, args: readonly Ref[]): number {
    const { locals } = env.typesOf(f);
    let score = 0;
    args.forEach((arg, i) => {
      const given = body.types[arg] ?? null;
      const wanted = locals.get(f.fact.params[i]?.name ?? "") ?? null;
      if (given === null || wanted === null) return;
      if (given.name === wanted.name) score += 2;
      else if (given.cls !== null && wanted.cls !== null && isDerived(given.cls, wanted.cls))
        score++;
      else score--;
    });
    return score;
  }

  // Taking and giving back -----------------------------------------------------------------------------------

  function take(
    path: LockPath,
    how: { readonly shared: boolean; readonly recursive: boolean; readonly tries: boolean },
    at: Ref,
    span: Op,
    guard: string | null,
  ): void {
    const { shared, recursive } = how;
    const { start, end } = span;
    // `if (!guard.owns_lock()) guard.lock();`
    if (guard !== null && state.held.some((h) => h.guard === guard && h.path.key === path.key))
      return;
    const dropped = state.dropped.some((d) => d.key === path.key);
    if (!how.tries && !dropped)
      add({
        path,
        shared,
        recursive,
        at,
        start,
        end,
        through: null,
        held: state.held,
        dropped: state.dropped,
        optional: isOptional(at),
        depth: 0,
      });
    if (how.tries && guard === null) {
      // Held or not: nobody can say. Not held for whoever asks, not the caller's when given back.
      tried.add(path.key);
      return;
    }
    const held: Held = { path, shared, recursive, at, start, end, guard };
    if (how.tries && ops[at]?.k === "call" && guard !== null && guards.has(guard)) {
      // Held where a condition says so.
      attempts.set(at, held);
      return;
    }
    if (dropped && guard === null)
      set({ ...state, dropped: state.dropped.filter((d) => d.key !== path.key) }, at + 1);
    else set({ ...state, held: [...state.held, held] }, at + 1);
  }

  function giveBack(path: LockPath, at: Ref): void {
    const index = state.held.findLastIndex((h) => h.path.key === path.key);
    if (index >= 0) set({ ...state, held: state.held.filter((_, i) => i !== index) }, at + 1);
    else if (isOne(path) && !tried.has(path.key) && !state.dropped.some((d) => d.key === path.key))
      set({ ...state, dropped: [...state.dropped, path] }, at + 1);
  }

  /** The nearest of equal ones is kept. */
  function add(acquire: Acquire): void {
    const key = `${acquire.path.key}|${acquire.shared}|${acquire.held.map((h) => h.path.key).join(",")}`;
    const known = acquires.get(key);
    if (known !== undefined && known.depth <= acquire.depth) return;
    if (known === undefined && acquires.size >= maxAcquires) return;
    acquires.set(key, acquire);
  }

  /**
   * Overriders that all lock, or all unlock, something of their own: an abstract lock. Which kind it is does not
   * matter; the object is the lock.
   */
  function lockInterface(targets: readonly Fn[], op: Extract<Op, { k: "call" }>, i: Ref): boolean {
    if (targets.length < 2) return false;
    const all = targets.map((t) => env.locksOf(t));
    const takes = all.every(
      (l) => l?.leaves.length === 1 && l.leaves[0]!.path.root.k === "this" && l.drops.length === 0,
    );
    const gives = all.every(
      (l) => l?.drops.length === 1 && l.drops[0]!.root.k === "this" && l.leaves.length === 0,
    );
    const receiver = receiverOf(ops[op.callee]);
    if (receiver === null || (!takes && !gives)) return false;
    const path = extend(receiver, partStep("#lock"));
    if (gives) giveBack(path, i);
    else {
      const left = all.map((l) => l!.leaves[0]!);
      const shared = left.every((h) => h.shared);
      const recursive = left.some((h) => h.recursive);
      take(path, { shared, recursive, tries: false }, i, op, null);
    }
    return true;
  }

  /** A guard that is moved into a call is gone when the call is over, unless its value is kept. */
  function movedAway(args: readonly Ref[], i: Ref): void {
    for (const arg of args) {
      const guard = guardAt(arg);
      if (guard === null || !isMoved(arg)) continue;
      guards.delete(guard);
      set({ ...state, held: state.held.filter((h) => h.guard !== guard) }, i + 1);
    }
  }

  function call(op: Extract<Op, { k: "call" }>, i: Ref): void {
    const mention = body.mentions.get(op.callee);
    if (mention === undefined) return;
    switch (mention.k) {
      case "model":
        applyModel(mention.model, op, i);
        return;
      case "type":
        constructed(mention.type, op.args, i, op, null);
        return;
      case "functions": {
        const targets = chosen(mention.fns, op.args);
        if (lockInterface(targets, op, i) || targets.length > maxTargets) return;
        for (const target of targets)
          enter(target, targets.length, receiverOf(ops[op.callee]), op.args, i, op, null);
        return;
      }
      default:
    }
  }

  function enter(
    target: Fn,
    targets: number,
    receiver: LockPath | null,
    args: readonly Ref[],
    i: Ref,
    span: Op,
    guard: string | null,
  ): void {
    const locks = env.locksOf(target);
    if (locks === undefined) return;
    for (const inner of locks.acquires) {
      if (inner.depth >= maxDepth) continue;
      const path = substitute(inner.path, target, receiver, args);
      if (path === null) continue;
      const dropped = inner.dropped.flatMap((d) => substitute(d, target, receiver, args) ?? []);
      const without =
        dropped.length === 0
          ? state.held
          : state.held.filter((h) => !dropped.some((d) => d.key === h.path.key));
      add({
        path,
        shared: inner.shared,
        recursive: inner.recursive,
        at: i,
        start: span.start,
        end: span.end,
        through: { fn: target, inner, targets },
        held: without,
        dropped: [...state.dropped, ...dropped],
        optional: inner.optional || isOptional(i),
        depth: inner.depth + 1,
      });
    }
    if (targets > 1) return;
    for (const d of locks.drops) {
      const path = substitute(d, target, receiver, args);
      if (path !== null) giveBack(path, i);
    }
    for (const h of locks.leaves) {
      const path = substitute(h.path, target, receiver, args);
      if (path === null) continue;
      const { start, end } = span;
      const held: Held = {
        path,
        shared: h.shared,
        recursive: h.recursive,
        at: i,
        start,
        end,
        guard: h.guard === "return" ? "return" : guard,
      };
      set(
        { held: [...state.held, held], dropped: state.dropped.filter((d) => d.key !== path.key) },
        i + 1,
      );
    }
    if (guard === null && locks.leaves.some((h) => h.guard === "return") && !isKept(i))
      endsWithExpression(
        state.held.filter((h) => h.at === i),
        i,
      );
  }

  /** A guard that nobody keeps is gone at the end of the expression: `box.lock()->use()` uses it under the lock. */
  function endsWithExpression(held: readonly Held[], i: Ref): void {
    const used = new Set<Ref>([i]);
    let last = i;
    for (let j = i + 1; j < Math.min(ops.length, i + 80); j++) {
      const op = ops[j]!;
      if (!ofExpressions.has(op.k)) break;
      if (!operands(op).some((ref) => used.has(ref))) continue;
      used.add(j);
      last = j;
    }
    if (last === i) set({ ...state, held: state.held.filter((h) => !held.includes(h)) }, i + 1);
    else temporaries.set(last, [...(temporaries.get(last) ?? []), ...held]);
  }

  /** The value of the call initialises a variable or is returned. */
  function isKept(i: Ref): boolean {
    for (let j = i + 1; j < Math.min(ops.length, i + 8); j++) {
      const op = ops[j]!;
      if (op.k === "local" && op.args.includes(i)) return true;
      if (op.k === "return" && op.value === i) return true;
      if (op.k === "assign" && op.value === i) return true;
    }
    return false;
  }

  function applyModel(found: FunctionModel, op: Extract<Op, { k: "call" }>, i: Ref): void {
    const model = modelOfCall(found, op.args.length);
    const { callee } = op;
    for (const effect of model.effects ?? []) {
      if (!holds(ops, effect, op.args)) continue;
      apply(effect, op.args, ops[callee], i, op);
    }
    const { returns } = model;
    const made = body.types[i] ?? null;
    if (returns?.is === "make" && made !== null && isGuard(made)) {
      const args = returns.args?.flatMap((place) => placesOf(place, op.args, ops[callee]));
      guardMade(made, args?.map((p) => p.ref) ?? op.args, i, op, null);
    }
    if (model.noreturn === true) dead = true;
  }

  function apply(
    effect: ModelEffect,
    args: readonly Ref[],
    callee: Op | undefined,
    i: Ref,
    span: Op,
  ): void {
    switch (effect.do) {
      case "lock":
        for (const place of placesOf(effect.of, args, callee)) {
          const guard = guardAt(place.ref);
          const how = { shared: effect.shared === true, tries: effect.try === true };
          if (guard !== null)
            for (const h of guards.get(guard) ?? [])
              take(
                h.path,
                { ...how, shared: h.shared || how.shared, recursive: h.recursive },
                i,
                span,
                guard,
              );
          else if (place.path !== null)
            take(
              place.path,
              { ...how, recursive: place.type?.model?.recursive === true },
              i,
              span,
              null,
            );
        }
        return;
      case "unlock":
        for (const place of placesOf(effect.of, args, callee)) {
          const guard = guardAt(place.ref);
          if (guard !== null)
            set({ ...state, held: state.held.filter((h) => h.guard !== guard) }, i + 1);
          else if (place.path !== null) giveBack(place.path, i);
        }
        return;
      case "disown":
        for (const place of placesOf(effect.of, args, callee)) {
          const guard = guardAt(place.ref);
          if (guard === null) continue;
          guards.delete(guard);
          set(
            {
              ...state,
              held: state.held.map((h) => (h.guard === guard ? { ...h, guard: null } : h)),
            },
            i + 1,
          );
        }
        return;
      case "wait":
        if (effect.unlocks !== undefined)
          givesUp.set(
            i,
            placesOf(effect.unlocks, args, callee).flatMap((p) => {
              const guard = guardAt(p.ref);
              return guard !== null ? (guards.get(guard) ?? []).map((h) => h.path) : (p.path ?? []);
            }),
          );
        return;
      case "invoke":
        for (const place of placesOf(effect.run, args, callee)) {
          const lambda = lambdaAt(place.ref);
          if (lambda !== null) enter(lambda, 1, rootPath({ k: "this" }), [], i, span, null);
        }
        return;
      case "destroy":
        for (const place of placesOf(effect.of, args, callee)) {
          const cls = sharesIt(place.type) ? null : heldClass(place.type);
          if (cls !== null) destroyed(cls, place.path, i, span);
        }
        return;
      case "write":
        if (typeof effect.of === "string" && effect.of.endsWith(".recursive"))
          for (const place of placesOf(
            effect.of.slice(0, -".recursive".length) as Place,
            args,
            callee,
          ))
            if (place.path !== null)
              env.recursive.add(place.path.steps.at(-1)?.key ?? place.path.key);
        return;
      default:
    }
  }

  interface PlaceOf {
    readonly ref: Ref;
    readonly path: LockPath | null;
    readonly type: Type | null;
  }

  function placesOf(
    place: Place,
    args: readonly Ref[],
    callee: Op | undefined,
  ): readonly PlaceOf[] {
    const at = (ref: Ref): PlaceOf => ({
      ref,
      path: paths[ref] ?? null,
      type: body.types[ref] ?? null,
    });
    const dot = place.indexOf(".");
    if (dot > 0 && !place.endsWith("..")) {
      return placesOf(place.slice(0, dot) as Place, args, callee).map((p) => ({
        ref: -1,
        type: null,
        path: p.path === null ? null : extend(p.path, partStep(`#${place.slice(dot + 1)}`)),
      }));
    }
    if (place === "this") {
      if (callee?.k === "member") return [at(callee.obj)];
      return fn.owner === null ? [] : [{ ref: -1, path: rootPath({ k: "this" }), type: null }];
    }
    if (place === "args") return args.map(at);
    const index = /^arg(\d+)(\.\.)?$/.exec(place);
    if (index === null) return [];
    const n = Number(index[1]);
    return (index[2] === undefined ? args.slice(n, n + 1) : args.slice(n)).map(at);
  }

  /** The name of the local guard that an operation reads. */
  function guardAt(ref: Ref): string | null {
    const op = ops[ref];
    if (op?.k === "name" && guards.has(op.name)) return op.name;
    if (op?.k === "unary" || op?.k === "cast") return guardAt(op.a);
    if (op?.k === "call" && op.args.length === 1) {
      const callee = ops[op.callee];
      if (callee?.k === "name" && lastPart(callee.name) === "move") return guardAt(op.args[0]!);
    }
    return null;
  }

  function lambdaAt(ref: Ref): Fn | null {
    const op = ops[ref];
    return op?.k === "lambda" ? (fn.lambdas.get(op.fn) ?? null) : null;
  }

  // Objects --------------------------------------------------------------------------------------------------

  function local(op: Extract<Op, { k: "local" }>, i: Ref): void {
    const type = body.locals.get(op.name) ?? null;
    const first = op.args.length === 1 ? op.args[0]! : -1;
    const moved = guardAt(first);
    const block = blocks.at(-1);
    if (moved !== null && isMoved(first)) {
      // The new guard stands for what the old one stood for.
      guards.set(op.name, guards.get(moved) ?? []);
      guards.delete(moved);
      set(
        {
          ...state,
          held: state.held.map((h) => (h.guard === moved ? { ...h, guard: op.name } : h)),
        },
        i + 1,
      );
      block?.declared.push({ name: op.name, cls: null });
      return;
    }
    const given = state.held.filter((h) => h.guard === "return" && h.at === first);
    if (given.length > 0) {
      guards.set(op.name, given);
      set(
        {
          ...state,
          held: state.held.map((h) => (given.includes(h) ? { ...h, guard: op.name } : h)),
        },
        i + 1,
      );
      block?.declared.push({ name: op.name, cls: null });
      return;
    }
    const byValue = op.type.pointers === 0 && !op.type.reference;
    if (byValue && type !== null && op.style !== "assign") {
      constructed(type, op.args, i, op, op.name);
    }
    if (byValue && type !== null && !op.isStatic && !guards.has(op.name)) {
      const cls =
        type.pointers > 0 || type.reference
          ? null
          : type.model?.owns === "yes"
            ? heldClass(type)
            : type.cls;
      if (cls !== null) block?.declared.push({ name: op.name, cls });
    } else if (guards.has(op.name)) block?.declared.push({ name: op.name, cls: null });
    const path = first >= 0 ? (paths[first] ?? null) : null;
    if (op.isStatic) bound.set(op.name, rootPath({ k: "global", name: `${fn.name}|${op.name}` }));
    else if (path !== null && !reassigned.has(op.name) && (!byValue || standsFor(type)))
      bound.set(op.name, path);
  }

  function isMoved(ref: Ref): boolean {
    const op = ops[ref];
    return op?.k === "call";
  }

  /** An object comes into being: a guard locks, and so may any constructor. */
  function constructed(
    type: Type | null,
    args: readonly Ref[],
    i: Ref,
    span: Op,
    name: string | null,
  ): void {
    if (type === null || type.pointers > 0) return;
    if (isGuard(type)) {
      guardMade(type, args, i, span, name);
      return;
    }
    if (type.cls === null) return;
    const all = findMethods(type.cls, type.cls.fact.name);
    const ctors = chosen(
      all.filter((m) => m.owner === type.cls).map((m) => m.definition ?? m.declaration),
      args,
    );
    const ctor = ctors.length === 1 ? ctors[0]! : null;
    const self = name === null ? null : rootPath({ k: "local", name });
    if (ctor === null) return;
    const before = state.held;
    enter(ctor, 1, self, args, i, span, name);
    const left = state.held.filter((h) => !before.includes(h));
    if (left.length === 0) return;
    if (name === null) {
      // A temporary, or an object that outlives the function: not followed.
      set({ ...state, held: before }, i + 1);
      return;
    }
    if (endsLocks(type.cls)) guards.set(name, left);
    else
      set(
        { ...state, held: state.held.map((h) => (left.includes(h) ? { ...h, guard: null } : h)) },
        i + 1,
      );
  }

  /** Destroying one gives back what its constructor took. */
  function endsLocks(cls: ClassInfo): boolean {
    const dtor = findMethods(cls, `~${cls.fact.name}`)[0]?.definition;
    if (dtor != null) {
      const locks = env.locksOf(dtor);
      if (locks !== undefined && locks.drops.length > 0) return true;
      // Conditional unlocking (`if (locked_) mu_.unlock()`) meets in nothing; what it may drop counts here.
      if (dtor.fact.ops.some((op) => op.k === "call" && unlocks(dtor, op))) return true;
    }
    for (const field of cls.fields.values()) if (guardName.test(field.type.name)) return true;
    return cls.bases.some((b) => b.cls !== null && b.cls !== cls && endsLocks(b.cls));
  }

  function unlocks(dtor: Fn, op: Extract<Op, { k: "call" }>): boolean {
    const mention = env.typesOf(dtor).mentions.get(op.callee);
    if (mention?.k === "model")
      return mention.model.effects?.some((e) => e.do === "unlock") === true;
    if (mention?.k !== "functions") return false;
    return mention.fns.some((f) => (env.locksOf(f)?.drops.length ?? 0) > 0);
  }

  function guardMade(
    type: Type,
    args: readonly Ref[],
    i: Ref,
    span: Op,
    name: string | null,
  ): void {
    const effects: readonly ModelEffect[] = type.model?.construct ?? [];
    const stands: Held[] = [];
    for (const arg of args) {
      const path = paths[arg] ?? null;
      const t = body.types[arg] ?? null;
      if (path === null || isTag(ops, arg)) continue;
      const inner = guardAt(arg);
      if (inner !== null) continue;
      const { start, end } = span;
      const recursive = t?.model?.recursive === true || isRecursiveArg(type);
      stands.push({ path, shared: false, recursive, at: i, start, end, guard: name });
    }
    let locked = false;
    const adopted = args.some((a) => isTag(ops, a) && /adopt/.test(textOf(ops, a)));
    const before = state.held;
    for (const effect of effects) {
      if (effect.do !== "lock" || !holds(ops, effect, args)) continue;
      locked = true;
      const which = effect.of === "args" ? stands : stands.slice(0, 1);
      for (const h of which)
        take(
          h.path,
          { shared: effect.shared === true, recursive: h.recursive, tries: effect.try === true },
          i,
          span,
          name,
        );
    }
    if (name === null) {
      if (isReturned(i))
        set(
          {
            ...state,
            held: state.held.map((h) => (before.includes(h) ? h : { ...h, guard: "return" })),
          },
          i + 1,
        );
      else if (!isKept(i))
        endsWithExpression(
          state.held.filter((h) => !before.includes(h)),
          i,
        );
      else
        set(
          {
            ...state,
            held: state.held.map((h) => (before.includes(h) ? h : { ...h, guard: "return" })),
          },
          i + 1,
        );
      return;
    }
    if (!locked && adopted)
      set(
        {
          ...state,
          held: state.held.map((h) =>
            stands.some((s) => s.path.key === h.path.key) ? { ...h, guard: name } : h,
          ),
        },
        i + 1,
      );
    guards.set(name, stands);
  }

  function isReturned(i: Ref): boolean {
    return ops.some((op) => op.k === "return" && op.value === i);
  }

  function isRecursiveArg(type: Type): boolean {
    return type.args.some((a) => a.model?.recursive === true);
  }

  /** Guards among the members: `Holder(M& m) : lock_(m) {}`. */
  function initMembers(at: Ref): void {
    if (fn.fact.kind !== "constructor" || fn.owner === null) return;
    for (const init of fn.fact.inits) {
      const field = findField(fn.owner, init.name);
      if (field === null) continue;
      const arg = init.args[0];
      const given = arg === undefined ? null : (paths[arg] ?? null);
      if (given !== null && (field.type.reference || field.type.pointers > 0)) {
        // A reference member is what it was bound to.
        bound.set(init.name, given);
        continue;
      }
      if (
        guardName.test(field.type.name) &&
        given !== null &&
        !init.args.some((a) => isTag(ops, a))
      ) {
        const shared = /shared|read/i.test(field.type.name);
        take(
          given,
          { shared, recursive: false, tries: false },
          Math.max(at, 0),
          { ...ops[Math.max(at, 0)]!, start: init.start, end: init.end },
          null,
        );
      }
    }
  }

  function destroyed(cls: ClassInfo, path: LockPath | null, i: Ref, span: Op): void {
    for (const inner of env.destruction(cls)) {
      const rebased = rebase(
        inner.path,
        inner.path.root.k === "this" ? path : rootPath(inner.path.root),
      );
      if (rebased === null || inner.depth >= maxDepth || inner.through === null) continue;
      const { start, end } = span;
      add({
        path: rebased,
        shared: inner.shared,
        recursive: inner.recursive,
        at: i,
        start,
        end,
        through: inner.through,
        held: state.held,
        dropped: state.dropped,
        optional: inner.optional || isOptional(i),
        depth: inner.depth + 1,
      });
    }
  }

  function returnValue(value: Ref): void {
    returns++;
    returned = value < 0 ? null : (paths[value] ?? null);
    if (returned?.root.k === "local") returned = null;
  }

  /** The state with which a `return` leaves: a guard that is returned goes with the value. */
  function leaving(value: Ref): LockState {
    const guard = value < 0 ? null : guardAt(value);
    const held = state.held.map((h) =>
      guard !== null && h.guard === guard ? { ...h, guard: "return" } : h,
    );
    return { ...state, held: held.filter((h) => h.guard === null || h.guard === "return") };
  }
}

/** Operations that an expression is made of: at any other it has ended. */
const ofExpressions: ReadonlySet<Op["k"]> = new Set([
  "name",
  "this",
  "member",
  "index",
  "call",
  "new",
  "construct",
  "local",
  "list",
  "lambda",
  "literal",
  "string",
  "unary",
  "binary",
  "select",
  "cast",
  "await",
  "assign",
  "delete",
]);

const isGuard = (type: Type): boolean => type.model?.is === "guard";

const guardName = /(^|::)(lock_guard|unique_lock|scoped_lock|shared_lock)$/;

function textOf(ops: readonly Op[], ref: Ref): string {
  const op = ops[ref];
  switch (op?.k) {
    case "name":
      return op.name;
    case "literal":
      return op.text;
    case "construct":
      return op.type.name;
    case "call":
      return textOf(ops, op.callee);
    default:
      return "";
  }
}

function isTag(ops: readonly Op[], ref: Ref): boolean {
  return /(^|::)(adopt_lock|defer_lock|try_to_lock)(_t)?$/.test(textOf(ops, ref));
}

/** `when` and `unless` look at the constants written among the arguments. */
function holds(ops: readonly Op[], effect: ModelEffect, args: readonly Ref[]): boolean {
  const has = (names: readonly string[]): boolean =>
    args.some((a) => {
      // A constant may be written as an object of its type: `std::defer_lock_t()`.
      const written = lastPart(textOf(ops, a)).replace(/_t$/, "");
      return names.some((n) => written === lastPart(n));
    });
  if (effect.when !== undefined && !has(effect.when)) return false;
  return effect.unless === undefined || !has(effect.unless);
}

function classOf(type: Type | null): ClassInfo | null {
  return type?.cls ?? heldClass(type);
}

/**
 * The class of what an owner or container holds and ends. What is shared may live on: nobody here can tell.
 */
function heldClass(type: Type | null, depth = 0): ClassInfo | null {
  if (type === null || depth > 4 || type.model?.owns === "shared") return null;
  if (type.model === null) return type.pointers === 0 ? type.cls : null;
  if (type.model.is !== "container" && type.model.owns === undefined) return type.cls;
  return heldClass(type.args[type.model.of ?? 0] ?? null, depth + 1);
}

/** Somebody else may hold the last reference to what it holds. */
function sharesIt(type: Type | null, depth = 0): boolean {
  if (type?.model == null || depth > 4) return false;
  return type.model.owns === "shared" || sharesIt(type.args[type.model.of ?? 0] ?? null, depth + 1);
}

/** A variable that is another name for what it was initialised with. */
function standsFor(type: Type | null): boolean {
  return type === null || type.model?.is === "pointer" || type.pointers > 0 || type.reference;
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

function meet(a: LockState, b: LockState): LockState {
  if (a === b) return a;
  const held = a.held.filter((h) =>
    b.held.some((x) => x.path.key === h.path.key && x.guard === h.guard),
  );
  const dropped = [
    ...a.dropped,
    ...b.dropped.filter((d) => !a.dropped.some((x) => x.key === d.key)),
  ];
  return { held, dropped };
}

function stateAt(changes: readonly { at: Ref; state: LockState }[], ref: Ref): LockState {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (changes[mid]!.at <= ref) low = mid + 1;
    else high = mid;
  }
  return low === 0 ? nothingHeld : changes[low - 1]!.state;
}
