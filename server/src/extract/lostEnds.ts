/**
 * Bodies that a parser which has lost its way lets go on for too long: the functions behind one become a part of it, and
 * what they do would be done by this one, with its locks held. Braces tell where it really ends. Must never look into
 * a text that the grammar could read.
 */

import type { Span } from "../base/span.ts";
import { opensBlock } from "../facts/blocks.ts";
import type { Op } from "../facts/op.ts";
import { K } from "../syntax/kinds.ts";
import { endOf, kindOf, type Node, startOf } from "../syntax/syntaxTree.ts";
import type { Body, FileState, Scope } from "./state.ts";

/** Takes out of a function or lambda what stands behind the end of its body. */
export function cutBehind({ file, fn, ops }: Body, block: Node): void {
  const limit = endOfBlock(file, block);
  const first = ops.findIndex((op) => op.start > limit);
  if (first === -1) return;
  ops.length = first;
  for (let open = openAtEnd(ops); open > 0; open--)
    ops.push({ k: "end", start: limit, end: limit });
  const { functions, types } = file;
  const isBehind = (fact: Span | undefined): boolean => fact !== undefined && fact.start > limit;
  // What begins before the end may name lambdas behind it, such as a macro with a block.
  let last = fn;
  for (let i = fn; i < functions.length; i++)
    if (i <= last || !isBehind(functions[i]))
      for (const op of i === fn ? ops : functions[i]!.ops)
        if (op.k === "lambda") last = Math.max(last, op.fn);
  while (functions.length > last + 1 && isBehind(functions.at(-1))) functions.pop();
  // Their fields may have values by functions that are gone now.
  while (isBehind(types.at(-1))) types.pop();
  file.gaps.push({ start: limit, end: endOf(file.tree, block), reason: "not understood" });
}

/** Reads what stands behind the end of a function's body, as far as the parser took it for a part of it. */
export function readBehind(file: FileState, scope: Scope, block: Node): void {
  const limit = endOfBlock(file, block);
  if (file.lost === null || scope.inClass || endOf(file.tree, block) <= limit + 1) return;
  file.lost.readAgain(file, scope, limit + 1, endOf(file.tree, block));
}

/** Where the brace stands that closes a block, if the tree may say something else. */
function endOfBlock(file: FileState, node: Node): number {
  if (file.lost === null || kindOf(file.tree, node) !== K.compound_statement) return Infinity;
  const end = file.lost.closing(startOf(file.tree, node));
  return end === -1 ? Infinity : end;
}

function openAtEnd(ops: readonly Op[]): number {
  let open = 0;
  for (const op of ops) {
    if (opensBlock(op)) open++;
    else if (op.k === "end") open--;
  }
  return open;
}
