/**
 * Declarations inside a function body, as `local` operations. The grammar reads `T x(a);` as the prototype of
 * a function; in a body it is a variable unless it can be nothing but a prototype.
 */

import { none, type Op, type Ref } from "../facts/op.ts";
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
import { evaluateArguments, nameOp } from "./calls.ts";
import { type Declarator, declaratorOf } from "./declarators.ts";
import { scopeGuardAt } from "./rewrite.ts";
import { type Body, emit, enter, leave, nodeText } from "./state.ts";
import { typeRef, typeRefNamed } from "./typeRefs.ts";

type Style = "none" | "assign" | "paren" | "brace";

interface Initialiser {
  readonly style: Style;
  readonly args: readonly Ref[];
}

const noInitialiser: Initialiser = { style: "none", args: [] };

interface Storage {
  readonly isStatic: boolean;
  readonly threadLocal: boolean;
  readonly isExtern: boolean;
}

const noStorage: Storage = { isStatic: false, threadLocal: false, isExtern: false };

/** `static`, `thread_local`, `extern` among the children of a declaration. */
export function storageOf(body: Pick<Body, "file">, node: Node): Storage {
  const { file } = body;
  let storage = noStorage;
  for (
    let child = firstChild(file.tree, node);
    child !== noNode;
    child = nextSibling(file.tree, child)
  ) {
    if (kindOf(file.tree, child) !== K.storage_class_specifier) continue;
    const word = nodeText(file, child);
    if (word === "static") storage = { ...storage, isStatic: true };
    else if (word === "thread_local" || word === "__thread")
      storage = { ...storage, threadLocal: true };
    else if (word === "extern") storage = { ...storage, isExtern: true };
  }
  return storage;
}

/** A declaration statement, or the declaration in a condition. The value is the last variable's, as a name. */
export function localDeclaration(body: Body, node: Node): Ref {
  const { file } = body;
  const { tree } = file;
  const guard = scopeGuardAt(tree.text, startOf(tree, node));
  if (guard !== null) return scopeGuard(body, node, guard);
  const type = childByField(tree, node, F.type);
  const storage = storageOf(body, node);
  let last: Ref = none;
  for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
    if (tree.field[child] !== F.declarator) continue;
    // In a condition the value follows as a field of the declaration itself.
    const following = nextSibling(tree, child);
    const field = following === noNode ? 0 : tree.field[following];
    const value = field === F.value || field === F.default_value ? following : noNode;
    last = localDeclarator(body, node, type, child, value, storage);
  }
  return last;
}

/** `SCOPE_EXIT { ... }`: a variable whose type is the macro, made of the block as a lambda. */
function scopeGuard(body: Body, node: Node, macro: string): Ref {
  const { file } = body;
  const { tree } = file;
  const init = childByField(tree, node, F.declarator);
  const args = [file.walk.expression(body, childByField(tree, init, F.value))];
  return emit(body, {
    k: "local",
    name: "",
    type: typeRefNamed(file, macro),
    args,
    style: "brace",
    isStatic: false,
    threadLocal: false,
    start: startOf(tree, node),
    end: endOf(tree, node),
  });
}

function localDeclarator(
  body: Body,
  declaration: Node,
  type: Node,
  node: Node,
  conditionValue: Node,
  storage: Storage,
): Ref {
  const { file } = body;
  const { tree } = file;
  const isInit = kindOf(tree, node) === K.init_declarator;
  const value = isInit ? childByField(tree, node, F.value) : conditionValue;
  const declarator = declaratorOf(file, isInit ? childByField(tree, node, F.declarator) : node);
  const end = value === noNode ? endOf(tree, node) : endOf(tree, value);
  const span = { start: startOf(tree, node), end };
  if (declarator.name === noNode) return none;
  if (declarator.fn !== noNode && value === noNode) {
    if (storage.isExtern || !canBeVariable(body, type, declarator)) return none;
    const args = argumentsFromParameters(body, childByField(tree, declarator.fn, F.parameters));
    return local(
      body,
      typeRef(file, type, declarator),
      declarator.name,
      { style: "paren", args },
      storage,
      span,
    );
  }
  const initialiser =
    value === noNode ? noInitialiser : evaluateInitialiser(body, node, value, isInit);
  if (kindOf(tree, declarator.name) === K.structured_binding_declarator) {
    return bindings(
      body,
      declaration,
      typeRef(file, type, declarator),
      declarator.name,
      initialiser.args[0] ?? none,
    );
  }
  // `DISALLOW(x) y;` and similar leftovers of macros declare nothing.
  if (type === noNode && !isInit) return none;
  return local(body, typeRef(file, type, declarator), declarator.name, initialiser, storage, span);
}

