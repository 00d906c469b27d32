/**
 * Laws of the whole analysis, on the programs of test/hangs: the answer depends on what the files say and on nothing
 * else, it survives any text, and it can be stopped.
 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cancelled } from "../../server/src/base/cancel.ts";
import type { Host } from "../../server/src/engine/host.ts";
import { foldFindings } from "../../server/src/rules/fold.ts";
import { analyse, type FactsOfFile, factsOf, hostOf } from "../harness/analyse.ts";
import type { SourceFile } from "../harness/fixture.ts";
import { hangPrograms } from "../harness/programs.ts";

const programs = hangPrograms.map((program) => ({ ...program, facts: program.files.map(factsOf) }));
type Program = (typeof programs)[number];
const expected = new Map(programs.map((p) => [p, findingsOf(hostOf(p.facts))]));

/** The findings as text, to the last step: equal texts are equal answers. */
function findingsOf(host: Host): string {
  return JSON.stringify(host.snapshot().analysis().findings, null, 1);
}

function expectSame(program: Program, host: Host): void {
  expect(findingsOf(host)).toBe(expected.get(program));
}

test("there is something to find", () => {
  const found = [...expected.values()].filter((text) => text !== "[]");
  expect(found.length).toBeGreaterThan(12);
});

describe("order of files", () => {
  const several = programs.filter(({ facts }) => facts.length > 1);

  test.for(several)("$name: reversed", (program) => {
    expectSame(program, hostOf([...program.facts].reverse()));
  });

  test.for(several)("$name: shuffled", (program) => {
    const orders = fc.shuffledSubarray([...program.facts], { minLength: program.facts.length });
    fc.assert(
      fc.property(orders, (order) => expectSame(program, hostOf(order))),
      { numRuns: 3, seed: 1 },
    );
  });

  test.for(several)("$name: one by one, asked in between", (program) => {
    const host = hostOf([]);
    for (const file of program.facts) {
      host.apply({ upsert: [file] });
      host.snapshot().analysis();
    }
    expectSame(program, host);
  });
});

describe("edits", () => {
  test.for(programs)("$name: edited and undone", (program) => {
    const host = hostOf(program.facts);
    const before = host.snapshot();
    before.analysis();
    for (const [i, source] of program.files.entries()) {
      if (i % 4 !== 0) continue;
      host.apply({ upsert: [factsOf({ path: source.path, text: "int nothing;\n" })] });
      host.snapshot().analysis();
      host.apply({ remove: [source.path] });
      host.snapshot().analysis();
      host.apply({ upsert: [factsOf(source)] });
      expectSame(program, host);
    }
    expect(JSON.stringify(before.analysis().findings, null, 1)).toBe(expected.get(program));
  });

  test.for(programs)("$name: a file that has nothing to do with it", (program) => {
    const host = hostOf(program.facts);
    const text =
      "namespace elsewhere { class Clock { public: long now() const { return now_; } long now_ = 0; }; }\n";
    host.apply({ upsert: [factsOf({ path: "zz/clock.cpp", text })] });
    expectSame(program, host);
  });

  test.for(programs)("$name: blank lines and comments above", (program) => {
    const moved = program.files.map(({ path, text }) => ({
      path,
      text: `\n\n// moved\n\n${text}`,
    }));
    const before = foldFindings(hostOf(program.facts).snapshot().analysis().findings);
    const after = analyse(moved).findings;
    expect(after.map((f) => f.fingerprint)).toEqual(before.map((f) => f.fingerprint));
    const shift = "\n\n// moved\n\n".length;
    expect(after.map((f) => f.span.start)).toEqual(before.map((f) => f.span.start + shift));
  });

  test("fingerprints of one analysis differ", () => {
    for (const program of programs) {
      const { findings } = hostOf(program.facts).snapshot().analysis();
      const prints = findings.filter((f) => f.level !== "note").map((f) => f.fingerprint);
      expect(new Set(prints).size, program.name).toBe(prints.length);
    }
  });

  test("fingerprints of notes differ", () => {
    const program = programs.find(({ name }) => name === "correct/two-loops-one-class")!;
    const { findings } = hostOf(program.facts).snapshot().analysis();
    const prints = findings.map((f) => f.fingerprint);
    expect(prints.length).toBeGreaterThan(1);
    expect(new Set(prints).size).toBe(prints.length);
  });
});

