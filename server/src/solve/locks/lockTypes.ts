/** What types and the words written among arguments say about locks, before anything is walked. */

import { lastPart } from "../../base/names.ts";
import type { Op, Ref } from "../../facts/op.ts";
import type { BodyTypes } from "../../link/bodyTypes.ts";
import type { ClassInfo, Fn } from "../../link/program.ts";
import { findMethods, type Type } from "../../link/types.ts";
import type { Effect as ModelEffect } from "../../models/schema.ts";
import { extend, fieldStep, rootPath } from "./lockPath.ts";
import type { LockEnv } from "./lockState.ts";

export const isGuard = (type: Type): boolean => type.model?.is === "guard";

/** The guard that a type is, or has room for: `std::optional<Guard>`, `std::unique_ptr<Guard>`. */
export function guardIn(type: Type | null): Type | null {
  if (type === null || type.pointers > 0) return null;
  if (isGuard(type)) return type;
  const inner = type.model?.owns === "yes" ? (type.args[type.model.of ?? 0] ?? null) : null;
  return inner !== null && isGuard(inner) ? inner : null;
}

export const guardName = /(^|::)(lock_guard|unique_lock|scoped_lock|shared_lock)$/;

export function textOf(ops: readonly Op[], ref: Ref): string {
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

export function isTag(ops: readonly Op[], ref: Ref): boolean {
  return /(^|::)(adopt_lock|defer_lock|try_to_lock)(_t)?$/.test(textOf(ops, ref));
}

/** `when` and `unless` look at the constants written among the arguments. */
export function holds(ops: readonly Op[], effect: ModelEffect, args: readonly Ref[]): boolean {
  const has = (names: readonly string[]): boolean =>
    args.some((a) => {
      // A constant may be written as an object of its type: `std::defer_lock_t()`.
      const written = lastPart(textOf(ops, a)).replace(/_t$/, "");
      return names.some((n) => written === lastPart(n));
    });
  if (effect.when !== undefined && !has(effect.when)) return false;
  return effect.unless === undefined || !has(effect.unless);
}

export function classOf(type: Type | null): ClassInfo | null {
  return type?.cls ?? heldClass(type);
}

/**
 * The class of what an owner or container holds and ends. What is shared may live on: nobody here can tell.
 */
export function heldClass(type: Type | null, depth = 0): ClassInfo | null {
  if (type === null || depth > 4 || type.model?.owns === "shared") return null;
  if (type.model === null) return type.pointers === 0 ? type.cls : null;
  if (type.model.is !== "container" && type.model.owns === undefined) return type.cls;
  return heldClass(type.args[type.model.of ?? 0] ?? null, depth + 1);
}

/** Somebody else may hold the last reference to what it holds. */
export function sharesIt(type: Type | null, depth = 0): boolean {
  if (type?.model == null || depth > 4) return false;
  return type.model.owns === "shared" || sharesIt(type.args[type.model.of ?? 0] ?? null, depth + 1);
}

/** A variable that is another name for what it was initialised with. */
export function standsFor(type: Type | null): boolean {
  return type === null || type.model?.is === "pointer" || type.pointers > 0 || type.reference;
}

/** Destroying one gives back what its constructor took. */
export function endsLocks(env: LockEnv, cls: ClassInfo): boolean {
  const dtor = findMethods(cls, `~${cls.fact.name}`)[0]?.definition;
  if (dtor != null) {
    const locks = env.locksOf(dtor);
    if (locks !== undefined && locks.drops.length > 0) return true;
    // Conditional unlocking (`if (locked_) mu_.unlock()`) meets in nothing; what it may drop counts here.
    if (dtor.fact.ops.some((op) => op.k === "call" && unlocks(env, dtor, op))) return true;
  }
  for (const field of cls.fields.values()) if (guardName.test(field.type.name)) return true;
  return cls.bases.some((b) => b.cls !== null && b.cls !== cls && endsLocks(env, b.cls));
}

function unlocks(env: LockEnv, dtor: Fn, op: Extract<Op, { k: "call" }>): boolean {
  const mention = env.typesOf(dtor).mentions.get(op.callee);
  if (mention?.k === "model") return mention.model.effects?.some((e) => e.do === "unlock") === true;
  if (mention?.k !== "functions") return false;
  return mention.fns.some((f) => (env.locksOf(f)?.drops.length ?? 0) > 0);
}

/** What the methods of a guard class call the lock that it stands for. */
export function guardKeys(env: LockEnv, cls: ClassInfo): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const c of [cls, ...cls.bases.flatMap((b) => b.cls ?? [])]) {
    const dtor = c.methods.get(`~${c.fact.name}`)?.[0]?.definition ?? null;
    for (const path of (dtor === null ? undefined : env.locksOf(dtor))?.drops ?? [])
      if (path.root.k === "this") keys.add(path.key);
    for (const field of c.fields.values())
      if (guardName.test(field.type.name))
        keys.add(extend(rootPath({ k: "this" }), fieldStep(field)).key);
  }
  return keys;
}

const lockable: Readonly<Record<string, ModelEffect>> = {
  lock: { do: "lock", of: "this" },
  unlock: { do: "unlock", of: "this" },
  lock_shared: { do: "lock", of: "this", shared: true },
  unlock_shared: { do: "unlock", of: "this" },
};

/** `mutex.lock()` on something whose type is a template parameter: what has these methods is a lock. */
export function lockableCall(
  fn: Fn,
  body: BodyTypes,
  op: Extract<Op, { k: "call" }>,
): ModelEffect | null {
  const callee = fn.fact.ops[op.callee];
  if (callee?.k !== "member" || op.args.length > 0 || !Object.hasOwn(lockable, callee.name))
    return null;
  const type = body.types[callee.obj]?.name ?? "";
  return isParameter(fn, type) ? lockable[callee.name]! : null;
}

function isParameter(fn: Fn, type: string): boolean {
  return (
    fn.fact.templateParams.includes(type) || fn.owner?.fact.templateParams.includes(type) === true
  );
}

/** Is there anything in the function that takes a lock or gives one back, but no model says so? */
export function locksUnsaid(fn: Fn, body: BodyTypes): boolean {
  if (guardName.test(fn.fact.result.name)) return true;
  if (fn.fact.templateParams.length === 0 && (fn.owner?.fact.templateParams.length ?? 0) === 0)
    return false;
  return fn.fact.ops.some((op) => op.k === "call" && lockableCall(fn, body, op) !== null);
}
