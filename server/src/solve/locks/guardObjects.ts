/** Objects that hold locks while they live: guards, classes made like one, and what their ends give back. */

import { lastPart } from "../../base/names.ts";
import type { Op, Ref } from "../../facts/op.ts";
import type { ClassInfo } from "../../link/program.ts";
import { findField, findMethods, type Type } from "../../link/types.ts";
import type { Effect as ModelEffect } from "../../models/schema.ts";
import { keptAs, keptBy } from "./keepers.ts";
import { chosen } from "./lockNames.ts";
import { type LockPath, rebase, rootPath } from "./lockPath.ts";
import type { Held } from "./lockState.ts";
import {
  endsLocks,
  guardIn,
  guardName,
  heldClass,
  holds,
  isGuard,
  isTag,
  standsFor,
  textOf,
} from "./lockTypes.ts";
import { type Block, guardOf, isOptional, set, type Walk } from "./lockWalk.ts";
import { add, endsWithExpression, enter, maxDepth, take } from "./taking.ts";

export function local(w: Walk, op: Extract<Op, { k: "local" }>, i: Ref): void {
  const type = w.body.locals.get(op.name) ?? null;
  const first = op.args.length === 1 ? op.args[0]! : -1;
  const moved = guardAt(w, first);
  const block = w.blocks.at(-1);
  const name = hiding(w, op.name, i);
  if (moved !== null && isMoved(w, first)) {
    // The new guard stands for what the old one stood for.
    w.guards.set(name, w.guards.get(moved) ?? []);
    w.guards.delete(moved);
    set(
      w,
      {
        ...w.state,
        held: w.state.held.map((h) => (h.guard === moved ? { ...h, guard: name } : h)),
      },
      i + 1,
    );
    block?.declared.push({ name, cls: null });
    return;
  }
  const mine = keptBy(i);
  const given = w.state.held.filter((h) => h.guard === mine);
  if (given.length > 0) {
    keep(w, name, given, i);
    block?.declared.push({ name, cls: null });
    return;
  }
  const byValue = op.type.pointers === 0 && !op.type.reference;
  if (byValue && type !== null && op.style !== "assign") {
    constructed(w, type, op.args, i, op, name);
  }
  // Room for a guard, empty so far.
  if (byValue && guardIn(type) !== null && !w.guards.has(name)) w.guards.set(name, []);
  if (byValue && type !== null && !op.isStatic && !w.guards.has(name)) {
    const cls =
      type.pointers > 0 || type.reference
        ? null
        : type.model?.owns === "yes"
          ? heldClass(type)
          : type.cls;
    if (cls !== null) block?.declared.push({ name, cls });
  } else if (w.guards.has(name)) block?.declared.push({ name, cls: null });
  const path = first >= 0 ? (w.paths[first] ?? null) : null;
  if (op.isStatic) w.bound.set(op.name, rootPath({ k: "global", name: `${w.fn.name}|${op.name}` }));
  else if (path !== null && !w.reassigned.has(op.name) && (!byValue || standsFor(type)))
    w.bound.set(op.name, path);
}

/** A variable of an inner block that has the name of a guard outside is another one. */
function hiding(w: Walk, variable: string, i: Ref): string {
  const outer = guardOf(w, variable);
  const block = w.blocks.at(-1);
  if (block === undefined || !w.guards.has(outer)) return outer;
  const name = `${variable}@${i}`;
  if (!block.hidden.has(variable)) block.hidden.set(variable, outer);
  w.guardNames.set(variable, name);
  return name;
}

/** A variable becomes the guard of what an expression took for it. */
function keep(w: Walk, name: string, given: readonly Held[], at: Ref): void {
  const kept = given.map((h) => ({ ...h, guard: name }));
  w.guards.set(name, kept);
  const held = w.state.held.map((h) => kept[given.indexOf(h)] ?? h);
  set(w, { ...w.state, held }, at + 1);
}

