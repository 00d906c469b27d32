/** Which earlier operations one operation is made of. Knows the shape of operations, not what they mean. */

import type { Op, Ref } from "./op.ts";

export function operands(op: Op): readonly Ref[] {
  switch (op.k) {
    case "member":
      return [op.obj];
    case "index":
      return [op.obj, op.index];
    case "call":
      return [op.callee, ...op.args];
    case "new":
      return [...op.args, op.placement];
    case "construct":
    case "local":
      return op.args;
    case "list":
      return op.items;
    case "unary":
    case "cast":
    case "await":
    case "delete":
      return [op.a];
    case "binary":
      return [op.a, op.b];
    case "select":
      return [op.cond, op.a, op.b];
    case "assign":
      return [op.target, op.value];
    case "return":
    case "case":
      return [op.value];
    case "assume":
    case "if":
    case "switch":
    case "test":
      return [op.cond];
    case "element":
      return [op.of];
    default:
      return [];
  }
}
