/**
 * Bytes that `encodeFacts` made into facts. Equal strings, lists and types of a file become one object; equal
 * strings of several files too, when they are decoded with one set of strings. Bytes that are anything else give
 * null, and never an exception.
 */

import { ByteReader } from "./byteReader.ts";
import {
  captureDefaults,
  functionKinds,
  localStyles,
  loopForms,
  opKinds,
  suppressionKinds,
  typeKinds,
  usingKinds,
} from "./codes.ts";
import type { FieldFact, FileFacts, FunctionFact, TypeFact, VariableFact } from "./fileFacts.ts";
import { none, type Op, type Ref } from "./op.ts";
import { headerLength, isPacked } from "./packed.ts";
import type { TypeRef } from "./typeRef.ts";

interface Decoder {
  readonly in: ByteReader;
  readonly strings: readonly string[];
  readonly lists: readonly (readonly string[])[];
  readonly types: readonly TypeRef[];
}

/** `shared` holds the strings of other files and is added to. */
export function decodeFacts(
  bytes: Uint8Array,
  shared: Map<string, string> = new Map(),
): FileFacts | null {
  if (!isPacked("file", bytes)) return null;
  try {
    return readFile(bytes, shared);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readFile(bytes: Uint8Array, shared: Map<string, string>): FileFacts {
  const reader = new ByteReader(bytes, headerLength);
  const strings = readStrings(reader, shared);
  const lists = many(reader, () => many(reader, () => at(strings, reader.uint())));
  const d: Decoder = { in: reader, strings, lists, types: readTypes(reader, strings) };
  const version = reader.uint();
  const length = reader.uint();
  let before = 0;
  const lineStarts = many(reader, () => (before += reader.int()));
  return {
    version,
    length,
    lineStarts,
    includes: many(reader, () => ({ path: text(d), system: reader.uint() === 1 })),
    usings: many(reader, () => ({
      kind: at(usingKinds, reader.uint()),
      scope: names(d),
      target: text(d),
      name: text(d),
    })),
    types: many(reader, () => readType(d)),
    functions: many(reader, () => readFunction(d)),
    variables: many(reader, () => readVariable(d)),
    macros: many(reader, () => {
      const name = text(d);
      const params = reader.uint() === 1 ? names(d) : null;
      const body = text(d);
      const start = reader.uint();
      return { name, params, body, start, end: start + reader.int() };
    }),
    gaps: many(reader, () => {
      const reason = text(d);
      const start = reader.uint();
      return { start, end: start + reader.int(), reason };
    }),
    suppressions: many(reader, () => {
      const kind = at(suppressionKinds, reader.uint());
      const line = reader.uint();
      const listed = reader.uint() === 1 ? names(d) : null;
      const reason = text(d);
      const { start, end } = span(d);
      return { kind, line, names: listed, reason, start, end };
    }),
  };
}

function readType(d: Decoder): TypeFact {
  const kind = at(typeKinds, d.in.uint());
  const name = text(d);
  const scope = names(d);
  const nameSpan = span(d);
  const templateParams = names(d);
  const bases = many(d.in, () => typeRef(d));
  const fields = many(d.in, () => readField(d));
  const bits = d.in.uint();
  const aliasOf = bits & 1 ? typeRef(d) : null;
  const enumerators = names(d);
  const { start, end } = span(d);
  const defined = (bits & 2) !== 0;
  return {
    kind,
    name,
    scope,
    nameSpan,
    templateParams,
    bases,
    fields,
    aliasOf,
    enumerators,
    defined,
    start,
    end,
  };
}

function readField(d: Decoder): FieldFact {
  const name = text(d);
  const type = typeRef(d);
  const bits = d.in.uint();
  const initializer = d.in.uint() - 1;
  const { start, end } = span(d);
  return {
    name,
    type,
    isStatic: (bits & 1) !== 0,
    threadLocal: (bits & 2) !== 0,
    initializer,
    start,
    end,
  };
}

function readVariable(d: Decoder): VariableFact {
  const name = text(d);
  const scope = names(d);
  const type = typeRef(d);
  const bits = d.in.uint();
  const initializer = d.in.uint() - 1;
  const { start, end } = span(d);
  return {
    name,
    scope,
    type,
    threadLocal: (bits & 1) !== 0,
    internal: (bits & 2) !== 0,
    declaredOnly: (bits & 4) !== 0,
    initializer,
    start,
    end,
  };
}

function readFunction(d: Decoder): FunctionFact {
  const kind = at(functionKinds, d.in.uint());
  const bits = d.in.uint();
  const name = text(d);
  const scope = names(d);
  const qualifier = d.in.uint();
  const nameSpan = span(d);
  const params = many(d.in, () => {
    const paramName = text(d);
    const type = typeRef(d);
    const flags = d.in.uint();
    return { name: paramName, type, hasDefault: (flags & 1) !== 0, pack: (flags & 2) !== 0 };
  });
  const result = typeRef(d);
  const templateParams = names(d);
  const inits = many(d.in, () => {
    const initName = text(d);
    const args = many(d.in, () => d.in.uint() - 1);
    const { start, end } = span(d);
    return { name: initName, args, start, end };
  });
  const captures = many(d.in, () => ({
    name: text(d),
    byReference: d.in.uint() === 1,
    value: d.in.uint() - 1,
  }));
  const captureDefault = at(captureDefaults, d.in.uint());
  const parent = d.in.uint() - 1;
  const { start, end } = span(d);
  return {
    kind,
    name,
    scope,
    qualifier,
    nameSpan,
    params,
    result,
    templateParams,
    isVirtual: (bits & 1) !== 0,
    isOverride: (bits & 2) !== 0,
    isStatic: (bits & 4) !== 0,
    isPure: (bits & 8) !== 0,
    internal: (bits & 16) !== 0,
    inits,
    captures,
    captureDefault,
    parent,
    ops: readOps(d, start),
    defined: (bits & 32) !== 0,
    start,
    end,
  };
}

function readOps(d: Decoder, from: number): readonly Op[] {
  const count = d.in.uint();
  if (count === 0) return noOps;
  const ops: Op[] = [];
  let start = from;
  for (let i = 0; i < count; i++) {
    const kind = at(opKinds, d.in.uint());
    start += d.in.int();
    ops.push(readOp(d, kind, i, start, start + d.in.int()));
  }
  return ops;
}

function readOp(d: Decoder, k: Op["k"], i: number, start: number, end: number): Op {
  switch (k) {
    case "name":
      return { k, name: text(d), targs: typeRefs(d, d.in.uint()), start, end };
    case "member": {
      const obj = operand(d, i);
      const name = text(d);
      const bits = d.in.uint();
      return { k, obj, name, arrow: (bits & 1) !== 0, targs: typeRefs(d, bits >>> 1), start, end };
    }
    case "index":
      return { k, obj: operand(d, i), index: operand(d, i), start, end };
    case "call":
      return { k, callee: operand(d, i), args: operands(d, i), start, end };
    case "new":
      return {
        k,
        type: typeRef(d),
        args: operands(d, i),
        placement: operand(d, i),
        start,
        end,
      };
    case "construct":
      return { k, type: typeRef(d), args: operands(d, i), start, end };
    case "list":
      return { k, items: operands(d, i), start, end };
    case "lambda":
      return { k, fn: d.in.uint() - 1, start, end };
    case "literal":
    case "string":
      return { k, text: text(d), start, end };
    case "unary":
      return { k, op: text(d), a: operand(d, i), start, end };
    case "binary":
      return { k, op: text(d), a: operand(d, i), b: operand(d, i), start, end };
    case "select":
      return { k, cond: operand(d, i), a: operand(d, i), b: operand(d, i), start, end };
    case "cast":
      return { k, type: typeRef(d), a: operand(d, i), start, end };
    case "await":
      return { k, a: operand(d, i), start, end };
    case "assign":
      return { k, target: operand(d, i), value: operand(d, i), op: text(d), start, end };
    case "delete":
      return { k, a: operand(d, i), array: d.in.uint() === 1, start, end };
    case "local": {
      const name = text(d);
      const type = typeRef(d);
      const args = operands(d, i);
      const bits = d.in.uint();
      return {
        k,
        name,
        type,
        args,
        style: at(localStyles, bits >>> 2),
        isStatic: (bits & 1) !== 0,
        threadLocal: (bits & 2) !== 0,
        start,
        end,
      };
    }
    case "return":
    case "case":
      return { k, value: operand(d, i), start, end };
    case "assume":
    case "if":
    case "switch":
    case "test":
      return { k, cond: operand(d, i), start, end };
    case "loop":
      return { k, form: at(loopForms, d.in.uint()), start, end };
    case "element":
      return { k, of: operand(d, i), start, end };
    case "this":
    case "throw":
    case "break":
    case "continue":
    case "goto":
    case "scope":
    case "else":
    case "try":
    case "catch":
    case "end":
      return { k, start, end };
  }
}

function operand(d: Decoder, i: number): Ref {
  const back = d.in.uint();
  return back === 0 ? none : i - back;
}

function operands(d: Decoder, i: number): readonly Ref[] {
  const count = d.in.uint();
  if (count === 0) return noRefs;
  const refs: Ref[] = [];
  for (let n = 0; n < count; n++) refs.push(operand(d, i));
  return refs;
}

function text(d: Decoder): string {
  return at(d.strings, d.in.uint());
}

function names(d: Decoder): readonly string[] {
  return at(d.lists, d.in.uint());
}

function typeRef(d: Decoder): TypeRef {
  return at(d.types, d.in.uint());
}

function typeRefs(d: Decoder, count: number): readonly TypeRef[] {
  if (count === 0) return noTypes;
  const types: TypeRef[] = [];
  for (let n = 0; n < count; n++) types.push(typeRef(d));
  return types;
}

function span(d: Decoder): { readonly start: number; readonly end: number } {
  const start = d.in.uint();
  return { start, end: start + d.in.int() };
}

function many<T>(reader: ByteReader, read: () => T): readonly T[] {
  const count = reader.uint();
  const items: T[] = [];
  for (let n = 0; n < count; n++) items.push(read());
  return items;
}

function at<T>(table: readonly T[], i: number): T {
  const item = table[i];
  if (item === undefined) throw new RangeError("no such entry");
  return item;
}

function readStrings(reader: ByteReader, shared: Map<string, string>): readonly string[] {
  const lengths = many(reader, () => reader.uint());
  const joined = reader.text();
  let from = 0;
  return lengths.map((length) => {
    const string = joined.slice(from, (from += length));
    const known = shared.get(string);
    if (known !== undefined) return known;
    shared.set(string, string);
    return string;
  });
}

/** Arguments come before the types that have them. */
function readTypes(reader: ByteReader, strings: readonly string[]): readonly TypeRef[] {
  const count = reader.uint();
  const types: TypeRef[] = [];
  for (let n = 0; n < count; n++) {
    const name = at(strings, reader.uint());
    const bits = reader.uint();
    const args = many(reader, () => at(types, reader.uint()));
    types.push({
      name,
      args,
      pointers: bits >>> 2,
      reference: (bits & 1) !== 0,
      callable: (bits & 2) !== 0,
    });
  }
  return types;
}

const noOps: readonly Op[] = [];
const noRefs: readonly Ref[] = [];
const noTypes: readonly TypeRef[] = [];
