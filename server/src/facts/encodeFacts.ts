/**
 * Facts into bytes: to be sent between threads, kept on disk and handed from machine to machine. Strings, lists
 * of names and types are written once a file and referred to by number; offsets and operands are differences, so
 * that nearly every number takes one byte. `decodeFacts` reads it. Equal facts give equal bytes.
 */

import { ByteWriter } from "./byteWriter.ts";
import {
  captureDefaults,
  functionKinds,
  localStyles,
  loopForms,
  opCodes,
  suppressionKinds,
  typeKinds,
  usingKinds,
} from "./codes.ts";
import type { FieldFact, FileFacts, FunctionFact, TypeFact, VariableFact } from "./fileFacts.ts";
import { none, type Op, type Ref } from "./op.ts";
import { pack } from "./packed.ts";
import type { TypeRef } from "./typeRef.ts";

interface Encoder {
  readonly out: ByteWriter;
  readonly strings: Map<string, number>;
  readonly lists: Map<string, number>;
  readonly listTable: ByteWriter;
  /** By content; `typeOf` saves making the content's key for objects that were met before. */
  readonly types: Map<string, number>;
  readonly typeOf: Map<TypeRef, number>;
  readonly typeTable: ByteWriter;
}

export function encodeFacts(facts: FileFacts): Uint8Array<ArrayBuffer> {
  const e: Encoder = {
    out: new ByteWriter(),
    strings: new Map(),
    lists: new Map(),
    listTable: new ByteWriter(),
    types: new Map(),
    typeOf: new Map(),
    typeTable: new ByteWriter(),
  };
  writeFile(e, facts);
  const head = new ByteWriter();
  writeStrings(head, [...e.strings.keys()]);
  head.uint(e.lists.size);
  head.append(e.listTable.written());
  head.uint(e.types.size);
  head.append(e.typeTable.written());
  return pack("file", [head.written(), e.out.written()]);
}

function writeFile(e: Encoder, facts: FileFacts): void {
  const { out } = e;
  out.uint(facts.version);
  out.uint(facts.length);
  out.uint(facts.lineStarts.length);
  let before = 0;
  for (const start of facts.lineStarts) {
    out.int(start - before);
    before = start;
  }
  each(e, facts.includes, ({ path, system }) => {
    text(e, path);
    out.uint(system ? 1 : 0);
  });
  each(e, facts.usings, ({ kind, scope, target, name }) => {
    out.uint(usingKinds.indexOf(kind));
    names(e, scope);
    text(e, target);
    text(e, name);
  });
  each(e, facts.types, (type) => writeType(e, type));
  each(e, facts.functions, (fn) => writeFunction(e, fn));
  each(e, facts.variables, (variable) => writeVariable(e, variable));
  each(e, facts.macros, ({ name, params, body, start, end }) => {
    text(e, name);
    out.uint(params === null ? 0 : 1);
    if (params !== null) names(e, params);
    text(e, body);
    span(e, start, end);
  });
  each(e, facts.gaps, ({ reason, start, end }) => {
    text(e, reason);
    span(e, start, end);
  });
  each(e, facts.suppressions, ({ kind, line, names: listed, reason, start, end }) => {
    out.uint(suppressionKinds.indexOf(kind));
    out.uint(line);
    out.uint(listed === null ? 0 : 1);
    if (listed !== null) names(e, listed);
    text(e, reason);
    span(e, start, end);
  });
}

function writeType(e: Encoder, type: TypeFact): void {
  const { out } = e;
  out.uint(typeKinds.indexOf(type.kind));
  text(e, type.name);
  names(e, type.scope);
  span(e, type.nameSpan.start, type.nameSpan.end);
  names(e, type.templateParams);
  each(e, type.bases, (base) => typeRef(e, base));
  each(e, type.fields, (field) => writeField(e, field));
  out.uint((type.aliasOf === null ? 0 : 1) + (type.defined ? 2 : 0));
  if (type.aliasOf !== null) typeRef(e, type.aliasOf);
  names(e, type.enumerators);
  span(e, type.start, type.end);
}

function writeField(e: Encoder, field: FieldFact): void {
  text(e, field.name);
  typeRef(e, field.type);
  e.out.uint((field.isStatic ? 1 : 0) + (field.threadLocal ? 2 : 0));
  e.out.uint(field.initializer + 1);
  span(e, field.start, field.end);
}

function writeVariable(e: Encoder, variable: VariableFact): void {
  const { threadLocal, internal, declaredOnly } = variable;
  text(e, variable.name);
  names(e, variable.scope);
  typeRef(e, variable.type);
  e.out.uint((threadLocal ? 1 : 0) + (internal ? 2 : 0) + (declaredOnly ? 4 : 0));
  e.out.uint(variable.initializer + 1);
  span(e, variable.start, variable.end);
}

