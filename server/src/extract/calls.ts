/**
 * Calls: the callee, the arguments, and the forms that only look like calls (casts, assertion macros).
 * Must never decide what is called.
 */

import { none, type Op, type Ref } from "../facts/op.ts";
import { F, K } from "../syntax/kinds.ts";
import {
  childByField,
  endOf,
  firstChild,
  kindOf,
  type Node,
  nextSibling,
  noNode,
  startOf,
} from "../syntax/syntaxTree.ts";
import { assertionOf } from "./assertions.ts";
import { joinedName, writtenName } from "./names.ts";
import { type Body, emit, type FileState, nodeText } from "./state.ts";
import { noTypes, templateArguments, typeRef } from "./typeRefs.ts";

const noRefs: readonly Ref[] = [];

/** `f`, `a::f<T>`: a name, with the template arguments of the last part that has any. */
export function nameOp(file: FileState, node: Node): Op {
  const { tree } = file;
  const start = startOf(tree, node);
  const end = endOf(tree, node);
  if (kindOf(tree, node) === K.identifier) {
    return { k: "name", name: nodeText(file, node), targs: noTypes, start, end };
  }
  const written = writtenName(file, node);
  return {
    k: "name",
    name: joinedName(file, written),
    targs: templateArguments(file, written.targs),
    start,
    end,
  };
}

/** Evaluates the children of an argument list or braced list, in order. */
export function evaluateArguments(body: Body, list: Node): readonly Ref[] {
  const { tree, walk } = body.file;
  if (list === noNode) return noRefs;
  let child = firstChild(tree, list);
  if (child === noNode) return noRefs;
  const args: Ref[] = [];
  for (; child !== noNode; child = nextSibling(tree, child)) {
    const kind = kindOf(tree, child);
    const value = walk.expression(body, child);
    // A block or a statement among a macro's arguments has no value and is no argument.
    if (value !== none || kind !== K.compound_statement) args.push(value);
  }
  return args;
}

const namedCasts: ReadonlySet<string> = new Set([
  "static_cast",
  "dynamic_cast",
  "reinterpret_cast",
  "const_cast",
]);

export function callExpression(body: Body, node: Node): Ref {
  const { file } = body;
  const { tree } = file;
  const fn = childByField(tree, node, F.function);
  const list = childByField(tree, node, F.arguments);
  const end = endOf(tree, node);
  switch (kindOf(tree, fn)) {
    case K.primitive_type:
      return castCall(body, node, fn, list);
    case K.template_function: {
      const name = nodeText(file, childByField(tree, fn, F.name));
      if (!namedCasts.has(name)) break;
      const types = childByField(tree, fn, F.arguments);
      return castCall(body, node, types === noNode ? noNode : firstChild(tree, types), list);
    }
    default:
  }
  const callee = file.walk.expression(body, fn);
  const args = evaluateArguments(body, list);
  const call = emit(body, { k: "call", callee, args, start: calleeStart(body, fn, list), end });
  if (kindOf(tree, fn) === K.identifier)
    assume(body, nodeText(file, fn), args, startOf(tree, node), end);
  return call;
}

function castCall(body: Body, node: Node, type: Node, list: Node): Ref {
  const { file } = body;
  const args = evaluateArguments(body, list);
  return emit(body, {
    k: "cast",
    type: typeRef(file, type),
    a: args[0] ?? none,
    start: startOf(file.tree, node),
    end: endOf(file.tree, node),
  });
}

/** A call is shown from the callee's own name on: the receiver of `a.b->f(x)` is not part of it. */
function calleeStart(body: Body, fn: Node, list: Node): number {
  const { tree } = body.file;
  switch (kindOf(tree, fn)) {
    case K.field_expression: {
      const name = childByField(tree, fn, F.field);
      return startOf(tree, name === noNode ? fn : name);
    }
    case K.call_expression:
      return startOf(tree, list === noNode ? fn : list);
    default:
      return startOf(tree, fn === noNode ? list : fn);
  }
}

function assume(body: Body, name: string, args: readonly Ref[], start: number, end: number): void {
  const assertion = assertionOf(name);
  const a = args[0];
  if (assertion === undefined || a === undefined) return;
  let cond = a;
  if (assertion !== true) {
    const b = args[1];
    if (b === undefined) return;
    cond = emit(body, { k: "binary", op: assertion, a, b, start, end });
  }
  emit(body, { k: "assume", cond, start, end });
}
