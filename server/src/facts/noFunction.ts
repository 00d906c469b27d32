/** What a function fact says where nothing is known. */

import type { FunctionFact } from "./fileFacts.ts";
import { noType } from "./typeRef.ts";

const noNames: readonly string[] = [];

export const noFunction: FunctionFact = {
  kind: "function",
  name: "",
  scope: noNames,
  qualifier: 0,
  nameSpan: { start: 0, end: 0 },
  params: [],
  result: noType,
  templateParams: noNames,
  isVirtual: false,
  isOverride: false,
  isStatic: false,
  isPure: false,
  internal: false,
  inits: [],
  captures: [],
  captureDefault: "",
  parent: -1,
  ops: [],
  defined: false,
  start: 0,
  end: 0,
};
