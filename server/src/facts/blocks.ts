/** How operations nest: which of them open a block, and what is open at a place. */

import type { Op, Ref } from "./op.ts";

export type BlockOp = Extract<Op, { k: "scope" | "if" | "switch" | "loop" | "try" | "catch" }>;

/** An `end` closes what these open. */
export const blockKinds: ReadonlySet<Op["k"]> = new Set<BlockOp["k"]>([
  "scope",
  "if",
  "switch",
  "loop",
  "try",
  "catch",
]);

export function opensBlock(op: Op): op is BlockOp {
  return blockKinds.has(op.k);
}

/** The blocks around the operation at `at`, outermost first. */
export function blocksAround(ops: readonly Op[], at: Ref): readonly BlockOp[] {
  const open: BlockOp[] = [];
  for (let i = 0; i < at; i++) {
    const op = ops[i]!;
    if (opensBlock(op)) open.push(op);
    else if (op.k === "end") open.pop();
  }
  return open;
}

/** Under no condition, in no loop, in no handler. */
export function isStraight(ops: readonly Op[], at: Ref): boolean {
  return blocksAround(ops, at).every(isPlain);
}

/** A block that is entered whenever control comes to it, and once. */
export const isPlain = ({ k }: Op): boolean => k === "scope" || k === "try";

/** Where the block ends that opens at `start`: behind the last operation, where the end is missing. */
export function closingOf(ops: readonly Op[], start: Ref): Ref {
  let depth = 0;
  for (let i = start; i < ops.length; i++) {
    if (opensBlock(ops[i]!)) depth++;
    else if (ops[i]!.k === "end" && --depth === 0) return i;
  }
  return ops.length;
}

/** Where the block begins that ends at `end`: `end` itself, where the beginning is missing. */
export function openingOf(ops: readonly Op[], end: Ref): Ref {
  let depth = 0;
  for (let i = end - 1; i >= 0; i--) {
    if (ops[i]!.k === "end") depth++;
    else if (opensBlock(ops[i]!) && depth-- === 0) return i;
  }
  return end;
}
