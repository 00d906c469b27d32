/**
 * Lambdas: a function of their own, with the function they stand in as parent.
 */

import type { CaptureFact } from "../facts/fileFacts.ts";
import { noFunction } from "../facts/noFunction.ts";
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
import { cutBehind } from "./lostEnds.ts";
import { parameters, templateParameterNames } from "./parameters.ts";
import { type Body, emit, type FileState, interned, nodeText, reserveFunction } from "./state.ts";
import { typeOfDescriptor } from "./typeRefs.ts";

export function lambda(body: Body, node: Node): Ref {
  const { file } = body;
  const { tree } = file;
  const start = startOf(tree, node);
  const end = endOf(tree, node);
  const captureList = childByField(tree, node, F.captures);
  const { captures, captureDefault } = capturesOf(body, captureList);
  const fn = reserveFunction(file);
  const declarator = childByField(tree, node, F.declarator);
  const block = childByField(tree, node, F.body);
  const ops: Op[] = [];
  const scope = { ...body.scope, inClass: false };
  if (block !== noNode) {
    const inside: Body = { file, scope, fn, ops };
    file.walk.statements(inside, block);
    cutBehind(inside, block);
  }
  const templateList = childByField(tree, node, F.template_parameters);
  const trailing =
    declarator === noNode ? noNode : childOfKind(tree, declarator, K.trailing_return_type);
  const result = trailing === noNode ? noNode : firstChild(tree, trailing);
  file.functions[fn] = {
    ...noFunction,
    kind: "lambda",
    scope: body.scope.path,
    nameSpan: { start, end: captureList === noNode ? start : endOf(tree, captureList) },
    params:
      declarator === noNode ? [] : parameters(file, childByField(tree, declarator, F.parameters)),
    result: result === noNode ? noFunction.result : typeOfDescriptor(file, result),
    templateParams: templateList === noNode ? [] : templateParameterNames(file, templateList),
    captures,
    captureDefault,
    parent: body.fn,
    ops,
    defined: block !== noNode,
    start,
    end,
  };
  return emit(body, { k: "lambda", fn, start, end });
}

interface Captures {
  readonly captures: readonly CaptureFact[];
  readonly captureDefault: "" | "=" | "&";
}

function capturesOf(body: Body, list: Node): Captures {
  const { file } = body;
  const { tree } = file;
  const captures: CaptureFact[] = [];
  let captureDefault: "" | "=" | "&" = "";
  if (list === noNode) return { captures, captureDefault };
  for (let child = firstChild(tree, list); child !== noNode; child = nextSibling(tree, child)) {
    switch (kindOf(tree, child)) {
      case K.lambda_default_capture:
        // Anything but `=` is `&`: also the masked head of a scope guard (see mask.ts).
        captureDefault = nodeText(file, child) === "=" ? "=" : "&";
        break;
      case K.this:
        captures.push(plainCapture(precededBy(file, child, 42) ? "*this" : "this", false));
        break;
      case K.identifier:
      case K.qualified_identifier:
        captures.push(plainCapture(nodeText(file, child), precededBy(file, child, 38)));
        break;
      case K.parameter_pack_expansion: {
        const pattern = childByField(tree, child, F.pattern);
        const name = interned(file, nodeText(file, pattern).replace(/^&\s*/, ""));
        const byReference =
          precededBy(file, child, 38) || tree.text.charCodeAt(startOf(tree, pattern)) === 38;
        captures.push(plainCapture(name, byReference));
        break;
      }
      case K.lambda_capture_initializer: {
        const left = childByField(tree, child, F.left);
        const right = childByField(tree, child, F.right);
        const value = right === noNode ? none : file.walk.expression(body, right);
        const byReference = tree.text.charCodeAt(startOf(tree, child)) === 38;
        captures.push({ name: nodeText(file, left), byReference, value });
        break;
      }
      default:
    }
  }
  return { captures, captureDefault };
}

function plainCapture(name: string, byReference: boolean): CaptureFact {
  return { name, byReference, value: -1 };
}

/** Whether the last character before a node, blanks aside, has this code. */
function precededBy(file: FileState, node: Node, code: number): boolean {
  const { text } = file.tree;
  let i = startOf(file.tree, node) - 1;
  while (i > 0 && text.charCodeAt(i) <= 32) i--;
  return text.charCodeAt(i) === code;
}
