/**
 * Classes, enums and aliases. Must never know what a base or field type refers to.
 */

import type { FieldFact, TypeFact } from "../facts/fileFacts.ts";
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
import { declaratorOf } from "./declarators.ts";
import { functionFact, initialiserFunction } from "./functions.ts";
import { storageOf } from "./locals.ts";
import { writtenName } from "./names.ts";
import { type FileState, interned, nodeText, type Scope } from "./state.ts";
import { anonymousName, typeOfDescriptor, typeRef } from "./typeRefs.ts";

export function isClassKind(kind: number): boolean {
  return kind === K.class_specifier || kind === K.struct_specifier || kind === K.union_specifier;
}

/**
 * A class, struct or union as it stands in a declaration. `name` replaces a missing one. A mere use of the
 * name (`struct A x;`) says nothing, unless `forward` allows it as a forward declaration.
 */
export function classFact(
  file: FileState,
  scope: Scope,
  node: Node,
  templateParams: readonly string[],
  forward: boolean,
  name = "",
): void {
  const { tree } = file;
  const block = childByField(tree, node, F.body);
  const nameNode = childByField(tree, node, F.name);
  if (block === noNode && (!forward || nameNode === noNode)) return;
  const written = nameNode === noNode ? null : writtenName(file, nameNode);
  const ownName = written?.name ?? (name === "" ? anonymousName(file, node) : name);
  const qualifier = written === null ? [] : written.qualifier.filter((part) => part !== "");
  const outer = qualifier.length === 0 ? scope.path : [...scope.path, ...qualifier];
  const slot = file.types.length;
  const start = startOf(tree, node);
  const end = endOf(tree, node);
  const base = {
    kind: "class" as const,
    name: ownName,
    scope: outer,
    nameSpan:
      written === null
        ? { start, end: start }
        : { start: startOf(tree, written.node), end: endOf(tree, written.node) },
    templateParams,
    aliasOf: null,
    enumerators: [],
    start,
    end,
  };
  // The place is taken first: nested types follow the class that they stand in.
  file.types.push({ ...base, bases: [], fields: [], defined: false });
  if (block === noNode) return;
  const fields: FieldFact[] = [];
  const inner: Scope = { ...scope, path: [...outer, ownName], inClass: true };
  members(file, inner, block, fields);
  file.types[slot] = { ...base, bases: basesOf(file, node), fields, defined: true };
}

function basesOf(file: FileState, node: Node): readonly TypeRef[] {
  const { tree } = file;
  const clause = childOfKind(tree, node, K.base_class_clause);
  const bases: TypeRef[] = [];
  if (clause === noNode) return bases;
  for (let child = firstChild(tree, clause); child !== noNode; child = nextSibling(tree, child)) {
    switch (kindOf(tree, child)) {
      case K.type_identifier:
      case K.qualified_identifier:
      case K.template_type:
      case K.dependent_type:
        bases.push(typeRef(file, child));
        break;
      default:
    }
  }
  return bases;
}

function members(file: FileState, scope: Scope, block: Node, fields: FieldFact[]): void {
  const { tree } = file;
  for (let child = firstChild(tree, block); child !== noNode; child = nextSibling(tree, child)) {
    member(file, scope, child, fields);
  }
}

function member(file: FileState, scope: Scope, node: Node, fields: FieldFact[]): void {
  switch (kindOf(file.tree, node)) {
    case K.field_declaration:
      fieldDeclaration(file, scope, node, fields);
      break;
    case K.ERROR:
      members(file, scope, node, fields);
      break;
    default:
      file.walk.declaration(file, scope, node, []);
  }
}

/** Fields, member functions declared with a type, and nested types: the grammar gives all three one kind. */
function fieldDeclaration(file: FileState, scope: Scope, node: Node, fields: FieldFact[]): void {
  const { tree } = file;
  const type = childByField(tree, node, F.type);
  const typeKind = kindOf(tree, type);
  const hasDeclarator = childByField(tree, node, F.declarator) !== noNode;
  if (isClassKind(typeKind) && !hasDeclarator && childByField(tree, type, F.name) === noNode) {
    // An anonymous union or struct: its fields are fields of the class around it.
    const block = childByField(tree, type, F.body);
    if (block !== noNode) members(file, scope, block, fields);
    return;
  }
  if (isClassKind(typeKind)) classFact(file, scope, type, [], !hasDeclarator);
  else if (typeKind === K.enum_specifier) enumFact(file, scope, type);
  const storage = storageOf({ file }, node);
  for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
    if (tree.field[child] !== F.declarator) continue;
    if (functionFact(file, scope, node, child, [])) continue;
    const declarator = declaratorOf(file, child);
    if (declarator.name === noNode) continue;
    const fieldType = typeRef(file, type, declarator);
    fields.push({
      name: nodeText(file, declarator.name),
      type: fieldType,
      isStatic: storage.isStatic,
      threadLocal: storage.threadLocal,
      initializer: fieldInitialiser(file, scope, fieldType, child),
      start: startOf(tree, child),
      end: endOf(tree, child),
    });
  }
}

