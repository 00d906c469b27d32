/**
 * What stands outside function bodies: namespaces, variables, and the way to types and functions. Must never
 * drop what is nested in something it does not know.
 */

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
import { functionFact, initialiserFunction, looseStatement } from "./functions.ts";
import { storageOf } from "./locals.ts";
import { writtenName } from "./names.ts";
import { templateParameterNames } from "./parameters.ts";
import { enter, type FileState, interned, leave, nodeText, type Scope } from "./state.ts";
import { typeRef } from "./typeRefs.ts";
import {
  aliasFact,
  classFact,
  endsWithEquals,
  enumFact,
  isClassKind,
  typedefFacts,
} from "./types.ts";

const noNames: readonly string[] = [];

export function declaration(
  file: FileState,
  scope: Scope,
  node: Node,
  templateParams: readonly string[],
): void {
  if (node === noNode || !enter(file, node)) return;
  dispatch(file, scope, node, templateParams);
  leave(file);
}

/** All children of a node as declarations of `scope`. */
export function declarations(file: FileState, scope: Scope, parent: Node): void {
  const { tree } = file;
  for (let child = firstChild(tree, parent); child !== noNode; child = nextSibling(tree, child)) {
    declaration(file, scope, child, noNames);
  }
}

function dispatch(
  file: FileState,
  scope: Scope,
  node: Node,
  templateParams: readonly string[],
): void {
  const { tree } = file;
  switch (kindOf(tree, node)) {
    case K.namespace_definition:
      return namespace(file, scope, node);
    case K.linkage_specification: {
      const body = childByField(tree, node, F.body);
      if (kindOf(tree, body) === K.declaration_list) declarations(file, scope, body);
      else declaration(file, scope, body, noNames);
      return;
    }
    case K.template_declaration:
      return template(file, scope, node, templateParams);
    case K.class_specifier:
    case K.struct_specifier:
    case K.union_specifier:
      return classFact(file, scope, node, templateParams, true);
    case K.enum_specifier:
      return enumFact(file, scope, node);
    case K.alias_declaration:
      return aliasFact(file, scope, node, templateParams);
    case K.type_definition:
      return typedefFacts(file, scope, node);
    case K.using_declaration:
      return using(file, scope, node);
    case K.namespace_alias_definition:
      return namespaceAlias(file, scope, node);
    case K.friend_declaration:
      return friend(file, scope, node);
    case K.function_definition:
      return functionDefinition(file, scope, node, templateParams);
    case K.declaration:
    case K.field_declaration:
      return plainDeclaration(file, scope, node, templateParams);
    case K.ERROR:
    case K.declaration_list:
    case K.field_declaration_list:
      return declarations(file, scope, node);
    default:
      return loose(file, scope, node);
  }
}

function namespace(file: FileState, scope: Scope, node: Node): void {
  const { tree } = file;
  const nameNode = childByField(tree, node, F.name);
  const names =
    nameNode === noNode
      ? [""]
      : nodeText(file, nameNode)
          .replace(/\binline\b/g, "")
          .split("::")
          .map((part) => interned(file, part.trim()));
  const inner: Scope = {
    path: [...scope.path, ...names],
    namespaces: scope.path.length + names.length,
    inClass: false,
    internal: scope.internal || nameNode === noNode,
  };
  declarations(file, inner, childByField(tree, node, F.body));
}

function template(file: FileState, scope: Scope, node: Node, outer: readonly string[]): void {
  const { tree } = file;
  const list = childByField(tree, node, F.parameters);
  const own = list === noNode ? noNames : templateParameterNames(file, list);
  const all = outer.length === 0 ? own : [...outer, ...own];
  for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
    if (child !== list) declaration(file, scope, child, all);
  }
}

function using(file: FileState, scope: Scope, node: Node): void {
  const { tree } = file;
  const target = firstChild(tree, node);
  if (target === noNode) return;
  const head = tree.text.slice(startOf(tree, node), startOf(tree, target));
  const text = nodeText(file, target).replace(/\s+/g, "");
  const kind = head.includes("namespace") ? ("namespace" as const) : ("name" as const);
  const name = kind === "name" ? writtenName(file, target).name : "";
  file.usings.push({ kind, scope: scope.path, target: interned(file, text), name });
}

function namespaceAlias(file: FileState, scope: Scope, node: Node): void {
  const { tree } = file;
  const name = childByField(tree, node, F.name);
  if (name === noNode) return;
  const target = nextSibling(tree, name);
  const text = nodeText(file, target).replace(/\s+/g, "");
  file.usings.push({
    kind: "alias",
    scope: scope.path,
    target: interned(file, text),
    name: nodeText(file, name),
  });
}

