/**
 * Statements into operations: control marks around what their parts do. Must never drop a statement: an
 * unknown one has its parts visited.
 */

import { none, type Ref } from "../facts/op.ts";
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
import { declaratorOf } from "./declarators.ts";
import { argumentsFromParameters, boundVariable, localDeclaration } from "./locals.ts";
import { nameOp } from "./calls.ts";
import {
  type Body,
  emit,
  emitEnd,
  enter,
  evaluateChildren,
  leave,
  nodeText,
  type Scope,
} from "./state.ts";

type Handler = (body: Body, node: Node) => void;

export function statement(body: Body, node: Node): void {
  if (node === noNode) return;
  const { file } = body;
  if (!enter(file, node)) return;
  const handler = handlers[file.tree.kind[node] as number];
  if (handler === undefined) file.walk.expression(body, node);
  else handler(body, node);
  leave(file);
}

/** The children of `parent`, as statements in a row. */
export function statements(body: Body, parent: Node): void {
  const { tree } = body.file;
  let child = firstChild(tree, parent);
  while (child !== noNode) {
    const following = nextSibling(tree, child);
    if (
      following !== noNode &&
      kindOf(tree, following) === K.compound_statement &&
      isMacroHead(body, child)
    ) {
      macroBlock(body, child, following);
      child = nextSibling(tree, following);
      continue;
    }
    statement(body, child);
    child = following;
  }
}

function mark(
  body: Body,
  node: Node,
  op: { k: "scope" | "else" | "try" | "catch" | "throw" | "break" },
): void {
  emit(body, spanned(body, node, op));
}

function spanned<T extends object>(
  body: Body,
  node: Node,
  op: T,
): T & { start: number; end: number } {
  const { tree } = body.file;
  const result = op as T & { start: number; end: number };
  result.start = startOf(tree, node);
  result.end = endOf(tree, node);
  return result;
}

function field(body: Body, node: Node, id: number): Node {
  return childByField(body.file.tree, node, id);
}

/** The statement under a control mark; the mark is its scope, so that its braces open no other. */
function inner(body: Body, node: Node): void {
  if (node === noNode) return;
  if (kindOf(body.file.tree, node) !== K.compound_statement) {
    statement(body, node);
  } else if (enter(body.file, node)) {
    statements(body, node);
    leave(body.file);
  }
}

function block(body: Body, node: Node): void {
  mark(body, node, { k: "scope" });
  statements(body, node);
  emitEnd(body, node);
}

/** Evaluates a condition, with the declarations in it; whether it opened a scope that the caller must end. */
function condition(body: Body, node: Node): { readonly cond: Ref; readonly opened: boolean } {
  const { tree, walk } = body.file;
  if (kindOf(tree, node) !== K.condition_clause)
    return { cond: walk.expression(body, node), opened: false };
  const initializer = field(body, node, F.initializer);
  const value = field(body, node, F.value);
  const declares = kindOf(tree, value) === K.declaration;
  const opened = initializer !== noNode || declares;
  if (opened) mark(body, node, { k: "scope" });
  if (initializer !== noNode) statements(body, initializer);
  return { cond: conditionValue(body, value), opened };
}

/** A condition that declares a variable tests that variable. */
function conditionValue(body: Body, node: Node): Ref {
  const { tree, walk } = body.file;
  if (kindOf(tree, node) !== K.declaration) return walk.expression(body, node);
  const local = localDeclaration(body, node);
  const op = body.ops[local];
  if (op === undefined || op.k !== "local") return none;
  return emit(body, { k: "name", name: op.name, targs: [], start: op.start, end: op.end });
}

/** `else if` chains may be long: followed by a loop. */
function ifStatement(body: Body, node: Node): void {
  const { tree } = body.file;
  const ends: { readonly node: Node; readonly opened: boolean }[] = [];
  let at = node;
  for (;;) {
    const { cond, opened } = condition(body, field(body, at, F.condition));
    emit(body, spanned(body, at, { k: "if" as const, cond }));
    ends.push({ node: at, opened });
    inner(body, field(body, at, F.consequence));
    const alternative = field(body, at, F.alternative);
    if (alternative === noNode) break;
    mark(body, alternative, { k: "else" });
    const chained = firstChild(tree, alternative);
    if (kindOf(tree, chained) === K.if_statement && nextSibling(tree, chained) === noNode) {
      at = chained;
      continue;
    }
    if (kindOf(tree, alternative) === K.else_clause) {
      for (let child = chained; child !== noNode; child = nextSibling(tree, child))
        inner(body, child);
    } else {
      inner(body, alternative);
    }
    break;
  }
  for (let i = ends.length - 1; i >= 0; i--) {
    const { node: ended, opened } = ends[i] as (typeof ends)[number];
    emitEnd(body, ended);
    if (opened) emitEnd(body, ended);
  }
}

