/** Who keeps a guard that an expression makes: a variable, the function's result, or nobody. */

import { lastPart } from "../../base/names.ts";
import type { Op, Ref } from "../../facts/op.ts";
import type { Type } from "../../link/types.ts";
import type { LockEnv } from "./lockState.ts";
import { endsLocks, guardIn, guardName } from "./lockTypes.ts";
import type { Walk } from "./lockWalk.ts";

/** An expression that takes more operations than this between the guard and its keeper is not understood. */
const maxDistance = 12;

/** The `guard` of what is held until the operation that keeps it is reached; null: nobody keeps it. */
export function keptAs(w: Walk, i: Ref): string | null {
  const at = keeperOf(w, i);
  return at < 0 ? null : w.ops[at]!.k === "return" ? "return" : keptBy(at);
}

/** Held for the variable that the operation declares or assigns. */
export const keptBy = (at: Ref): string => `=${at}`;

/** The `local`, `assign` or `return` that keeps the value of an operation. */
function keeperOf(w: Walk, i: Ref): Ref {
  /** Operations whose value has the guard in it. */
  const holders = new Set<Ref>([i]);
  for (let j = i + 1; j < Math.min(w.ops.length, i + maxDistance); j++) {
    const op = w.ops[j]!;
    switch (op.k) {
      case "local": {
        const arg = op.args.find((a) => holders.has(a));
        if (arg !== undefined && holdsGuard(w.env, w.body.locals.get(op.name) ?? null, arg === i))
          return j;
        break;
      }
      case "return":
        return holders.has(op.value) ? j : -1;
      case "assign":
        if (holders.has(op.value)) return j;
        break;
      default:
        if (carries(op, w, holders)) holders.add(j);
    }
  }
  return -1;
}

/** Is the guard part of the operation's value? */
function carries(op: Op, w: Walk, holders: ReadonlySet<Ref>): boolean {
  switch (op.k) {
    case "construct":
      return op.args.some((a) => holders.has(a));
    case "list":
      return op.items.some((a) => holders.has(a));
    case "cast":
      return holders.has(op.a);
    case "element":
      return holders.has(op.of);
    case "call": {
      const callee = w.ops[op.callee];
      return (
        callee?.k === "name" &&
        handsOn.test(lastPart(callee.name)) &&
        op.args.some((a) => holders.has(a))
      );
    }
    default:
      return false;
  }
}

const handsOn = /^(move|forward|make_pair|make_tuple|make_optional)$/;

/** `whole`: the variable is made of nothing but the guard, so that an unknown type is a guard's. */
function holdsGuard(env: LockEnv, type: Type | null, whole: boolean): boolean {
  if (type === null) return whole;
  if (guardIn(type) !== null) return true;
  if (type.cls !== null) return endsLocks(env, type.cls);
  return type.args.some((a) => guardName.test(a.name)) || (whole && type.model === null);
}