/** A friend function belongs to the namespace around the class. */
function friend(file: FileState, scope: Scope, node: Node): void {
  const { tree } = file;
  const outside: Scope = { ...scope, path: scope.path.slice(0, scope.namespaces), inClass: false };
  for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
    const kind = kindOf(tree, child);
    if (kind === K.function_definition || kind === K.declaration)
      declaration(file, outside, child, noNames);
  }
}

function functionDefinition(
  file: FileState,
  scope: Scope,
  node: Node,
  templateParams: readonly string[],
): void {
  const { tree } = file;
  const type = childByField(tree, node, F.type);
  defineType(file, scope, type, templateParams, false);
  const declarator = childByField(tree, node, F.declarator);
  if (declarator !== noNode && functionFact(file, scope, node, declarator, templateParams)) return;
  // A head that is no function's: a class behind an unknown word, a namespace behind a macro.
  const block = childByField(tree, node, F.body);
  if (block === noNode) return;
  if (isClassKind(kindOf(tree, type)) && declarator !== noNode) {
    const name = nodeText(file, declaratorOf(file, declarator).name);
    declarations(file, { ...scope, path: [...scope.path, name], inClass: true }, block);
    return;
  }
  declarations(file, scope, block);
}

/** A type that is defined in front of a declarator. */
function defineType(
  file: FileState,
  scope: Scope,
  type: Node,
  templateParams: readonly string[],
  forward: boolean,
): void {
  const kind = kindOf(file.tree, type);
  if (isClassKind(kind)) classFact(file, scope, type, templateParams, forward);
  else if (kind === K.enum_specifier && childByField(file.tree, type, F.body) !== noNode)
    enumFact(file, scope, type);
}

function plainDeclaration(
  file: FileState,
  scope: Scope,
  node: Node,
  templateParams: readonly string[],
): void {
  const { tree } = file;
  const type = childByField(tree, node, F.type);
  const first = childByField(tree, node, F.declarator);
  defineType(file, scope, type, templateParams, first === noNode);
  for (let child = first; child !== noNode; child = nextSibling(tree, child)) {
    if (tree.field[child] !== F.declarator) continue;
    const isInit = kindOf(tree, child) === K.init_declarator;
    const inner = isInit ? childByField(tree, child, F.declarator) : child;
    if (functionFact(file, scope, node, inner, templateParams)) continue;
    if (type !== noNode) variable(file, scope, node, type, child, inner);
  }
}

function variable(
  file: FileState,
  scope: Scope,
  node: Node,
  type: Node,
  child: Node,
  inner: Node,
): void {
  const { tree } = file;
  const declarator = declaratorOf(file, inner);
  if (declarator.name === noNode) return;
  const written = writtenName(file, declarator.name);
  const qualifier = written.qualifier.filter((part) => part !== "");
  const storage = storageOf({ file }, node);
  const ref = typeRef(file, type, declarator);
  const value = childByField(tree, child, F.value);
  const path = qualifier.length === 0 ? scope.path : [...scope.path, ...qualifier];
  file.variables.push({
    name: written.name,
    scope: path,
    type: ref,
    threadLocal: storage.threadLocal,
    internal: scope.internal || (storage.isStatic && !scope.inClass && qualifier.length === 0),
    declaredOnly: storage.isExtern && value === noNode,
    initializer: value === noNode ? -1 : variableInitialiser(file, { ...scope, path }, ref, value),
    start: startOf(tree, child),
    end: endOf(tree, child),
  });
}

function variableInitialiser(
  file: FileState,
  scope: Scope,
  type: Parameters<typeof initialiserFunction>[2],
  value: Node,
): number {
  const { tree } = file;
  const kind = kindOf(tree, value);
  const style =
    kind === K.argument_list
      ? "paren"
      : kind === K.initializer_list && !endsWithEquals(tree.text, startOf(tree, value))
        ? "brace"
        : "assign";
  return initialiserFunction(file, scope, type, value, style);
}

/**
 * Expressions and statements outside every function. A bare call is a macro at namespace scope, run when the
 * program starts; anything else is what is left of a function whose head could not be read.
 */
function loose(file: FileState, scope: Scope, node: Node): void {
  const { tree } = file;
  switch (kindOf(tree, node)) {
    case K.expression_statement:
    case K.call_expression:
      return looseStatement(file, scope, node, "initializer");
    case K.labeled_statement:
      return declarations(file, scope, node);
    case K.if_statement:
    case K.while_statement:
    case K.do_statement:
    case K.for_statement:
    case K.for_range_loop:
    case K.switch_statement:
    case K.try_statement:
    case K.return_statement:
    case K.compound_statement:
    case K.binary_expression:
    case K.assignment_expression:
    case K.lambda_expression:
      return looseStatement(file, scope, node, "function");
    default:
  }
}
