/** One number for each kind of operation in the binary form. Append only: the order is what the numbers are. */

import type { Op } from "./op.ts";

export const opKinds = [
  "name",
  "this",
  "member",
  "index",
  "call",
  "new",
  "construct",
  "list",
  "lambda",
  "literal",
  "string",
  "unary",
  "binary",
  "select",
  "cast",
  "await",
  "assign",
  "delete",
  "local",
  "return",
  "throw",
  "break",
  "continue",
  "goto",
  "assume",
  "scope",
  "if",
  "else",
  "switch",
  "case",
  "loop",
  "test",
  "element",
  "try",
  "catch",
  "end",
] as const satisfies readonly Op["k"][];

export const opCodes = Object.fromEntries(opKinds.map((kind, code) => [kind, code])) as Readonly<
  Record<Op["k"], number>
>;

export const localStyles = ["none", "assign", "paren", "brace"] as const;
export const loopForms = ["while", "do", "for", "range"] as const;
export const usingKinds = ["namespace", "name", "alias"] as const;
export const typeKinds = ["class", "enum", "alias"] as const;
export const functionKinds = [
  "function",
  "method",
  "constructor",
  "destructor",
  "lambda",
  "initializer",
  "macro",
] as const;
export const suppressionKinds = ["line", "next", "begin", "end"] as const;
export const captureDefaults = ["", "=", "&"] as const;
