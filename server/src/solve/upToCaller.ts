/**
 * Whether an operation takes place is up to an argument: it stands under an `if` that reads a parameter. Read off
 * the operations of one function; what an argument is in some call is not known here.
 */

import type { Op, Ref } from "../facts/op.ts";
import { operands } from "../facts/operands.ts";
import type { Fn } from "../link/program.ts";

const maxDepth = 12;

/** For who is at `here`, later in the same function: conditions that hold for both do not count. */
export function isUpToCaller(fn: Fn, at: Ref, here: Ref): boolean {
  const { ops } = fn.fact;
  const open: { readonly cond: Ref; readonly from: Ref }[] = [];
  for (let i = 0; i < Math.min(here, ops.length); i++) {
    const op = ops[i]!;
    switch (op.k) {
      case "if":
      case "switch":
        open.push({ cond: op.cond, from: i });
        break;
      case "loop":
      case "scope":
      case "try":
      case "catch":
        open.push({ cond: -1, from: i });
        break;
      case "end": {
        const block = open.pop();
        if (block === undefined || block.from > at || i <= at) break;
        if (readsParameter(fn, block.cond)) return true;
        break;
      }
      default:
    }
  }
  return false;
}

function readsParameter(fn: Fn, ref: Ref, depth = 0): boolean {
  const op: Op | undefined = fn.fact.ops[ref];
  if (op === undefined || depth > maxDepth) return false;
  if (op.k === "name") return fn.fact.params.some((p) => p.name === op.name);
  return operands(op).some((a) => readsParameter(fn, a, depth + 1));
}
