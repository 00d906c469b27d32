/** Laws of the binary form of facts: what comes back is what went in, and what is not ours never comes back. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extractFacts } from "../../server/src/extract/extract.ts";
import {
  captureDefaults,
  functionKinds,
  localStyles,
  loopForms,
  opKinds,
  suppressionKinds,
  typeKinds,
  usingKinds,
} from "../../server/src/facts/codes.ts";
import { decodeFacts } from "../../server/src/facts/decodeFacts.ts";
import { encodeFacts } from "../../server/src/facts/encodeFacts.ts";
import { decodeFactsSet, encodeFactsSet } from "../../server/src/facts/factsSet.ts";
import type {
  FieldFact,
  FileFacts,
  FunctionFact,
  TypeFact,
  VariableFact,
} from "../../server/src/facts/fileFacts.ts";
import type { Op, Ref } from "../../server/src/facts/op.ts";
import { pack } from "../../server/src/facts/packed.ts";
import type { TypeRef } from "../../server/src/facts/typeRef.ts";
import { loop } from "../harness/loop.ts";
import { testParser } from "../harness/parser.ts";

const parser = await testParser();

/** Any string, also such as no UTF-8 can say; few of them, so that equal ones meet. */
const text = fc.oneof(
  fc.constantFrom("", "a", "std::string", "é", "𝄞", "\ud834", "\0"),
  fc.string(),
);
const offset = fc.integer({ min: 0, max: 2 ** 28 });
const index = fc.integer({ min: -1, max: 1000 });
const bool = fc.boolean();
const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 3 });
const texts = few(text);

const typeRefOf = (args: fc.Arbitrary<TypeRef[]>): fc.Arbitrary<TypeRef> =>
  fc.record({ name: text, args, pointers: fc.nat(3), reference: bool, callable: bool });
const plainType = typeRefOf(fc.constant([]));
const typeRef = typeRefOf(few(typeRefOf(few(plainType))));
const types = few(typeRef);

/** Operands are made of a number each: how far back, once it is known where the operation stands. */
const opAt: fc.Arbitrary<(i: number) => Op> = fc
  .record({
    k: fc.constantFrom(...opKinds),
    back: few(fc.nat()),
    args: few(fc.nat()),
    a: text,
    type: typeRef,
    targs: types,
    yes: bool,
    also: bool,
    style: fc.constantFrom(...localStyles),
    form: fc.constantFrom(...loopForms),
    start: offset,
    end: offset,
  })
  .map((made) => (i) => opOf(made, i));

interface Made {
  readonly k: Op["k"];
  readonly back: readonly number[];
  readonly args: readonly number[];
  readonly a: string;
  readonly type: TypeRef;
  readonly targs: readonly TypeRef[];
  readonly yes: boolean;
  readonly also: boolean;
  readonly style: (typeof localStyles)[number];
  readonly form: (typeof loopForms)[number];
  readonly start: number;
  readonly end: number;
}

function opOf(made: Made, i: number): Op {
  const { k, a, type, targs, yes, also, style, form, start, end } = made;
  const ref = (n: number | undefined): Ref => (n === undefined ? -1 : (n % (i + 1)) - 1);
  const [x, y, z] = [ref(made.back[0]), ref(made.back[1]), ref(made.back[2])];
  const args = made.args.map((n) => ref(n));
  const all: Record<Op["k"], object> = {
    name: { name: a, targs },
    this: {},
    member: { obj: x, name: a, arrow: yes, targs },
    index: { obj: x, index: y },
    call: { callee: x, args },
    new: { type, args, placement: x },
    construct: { type, args },
    list: { items: args },
    lambda: { fn: i },
    literal: { text: a },
    string: { text: a },
    unary: { op: a, a: x },
    binary: { op: a, a: x, b: y },
    select: { cond: x, a: y, b: z },
    cast: { type, a: x },
    await: { a: x },
    assign: { target: x, value: y, op: a },
    delete: { a: x, array: yes },
    local: { name: a, type, args, style, isStatic: yes, threadLocal: also },
    return: { value: x },
    throw: {},
    break: {},
    continue: {},
    goto: {},
    assume: { cond: x },
    scope: {},
    if: { cond: x },
    else: {},
    switch: { cond: x },
    case: { value: x },
    loop: { form },
    test: { cond: x },
    element: { of: x },
    try: {},
    catch: {},
    end: {},
  };
  return { k, ...all[k], start, end } as Op;
}