function writeFunction(e: Encoder, fn: FunctionFact): void {
  const { out } = e;
  out.uint(functionKinds.indexOf(fn.kind));
  out.uint(
    (fn.isVirtual ? 1 : 0) +
      (fn.isOverride ? 2 : 0) +
      (fn.isStatic ? 4 : 0) +
      (fn.isPure ? 8 : 0) +
      (fn.internal ? 16 : 0) +
      (fn.defined ? 32 : 0),
  );
  text(e, fn.name);
  names(e, fn.scope);
  out.uint(fn.qualifier);
  span(e, fn.nameSpan.start, fn.nameSpan.end);
  each(e, fn.params, ({ name, type, hasDefault, pack: isPack }) => {
    text(e, name);
    typeRef(e, type);
    out.uint((hasDefault ? 1 : 0) + (isPack ? 2 : 0));
  });
  typeRef(e, fn.result);
  names(e, fn.templateParams);
  each(e, fn.inits, ({ name, args, start, end }) => {
    text(e, name);
    each(e, args, (arg) => out.uint(arg + 1));
    span(e, start, end);
  });
  each(e, fn.captures, ({ name, byReference, value }) => {
    text(e, name);
    out.uint(byReference ? 1 : 0);
    out.uint(value + 1);
  });
  out.uint(captureDefaults.indexOf(fn.captureDefault));
  out.uint(fn.parent + 1);
  span(e, fn.start, fn.end);
  out.uint(fn.ops.length);
  let before = fn.start;
  for (let i = 0; i < fn.ops.length; i++) {
    const op = fn.ops[i] as Op;
    out.uint(opCodes[op.k]);
    out.int(op.start - before);
    out.int(op.end - op.start);
    before = op.start;
    writeOp(e, op, i);
  }
}

function writeOp(e: Encoder, op: Op, i: number): void {
  const { out } = e;
  switch (op.k) {
    case "name":
      text(e, op.name);
      each(e, op.targs, (arg) => typeRef(e, arg));
      break;
    case "member":
      operand(e, op.obj, i);
      text(e, op.name);
      // The number of template arguments and the flag share a byte.
      out.uint(2 * op.targs.length + (op.arrow ? 1 : 0));
      for (const arg of op.targs) typeRef(e, arg);
      break;
    case "index":
      operand(e, op.obj, i);
      operand(e, op.index, i);
      break;
    case "call":
      operand(e, op.callee, i);
      operands(e, op.args, i);
      break;
    case "new":
      typeRef(e, op.type);
      operands(e, op.args, i);
      operand(e, op.placement, i);
      break;
    case "construct":
      typeRef(e, op.type);
      operands(e, op.args, i);
      break;
    case "list":
      operands(e, op.items, i);
      break;
    case "lambda":
      out.uint(op.fn + 1);
      break;
    case "literal":
    case "string":
      text(e, op.text);
      break;
    case "unary":
      text(e, op.op);
      operand(e, op.a, i);
      break;
    case "binary":
      text(e, op.op);
      operand(e, op.a, i);
      operand(e, op.b, i);
      break;
    case "select":
      operand(e, op.cond, i);
      operand(e, op.a, i);
      operand(e, op.b, i);
      break;
    case "cast":
      typeRef(e, op.type);
      operand(e, op.a, i);
      break;
    case "await":
      operand(e, op.a, i);
      break;
    case "assign":
      operand(e, op.target, i);
      operand(e, op.value, i);
      text(e, op.op);
      break;
    case "delete":
      operand(e, op.a, i);
      out.uint(op.array ? 1 : 0);
      break;
    case "local":
      text(e, op.name);
      typeRef(e, op.type);
      operands(e, op.args, i);
      out.uint(
        4 * localStyles.indexOf(op.style) + (op.isStatic ? 1 : 0) + (op.threadLocal ? 2 : 0),
      );
      break;
    case "return":
    case "case":
      operand(e, op.value, i);
      break;
    case "assume":
    case "if":
    case "switch":
    case "test":
      operand(e, op.cond, i);
      break;
    case "loop":
      out.uint(loopForms.indexOf(op.form));
      break;
    case "element":
      operand(e, op.of, i);
      break;
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
      break;
  }
}

/** How far back the operand is; 0 is none. */
function operand(e: Encoder, ref: Ref, i: number): void {
  e.out.uint(ref === none ? 0 : i - ref);
}

function operands(e: Encoder, refs: readonly Ref[], i: number): void {
  e.out.uint(refs.length);
  for (const ref of refs) operand(e, ref, i);
}

function each<T>(e: Encoder, items: readonly T[], write: (item: T) => void): void {
  e.out.uint(items.length);
  for (const item of items) write(item);
}

function span(e: Encoder, start: number, end: number): void {
  e.out.uint(start);
  e.out.int(end - start);
}

function text(e: Encoder, value: string): void {
  e.out.uint(numberOf(e.strings, value));
}

function numberOf(table: Map<string, number>, key: string): number {
  const known = table.get(key);
  if (known !== undefined) return known;
  table.set(key, table.size);
  return table.size - 1;
}

function names(e: Encoder, list: readonly string[]): void {
  const ids = list.map((name) => numberOf(e.strings, name));
  const before = e.lists.size;
  const id = numberOf(e.lists, ids.join());
  e.out.uint(id);
  if (id < before) return;
  e.listTable.uint(ids.length);
  for (const name of ids) e.listTable.uint(name);
}

function typeRef(e: Encoder, type: TypeRef): void {
  e.out.uint(typeNumber(e, type));
}

function typeNumber(e: Encoder, type: TypeRef): number {
  const known = e.typeOf.get(type);
  if (known !== undefined) return known;
  const args = type.args.map((arg) => typeNumber(e, arg));
  const name = numberOf(e.strings, type.name);
  const bits = 4 * type.pointers + (type.reference ? 1 : 0) + (type.callable ? 2 : 0);
  const before = e.types.size;
  const id = numberOf(e.types, `${name} ${bits} ${args.join()}`);
  e.typeOf.set(type, id);
  if (id === before) {
    e.typeTable.uint(name);
    e.typeTable.uint(bits);
    e.typeTable.uint(args.length);
    for (const arg of args) e.typeTable.uint(arg);
  }
  return id;
}

/**
 * All texts in one piece, which is cut apart again by their lengths: one call to read instead of one a string.
 */
function writeStrings(head: ByteWriter, strings: readonly string[]): void {
  head.uint(strings.length);
  for (const string of strings) head.uint(string.length);
  head.text(strings.join(""));
}
