/**
 * Expressions into operations, in the order in which they are evaluated. One handler a node kind, found in a
 * table. Must never drop a call: what is not understood has its parts evaluated and no value of its own.
 */

import { none, type Op, type Ref } from "../facts/op.ts";
import { F, K } from "../syntax/kinds.ts";
import {
  childByField,
  childOfKind,
  endOf,
  firstChild,
  kindOf,
  type Node,
  nextSibling,
  noNode,
  startOf,
} from "../syntax/syntaxTree.ts";
import { callExpression, evaluateArguments, nameOp } from "./calls.ts";
import { declaratorOf } from "./declarators.ts";
import { literalOp } from "./literals.ts";
import { writtenName } from "./names.ts";
import { type Body, emit, emitEnd, enter, evaluateChildren, leave, nodeText } from "./state.ts";
import { noTypes, templateArguments, typeOfDescriptor, typeRef } from "./typeRefs.ts";

type Handler = (body: Body, node: Node) => Ref;

export function expression(body: Body, node: Node): Ref {
  if (node === noNode) return none;
  const { file } = body;
  const handler = handlers[file.tree.kind[node] as number] ?? evaluateChildren;
  if (!enter(file, node)) return none;
  const value = handler(body, node);
  leave(file);
  return value;
}

/** Turns a node's span and an operation without one into an operation. */
function at<T extends object>(body: Body, node: Node, op: T): T & { start: number; end: number } {
  const { tree } = body.file;
  const spanned = op as T & { start: number; end: number };
  spanned.start = startOf(tree, node);
  spanned.end = endOf(tree, node);
  return spanned;
}

function field(body: Body, node: Node, id: number): Node {
  return childByField(body.file.tree, node, id);
}

function operatorOf(body: Body, node: Node): string {
  return nodeText(body.file, field(body, node, F.operator));
}

function name(body: Body, node: Node): Ref {
  return emit(body, nameOp(body.file, node));
}

function literal(body: Body, node: Node): Ref {
  return emit(body, literalOp(body.file, node));
}

function thisPointer(body: Body, node: Node): Ref {
  return emit(body, at(body, node, { k: "this" as const }));
}

/** `a.b`, `a->b`, `a.*b`: the last as the binary operator that it is. */
function member(body: Body, node: Node): Ref {
  const { file } = body;
  const arrow = operatorOf(body, node);
  const obj = expression(body, field(body, node, F.argument));
  const right = field(body, node, F.field);
  // `->*` may have been masked to `->` (see guess.ts).
  const star = file.tree.text.charCodeAt(endOf(file.tree, field(body, node, F.operator))) === 42;
  if (arrow === ".*" || (arrow === "->" && star)) {
    const b = expression(body, right);
    return emit(
      body,
      at(body, node, { k: "binary" as const, op: star ? "->*" : arrow, a: obj, b }),
    );
  }
  const written = writtenName(file, right);
  const full =
    written.qualifier.length === 0 ? written.name : [...written.qualifier, written.name].join("::");
  return emit(
    body,
    at(body, node, {
      k: "member" as const,
      obj,
      name: full,
      arrow: arrow === "->",
      targs: written.targs === noNode ? noTypes : templateArguments(file, written.targs),
    }),
  );
}

function subscript(body: Body, node: Node): Ref {
  const obj = expression(body, field(body, node, F.argument));
  const index = evaluateChildren(body, field(body, node, F.indices));
  return emit(body, at(body, node, { k: "index" as const, obj, index }));
}

/** Chains such as `out << a << b << ...` lean to the left and may be long: followed by a loop. */
function binary(body: Body, node: Node): Ref {
  const { tree } = body.file;
  const chain: Node[] = [];
  let left = node;
  while (kindOf(tree, left) === K.binary_expression) {
    chain.push(left);
    const next = field(body, left, F.left);
    if (next === noNode) break;
    left = next;
  }
  let a = left === chain[chain.length - 1] ? none : expression(body, left);
  for (let i = chain.length - 1; i >= 0; i--) {
    const outer = chain[i] as Node;
    const b = expression(body, field(body, outer, F.right));
    a = emit(body, at(body, outer, { k: "binary" as const, op: operatorOf(body, outer), a, b }));
  }
  return a;
}

