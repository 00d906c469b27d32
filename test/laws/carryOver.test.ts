/** What an edit that only moves things gives without analysing is what analysing gives. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { carryOver } from "../../server/src/engine/carryOver.ts";
import { factsOf, hostOf } from "../harness/analyse.ts";
import { hangPrograms } from "../harness/programs.ts";

const programs = hangPrograms.map((program) => ({ ...program, facts: program.files.map(factsOf) }));

/** Lines at which something is put, as parts of the text, and what. */
const edits = fc.array(
  fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    fc.constantFrom("\n", "// a word\n", "/* two\n   lines */\n", "  \t\n"),
  ),
  { minLength: 1, maxLength: 6 },
);

describe("moved text", () => {
  test.for(programs)("$name", (program) => {
    const host = hostOf(program.facts);
    const before = host.snapshot();
    const analysis = before.analysis();
    let carriedOver = 0;
    fc.assert(
      fc.property(fc.nat(program.files.length - 1), edits, (index, places) => {
        const { path, text } = program.files[index]!;
        const lines = text.split(/(?<=\n)/);
        for (const [part, inserted] of places)
          lines.splice(Math.floor(part * lines.length), 0, inserted);
        const edited = hostOf(program.facts);
        edited.apply({ upsert: [factsOf({ path, text: lines.join("") })] });
        const now = edited.snapshot();
        const carried = carryOver(analysis, before.files, now.files);
        if (carried === null) return;
        carriedOver++;
        expect(carried).toEqual(now.analysis());
      }),
      { numRuns: 8, seed: 1 },
    );
    expect(carriedOver).toBeGreaterThan(5);
  });
});

describe("anything else", () => {
  const [program] = programs;
  const { path, text } = program!.files.find((file) => file.text.includes("return"))!;
  const host = hostOf(program!.facts);
  const before = host.snapshot();

  test.each([
    ["a call", text.replace("return", "work(); return")],
    ["a name", text.replace("return", "int other = 1; return")],
    ["a function", `${text}\nvoid more() {}\n`],
    ["an include", `#include "more.h"\n${text}`],
  ])("%s is analysed", (_, edited) => {
    const now = hostOf(program!.facts);
    now.apply({ upsert: [factsOf({ path, text: edited })] });
    expect(carryOver(before.analysis(), before.files, now.snapshot().files)).toBeNull();
  });

  test("so is a file that comes or goes", () => {
    const now = hostOf(program!.facts);
    now.apply({ remove: [path] });
    expect(carryOver(before.analysis(), before.files, now.snapshot().files)).toBeNull();
    expect(carryOver(before.analysis(), now.snapshot().files, before.files)).toBeNull();
  });
});
