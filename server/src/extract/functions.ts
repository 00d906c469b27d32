/**
 * Functions: from a declaration or definition to a FunctionFact with its body. Must never know where the
 * declaration stands beyond the Scope it is given.
 */

import type { FunctionFact, FunctionKind, InitFact } from "../facts/fileFacts.ts";
import { noFunction } from "../facts/noFunction.ts";
import type { Op, Ref } from "../facts/op.ts";
import type { TypeRef } from "../facts/typeRef.ts";
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
import { evaluateArguments } from "./calls.ts";
import { type Declarator, declaratorOf } from "./declarators.ts";
import { cutBehind, readBehind } from "./lostEnds.ts";
import { joinedName, writtenName } from "./names.ts";
import { parameters } from "./parameters.ts";
import { catchClauses } from "./statements.ts";
import {
  type Body,
  emit,
  emitEnd,
  type FileState,
  flatText,
  nodeText,
  reserveFunction,
  type Scope,
} from "./state.ts";
import { typeOfDescriptor, typeRef } from "./typeRefs.ts";

/** What the words before and after a declarator say. */
interface Words {
  isVirtual: boolean;
  isOverride: boolean;
  isStatic: boolean;
  isPure: boolean;
  isDefaulted: boolean;
}

/**
 * A function declared by one declarator of `node` (a definition, declaration or member declaration).
 * Returns false where the declarator declares no function.
 */
export function functionFact(
  file: FileState,
  scope: Scope,
  node: Node,
  declaratorNode: Node,
  templateParams: readonly string[],
): boolean {
  const { tree } = file;
  const declarator = declaratorOf(file, declaratorNode);
  const conversion = conversionOf(file, declarator.name);
  if (declarator.name === noNode || (declarator.fn === noNode && conversion === noNode))
    return false;
  if (isInitialised(file, declarator.fn)) return false;
  const written = writtenName(file, declarator.name);
  const type = childByField(tree, node, F.type);
  const block = childByField(tree, node, F.body);
  const tryBlock = block === noNode ? childOfKind(tree, node, K.try_statement) : noNode;
  const words = wordsOf(file, node, declarator, declaratorNode);
  const hasBody = block !== noNode || tryBlock !== noNode;
  const isMacro =
    type === noNode && isMacroDefinition(file, scope, written.name, written.qualifier, declarator);
  if (isMacro && !hasBody) return scope.inClass;

  const fn = reserveFunction(file);
  const qualifier = written.qualifier[0] === "" ? written.qualifier.slice(1) : written.qualifier;
  const path = qualifier.length === 0 ? scope.path : [...scope.path, ...qualifier];
  const ops: Op[] = [];
  const body: Body = { file, scope: { ...scope, path, inClass: false }, fn, ops };
  const inits = hasBody ? functionBody(body, node, block, tryBlock) : noFunction.inits;
  cutBehind(body, block);
  const name = isMacro ? flatText(file, declarator.fn) : written.name;
  const list = conversion === noNode ? childByField(tree, declarator.fn, F.parameters) : noNode;
  const fact: FunctionFact = {
    kind: isMacro ? "function" : kindOfFunction(scope, name, qualifier, type, conversion),
    name,
    scope: path,
    qualifier: qualifier.length,
    nameSpan: { start: startOf(tree, written.node), end: nameEnd(file, written.node) },
    params: parameters(file, list),
    result: resultOf(file, type, declarator, conversion),
    templateParams,
    isVirtual: words.isVirtual,
    isOverride: words.isOverride,
    isStatic: words.isStatic,
    isPure: words.isPure,
    internal: scope.internal || (words.isStatic && !scope.inClass && qualifier.length === 0),
    inits,
    captures: noFunction.captures,
    captureDefault: "",
    parent: -1,
    ops,
    defined: hasBody || words.isDefaulted,
    start: startOf(tree, node),
    end: endOf(tree, node),
  };
  file.functions[fn] = fact;
  readBehind(file, scope, block);
  return true;
}

/** `T* p(nullptr);`: a variable, for no type has this name. */
function isInitialised(file: FileState, fn: Node): boolean {
  const { tree } = file;
  const list = fn === noNode ? noNode : childByField(tree, fn, F.parameters);
  const only = list === noNode ? noNode : firstChild(tree, list);
  return only !== noNode && /^(nullptr|NULL)$/.test(nodeText(file, only));
}