function unary(body: Body, node: Node): Ref {
  const a = expression(body, field(body, node, F.argument));
  return emit(body, at(body, node, { k: "unary" as const, op: operatorOf(body, node), a }));
}

/** The right side is evaluated first. */
function assignment(body: Body, node: Node): Ref {
  const value = expression(body, field(body, node, F.right));
  const target = expression(body, field(body, node, F.left));
  return emit(
    body,
    at(body, node, { k: "assign" as const, target, value, op: operatorOf(body, node) }),
  );
}

function conditional(body: Body, node: Node): Ref {
  const cond = expression(body, field(body, node, F.condition));
  const consequence = field(body, node, F.consequence);
  const a = consequence === noNode ? cond : expression(body, consequence);
  const b = expression(body, field(body, node, F.alternative));
  return emit(body, at(body, node, { k: "select" as const, cond, a, b }));
}

function cast(body: Body, node: Node): Ref {
  const { file } = body;
  const errors = childOfKind(file.tree, node, K.ERROR);
  if (errors !== noNode) evaluateChildren(body, errors);
  const a = expression(body, field(body, node, F.value));
  return emit(
    body,
    at(body, node, { k: "cast" as const, type: typeRef(file, field(body, node, F.type)), a }),
  );
}

function construct(body: Body, node: Node): Ref {
  const { file } = body;
  const args = evaluateArguments(body, field(body, node, F.value));
  const type = field(body, node, F.type);
  return emit(body, at(body, node, { k: "construct" as const, type: typeRef(file, type), args }));
}

function newObject(body: Body, node: Node): Ref {
  const { file } = body;
  const placement = evaluateArguments(body, field(body, node, F.placement));
  const declarator = field(body, node, F.declarator);
  const shape = { pointers: 0, reference: false, callable: false };
  if (declarator !== noNode) {
    if (kindOf(file.tree, declarator) === K.new_declarator) evaluateChildren(body, declarator);
    else shape.pointers = declaratorOf(file, declarator).pointers;
  }
  const args = evaluateArguments(body, field(body, node, F.arguments));
  const type = field(body, node, F.type);
  shape.pointers += starsAfter(file.tree.text, endOf(file.tree, type));
  return emit(
    body,
    at(body, node, {
      k: "new" as const,
      type: typeRef(file, type, shape),
      args,
      placement: placement[0] ?? none,
    }),
  );
}

/** The stars of `new T*[n]`, which the grammar does not see (see guess.ts). */
function starsAfter(text: string, offset: number): number {
  let stars = 0;
  for (let i = offset; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 42) stars++;
    else if (c > 32) break;
  }
  return stars;
}

const deleteArray = /^(::\s*)?delete\s*\[/;

function deleteObject(body: Body, node: Node): Ref {
  const { tree } = body.file;
  const a = evaluateChildren(body, node);
  const array = deleteArray.test(tree.text.slice(startOf(tree, node), startOf(tree, node) + 32));
  emit(body, at(body, node, { k: "delete" as const, a, array }));
  return none;
}

function list(body: Body, node: Node): Ref {
  const items = evaluateArguments(body, node);
  return emit(body, at(body, node, { k: "list" as const, items }));
}

function awaited(body: Body, node: Node): Ref {
  const a = expression(body, field(body, node, F.argument));
  return emit(body, at(body, node, { k: "await" as const, a }));
}

function comma(body: Body, node: Node): Ref {
  expression(body, field(body, node, F.left));
  return expression(body, field(body, node, F.right));
}

/** Also `({ ... })`, whose value is not followed. */
function parenthesized(body: Body, node: Node): Ref {
  const { tree } = body.file;
  let value = none;
  for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
    value = expression(body, child);
  }
  return value;
}