/** `guard = Guard(mutex);`, `guard = std::move(other);`, `guard = nullptr;`: what it held before is given back. */
export function assigned(w: Walk, op: Extract<Op, { k: "assign" }>, i: Ref): void {
  const mine = keptBy(i);
  const given = w.state.held.filter((h) => h.guard === mine);
  const target = w.ops[op.target];
  const guard = guardAt(w, op.target);
  const moved = guardAt(w, op.value);
  if (guard === null || target?.k !== "name" || op.op !== "=") {
    // It lives on elsewhere: not followed.
    if (given.length > 0)
      set(w, { ...w.state, held: w.state.held.filter((h) => !given.includes(h)) }, i + 1);
    return;
  }
  if (moved === guard) return;
  set(w, { ...w.state, held: w.state.held.filter((h) => h.guard !== guard) }, i + 1);
  if (moved === null || !isMoved(w, op.value)) {
    keep(w, guard, given, i);
    return;
  }
  const held = w.state.held.map((h) => (h.guard === moved ? { ...h, guard } : h));
  w.guards.set(guard, w.guards.get(moved) ?? []);
  w.guards.set(moved, []);
  set(w, { ...w.state, held }, i + 1);
}

/** An object comes into being: a guard locks, and so may any constructor. */
export function constructed(
  w: Walk,
  type: Type | null,
  args: readonly Ref[],
  i: Ref,
  span: Op,
  name: string | null,
): void {
  if (type === null || type.pointers > 0) return;
  if (isGuard(type)) {
    guardMade(w, type, args, i, span, name);
    return;
  }
  const inner = guardIn(type);
  if (inner !== null) {
    const [first = -1] = args;
    const op = w.ops[first];
    if (op?.k === "new") guardMade(w, inner, op.args, i, span, name);
    else if (/(^|::)in_place(_t)?$/.test(textOf(w.ops, first)))
      guardMade(w, inner, args.slice(1), i, span, name);
    return;
  }
  if (type.cls === null) return;
  const all = findMethods(type.cls, type.cls.fact.name);
  const ctors = chosen(
    w,
    all.filter((m) => m.owner === type.cls).map((m) => m.definition ?? m.declaration),
    args,
  );
  const ctor = ctors.length === 1 ? ctors[0]! : null;
  const self = name === null ? null : rootPath({ k: "local", name });
  if (ctor === null) return;
  const before = w.state.held;
  enter(w, ctor, 1, self, args, i, span, name);
  const left = w.state.held.filter((h) => !before.includes(h));
  if (left.length === 0) return;
  if (name === null) {
    // What is no guard may be an object that outlives the function: not followed.
    if (endsLocks(w.env, type.cls)) keepOrEnd(w, left, i);
    else set(w, { ...w.state, held: before }, i + 1);
    return;
  }
  if (endsLocks(w.env, type.cls)) w.guards.set(name, left);
  else
    set(
      w,
      { ...w.state, held: w.state.held.map((h) => (left.includes(h) ? { ...h, guard: null } : h)) },
      i + 1,
    );
}

export function guardMade(
  w: Walk,
  type: Type,
  args: readonly Ref[],
  i: Ref,
  span: Op,
  name: string | null,
): void {
  const effects: readonly ModelEffect[] = type.model?.construct ?? [];
  const stands: Held[] = [];
  for (const arg of args) {
    const path = w.paths[arg] ?? null;
    const t = w.body.types[arg] ?? null;
    if (path === null || isTag(w.ops, arg)) continue;
    const inner = guardAt(w, arg);
    if (inner !== null) continue;
    const { start, end } = span;
    const recursive = t?.model?.recursive === true || isRecursiveArg(type);
    stands.push({ path, shared: false, recursive, at: i, start, end, guard: name });
  }
  let locked = false;
  const adopted = args.some((a) => isTag(w.ops, a) && /adopt/.test(textOf(w.ops, a)));
  const before = w.state.held;
  for (const effect of effects) {
    if (effect.do !== "lock" || !holds(w.ops, effect, args)) continue;
    locked = true;
    const which = effect.of === "args" ? stands : stands.slice(0, 1);
    for (const h of which)
      take(
        w,
        h.path,
        { shared: effect.shared === true, recursive: h.recursive, tries: effect.try === true },
        i,
        span,
        name,
      );
  }
  if (name === null) {
    keepOrEnd(
      w,
      w.state.held.filter((h) => !before.includes(h)),
      i,
    );
    return;
  }
  if (!locked && adopted)
    set(
      w,
      {
        ...w.state,
        held: w.state.held.map((h) =>
          stands.some((s) => s.path.key === h.path.key) ? { ...h, guard: name } : h,
        ),
      },
      i + 1,
    );
  w.guards.set(name, stands);
}