describe("any text", () => {
  const all = programs.flatMap((program) => program.facts.map((_, index) => ({ program, index })));

  test("every finding lies within its file, whatever was cut off", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ program, index }, part) => {
          const source = program.files[index]!;
          expectWellFormed(
            program,
            index,
            source.text.slice(0, Math.floor(source.text.length * part)),
          );
        },
      ),
      { numRuns: 120, seed: 2 },
    );
  });

  test("nor what was cut out, doubled or put elsewhere", () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    const kind = fc.constantFrom("cut", "double", "move", "swap");
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        place,
        place,
        place,
        kind,
        ({ program, index }, a, b, c, how) => {
          const { text } = program.files[index]!;
          expectWellFormed(program, index, mutate(text, a, b * 0.2, c, how));
        },
      ),
      { numRuns: 200, seed: 3 },
    );
  });

  test("programs that define the same names twice", () => {
    fc.assert(
      fc.property(fc.constantFrom(...programs), fc.constantFrom(...programs), (one, other) => {
        const files = [...prefixed(one, "a/"), ...prefixed(other, "b/")];
        expectSpans(hostOf(files), files.length);
      }),
      { numRuns: 40, seed: 4 },
    );
  });

  function mutate(text: string, at: number, length: number, to: number, how: string): string {
    const start = Math.floor(text.length * at);
    const end = Math.min(text.length, start + Math.floor(text.length * length));
    const piece = text.slice(start, end);
    const rest = text.slice(0, start) + text.slice(end);
    const target = Math.floor(rest.length * to);
    switch (how) {
      case "cut":
        return rest;
      case "double":
        return text.slice(0, end) + piece + text.slice(end);
      case "move":
        return rest.slice(0, target) + piece + rest.slice(target);
      default:
        return text.replaceAll(/\b(?:this|mutex_|thread_|std)\b/g, piece.slice(0, 3));
    }
  }

  function expectWellFormed(program: Program, index: number, text: string): void {
    const facts = [...program.facts];
    facts[index] = factsOf({ path: program.files[index]!.path, text });
    expectSpans(hostOf(facts), facts.length);
  }

  function prefixed(program: Program, prefix: string): FactsOfFile[] {
    return program.facts.map(({ path, facts }) => ({ path: prefix + path, facts }));
  }
});

function expectSpans(host: Host, count: number): void {
  const snapshot = host.snapshot();
  expect(snapshot.files.size).toBe(count);
  for (const finding of snapshot.analysis().findings) {
    expect(finding.chain.length).toBeGreaterThan(0);
    for (const span of [finding.span, finding.functionSpan, ...finding.chain.map((s) => s.span)]) {
      const facts = snapshot.files.get(span.file);
      if (facts === undefined) expect.fail(`a span in ${span.file}`);
      if (!(0 <= span.start && span.start <= span.end && span.end <= facts.length))
        expect.fail(`span ${span.start}..${span.end} of ${facts.length} in ${span.file}`);
    }
  }
}

describe("cancellation", () => {
  test("a token that is cancelled stops at once, and the snapshot answers afterwards", () => {
    for (const program of programs) {
      const snapshot = hostOf(program.facts).snapshot();
      expect(() => snapshot.analysis({ cancelled: true })).toThrow(Cancelled);
      expect(JSON.stringify(snapshot.analysis().findings, null, 1)).toBe(expected.get(program));
    }
  });

  test("stopping anywhere in the middle leaves nothing half-built", () => {
    const largest = programs.toSorted((a, b) => b.facts.length - a.facts.length)[0]!;
    const asked = countQuestions(largest.facts);
    expect(asked).toBeGreaterThan(3);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: asked }), (nth) => {
        const snapshot = hostOf(largest.facts).snapshot();
        expect(() => snapshot.analysis(cancelledAt(nth))).toThrow(Cancelled);
        expect(JSON.stringify(snapshot.analysis().findings, null, 1)).toBe(expected.get(largest));
      }),
      { numRuns: 8, seed: 5 },
    );
  });

  function countQuestions(facts: readonly FactsOfFile[]): number {
    let asked = 0;
    hostOf(facts)
      .snapshot()
      .analysis({
        get cancelled() {
          asked++;
          return false;
        },
      });
    return asked;
  }

  function cancelledAt(nth: number): { readonly cancelled: boolean } {
    let asked = 0;
    return {
      get cancelled() {
        return ++asked >= nth;
      },
    };
  }
});

test("no program at all", () => {
  const none: SourceFile[] = [];
  expect(analyse(none).findings).toEqual([]);
  expect(analyse([{ path: "empty.cpp", text: "" }]).findings).toEqual([]);
});