function pattern(body: Body, node: Node): Ref {
  return expression(body, field(body, node, F.pattern));
}

function fold(body: Body, node: Node): Ref {
  const { tree } = body.file;
  const operands: Ref[] = [];
  for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
    if (kindOf(tree, child) !== K.token) operands.push(expression(body, child));
  }
  const [a = none, b = none] = operands;
  return emit(body, at(body, node, { k: "binary" as const, op: operatorOf(body, node), a, b }));
}

function pairValue(body: Body, node: Node): Ref {
  return expression(body, field(body, node, F.value));
}

/** `sizeof f(x)` evaluates nothing. */
function unevaluated(body: Body, node: Node): Ref {
  return emit(body, at(body, node, { k: "literal" as const, text: nodeText(body.file, node) }));
}

/** A block among arguments or in parentheses. */
function block(body: Body, node: Node): Ref {
  emit(body, at(body, node, { k: "scope" as const }));
  body.file.walk.statements(body, node);
  emitEnd(body, node);
  return none;
}

function statement(body: Body, node: Node): Ref {
  body.file.walk.statement(body, node);
  return none;
}

function nothing(): Ref {
  return none;
}

function typeAsValue(body: Body, node: Node): Ref {
  const { file } = body;
  const type = typeOfDescriptor(file, node);
  const op: Op = at(body, node, { k: "name" as const, name: type.name, targs: type.args });
  return emit(body, op);
}

const handlers: (Handler | undefined)[] = [];

function register(handler: Handler, ...kinds: number[]): void {
  for (const kind of kinds) handlers[kind] = handler;
}

register(
  name,
  K.identifier,
  K.type_identifier,
  K.field_identifier,
  K.namespace_identifier,
  K.qualified_identifier,
  K.template_function,
  K.template_type,
  K.operator_name,
  K.destructor_name,
  K.dependent_type,
  K.dependent_name,
);
register(
  literal,
  K.number_literal,
  K.char_literal,
  K.true,
  K.false,
  K.null,
  K.user_defined_literal,
  K.string_literal,
  K.raw_string_literal,
  K.concatenated_string,
);
register(thisPointer, K.this);
register(member, K.field_expression);
register(subscript, K.subscript_expression);
register(callExpression, K.call_expression);
register((body, node) => body.file.walk.lambda(body, node), K.lambda_expression);
register(binary, K.binary_expression);
register(unary, K.unary_expression, K.pointer_expression, K.update_expression);
register(assignment, K.assignment_expression);
register(conditional, K.conditional_expression);
register(cast, K.cast_expression);
register(construct, K.compound_literal_expression);
register(newObject, K.new_expression);
register(deleteObject, K.delete_expression);
register(list, K.initializer_list);
register(pairValue, K.initializer_pair);
register(awaited, K.co_await_expression);
register(comma, K.comma_expression);
register(parenthesized, K.parenthesized_expression);
register(pattern, K.parameter_pack_expansion);
register(fold, K.fold_expression);
register(typeAsValue, K.type_descriptor);
register(
  unevaluated,
  K.sizeof_expression,
  K.alignof_expression,
  K.offsetof_expression,
  K.requires_expression,
);
register(block, K.compound_statement);
register(
  statement,
  K.declaration,
  K.expression_statement,
  K.return_statement,
  K.if_statement,
  K.while_statement,
  K.do_statement,
  K.for_statement,
  K.for_range_loop,
  K.switch_statement,
  K.try_statement,
  K.throw_statement,
  K.labeled_statement,
  K.break_statement,
  K.continue_statement,
  K.co_return_statement,
  K.co_yield_statement,
);
register(nothing, K.token, K.gnu_asm_expression, K.primitive_type, K.type_qualifier);