function whileLoop(body: Body, node: Node): void {
  emit(body, spanned(body, node, { k: "loop" as const, form: "while" as const }));
  const clause = field(body, node, F.condition);
  const { cond, opened } = condition(body, clause);
  emit(body, spanned(body, clause === noNode ? node : clause, { k: "test" as const, cond }));
  inner(body, field(body, node, F.body));
  if (opened) emitEnd(body, node);
  emitEnd(body, node);
}

function doLoop(body: Body, node: Node): void {
  emit(body, spanned(body, node, { k: "loop" as const, form: "do" as const }));
  inner(body, field(body, node, F.body));
  const clause = field(body, node, F.condition);
  const cond = body.file.walk.expression(body, clause);
  emit(body, spanned(body, clause === noNode ? node : clause, { k: "test" as const, cond }));
  emitEnd(body, node);
}

function forLoop(body: Body, node: Node): void {
  const { walk, tree } = body.file;
  const initializer = field(body, node, F.initializer);
  if (initializer !== noNode) {
    mark(body, node, { k: "scope" });
    statement(body, initializer);
  }
  emit(body, spanned(body, node, { k: "loop" as const, form: "for" as const }));
  const cond = field(body, node, F.condition);
  if (cond !== noNode) {
    const isDeclaration = kindOf(tree, cond) === K.declaration;
    const value = isDeclaration ? conditionValue(body, cond) : walk.expression(body, cond);
    emit(body, spanned(body, cond, { k: "test" as const, cond: value }));
  }
  inner(body, field(body, node, F.body));
  walk.expression(body, field(body, node, F.update));
  emitEnd(body, node);
  if (initializer !== noNode) emitEnd(body, node);
}

function rangeLoop(body: Body, node: Node): void {
  const initializer = field(body, node, F.initializer);
  if (initializer !== noNode) {
    mark(body, node, { k: "scope" });
    statements(body, initializer);
  }
  const range = field(body, node, F.right);
  const of = body.file.walk.expression(body, range);
  emit(body, spanned(body, node, { k: "loop" as const, form: "range" as const }));
  const element = emit(
    body,
    spanned(body, range === noNode ? node : range, { k: "element" as const, of }),
  );
  boundVariable(body, node, element);
  inner(body, field(body, node, F.body));
  emitEnd(body, node);
  if (initializer !== noNode) emitEnd(body, node);
}

function switchStatement(body: Body, node: Node): void {
  const { cond, opened } = condition(body, field(body, node, F.condition));
  emit(body, spanned(body, node, { k: "switch" as const, cond }));
  inner(body, field(body, node, F.body));
  emitEnd(body, node);
  if (opened) emitEnd(body, node);
}

function caseStatement(body: Body, node: Node): void {
  const { tree } = body.file;
  const label = field(body, node, F.value);
  const value = label === noNode ? none : body.file.walk.expression(body, label);
  const start = startOf(tree, node);
  emit(body, {
    k: "case",
    value,
    start,
    end: label === noNode ? start + "default".length : endOf(tree, label),
  });
  for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
    if (child !== label) statement(body, child);
  }
}

function tryStatement(body: Body, node: Node): void {
  const { tree } = body.file;
  mark(body, node, { k: "try" });
  const block = field(body, node, F.body);
  inner(body, block);
  emitEnd(body, block === noNode ? node : block);
  catchClauses(body, firstChild(tree, node));
}

/** The catch clauses among `from` and the siblings that follow it. */
export function catchClauses(body: Body, from: Node): void {
  const { tree } = body.file;
  for (let child = from; child !== noNode; child = nextSibling(tree, child)) {
    if (kindOf(tree, child) !== K.catch_clause) continue;
    mark(body, child, { k: "catch" });
    const parameters = field(body, child, F.parameters);
    const parameter = parameters === noNode ? noNode : firstChild(tree, parameters);
    if (kindOf(tree, parameter) === K.parameter_declaration) boundVariable(body, parameter, none);
    inner(body, field(body, child, F.body));
    emitEnd(body, child);
  }
}

function returnStatement(body: Body, node: Node): void {
  const value = evaluateChildren(body, node);
  emit(body, spanned(body, node, { k: "return" as const, value }));
}

/** `co_yield` hands a value over and suspends, as `co_await` does. */
function yieldStatement(body: Body, node: Node): void {
  const a = evaluateChildren(body, node);
  emit(body, spanned(body, node, { k: "await" as const, a }));
}

function throwStatement(body: Body, node: Node): void {
  evaluateChildren(body, node);
  mark(body, node, { k: "throw" });
}

function jump(k: "break" | "continue" | "goto"): Handler {
  return (body, node) => {
    emit(body, spanned<{ k: typeof k }>(body, node, { k }));
  };
}

function labeled(body: Body, node: Node): void {
  const { tree } = body.file;
  for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
    if (kindOf(tree, child) !== K.statement_identifier) statement(body, child);
  }
}