/** The `operator T` node of a conversion function, which carries its own parameter list; else `noNode`. */
function conversionOf(file: FileState, name: Node): Node {
  if (name === noNode) return noNode;
  const last =
    kindOf(file.tree, name) === K.qualified_identifier ? writtenName(file, name).node : name;
  return kindOf(file.tree, last) === K.operator_cast ? last : noNode;
}

/** A conversion's node goes on to the end of its parameters; its name does not. */
function nameEnd(file: FileState, node: Node): number {
  if (kindOf(file.tree, node) !== K.operator_cast) return endOf(file.tree, node);
  const type = childByField(file.tree, node, F.type);
  return endOf(file.tree, type === noNode ? node : type);
}

function kindOfFunction(
  scope: Scope,
  name: string,
  qualifier: readonly string[],
  type: Node,
  conversion: Node,
): FunctionKind {
  if (name.startsWith("~")) return "destructor";
  const owner =
    qualifier.length > 0
      ? qualifier[qualifier.length - 1]
      : scope.inClass
        ? scope.path.at(-1)
        : undefined;
  if (owner !== undefined && owner === name && type === noNode && conversion === noNode)
    return "constructor";
  return scope.inClass && qualifier.length === 0 ? "method" : "function";
}

/**
 * `TEST(A, B) { ... }` and `DISALLOW_COPY(A);`: without a type, and no constructor, destructor or conversion.
 * Its name is then the whole head, so that two of them stay apart. `main() {}` has no parameters.
 */
function isMacroDefinition(
  file: FileState,
  scope: Scope,
  name: string,
  qualifier: readonly string[],
  declarator: Declarator,
): boolean {
  const { tree } = file;
  if (qualifier.length > 0 || kindOf(tree, declarator.name) === K.destructor_name) return false;
  const kind = kindOf(tree, declarator.name);
  if (kind !== K.identifier && kind !== K.field_identifier) return false;
  if (scope.inClass) return scope.path.at(-1) !== name;
  const list = childByField(tree, declarator.fn, F.parameters);
  let count = 0;
  for (let child = firstChild(tree, list); child !== noNode; child = nextSibling(tree, child)) {
    if (childByField(tree, child, F.declarator) !== noNode) return isShouted(name);
    count++;
  }
  return count > 0 || isShouted(name);
}

function isShouted(name: string): boolean {
  return name.length > 1 && name === name.toUpperCase();
}

function wordsOf(file: FileState, node: Node, declarator: Declarator, declaratorNode: Node): Words {
  const { tree } = file;
  const words: Words = {
    isVirtual: false,
    isOverride: false,
    isStatic: false,
    isPure: false,
    isDefaulted: false,
  };
  for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
    switch (kindOf(tree, child)) {
      case K.virtual:
        words.isVirtual = true;
        break;
      case K.storage_class_specifier:
        if (nodeText(file, child) === "static") words.isStatic = true;
        break;
      case K.default_method_clause:
        words.isDefaulted = true;
        break;
      case K.pure_virtual_clause:
        words.isPure = true;
        break;
      case K.number_literal:
        if (tree.field[child] === F.default_value && nodeText(file, child) === "0")
          words.isPure = true;
        break;
      case K.virtual_specifier:
        words.isOverride = true;
        break;
      default:
    }
  }
  const holder = declarator.fn !== noNode ? declarator.fn : declaratorNode;
  if (hasSpecifier(file, holder)) words.isOverride = true;
  // A conversion keeps its specifiers on the parameter list's declarator.
  const conversion = conversionOf(file, declarator.name);
  if (conversion !== noNode && hasSpecifier(file, childByField(tree, conversion, F.declarator))) {
    words.isOverride = true;
  }
  if (words.isOverride) words.isVirtual = true;
  return words;
}

/** `override` or `final`: either says that a function of a base is overridden (or virtual at least). */
function hasSpecifier(file: FileState, node: Node): boolean {
  return node !== noNode && childOfKind(file.tree, node, K.virtual_specifier) !== noNode;
}

function resultOf(file: FileState, type: Node, declarator: Declarator, conversion: Node): TypeRef {
  const { tree } = file;
  if (conversion !== noNode) return typeRef(file, childByField(tree, conversion, F.type));
  const trailing = childOfKind(tree, declarator.fn, K.trailing_return_type);
  if (trailing !== noNode) {
    const descriptor = firstChild(tree, trailing);
    if (descriptor !== noNode) return typeOfDescriptor(file, descriptor);
  }
  return typeRef(file, type, declarator);
}

