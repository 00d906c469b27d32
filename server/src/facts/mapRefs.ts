/** An operation with other operands in place of its own. Knows the shape of operations, not what they mean. */

import type { Op, Ref } from "./op.ts";

/** `many` is asked for lists of operands, which may grow or shrink. */
export function mapRefs(
  op: Op,
  one: (ref: Ref) => Ref,
  many: (refs: readonly Ref[]) => readonly Ref[],
): Op {
  switch (op.k) {
    case "member":
      return { ...op, obj: one(op.obj) };
    case "index":
      return { ...op, obj: one(op.obj), index: one(op.index) };
    case "call":
      return { ...op, callee: one(op.callee), args: many(op.args) };
    case "new":
      return { ...op, args: many(op.args), placement: one(op.placement) };
    case "construct":
    case "local":
      return { ...op, args: many(op.args) };
    case "list":
      return { ...op, items: many(op.items) };
    case "unary":
    case "cast":
    case "await":
    case "delete":
      return { ...op, a: one(op.a) };
    case "binary":
      return { ...op, a: one(op.a), b: one(op.b) };
    case "select":
      return { ...op, cond: one(op.cond), a: one(op.a), b: one(op.b) };
    case "assign":
      return { ...op, target: one(op.target), value: one(op.value) };
    case "return":
    case "case":
      return { ...op, value: one(op.value) };
    case "assume":
    case "if":
    case "switch":
    case "test":
      return { ...op, cond: one(op.cond) };
    case "element":
      return { ...op, of: one(op.of) };
    default:
      return op;
  }
}
