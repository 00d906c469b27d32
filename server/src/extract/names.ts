/**
 * Names as they are written: `a::b<T>::~c` into parts. Must never decide what a name refers to.
 */

import { F, K } from "../syntax/kinds.ts";
import {
  childByField,
  firstChild,
  kindOf,
  type Node,
  nextSibling,
  noNode,
} from "../syntax/syntaxTree.ts";
import { type FileState, flatText, interned, nodeText } from "./state.ts";

export interface WrittenName {
  /** Everything before the last `::`, outermost first, without template arguments. `""` first means `::x`. */
  readonly qualifier: readonly string[];
  readonly name: string;
  /** The node of the last part. */
  readonly node: Node;
  /** The template argument list of the last part that has one. */
  readonly targs: Node;
}

const noParts: readonly string[] = [];

export function writtenName(file: FileState, node: Node): WrittenName {
  const { tree } = file;
  let at = node;
  let targs = noNode;
  let qualifier: string[] | null = null;
  while (kindOf(tree, at) === K.qualified_identifier) {
    const scope = childByField(tree, at, F.scope);
    qualifier ??= [];
    if (scope === noNode) {
      qualifier.push("");
    } else {
      const part = lastPart(file, scope);
      qualifier.push(part.name);
      if (part.targs !== noNode) targs = part.targs;
    }
    const name = childByField(tree, at, F.name);
    if (name === noNode) return { qualifier, name: "", node: at, targs };
    at = name;
  }
  const last = lastPart(file, at);
  return {
    qualifier: qualifier ?? noParts,
    name: last.name,
    node: last.node,
    targs: last.targs === noNode ? targs : last.targs,
  };
}

/** `a::b::c` as one string; a plain name costs no more than its text. */
export function joinedName(file: FileState, written: WrittenName): string {
  const { qualifier, name } = written;
  return qualifier.length === 0 ? name : interned(file, `${qualifier.join("::")}::${name}`);
}

interface Part {
  readonly name: string;
  readonly node: Node;
  readonly targs: Node;
}

function lastPart(file: FileState, node: Node): Part {
  const { tree } = file;
  switch (kindOf(tree, node)) {
    case K.template_type:
    case K.template_function:
    case K.template_method: {
      const name = childByField(tree, node, F.name);
      const targs = childByField(tree, node, F.arguments);
      return { name: partText(file, name), node: name === noNode ? node : name, targs };
    }
    case K.dependent_name:
    case K.dependent_type: {
      const child = firstChild(tree, node);
      if (child === noNode) return { name: flatText(file, node), node, targs: noNode };
      const inner = writtenName(file, child);
      return { name: joinedName(file, inner), node: inner.node, targs: inner.targs };
    }
    default:
      return { name: partText(file, node), node, targs: noNode };
  }
}

function partText(file: FileState, node: Node): string {
  switch (kindOf(file.tree, node)) {
    case K.operator_name:
      return operatorText(file, node);
    case K.destructor_name:
      return interned(file, nodeText(file, node).replace(/\s+/g, ""));
    case K.operator_cast:
      return conversionName(file, node);
    case K.identifier:
    case K.type_identifier:
    case K.field_identifier:
    case K.namespace_identifier:
      return nodeText(file, node);
    default:
      return flatText(file, node);
  }
}

/** `operator ( )` becomes `operator()`; words stay apart: `operator new[]`, `operator co_await`. */
function operatorText(file: FileState, node: Node): string {
  const symbol = nodeText(file, node).slice("operator".length).replace(/\s+/g, " ").trim();
  const isWord = /^[A-Za-z_]/.test(symbol);
  return interned(
    file,
    isWord
      ? `operator ${symbol.replace(/ (?=\[)|(?<=\[) /g, "")}`
      : `operator${symbol.replace(/ /g, "")}`,
  );
}

/** `operator bool`, `operator T*`. */
function conversionName(file: FileState, node: Node): string {
  const { tree } = file;
  const type = childByField(tree, node, F.type);
  let stars = "";
  let at = childByField(tree, node, F.declarator);
  while (at !== noNode) {
    const kind = kindOf(tree, at);
    if (kind === K.abstract_pointer_declarator) stars += "*";
    else if (kind === K.abstract_reference_declarator) stars += "&";
    else break;
    const inner = childByField(tree, at, F.declarator);
    at = inner === noNode ? firstDeclarator(file, at) : inner;
  }
  return interned(file, `operator ${flatText(file, type)}${stars}`);
}

function firstDeclarator(file: FileState, node: Node): Node {
  for (
    let child = firstChild(file.tree, node);
    child !== noNode;
    child = nextSibling(file.tree, child)
  ) {
    const kind = kindOf(file.tree, child);
    if (kind !== K.type_qualifier) return child;
  }
  return noNode;
}