/** The default value of the field that `declarator` declares, which follows it before the next declarator. */
function fieldInitialiser(file: FileState, scope: Scope, type: TypeRef, declarator: Node): number {
  const { tree } = file;
  for (let next = nextSibling(tree, declarator); next !== noNode; next = nextSibling(tree, next)) {
    const field = tree.field[next];
    if (field === F.declarator) break;
    if (field !== F.default_value) continue;
    const isBrace =
      kindOf(tree, next) === K.initializer_list && !endsWithEquals(tree.text, startOf(tree, next));
    return initialiserFunction(file, scope, type, next, isBrace ? "brace" : "assign");
  }
  return -1;
}

export function endsWithEquals(text: string, before: number): boolean {
  let i = before - 1;
  while (i >= 0 && text.charCodeAt(i) <= 32) i--;
  return text.charCodeAt(i) === 61;
}

export function enumFact(file: FileState, scope: Scope, node: Node, name = ""): void {
  const { tree } = file;
  const block = childByField(tree, node, F.body);
  const nameNode = childByField(tree, node, F.name);
  if (block === noNode && nameNode === noNode) return;
  const written = nameNode === noNode ? null : writtenName(file, nameNode);
  const enumerators: string[] = [];
  for (let child = firstChild(tree, block); child !== noNode; child = nextSibling(tree, child)) {
    if (kindOf(tree, child) === K.enumerator) {
      enumerators.push(nodeText(file, childByField(tree, child, F.name)));
    }
  }
  const qualifier = written === null ? [] : written.qualifier.filter((part) => part !== "");
  const start = startOf(tree, node);
  file.types.push({
    ...noTypeFact,
    kind: "enum",
    name: written?.name ?? (name === "" ? anonymousName(file, node) : name),
    scope: qualifier.length === 0 ? scope.path : [...scope.path, ...qualifier],
    nameSpan:
      written === null
        ? { start, end: start }
        : { start: startOf(tree, written.node), end: endOf(tree, written.node) },
    enumerators,
    defined: block !== noNode,
    start,
    end: endOf(tree, node),
  });
}

/** `using A = B;`, possibly a template. */
export function aliasFact(
  file: FileState,
  scope: Scope,
  node: Node,
  templateParams: readonly string[],
): void {
  const { tree } = file;
  const name = childByField(tree, node, F.name);
  const type = childByField(tree, node, F.type);
  if (name === noNode || type === noNode) return;
  pushAlias(file, scope, node, name, typeOfDescriptor(file, type), templateParams);
}

/** `typedef A B, *C;`; a class without a name takes the first plain one. */
export function typedefFacts(file: FileState, scope: Scope, node: Node): void {
  const { tree } = file;
  const type = childByField(tree, node, F.type);
  const typeKind = kindOf(tree, type);
  const isClass = isClassKind(typeKind);
  const unnamed =
    (isClass || typeKind === K.enum_specifier) && childByField(tree, type, F.name) === noNode;
  let given = "";
  if (unnamed) {
    for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
      if (tree.field[child] === F.declarator && kindOf(tree, child) === K.type_identifier) {
        given = nodeText(file, child);
        break;
      }
    }
  }
  if (isClass) classFact(file, scope, type, [], false, given);
  else if (typeKind === K.enum_specifier) enumFact(file, scope, type, given);
  for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
    if (tree.field[child] !== F.declarator) continue;
    const declarator = declaratorOf(file, child);
    if (declarator.name === noNode) continue;
    const name = nodeText(file, declarator.name);
    if (given !== "" && name === given) continue;
    const shape = declarator.fn === noNode ? declarator : { ...declarator, callable: true };
    const target = typeRef(file, type, shape);
    // `typedef struct A A;` and `typedef struct A {...} A;` name nothing new.
    if (target.name === name && target.pointers === 0 && !target.callable) continue;
    const aliased = given === "" ? target : { ...target, name: interned(file, given) };
    pushAlias(file, scope, node, declarator.name, aliased, []);
  }
}

function pushAlias(
  file: FileState,
  scope: Scope,
  node: Node,
  name: Node,
  aliasOf: TypeRef,
  templateParams: readonly string[],
): void {
  const { tree } = file;
  file.types.push({
    ...noTypeFact,
    kind: "alias",
    name: nodeText(file, name),
    scope: scope.path,
    nameSpan: { start: startOf(tree, name), end: endOf(tree, name) },
    templateParams,
    aliasOf,
    start: startOf(tree, node),
    end: endOf(tree, node),
  });
}

const noTypeFact: TypeFact = {
  kind: "class",
  name: "",
  scope: [],
  nameSpan: { start: 0, end: 0 },
  templateParams: [],
  bases: [],
  fields: [],
  aliasOf: null,
  enumerators: [],
  defined: true,
  start: 0,
  end: 0,
};
