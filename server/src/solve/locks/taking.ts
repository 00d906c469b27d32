/** Taking a lock and giving it back: by this function itself, and by what it calls. */

import type { Op, Ref } from "../../facts/op.ts";
import { operands } from "../../facts/operands.ts";
import type { Fn } from "../../link/program.ts";
import { receiverOf, substitute } from "./lockNames.ts";
import { extend, isOne, type LockPath, partStep } from "./lockPath.ts";
import type { Acquire, Held } from "./lockState.ts";
import { keptAs } from "./keepers.ts";
import { isOptional, set, type Walk } from "./lockWalk.ts";

/** Locks remembered for the callers of one function. */
const maxAcquires = 40;
export const maxDepth = 12;

export function take(
  w: Walk,
  path: LockPath,
  how: { readonly shared: boolean; readonly recursive: boolean; readonly tries: boolean },
  at: Ref,
  span: Op,
  guard: string | null,
): void {
  const { shared, recursive } = how;
  const { start, end } = span;
  // `if (!guard.owns_lock()) guard.lock();`
  if (guard !== null && w.state.held.some((h) => h.guard === guard && h.path.key === path.key))
    return;
  const dropped = w.state.dropped.some((d) => d.key === path.key);
  if (!how.tries && !dropped)
    add(w, {
      path,
      shared,
      recursive,
      at,
      start,
      end,
      through: null,
      held: w.state.held,
      dropped: w.state.dropped,
      optional: isOptional(w, at),
      depth: 0,
    });
  if (how.tries && guard === null) {
    // Held or not: nobody can say. Not held for whoever asks, not the caller's when given back.
    w.tried.add(path.key);
    return;
  }
  const held: Held = { path, shared, recursive, at, start, end, guard };
  if (how.tries && w.ops[at]?.k === "call" && guard !== null && w.guards.has(guard)) {
    // Held where a condition says so.
    w.attempts.set(at, held);
    return;
  }
  if (dropped && guard === null)
    set(w, { ...w.state, dropped: w.state.dropped.filter((d) => d.key !== path.key) }, at + 1);
  else set(w, { ...w.state, held: [...w.state.held, held] }, at + 1);
}

export function giveBack(w: Walk, path: LockPath, at: Ref): void {
  const index = w.state.held.findLastIndex((h) => h.path.key === path.key);
  if (index >= 0) set(w, { ...w.state, held: w.state.held.filter((_, i) => i !== index) }, at + 1);
  else if (
    isOne(path) &&
    !w.tried.has(path.key) &&
    !w.state.dropped.some((d) => d.key === path.key)
  )
    set(w, { ...w.state, dropped: [...w.state.dropped, path] }, at + 1);
}

/** The nearest of equal ones is kept. */
export function add(w: Walk, acquire: Acquire): void {
  const key = `${acquire.path.key}|${acquire.shared}|${acquire.held.map((h) => h.path.key).join(",")}`;
  const known = w.acquires.get(key);
  if (known !== undefined && known.depth <= acquire.depth) return;
  if (known === undefined && w.acquires.size >= maxAcquires) return;
  w.acquires.set(key, acquire);
}

/**
 * Overriders that all lock, or all unlock, something of their own: an abstract lock. Which kind it is does not
 * matter; the object is the lock.
 */
export function lockInterface(
  w: Walk,
  targets: readonly Fn[],
  op: Extract<Op, { k: "call" }>,
  i: Ref,
): boolean {
  if (targets.length < 2) return false;
  const all = targets.map((t) => w.env.locksOf(t));
  const takes = all.every(
    (l) => l?.leaves.length === 1 && l.leaves[0]!.path.root.k === "this" && l.drops.length === 0,
  );
  const gives = all.every(
    (l) => l?.drops.length === 1 && l.drops[0]!.root.k === "this" && l.leaves.length === 0,
  );
  const receiver = receiverOf(w, w.ops[op.callee]);
  if (receiver === null || (!takes && !gives)) return false;
  const path = extend(receiver, partStep("#lock"));
  if (gives) giveBack(w, path, i);
  else {
    const left = all.map((l) => l!.leaves[0]!);
    const shared = left.every((h) => h.shared);
    const recursive = left.some((h) => h.recursive);
    take(w, path, { shared, recursive, tries: false }, i, op, null);
  }
  return true;
}