function declaration(body: Body, node: Node): void {
  const type = field(body, node, F.type);
  // `struct stat s;` only uses the name.
  if (type !== noNode && childByField(body.file.tree, type, F.body) !== noNode)
    localType(body, type);
  localDeclaration(body, node);
}

/** A class or enum that is defined inside a function belongs to whatever the function stands in. */
function localType(body: Body, node: Node): void {
  switch (kindOf(body.file.tree, node)) {
    case K.class_specifier:
    case K.struct_specifier:
    case K.union_specifier:
    case K.enum_specifier:
      outside(body, node);
      break;
    default:
  }
}

/** What is declared in a body as it could be outside of one. */
function outside(body: Body, node: Node): void {
  const scope: Scope = { ...body.scope, inClass: false };
  body.file.walk.declaration(body.file, scope, node, []);
}

/** Text that the grammar could not read: whatever is recognisable in it. */
function unreadable(body: Body, node: Node): void {
  statements(body, node);
}

/** `FOREACH(x, v) { ... }` reads as a function definition without a type. A real one cannot stand here. */
function functionLike(body: Body, node: Node): void {
  const { file } = body;
  const { tree } = file;
  const block = field(body, node, F.body);
  const declarator = declaratorOf(file, field(body, node, F.declarator));
  if (declarator.fn === noNode) {
    if (block !== noNode) statement(body, block);
    return;
  }
  const isLoop = isLoopMacro(nodeText(file, declarator.name));
  openMacroBlock(body, node, isLoop);
  const callee = emit(body, nameOp(file, declarator.name));
  const args = argumentsFromParameters(body, field(body, declarator.fn, F.parameters));
  emit(body, {
    k: "call",
    callee,
    args,
    start: startOf(tree, declarator.name),
    end: endOf(tree, declarator.fn),
  });
  if (block !== noNode) inner(body, block);
  emitEnd(body, node);
}

const loopMacro = /for_?each/i;

function isLoopMacro(name: string): boolean {
  return loopMacro.test(name);
}

function openMacroBlock(body: Body, node: Node, isLoop: boolean): void {
  if (isLoop) emit(body, spanned(body, node, { k: "loop" as const, form: "for" as const }));
  else mark(body, node, { k: "scope" });
}

/** Whether a statement is a bare call whose semicolon is missing, so that a block after it belongs to it. */
function isMacroHead(body: Body, node: Node): boolean {
  const { tree } = body.file;
  let at = node;
  if (kindOf(tree, at) === K.expression_statement) at = firstChild(tree, at);
  if (at === noNode || kindOf(tree, at) !== K.call_expression) return false;
  const name = field(body, at, F.function);
  return kindOf(tree, name) === K.identifier && tree.text.charCodeAt(endOf(tree, node) - 1) !== 59;
}

function macroBlock(body: Body, head: Node, block: Node): void {
  const { file } = body;
  const { tree } = file;
  const call = kindOf(tree, head) === K.call_expression ? head : firstChild(tree, head);
  openMacroBlock(body, head, isLoopMacro(nodeText(file, field(body, call, F.function))));
  file.walk.expression(body, call);
  inner(body, block);
  emitEnd(body, block);
}

function eachChild(body: Body, node: Node): void {
  statements(body, node);
}

const handlers: (Handler | undefined)[] = [];

function register(handler: Handler, ...kinds: number[]): void {
  for (const kind of kinds) handlers[kind] = handler;
}

register(block, K.compound_statement);
register(ifStatement, K.if_statement);
register(whileLoop, K.while_statement);
register(doLoop, K.do_statement);
register(forLoop, K.for_statement);
register(rangeLoop, K.for_range_loop);
register(switchStatement, K.switch_statement);
register(caseStatement, K.case_statement);
register(tryStatement, K.try_statement);
register(returnStatement, K.return_statement, K.co_return_statement);
register(yieldStatement, K.co_yield_statement);
register(throwStatement, K.throw_statement);
register(jump("break"), K.break_statement);
register(jump("continue"), K.continue_statement);
register(jump("goto"), K.goto_statement);
register(labeled, K.labeled_statement);
register(declaration, K.declaration);
register(functionLike, K.function_definition);
register(unreadable, K.ERROR);
register(
  eachChild,
  K.expression_statement,
  K.attributed_statement,
  K.init_statement,
  K.seh_try_statement,
  K.seh_except_clause,
  K.seh_finally_clause,
  K.declaration_list,
  K.else_clause,
  K.catch_clause,
);
register(
  outside,
  K.class_specifier,
  K.struct_specifier,
  K.union_specifier,
  K.enum_specifier,
  K.alias_declaration,
  K.type_definition,
  K.using_declaration,
  K.namespace_alias_definition,
  K.template_declaration,
);