const span = { start: offset, end: offset };
const spans = fc.record(span);
const field: fc.Arbitrary<FieldFact> = fc.record({
  ...span,
  name: text,
  type: typeRef,
  isStatic: bool,
  threadLocal: bool,
  initializer: index,
});
const type: fc.Arbitrary<TypeFact> = fc.record({
  ...span,
  kind: fc.constantFrom(...typeKinds),
  name: text,
  scope: texts,
  nameSpan: spans,
  templateParams: texts,
  bases: types,
  fields: few(field),
  aliasOf: fc.option(typeRef),
  enumerators: texts,
  defined: bool,
});
const variable: fc.Arbitrary<VariableFact> = fc.record({
  ...span,
  name: text,
  scope: texts,
  type: typeRef,
  threadLocal: bool,
  internal: bool,
  declaredOnly: bool,
  initializer: index,
});
const fn: fc.Arbitrary<FunctionFact> = fc.record({
  ...span,
  kind: fc.constantFrom(...functionKinds),
  name: text,
  scope: texts,
  qualifier: fc.nat(3),
  nameSpan: spans,
  params: few(fc.record({ name: text, type: typeRef, hasDefault: bool, pack: bool })),
  result: typeRef,
  templateParams: texts,
  isVirtual: bool,
  isOverride: bool,
  isStatic: bool,
  isPure: bool,
  internal: bool,
  inits: few(fc.record({ ...span, name: text, args: few(index) })),
  captures: few(fc.record({ name: text, byReference: bool, value: index })),
  captureDefault: fc.constantFrom(...captureDefaults),
  parent: index,
  ops: fc.array(opAt, { maxLength: 25 }).map((made) => made.map((op, i) => op(i))),
  defined: bool,
});
const facts: fc.Arbitrary<FileFacts> = fc.record({
  version: fc.nat(9),
  length: offset,
  lineStarts: few(offset),
  includes: few(fc.record({ path: text, system: bool })),
  usings: few(
    fc.record({
      kind: fc.constantFrom(...usingKinds),
      scope: texts,
      target: text,
      name: text,
    }),
  ),
  types: few(type),
  functions: few(fn),
  variables: few(variable),
  macros: few(fc.record({ ...span, name: text, params: fc.option(texts), body: text })),
  gaps: few(fc.record({ ...span, reason: text })),
  suppressions: few(
    fc.record({
      ...span,
      kind: fc.constantFrom(...suppressionKinds),
      line: offset,
      names: fc.option(texts),
      reason: text,
    }),
  ),
});

describe("the binary form of facts", () => {
  test("gives back what went in", () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(facts, (given) => {
        for (const { ops } of given.functions) for (const { k } of ops) kinds.add(k);
        expect(decodeFacts(encodeFacts(given))).toEqual(given);
      }),
      { numRuns: 150 },
    );
    expect([...kinds].toSorted()).toEqual([...opKinds].toSorted());
  });

  test("is the same for facts that came out of it, and far shorter than JSON", () => {
    const given = extractFacts(parser, loop.text);
    const bytes = encodeFacts(given);
    const back = decodeFacts(bytes);
    expect(back).toEqual(given);
    expect(encodeFacts(back as FileFacts)).toEqual(bytes);
    expect(JSON.stringify(given).length / bytes.length).toBeGreaterThan(8);
  });

  test("strings of several files become one set", () => {
    const shared = new Map<string, string>();
    const bytes = encodeFacts(extractFacts(parser, loop.text));
    decodeFacts(bytes, shared);
    const size = shared.size;
    decodeFacts(bytes, shared);
    expect(size).toBeGreaterThan(10);
    expect(shared.size).toBe(size);
  });

  test("several files keep their names, whatever their order", () => {
    fc.assert(
      fc.property(fc.dictionary(text, facts, { maxKeys: 3 }), (given) => {
        const files = Object.entries(given).map(([name, of]) => ({ name, facts: of }));
        const bytes = encodeFactsSet(files);
        expect(encodeFactsSet(files.toReversed())).toEqual(bytes);
        const back = decodeFactsSet(bytes) ?? [];
        expect(Object.fromEntries(back.map((file) => [file.name, file.facts]))).toEqual(given);
        expect(decodeFactsSet(bytes.subarray(0, -1))).toBeNull();
      }),
      { numRuns: 20 },
    );
    expect(decodeFactsSet(encodeFacts(extractFacts(parser, loop.text)))).toBeNull();
  });

  test("anything that is cut, changed or foreign gives null", () => {
    const bytes = encodeFacts(extractFacts(parser, loop.text));
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.uint8Array(),
        (at, change, foreign) => {
          const changed = bytes.slice();
          changed[at] = (changed[at] as number) ^ change;
          expect(decodeFacts(changed)).toBeNull();
          expect(decodeFacts(bytes.subarray(0, at))).toBeNull();
          expect(decodeFacts(foreign)).toBeNull();
        },
      ),
    );
  });

  test("a body that was made up gives null or facts, and never an exception", () => {
    const body = encodeFacts(extractFacts(parser, loop.text)).subarray(8);
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.uint8Array({ maxLength: 20 }), (at, noise) => {
        const made = decodeFacts(pack("file", [body.subarray(0, at), noise]));
        if (made === null) refused++;
      }),
    );
    expect(refused).toBeGreaterThan(50);
  });
});