/** The lock that a guard of the workspace's own stands for, and what its methods call it. */
export interface Standing {
  readonly name: string | null;
  readonly keys: ReadonlySet<string>;
  readonly path: LockPath | null;
}

const noGuard: Standing = { name: null, keys: new Set(), path: null };

export function enter(
  w: Walk,
  target: Fn,
  targets: number,
  receiver: LockPath | null,
  args: readonly Ref[],
  i: Ref,
  span: Op,
  guard: string | null,
  on: Standing = noGuard,
): void {
  const locks = w.env.locksOf(target);
  if (locks === undefined) return;
  const seen = (path: LockPath): LockPath | null =>
    on.keys.has(path.key) ? (on.path ?? null) : substitute(w, path, target, receiver, args);
  for (const inner of locks.acquires) {
    if (inner.depth >= maxDepth) continue;
    const path = seen(inner.path);
    if (path === null) continue;
    const dropped = inner.dropped.flatMap((d) => seen(d) ?? []);
    const without =
      dropped.length === 0
        ? w.state.held
        : w.state.held.filter((h) => !dropped.some((d) => d.key === h.path.key));
    add(w, {
      path,
      ...settled(w, inner, args),
      recursive: inner.recursive,
      at: i,
      start: span.start,
      end: span.end,
      through: { fn: target, inner, targets },
      held: without,
      dropped: [...w.state.dropped, ...dropped],
      optional: inner.optional || isOptional(w, i),
      depth: inner.depth + 1,
    });
  }
  if (targets > 1) return;
  const keeping = keptAs(w, i);
  for (const d of locks.drops) {
    const path = seen(d);
    if (path === null) continue;
    if (w.state.held.some((h) => h.path.key === path.key)) w.env.partners.add(target);
    giveBack(w, path, i);
  }
  for (const h of locks.leaves) {
    const path = seen(h.path);
    if (path === null) continue;
    const { start, end } = span;
    const held: Held = {
      path,
      ...settled(w, h, args),
      recursive: h.recursive,
      at: i,
      start,
      end,
      guard: h.guard === "return" ? keeping : on.keys.has(h.path.key) ? on.name : guard,
    };
    set(
      w,
      { held: [...w.state.held, held], dropped: w.state.dropped.filter((d) => d.key !== path.key) },
      i + 1,
    );
  }
  if (keeping === null && locks.leaves.some((h) => h.guard === "return"))
    endsWithExpression(
      w,
      w.state.held.filter((h) => h.at === i && h.guard === null),
      i,
    );
}

/** What the arguments say of how a lock is taken. */
function settled(
  w: Walk,
  { shared, choice }: Pick<Held, "shared" | "choice">,
  args: readonly Ref[],
): Pick<Held, "shared" | "choice"> {
  if (choice === undefined) return { shared };
  const op = w.ops[args[choice.param] ?? -1];
  if (op?.k === "literal" && (op.text === "true" || op.text === "false"))
    return { shared: (op.text === "true") !== choice.alone };
  const handedOn =
    op?.k === "name" && !w.reassigned.has(op.name)
      ? w.fn.fact.params.findIndex((p) => p.name === op.name)
      : -1;
  return handedOn < 0 ? { shared: true } : { shared: true, choice: { ...choice, param: handedOn } };
}

/** A guard that nobody keeps is gone at the end of the expression: `box.lock()->use()` uses it under the lock. */
export function endsWithExpression(w: Walk, held: readonly Held[], i: Ref): void {
  const used = new Set<Ref>([i]);
  let last = i;
  for (let j = i + 1; j < Math.min(w.ops.length, i + 80); j++) {
    const op = w.ops[j]!;
    if (!ofExpressions.has(op.k)) break;
    if (!operands(op).some((ref) => used.has(ref))) continue;
    used.add(j);
    last = j;
  }
  if (last === i)
    set(w, { ...w.state, held: w.state.held.filter((h) => !held.includes(h)) }, i + 1);
  else w.temporaries.set(last, [...(w.temporaries.get(last) ?? []), ...held]);
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
