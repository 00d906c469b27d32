/**
 * Parameter lists of functions and templates. Default arguments are not evaluated: they belong to the callers.
 */

import type { ParamFact } from "../facts/fileFacts.ts";
import { F, K } from "../syntax/kinds.ts";
import {
  childByField,
  firstChild,
  kindOf,
  type Node,
  nextSibling,
  noNode,
} from "../syntax/syntaxTree.ts";
import { declaratorOf } from "./declarators.ts";
import { enter, type FileState, leave, nodeText } from "./state.ts";
import { typeRef } from "./typeRefs.ts";

const noParams: readonly ParamFact[] = [];

export function parameters(file: FileState, list: Node): readonly ParamFact[] {
  if (list === noNode) return noParams;
  const { tree } = file;
  let child = firstChild(tree, list);
  if (child === noNode || !enter(file, list)) return noParams;
  const params: ParamFact[] = [];
  for (; child !== noNode; child = nextSibling(tree, child)) {
    const kind = kindOf(tree, child);
    const hasDefault = kind === K.optional_parameter_declaration;
    const variadic = kind === K.variadic_parameter_declaration;
    if (kind !== K.parameter_declaration && !hasDefault && !variadic) continue;
    const type = childByField(tree, child, F.type);
    const declarator = declaratorOf(file, childByField(tree, child, F.declarator));
    // A parameter of function type is a pointer to a function.
    const shape = declarator.fn === noNode ? declarator : { ...declarator, callable: true };
    params.push({
      name: nodeText(file, declarator.name),
      type: typeRef(file, type, shape),
      hasDefault,
      pack: variadic || declarator.pack,
    });
  }
  leave(file);
  const [first] = params;
  const isVoid =
    params.length === 1 &&
    first?.name === "" &&
    first.type.name === "void" &&
    first.type.pointers === 0;
  return isVoid && !first.type.callable ? noParams : params;
}

export function templateParameterNames(file: FileState, list: Node): readonly string[] {
  const { tree } = file;
  const names: string[] = [];
  for (let child = firstChild(tree, list); child !== noNode; child = nextSibling(tree, child)) {
    switch (kindOf(tree, child)) {
      case K.type_parameter_declaration:
      case K.variadic_type_parameter_declaration:
        names.push(nodeText(file, firstChild(tree, child)));
        break;
      case K.optional_type_parameter_declaration:
        names.push(nodeText(file, childByField(tree, child, F.name)));
        break;
      case K.template_template_parameter_declaration:
        names.push(/(\w+)\s*$/.exec(nodeText(file, child))?.[1] ?? "");
        break;
      case K.parameter_declaration:
      case K.optional_parameter_declaration:
      case K.variadic_parameter_declaration:
        names.push(
          nodeText(file, declaratorOf(file, childByField(tree, child, F.declarator)).name),
        );
        break;
      default:
    }
  }
  return names;
}
