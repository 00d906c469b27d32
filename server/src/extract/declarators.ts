/**
 * What a declarator declares: the name inside `*(&x[3])(int)`, and what is wrapped around it. Loops, never
 * recurses. Must never know which kind of declaration it stands in.
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
import type { FileState } from "./state.ts";

/** What a declarator adds to the type before it. */
export interface Shape {
  readonly pointers: number;
  readonly reference: boolean;
  readonly callable: boolean;
}

export const plainShape: Shape = { pointers: 0, reference: false, callable: false };

export interface Declarator extends Shape {
  /** The name: an identifier of any kind, a qualified name, an operator, a structured binding; or `noNode`. */
  readonly name: Node;
  /** The function declarator if a function is declared (not a pointer to one), else `noNode`. */
  readonly fn: Node;
  readonly pack: boolean;
}

export function declaratorOf(file: FileState, node: Node): Declarator {
  const { tree } = file;
  let pointers = 0;
  let reference = false;
  let callable = false;
  let pack = false;
  let fn = noNode;
  let at = node;
  while (at !== noNode) {
    switch (kindOf(tree, at)) {
      case K.pointer_declarator:
      case K.abstract_pointer_declarator:
      case K.pointer_type_declarator:
      case K.reference_declarator:
      case K.abstract_reference_declarator: {
        if (fn !== noNode) {
          callable = true;
          fn = noNode;
        } else if (!callable) {
          const kind = kindOf(tree, at);
          if (kind === K.reference_declarator || kind === K.abstract_reference_declarator)
            reference = true;
          else pointers++;
        }
        at = inner(file, at);
        continue;
      }
      case K.array_declarator:
      case K.abstract_array_declarator:
        pointers++;
        at = childByField(tree, at, F.declarator);
        continue;
      case K.function_declarator:
        fn = at;
        at = childByField(tree, at, F.declarator);
        continue;
      case K.abstract_function_declarator:
        callable = true;
        at = childByField(tree, at, F.declarator);
        continue;
      case K.parenthesized_declarator:
      case K.abstract_parenthesized_declarator:
        // A pointer to member, `(C::*p)(int)`: the grammar reads `C::` as an error before the declarator.
        if (fn !== noNode && kindOf(tree, firstChild(tree, at)) === K.ERROR) {
          callable = true;
          fn = noNode;
        }
        at = inner(file, at);
        continue;
      case K.attributed_declarator:
      case K.init_declarator:
        at = inner(file, at);
        continue;
      case K.variadic_declarator:
        pack = true;
        at = firstChild(tree, at);
        continue;
      default:
        return { name: at, fn, pack, pointers, reference, callable };
    }
  }
  return { name: noNode, fn, pack, pointers, reference, callable };
}

/** The declarator inside another, with or without a field. */
function inner(file: FileState, node: Node): Node {
  const { tree } = file;
  for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
    const field = tree.field[child];
    if (field === F.declarator) return child;
    if (field !== 0) continue;
    const kind = kindOf(tree, child);
    if (kind !== K.type_qualifier && kind !== K.ERROR) return child;
  }
  return noNode;
}
