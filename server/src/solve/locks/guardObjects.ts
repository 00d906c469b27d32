/** Objects that hold locks while they live: guards, classes made like one, and what their ends give back. */

import { lastPart } from "../../base/names.ts";
import type { Op, Ref } from "../../facts/op.ts";
import type { ClassInfo, Fn } from "../../link/program.ts";
import { findField, findMethods, type Type } from "../../link/types.ts";
import type { Effect as ModelEffect } from "../../models/schema.ts";
import { chosen } from "./lockNames.ts";
import { type LockPath, rebase, rootPath } from "./lockPath.ts";
import type { Held } from "./lockState.ts";
import { guardName, heldClass, holds, isGuard, isTag, standsFor, textOf } from "./lockTypes.ts";
import { type Block, isOptional, set, type Walk } from "./lockWalk.ts";
import { add, endsWithExpression, enter, isKept, maxDepth, take } from "./taking.ts";

export function local(w: Walk, op: Extract<Op, { k: "local" }>, i: Ref): void {
  const type = w.body.locals.get(op.name) ?? null;
  const first = op.args.length === 1 ? op.args[0]! : -1;
  const moved = guardAt(w, first);
  const block = w.blocks.at(-1);
  if (moved !== null && isMoved(w, first)) {
    // The new guard stands for what the old one stood for.
    w.guards.set(op.name, w.guards.get(moved) ?? []);
    w.guards.delete(moved);
    set(
      w,
      {
        ...w.state,
        held: w.state.held.map((h) => (h.guard === moved ? { ...h, guard: op.name } : h)),
      },
      i + 1,
    );
    block?.declared.push({ name: op.name, cls: null });
    return;
  }
  const given = w.state.held.filter((h) => h.guard === "return" && h.at === first);
  if (given.length > 0) {
    w.guards.set(op.name, given);
    set(
      w,
      {
        ...w.state,
        held: w.state.held.map((h) => (given.includes(h) ? { ...h, guard: op.name } : h)),
      },
      i + 1,
    );
    block?.declared.push({ name: op.name, cls: null });
    return;
  }
  const byValue = op.type.pointers === 0 && !op.type.reference;
  if (byValue && type !== null && op.style !== "assign") {
    constructed(w, type, op.args, i, op, op.name);
  }
  if (byValue && type !== null && !op.isStatic && !w.guards.has(op.name)) {
    const cls =
      type.pointers > 0 || type.reference
        ? null
        : type.model?.owns === "yes"
          ? heldClass(type)
          : type.cls;
    if (cls !== null) block?.declared.push({ name: op.name, cls });
  } else if (w.guards.has(op.name)) block?.declared.push({ name: op.name, cls: null });
  const path = first >= 0 ? (w.paths[first] ?? null) : null;
  if (op.isStatic) w.bound.set(op.name, rootPath({ k: "global", name: `${w.fn.name}|${op.name}` }));
  else if (path !== null && !w.reassigned.has(op.name) && (!byValue || standsFor(type)))
    w.bound.set(op.name, path);
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
    // A temporary, or an object that outlives the function: not followed.
    set(w, { ...w.state, held: before }, i + 1);
    return;
  }
  if (endsLocks(w, type.cls)) w.guards.set(name, left);
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
    if (isReturned(w, i))
      set(
        w,
        {
          ...w.state,
          held: w.state.held.map((h) => (before.includes(h) ? h : { ...h, guard: "return" })),
        },
        i + 1,
      );
    else if (!isKept(w, i))
      endsWithExpression(
        w,
        w.state.held.filter((h) => !before.includes(h)),
        i,
      );
    else
      set(
        w,
        {
          ...w.state,
          held: w.state.held.map((h) => (before.includes(h) ? h : { ...h, guard: "return" })),
        },
        i + 1,
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
  if (op?.k === "name" && w.guards.has(op.name)) return op.name;
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

/** Destroying one gives back what its constructor took. */
function endsLocks(w: Walk, cls: ClassInfo): boolean {
  const dtor = findMethods(cls, `~${cls.fact.name}`)[0]?.definition;
  if (dtor != null) {
    const locks = w.env.locksOf(dtor);
    if (locks !== undefined && locks.drops.length > 0) return true;
    // Conditional unlocking (`if (locked_) mu_.unlock()`) meets in nothing; what it may drop counts here.
    if (dtor.fact.ops.some((op) => op.k === "call" && unlocks(w, dtor, op))) return true;
  }
  for (const field of cls.fields.values()) if (guardName.test(field.type.name)) return true;
  return cls.bases.some((b) => b.cls !== null && b.cls !== cls && endsLocks(w, b.cls));
}

function unlocks(w: Walk, dtor: Fn, op: Extract<Op, { k: "call" }>): boolean {
  const mention = w.env.typesOf(dtor).mentions.get(op.callee);
  if (mention?.k === "model") return mention.model.effects?.some((e) => e.do === "unlock") === true;
  if (mention?.k !== "functions") return false;
  return mention.fns.some((f) => (w.env.locksOf(f)?.drops.length ?? 0) > 0);
}

function isReturned(w: Walk, i: Ref): boolean {
  return w.ops.some((op) => op.k === "return" && op.value === i);
}

function isRecursiveArg(type: Type): boolean {
  return type.args.some((a) => a.model?.recursive === true);
}