function evaluateInitialiser(body: Body, node: Node, value: Node, isInit: boolean): Initialiser {
  const { tree } = body.file;
  const kind = kindOf(tree, value);
  if (kind === K.argument_list) return { style: "paren", args: evaluateArguments(body, value) };
  const hasEquals = !isInit || equalsBefore(tree.text, startOf(tree, node), startOf(tree, value));
  if (kind === K.initializer_list && !hasEquals)
    return { style: "brace", args: evaluateArguments(body, value) };
  return { style: "assign", args: [body.file.walk.expression(body, value)] };
}

/** Whether the last thing before a value, blanks aside, is `=`. */
function equalsBefore(text: string, from: number, before: number): boolean {
  let i = before - 1;
  while (i > from && text.charCodeAt(i) <= 32) i--;
  return text.charCodeAt(i) === 61;
}

function local(
  body: Body,
  type: TypeRef,
  nameNode: Node,
  initialiser: Initialiser,
  storage: Storage,
  span: { readonly start: number; readonly end: number },
): Ref {
  const { file } = body;
  const name = nodeText(file, nameNode);
  const op: Op = {
    k: "local",
    name,
    type,
    args: initialiser.args,
    style: initialiser.style,
    isStatic: storage.isStatic,
    threadLocal: storage.threadLocal,
    start: span.start,
    end: span.end,
  };
  return emit(body, op);
}

/** `auto [a, b] = value`: one local a name, each made of an element of the value. */
export function bindings(body: Body, node: Node, type: TypeRef, names: Node, value: Ref): Ref {
  const { file } = body;
  const { tree } = file;
  const plain = { start: startOf(tree, node), end: endOf(tree, node) };
  let last: Ref = none;
  for (let child = firstChild(tree, names); child !== noNode; child = nextSibling(tree, child)) {
    if (kindOf(tree, child) !== K.identifier) continue;
    const span = { start: startOf(tree, child), end: endOf(tree, child) };
    const element = emit(body, { k: "element", of: value, start: plain.start, end: plain.end });
    last = local(body, type, child, { style: "assign", args: [element] }, noStorage, span);
  }
  return last;
}

/** The variable of a range-for or catch clause; `element` is the value that it is bound to. */
export function boundVariable(body: Body, node: Node, element: Ref): void {
  const { file } = body;
  const { tree } = file;
  const type = childByField(tree, node, F.type);
  const declaratorNode = childByField(tree, node, F.declarator);
  if (declaratorNode === noNode) return;
  const declarator = declaratorOf(file, declaratorNode);
  if (declarator.name === noNode) return;
  const ref = typeRef(file, type, declarator);
  if (kindOf(tree, declarator.name) === K.structured_binding_declarator) {
    bindings(body, declaratorNode, ref, declarator.name, element);
    return;
  }
  const initialiser: Initialiser =
    element === none ? noInitialiser : { style: "assign", args: [element] };
  const span = { start: startOf(tree, declaratorNode), end: endOf(tree, declaratorNode) };
  local(body, ref, declarator.name, initialiser, noStorage, span);
}

/**
 * Whether `T x(...)` in a body can be a variable: it has arguments, all of which can be values. Errs towards
 * variables, since prototypes inside functions are rare.
 */
