/**
 * What the parts of the extractor share while one file is read: the tree, the facts found so far, and the body
 * that is being filled. Mutable during one call of `extractFacts`, then dropped. Must never know another file.
 */

import type { FunctionFact, Gap, TypeFact, Using, VariableFact } from "../facts/fileFacts.ts";
import { noFunction } from "../facts/noFunction.ts";
import { none, type Op, type Ref } from "../facts/op.ts";
import type { TypeRef } from "../facts/typeRef.ts";
import {
  firstChild,
  type Node,
  nextSibling,
  noNode,
  type SyntaxTree,
} from "../syntax/syntaxTree.ts";

/**
 * Levels of nesting that are followed; what lies deeper becomes a gap. A level takes about four frames of the
 * stack, and hand-written code stays below 60.
 */
export const maxDepth = 400;

/** Where a declaration stands. */
export interface Scope {
  /** Enclosing namespaces and classes, outermost first. */
  readonly path: readonly string[];
  /** How many entries of `path`, at its start, are namespaces. */
  readonly namespaces: number;
  /** Directly inside a class body. */
  readonly inClass: boolean;
  /** Inside an anonymous namespace. */
  readonly internal: boolean;
}

export const fileScope: Scope = { path: [], namespaces: 0, inClass: false, internal: false };

/** The mutually recursive parts, handed around here so that their files need not import one another. */
export interface Walkers {
  expression(body: Body, node: Node): Ref;
  statement(body: Body, node: Node): void;
  /** Statements in a row: the children of `parent`. */
  statements(body: Body, parent: Node): void;
  lambda(body: Body, node: Node): Ref;
  /** Any declaration outside a function body, and types declared inside one. */
  declaration(file: FileState, scope: Scope, node: Node, templateParams: readonly string[]): void;
}

export interface FileState {
  readonly tree: SyntaxTree;
  readonly walk: Walkers;
  readonly usings: Using[];
  readonly types: TypeFact[];
  readonly functions: FunctionFact[];
  readonly variables: VariableFact[];
  readonly gaps: Gap[];
  readonly strings: Map<string, string>;
  readonly plainTypes: Map<string, TypeRef>;
  /** How to find the way again; null where the grammar has read everything. */
  readonly lost: Lost | null;
  depth: number;
}

/** The braces of a text whose tree has errors, and a second reading of a part of it. */
export interface Lost {
  /** See `Readable`. */
  closing(offset: number): number;
  /** Reads the text between two offsets as declarations of `scope`. */
  readAgain(file: FileState, scope: Scope, start: number, end: number): void;
}

/** The operations of one function while they are collected. */
export interface Body {
  readonly file: FileState;
  readonly scope: Scope;
  /** Index of the function in FileFacts.functions. */
  readonly fn: number;
  readonly ops: Op[];
}

/** One string object for equal texts: a file says the same names again and again. */
export function interned(file: FileState, text: string): string {
  const known = file.strings.get(text);
  if (known !== undefined) return known;
  file.strings.set(text, text);
  return text;
}

export function nodeText(file: FileState, node: Node): string {
  const { tree } = file;
  return node < 0 ? "" : interned(file, tree.text.slice(tree.start[node], tree.end[node]));
}

/** Text on one line: runs of white space become one blank. */
export function flatText(file: FileState, node: Node): string {
  const text = nodeText(file, node);
  return /\s/.test(text) ? interned(file, text.replace(/\s+/g, " ").trim()) : text;
}

/** Appends an operation; its Ref. */
export function emit(body: Body, op: Op): Ref {
  return body.ops.push(op) - 1;
}

/** Appends the `end` of whatever is open, at the end of `node`. */
export function emitEnd(body: Body, node: Node): void {
  const at = body.file.tree.end[node] as number;
  body.ops.push({ k: "end", start: at, end: at });
}

/** Enters one level of nesting; false when that is too deep, and then a gap says so and there is nothing to leave. */
export function enter(file: FileState, node: Node): boolean {
  if (file.depth < maxDepth) {
    file.depth++;
    return true;
  }
  const start = file.tree.start[node] as number;
  const end = file.tree.end[node] as number;
  const last = file.gaps[file.gaps.length - 1];
  if (last === undefined || last.reason !== tooDeep || start >= last.end) {
    file.gaps.push({ start, end, reason: tooDeep });
  }
  return false;
}

export function leave(file: FileState): void {
  file.depth--;
}

const tooDeep = "nested too deeply";

/** Takes an index in FileFacts.functions before the function is known, so that lambdas in it can name their parent. */
export function reserveFunction(file: FileState): number {
  return file.functions.push(noFunction) - 1;
}

/** Value of the last of several expressions, for kinds that have no meaning of their own. */
export function evaluateChildren(body: Body, node: Node): Ref {
  const { tree, walk } = body.file;
  let last: Ref = none;
  for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
    last = walk.expression(body, child);
  }
  return last;
}
