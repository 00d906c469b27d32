/**
 * Types as they are written, as TypeRefs. Must never look a name up.
 */

import { noType, type TypeRef } from "../facts/typeRef.ts";
import { F, K } from "../syntax/kinds.ts";
import {
  childByField,
  firstChild,
  kindOf,
  type Node,
  nextSibling,
  noNode,
} from "../syntax/syntaxTree.ts";
import { declaratorOf, plainShape, type Shape } from "./declarators.ts";
import { joinedName, writtenName } from "./names.ts";
import { enter, type FileState, flatText, interned, leave, nodeText } from "./state.ts";

export const noTypes: readonly TypeRef[] = [];

/** The type that a specifier and a declarator around it give. Unknown nodes become a type named by their text. */
export function typeRef(file: FileState, node: Node, shape: Shape = plainShape): TypeRef {
  if (node === noNode) return shaped(file, "", noTypes, shape);
  const { tree } = file;
  switch (kindOf(tree, node)) {
    case K.type_identifier:
    case K.primitive_type:
    case K.identifier:
      return shaped(file, nodeText(file, node), noTypes, shape);
    case K.qualified_identifier:
    case K.template_type:
    case K.template_function:
    case K.dependent_type: {
      const written = writtenName(file, node);
      return shaped(file, joinedName(file, written), templateArguments(file, written.targs), shape);
    }
    case K.placeholder_type_specifier:
    case K.auto:
      return shaped(file, "auto", noTypes, shape);
    case K.class_specifier:
    case K.struct_specifier:
    case K.union_specifier:
    case K.enum_specifier: {
      const name = childByField(tree, node, F.name);
      if (name === noNode) return shaped(file, anonymousName(file, node), noTypes, shape);
      return typeRef(file, name, shape);
    }
    case K.type_descriptor:
      return typeOfDescriptor(file, node);
    default:
      return shaped(file, flatText(file, node), noTypes, shape);
  }
}

export function typeRefNamed(file: FileState, name: string): TypeRef {
  return shaped(file, name, noTypes, plainShape);
}

/** The name that a type without one is given, so that variables can still have it. Unique in its file. */
export function anonymousName(file: FileState, node: Node): string {
  return interned(file, `(anonymous ${file.tree.start[node] as number})`);
}

/** `T*`, `const A<B>&`, `void (int)`. */
export function typeOfDescriptor(file: FileState, node: Node): TypeRef {
  const { tree } = file;
  if (!enter(file, node)) return noType;
  const declarator = childByField(tree, node, F.declarator);
  const shape = declarator === noNode ? plainShape : declaratorOf(file, declarator);
  const type = typeRef(file, childByField(tree, node, F.type), shape);
  leave(file);
  return type;
}

export function templateArguments(file: FileState, list: Node): readonly TypeRef[] {
  if (list === noNode) return noTypes;
  const { tree } = file;
  if (!enter(file, list)) return noTypes;
  const args: TypeRef[] = [];
  for (let child = firstChild(tree, list); child !== noNode; child = nextSibling(tree, child)) {
    const kind = kindOf(tree, child);
    const pattern =
      kind === K.parameter_pack_expansion ? childByField(tree, child, F.pattern) : child;
    args.push(typeRef(file, pattern));
  }
  leave(file);
  return args.length === 0 ? noTypes : args;
}

function shaped(file: FileState, name: string, args: readonly TypeRef[], shape: Shape): TypeRef {
  const { pointers, reference, callable } = shape;
  if (args.length > 0) return { name, args, pointers, reference, callable };
  if (name === "" && shape === plainShape) return noType;
  const key =
    shape === plainShape
      ? name
      : `${name} ${pointers}${reference ? "&" : ""}${callable ? "()" : ""}`;
  let known = file.plainTypes.get(key);
  if (known === undefined) {
    known = { name, args: noTypes, pointers, reference, callable };
    file.plainTypes.set(key, known);
  }
  return known;
}