function canBeVariable(body: Body, type: Node, declarator: Declarator): boolean {
  const { file } = body;
  const { tree } = file;
  if (type === noNode || kindOf(tree, declarator.name) !== K.identifier) return false;
  if (
    kindOf(tree, type) === K.primitive_type &&
    nodeText(file, type) === "void" &&
    declarator.pointers === 0
  ) {
    return false;
  }
  if (childOfKind(tree, declarator.fn, K.trailing_return_type) !== noNode) return false;
  const list = childByField(tree, declarator.fn, F.parameters);
  const first = list === noNode ? noNode : firstChild(tree, list);
  if (first === noNode) return false;
  for (let child = first; child !== noNode; child = nextSibling(tree, child)) {
    if (kindOf(tree, child) !== K.parameter_declaration) return false;
    if (childOfKind(tree, child, K.type_qualifier) !== noNode) return false;
    const parameterType = kindOf(tree, childByField(tree, child, F.type));
    if (parameterType === K.sized_type_specifier) return false;
    const parameter = childByField(tree, child, F.declarator);
    const kind = kindOf(tree, parameter);
    if (
      kind === K.identifier ||
      kind === K.abstract_pointer_declarator ||
      kind === K.abstract_reference_declarator
    ) {
      return false;
    }
    if (parameterType === K.primitive_type && kind !== K.abstract_function_declarator) return false;
  }
  return true;
}

/** Parameters that are really arguments: `mu_`, `f(x)`, `a * b`, `v[0]`. */
export function argumentsFromParameters(body: Body, list: Node): readonly Ref[] {
  const { tree } = body.file;
  const args: Ref[] = [];
  if (list === noNode || !enter(body.file, list)) return args;
  for (let child = firstChild(tree, list); child !== noNode; child = nextSibling(tree, child)) {
    const kind = kindOf(tree, child);
    if (kind !== K.parameter_declaration && kind !== K.optional_parameter_declaration) {
      args.push(body.file.walk.expression(body, child));
      continue;
    }
    args.push(argumentFromParameter(body, child));
  }
  leave(body.file);
  return args;
}

function argumentFromParameter(body: Body, node: Node): Ref {
  const { file } = body;
  const { tree } = file;
  const type = childByField(tree, node, F.type);
  let declarator = childByField(tree, node, F.declarator);
  const start = startOf(tree, node);
  if (type === noNode) return declarator === noNode ? none : file.walk.expression(body, declarator);
  let value = emit(body, nameOp(file, type));
  // `f(x)[0](y)`: the innermost declarator belongs to the name itself.
  const suffixes: Node[] = [];
  while (isSuffix(kindOf(tree, declarator))) {
    suffixes.push(declarator);
    declarator = childByField(tree, declarator, F.declarator);
  }
  for (let i = suffixes.length - 1; i >= 0; i--) {
    const suffix = suffixes[i] as Node;
    const end = endOf(tree, suffix);
    if (kindOf(tree, suffix) === K.abstract_array_declarator) {
      const size = childByField(tree, suffix, F.size);
      const index = size === noNode ? none : file.walk.expression(body, size);
      value = emit(body, { k: "index", obj: value, index, start, end });
    } else {
      const args = argumentsFromParameters(body, childByField(tree, suffix, F.parameters));
      value = emit(body, { k: "call", callee: value, args, start, end });
    }
  }
  const end = endOf(tree, node);
  switch (kindOf(tree, declarator)) {
    case K.pointer_declarator:
    case K.reference_declarator: {
      const inner = declaratorOf(file, declarator);
      if (inner.name === noNode) return value;
      const isPointer = kindOf(tree, declarator) === K.pointer_declarator;
      const sign = tree.text.startsWith("&&", startOf(tree, declarator))
        ? "&&"
        : isPointer
          ? "*"
          : "&";
      const b = file.walk.expression(body, inner.name);
      return emit(body, { k: "binary", op: sign, a: value, b, start, end });
    }
    case K.identifier: {
      // `FOREACH(int x, v)`: the macro declares the variable.
      const span = { start: startOf(tree, declarator), end: endOf(tree, declarator) };
      const ref = typeRef(file, type);
      body.ops.pop();
      return local(body, ref, declarator, noInitialiser, noStorage, span);
    }
    default:
      return value;
  }
}

function isSuffix(kind: number): boolean {
  return kind === K.abstract_function_declarator || kind === K.abstract_array_declarator;
}
