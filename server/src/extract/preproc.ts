/**
 * Preprocessor lines: includes, macro definitions, and which branches of a conditional are read. Nothing is
 * expanded. Must never know what a branch contains.
 */

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
import { enter, type FileState, interned, leave, nodeText } from "./state.ts";

/** Macros that say "another system": their branches are left out, the others are read. */
const undefinedHere: ReadonlySet<string> = new Set([
  "_WIN32",
  "WIN32",
  "_WIN64",
  "WIN64",
  "__WIN32__",
  "_WINDOWS",
  "OS_WIN",
  "_MSC_VER",
  "__MINGW32__",
  "__CYGWIN__",
  "__APPLE__",
  "__MACH__",
  "OS_MACOSX",
  "Q_OS_WIN",
  "Q_OS_MACOS",
  "Q_OS_MAC",
  "__FreeBSD__",
  "__OpenBSD__",
  "__NetBSD__",
  "__sun",
]);

const definedHere: ReadonlySet<string> = new Set([
  "__linux__",
  "__linux",
  "__unix__",
  "__cplusplus",
  "__GNUC__",
]);

/** What is known of a condition; null is "either". */
type Truth = boolean | null;

/** Visits the children of the branches that are read: of a known condition one branch, else all in order. */
export function livePreprocBranches(
  file: FileState,
  node: Node,
  visit: (child: Node) => void,
): void {
  const { tree } = file;
  let at = node;
  // `#elif` nests in its `#if`: a loop, since generated code has long chains of them.
  while (at !== noNode) {
    const truth = conditionOf(file, at);
    const condition = conditionNode(file, at);
    const alternative = childByField(tree, at, F.alternative);
    if (truth !== false) {
      for (let child = firstChild(tree, at); child !== noNode; child = nextSibling(tree, child)) {
        if (child !== condition && child !== alternative) visit(child);
      }
    }
    if (truth === true) return;
    at = alternative;
  }
}

function conditionNode(file: FileState, node: Node): Node {
  switch (kindOf(file.tree, node)) {
    case K.preproc_if:
    case K.preproc_elif:
      return childByField(file.tree, node, F.condition);
    case K.preproc_ifdef:
    case K.preproc_elifdef:
      return childByField(file.tree, node, F.name);
    default:
      return noNode;
  }
}

function conditionOf(file: FileState, node: Node): Truth {
  const { tree } = file;
  const condition = conditionNode(file, node);
  if (condition === noNode) return null;
  switch (kindOf(tree, node)) {
    case K.preproc_if:
    case K.preproc_elif:
      return truthOf(file, condition);
    default: {
      // The grammar gives one kind to `#ifdef` and `#ifndef`, `#elifdef` and `#elifndef`.
      const directive = tree.text.slice(startOf(tree, node), startOf(tree, condition));
      const defined = isDefined(nodeText(file, condition));
      return directive.includes("ndef") ? not(defined) : defined;
    }
  }
}

function isDefined(name: string): Truth {
  return undefinedHere.has(name) ? false : definedHere.has(name) ? true : null;
}

function not(truth: Truth): Truth {
  return truth === null ? null : !truth;
}

function truthOf(file: FileState, node: Node): Truth {
  const { tree } = file;
  if (!enter(file, node)) return null;
  let truth: Truth = null;
  switch (kindOf(tree, node)) {
    case K.number_literal:
      truth = !/^(0x)?0+[uUlL]*$/.test(nodeText(file, node));
      break;
    case K.identifier:
      truth = isDefined(nodeText(file, node));
      break;
    case K.preproc_defined: {
      const name = childOfKind(tree, node, K.identifier);
      truth = name === noNode ? null : isDefined(nodeText(file, name));
      break;
    }
    case K.parenthesized_expression: {
      const inner = firstChild(tree, node);
      truth = inner === noNode ? null : truthOf(file, inner);
      break;
    }
    case K.unary_expression: {
      const operator = nodeText(file, childByField(tree, node, F.operator));
      const argument = childByField(tree, node, F.argument);
      truth = operator === "!" && argument !== noNode ? not(truthOf(file, argument)) : null;
      break;
    }
    case K.binary_expression:
      truth = truthOfBinary(file, node);
      break;
    default:
  }
  leave(file);
  return truth;
}

function truthOfBinary(file: FileState, node: Node): Truth {
  const { tree } = file;
  const operator = nodeText(file, childByField(tree, node, F.operator));
  const left = childByField(tree, node, F.left);
  const right = childByField(tree, node, F.right);
  if (left === noNode || right === noNode) return null;
  if (operator === "&&") {
    const a = truthOf(file, left);
    const b = truthOf(file, right);
    return a === false || b === false ? false : a === true && b === true ? true : null;
  }
  if (operator === "||") {
    const a = truthOf(file, left);
    const b = truthOf(file, right);
    return a === true || b === true ? true : a === false && b === false ? false : null;
  }
  // A version compared, `_MSC_VER >= 1900`: an undefined macro counts as 0.
  if ((operator === ">" || operator === ">=") && truthOf(file, left) === false) return false;
  return null;
}

/** `#include`, `#define`; other lines say nothing. */
export function preprocLine(file: FileState, node: Node): void {
  const { tree } = file;
  switch (kindOf(tree, node)) {
    case K.preproc_include:
      include(file, childByField(tree, node, F.path));
      break;
    case K.preproc_def:
    case K.preproc_function_def:
      macro(file, node);
      break;
    default:
  }
}

function include(file: FileState, path: Node): void {
  const { tree } = file;
  if (path === noNode) return;
  const system = kindOf(tree, path) === K.system_lib_string;
  if (!system && kindOf(tree, path) !== K.string_literal) return;
  const text = tree.text.slice(startOf(tree, path) + 1, endOf(tree, path) - 1);
  file.includes.push({ path: interned(file, text), system });
}

function macro(file: FileState, node: Node): void {
  const { tree } = file;
  const name = childByField(tree, node, F.name);
  if (name === noNode) return;
  const parameters = childByField(tree, node, F.parameters);
  const value = childByField(tree, node, F.value);
  const isFunction = kindOf(tree, node) === K.preproc_function_def;
  file.macros.push({
    name: nodeText(file, name),
    params: isFunction ? parameterNames(file, parameters) : null,
    body: value === noNode ? "" : tree.text.slice(startOf(tree, value), endOf(tree, value)).trim(),
    start: startOf(tree, node),
    end: endOf(tree, value === noNode ? name : value),
  });
}

function parameterNames(file: FileState, list: Node): readonly string[] {
  const text = nodeText(file, list).slice(1, -1).trim();
  return text === "" ? [] : text.split(",").map((name) => name.replace(/[\\\s]+/g, ""));
}
