/**
 * Each `<library>.cpp` here holds annotated programs that use the library as its users do, without its source:
 * what is known of it comes from its model. A line `//== title` starts the next program. See harness/fixture.ts.
 */

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { labelsOf, splitFixture } from "../harness/fixture.ts";
import { fixture } from "../harness/check.ts";

const folder = new URL("./", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".cpp"));

for (const name of names) {
  const programs = programsOf(readFileSync(new URL(name, folder), "utf8"));
  describe(name, () => {
    for (const { title, text } of programs) fixture(title, text);

    test("shows a bug that is found and correct code that is left alone", () => {
      const labelled = programs.filter(({ text }) => labelsOf(splitFixture(text)).length > 0);
      expect(labelled.length).toBeGreaterThan(0);
      expect(labelled.length).toBeLessThan(programs.length);
    });
  });
}

test("there are programs", () => {
  expect(names.length).toBeGreaterThan(0);
});

function programsOf(text: string): { title: string; text: string }[] {
  return text
    .split(/^\/\/== /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      return { title: part.slice(0, end), text: part.slice(end) };
    });
}
