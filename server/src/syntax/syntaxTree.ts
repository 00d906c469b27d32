/**
 * A flat, immutable copy of a syntax tree: nodes are numbers in preorder, their properties lie in typed arrays.
 * Everything above this layer reads these arrays and never touches the parser. Offsets are UTF-16 units.
 * Knows nothing of what the kinds mean.
 */

import type { Span } from "../base/span.ts";

/** Index of a node; the root is 0. */
export type Node = number;
export const noNode: Node = -1;

export interface SyntaxTree {
  readonly text: string;
  /** Number of nodes; the arrays may be longer. */
  readonly count: number;
  /** A number of `K`. */
  readonly kind: Uint16Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** The field of `F` that the node fills in its parent, 0 for none. */
  readonly field: Uint8Array;
  readonly parent: Int32Array;
  readonly next: Int32Array;
  /** Outermost regions that the grammar could not read, and tokens that it had to invent; in text order. */
  readonly errors: readonly SyntaxError[];
}

export interface SyntaxError extends Span {
  /** Name of the invented token, "" for text that could not be read. */
  readonly missing: string;
}

/** In preorder a first child directly follows its parent. `noNode` has no children. */
export function firstChild(tree: SyntaxTree, node: Node): Node {
  const child = node + 1;
  return child > 0 && child < tree.count && tree.parent[child] === node ? child : noNode;
}

export function nextSibling(tree: SyntaxTree, node: Node): Node {
  return tree.next[node] as Node;
}

export function kindOf(tree: SyntaxTree, node: Node): number {
  return node < 0 ? 0 : (tree.kind[node] as number);
}

/** The first child that fills `field`, or `noNode`. */
export function childByField(tree: SyntaxTree, node: Node, field: number): Node {
  for (let child = firstChild(tree, node); child !== noNode; child = tree.next[child] as Node) {
    if (tree.field[child] === field) return child;
  }
  return noNode;
}

/** The first child of a kind, or `noNode`. */
export function childOfKind(tree: SyntaxTree, node: Node, kind: number): Node {
  for (let child = firstChild(tree, node); child !== noNode; child = tree.next[child] as Node) {
    if (tree.kind[child] === kind) return child;
  }
  return noNode;
}

export function startOf(tree: SyntaxTree, node: Node): number {
  return tree.start[node] as number;
}

export function endOf(tree: SyntaxTree, node: Node): number {
  return tree.end[node] as number;
}
