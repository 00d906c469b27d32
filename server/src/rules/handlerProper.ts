/**
 * Below hooks, dispatch tables and lambdas that only hand a signal on stands the function that a person wrote as the
 * handler: findings about signals stand at its calls. Knows the shape of a way, not what is at its end.
 */

import type { Fn } from "../link/program.ts";
import type { Effect } from "../solve/activation.ts";

export interface Hop {
  readonly fn: Fn;
  /** Index of the operation in the function. */
  readonly at: number;
  /** How control goes on from here; null: this is the end of the way. */
  readonly via: Extract<Effect, { k: "call" }>["via"] | null;
}

/** Index of the hop that stands in the handler proper. */
export function handlerProper(way: readonly Hop[]): number {
  let i = 0;
  while (i + 1 < way.length) {
    const { fn, at, via } = way[i]!;
    if (via === null || via === "destroy" || via === "exit") break;
    if (via !== "callback" && via !== "library" && !forwards(fn, at)) break;
    i++;
  }
  return i;
}

/** The call is handed the signal (or something about it): the handler proper is further in. */
function forwards(fn: Fn, at: number): boolean {
  const names = new Set(fn.fact.params.map((p) => p.name));
  const { ops } = fn.fact;
  const mentions = (ref: number, depth: number): boolean => {
    const op = ops[ref];
    if (op === undefined || depth > 6) return false;
    if (op.k === "name") return names.has(op.name);
    if (op.k === "member") return mentions(op.obj, depth + 1);
    if (op.k === "unary" || op.k === "cast") return mentions(op.a, depth + 1);
    if (op.k === "call")
      return mentions(op.callee, depth + 1) || op.args.some((a) => mentions(a, depth + 1));
    return false;
  };
  const op = ops[at];
  return op?.k === "call" && op.args.some((a) => mentions(a, 0));
}