/** What a guard without a name holds stays for whoever keeps it, or ends with the expression. */
function keepOrEnd(w: Walk, held: readonly Held[], i: Ref): void {
  const keeping = keptAs(w, i);
  if (keeping === null) endsWithExpression(w, held, i);
  else {
    const kept = w.state.held.map((h) => (held.includes(h) ? { ...h, guard: keeping } : h));
    set(w, { ...w.state, held: kept }, i + 1);
  }
}

export function endLocals(w: Walk, block: Block, i: Ref): void {
  for (const { name, cls } of block.declared.toReversed()) {
    if (w.guards.has(name)) {
      set(w, { ...w.state, held: w.state.held.filter((h) => h.guard !== name) }, i);
      w.guards.delete(name);
    }
    if (cls !== null)
      destroyed(w, cls, rootPath({ k: "local", name }), i, w.ops[Math.min(i, w.ops.length - 1)]!);
  }
  block.declared.length = 0;
  for (const [variable, outer] of block.hidden) w.guardNames.set(variable, outer);
  block.hidden.clear();
}

export function destroyed(w: Walk, cls: ClassInfo, path: LockPath | null, i: Ref, span: Op): void {
  for (const inner of w.env.destruction(cls)) {
    const rebased = rebase(
      inner.path,
      inner.path.root.k === "this" ? path : rootPath(inner.path.root),
    );
    if (rebased === null || inner.depth >= maxDepth || inner.through === null) continue;
    const { start, end } = span;
    add(w, {
      path: rebased,
      shared: inner.shared,
      recursive: inner.recursive,
      at: i,
      start,
      end,
      through: inner.through,
      held: w.state.held,
      dropped: w.state.dropped,
      optional: inner.optional || isOptional(w, i),
      depth: inner.depth + 1,
    });
  }
}

/** A guard that is moved into a call is gone when the call is over, unless its value is kept. */
export function movedAway(w: Walk, args: readonly Ref[], i: Ref): void {
  for (const arg of args) {
    const guard = guardAt(w, arg);
    if (guard === null || !isMoved(w, arg)) continue;
    w.guards.delete(guard);
    set(w, { ...w.state, held: w.state.held.filter((h) => h.guard !== guard) }, i + 1);
  }
}

/** The name of the local guard that an operation reads. */
export function guardAt(w: Walk, ref: Ref): string | null {
  const op = w.ops[ref];
  if (op?.k === "name" && w.guards.has(guardOf(w, op.name))) return guardOf(w, op.name);
  if (op?.k === "unary" || op?.k === "cast") return guardAt(w, op.a);
  if (op?.k === "call" && op.args.length === 1) {
    const callee = w.ops[op.callee];
    if (callee?.k === "name" && lastPart(callee.name) === "move") return guardAt(w, op.args[0]!);
  }
  return null;
}

function isMoved(w: Walk, ref: Ref): boolean {
  const op = w.ops[ref];
  return op?.k === "call";
}

/** Guards among the members: `Holder(M& m) : lock_(m) {}`. */
export function initMembers(w: Walk, at: Ref): void {
  if (w.fn.fact.kind !== "constructor" || w.fn.owner === null) return;
  for (const init of w.fn.fact.inits) {
    const field = findField(w.fn.owner, init.name);
    if (field === null) continue;
    const arg = init.args[0];
    const given = arg === undefined ? null : (w.paths[arg] ?? null);
    if (given !== null && (field.type.reference || field.type.pointers > 0)) {
      // A reference member is what it was w.bound to.
      w.bound.set(init.name, given);
      continue;
    }
    if (
      guardName.test(field.type.name) &&
      given !== null &&
      !init.args.some((a) => isTag(w.ops, a))
    ) {
      const shared = /shared|read/i.test(field.type.name);
      take(
        w,
        given,
        { shared, recursive: false, tries: false },
        Math.max(at, 0),
        { ...w.ops[Math.max(at, 0)]!, start: init.start, end: init.end },
        null,
      );
    }
  }
}

function isRecursiveArg(type: Type): boolean {
  return type.args.some((a) => a.model?.recursive === true);
}