function functionBody(body: Body, node: Node, block: Node, tryBlock: Node): readonly InitFact[] {
  const { tree, walk } = body.file;
  if (tryBlock === noNode) {
    const inits = initialisers(body, childOfKind(tree, node, K.field_initializer_list));
    if (kindOf(tree, block) === K.compound_statement) walk.statements(body, block);
    else walk.statement(body, block);
    return inits;
  }
  emit(body, { k: "try", start: startOf(tree, tryBlock), end: endOf(tree, tryBlock) });
  const list = childOfKind(tree, tryBlock, K.field_initializer_list);
  const inits = initialisers(
    body,
    list === noNode ? childOfKind(tree, node, K.field_initializer_list) : list,
  );
  const inner = childByField(tree, tryBlock, F.body);
  if (inner !== noNode) walk.statements(body, inner);
  emitEnd(body, inner === noNode ? tryBlock : inner);
  catchClauses(body, firstChild(tree, tryBlock));
  catchClauses(body, firstChild(tree, node));
  return inits;
}

function initialisers(body: Body, list: Node): readonly InitFact[] {
  const { file } = body;
  const { tree } = file;
  if (list === noNode) return noFunction.inits;
  const inits: InitFact[] = [];
  for (let child = firstChild(tree, list); child !== noNode; child = nextSibling(tree, child)) {
    if (kindOf(tree, child) !== K.field_initializer) continue;
    const name = firstChild(tree, child);
    if (name === noNode) continue;
    let args: readonly Ref[] = [];
    for (let part = nextSibling(tree, name); part !== noNode; part = nextSibling(tree, part)) {
      const kind = kindOf(tree, part);
      if (kind === K.argument_list || kind === K.initializer_list)
        args = evaluateArguments(body, part);
    }
    const written = joinedName(file, writtenName(file, name));
    inits.push({ name: written, args, start: startOf(tree, child), end: endOf(tree, child) });
  }
  return inits;
}

/** How an initialiser is written: `= a`, `(a, b)` or `{a, b}`. */
export type InitialiserStyle = "assign" | "paren" | "brace";

/** A function that computes the default value of a field or variable; its index. */
export function initialiserFunction(
  file: FileState,
  scope: Scope,
  type: TypeRef,
  value: Node,
  style: InitialiserStyle,
): number {
  const fn = reserveFunction(file);
  const ops: Op[] = [];
  const body: Body = { file, scope: { ...scope, inClass: false }, fn, ops };
  const start = startOf(file.tree, value);
  const end = endOf(file.tree, value);
  let result: Ref;
  if (style === "assign") {
    result = file.walk.expression(body, value);
  } else {
    const args = evaluateArguments(body, value);
    result = emit(body, { k: "construct", type, args, start, end });
  }
  emit(body, { k: "return", value: result, start, end });
  file.functions[fn] = initialiser(scope, type, ops, start, end);
  return fn;
}

/** Statements that stand outside every function: what a macro at namespace scope runs when the program starts. */
export function looseStatement(
  file: FileState,
  scope: Scope,
  node: Node,
  kind: "initializer" | "function",
): void {
  const fn = reserveFunction(file);
  const ops: Op[] = [];
  file.walk.statement({ file, scope: { ...scope, inClass: false }, fn, ops }, node);
  if (!ops.some((op) => op.k === "call" || op.k === "construct" || op.k === "new")) {
    // Lambdas and types found on the way may have come after it; then the place stays, with nothing in it.
    if (fn === file.functions.length - 1) file.functions.pop();
    return;
  }
  const start = startOf(file.tree, node);
  const end = endOf(file.tree, node);
  file.functions[fn] = { ...initialiser(scope, noFunction.result, ops, start, end), kind };
}

function initialiser(
  scope: Scope,
  type: TypeRef,
  ops: readonly Op[],
  start: number,
  end: number,
): FunctionFact {
  return {
    ...noFunction,
    kind: "initializer",
    scope: scope.path,
    nameSpan: { start, end },
    result: type,
    internal: true,
    ops,
    defined: true,
    start,
    end,
  };
}
