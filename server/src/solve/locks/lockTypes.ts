/** What types and the words written among arguments say about locks, before anything is walked. */

import { lastPart } from "../../base/names.ts";
import type { Op, Ref } from "../../facts/op.ts";
import type { ClassInfo } from "../../link/program.ts";
import type { Type } from "../../link/types.ts";
import type { Effect as ModelEffect } from "../../models/schema.ts";

export const isGuard = (type: Type): boolean => type.model?.is === "guard";

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
