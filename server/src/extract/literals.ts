/**
 * Literals as written: the content of string literals, the text of all others. Escapes stay as they are.
 */

import type { Op } from "../facts/op.ts";
import { K } from "../syntax/kinds.ts";
import {
  firstChild,
  kindOf,
  type Node,
  nextSibling,
  noNode,
  startOf,
  endOf,
} from "../syntax/syntaxTree.ts";
import { type FileState, flatText, interned } from "./state.ts";

/** A literal's operation. A string with a suffix is still a string; a number with one is a literal. */
export function literalOp(file: FileState, node: Node): Op {
  const { tree } = file;
  const start = startOf(tree, node);
  const end = endOf(tree, node);
  const text = stringContent(file, node);
  if (text !== null) return { k: "string", text: interned(file, text), start, end };
  return { k: "literal", text: flatText(file, node), start, end };
}

/** Content without quotes; null for what is no string literal. */
export function stringContent(file: FileState, node: Node): string | null {
  const { tree } = file;
  switch (kindOf(tree, node)) {
    case K.string_literal:
      return unquoted(tree.text.slice(startOf(tree, node), endOf(tree, node)));
    case K.raw_string_literal:
      return unquotedRaw(tree.text.slice(startOf(tree, node), endOf(tree, node)));
    case K.user_defined_literal: {
      const text = tree.text.slice(startOf(tree, node), endOf(tree, node));
      const open = text.indexOf('"');
      if (open === -1) return null;
      return text.charCodeAt(open - 1) === 82 ? unquotedRaw(text) : unquoted(text);
    }
    case K.concatenated_string: {
      let joined = "";
      for (let child = firstChild(tree, node); child !== noNode; child = nextSibling(tree, child)) {
        joined += stringContent(file, child) ?? "";
      }
      return joined;
    }
    default:
      return null;
  }
}

function unquoted(text: string): string {
  const open = text.indexOf('"');
  const close = text.lastIndexOf('"');
  return open === -1 || close <= open ? "" : text.slice(open + 1, close);
}

/** `R"delimiter(content)delimiter"`. */
function unquotedRaw(text: string): string {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  return open === -1 || close <= open ? "" : text.slice(open + 1, close);
}
