/**
 * Cost in counts, not in seconds: what is done for a project of one, two, four and eight sizes. Twice the project may
 * cost twice as much and no more, and no count may rise above what counters.json says without somebody looking at it:
 * `WAITCHAIN_WRITE_COUNTERS=1 npx vitest run test/perf` writes what is so now. Counts that fell need no new file.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { neverCancelled } from "../../server/src/base/cancel.ts";
import { Host } from "../../server/src/engine/host.ts";
import { readable } from "../../server/src/extract/rewrite.ts";
import { encodeFacts } from "../../server/src/facts/encodeFacts.ts";
import { noIncludePaths } from "../../server/src/link/includes.ts";
import { link } from "../../server/src/link/link.ts";
import { builtinModels } from "../../server/src/models/builtin.ts";
import { solve } from "../../server/src/solve/solve.ts";
import { factsOf } from "../harness/analyse.ts";
import { testParser } from "../harness/parser.ts";

interface Module {
  readonly generatedProject: (size: number) => readonly { name: string; text: string }[];
  readonly plantedIn: (size: number) => number;
}

const { generatedProject, plantedIn } = (await import(
  new URL("../../tools/bench/project.mjs", import.meta.url).href
)) as Module;
const parser = await testParser();

type Counters = Readonly<Record<string, number>>;

const sizes = [1, 2, 4, 8];
const path = fileURLToPath(new URL("counters.json", import.meta.url));

function countersOf(size: number): Counters {
  const project = generatedProject(size);
  const files = project.map(({ name, text }) => factsOf({ path: name, text }));
  const facts = new Map(files.map((file) => [file.path, file.facts]));
  const { solver, found, chains, closed } = solve(
    link(facts, noIncludePaths),
    builtinModels,
    neverCancelled,
  );
  const sum = <T>(items: Iterable<T>, of: (item: T) => number): number => {
    let total = 0;
    for (const item of items) total += of(item);
    return total;
  };
  return {
    files: project.length,
    lines: sum(facts.values(), (f) => f.lineStarts.length),
    "units parsed": sum(project, ({ text }) => readable(text).code.length),
    "nodes visited": sum(project, ({ text }) => {
      const { code, places } = readable(text);
      return parser.parse(code, places).count;
    }),
    operations: sum(facts.values(), (f) => sum(f.functions, ({ ops }) => ops.length)),
    "bytes kept": sum(facts.values(), (f) => encodeFacts(f).length),
    activations: solver.activations.length,
    effects: sum(solver.activations, ({ effects }) => effects.length),
    "calls followed": solver.calls.size,
    runs: found.runs.length,
    "activations reached": sum(found.runs, ({ reached }) => reached.size),
    waits: sum(found.runs, (run) => chains.waitsOf(run).length),
    "chains closed": closed.length,
  };
}

describe("growth", () => {
  const counted = sizes.map(countersOf);

  test("twice the project costs at most twice as much", () => {
    let compared = 0;
    const over: string[] = [];
    for (let i = 1; i < counted.length; i++) {
      for (const [name, n] of Object.entries(counted[i] as Counters)) {
        const before = counted[i - 1]?.[name] ?? 0;
        compared++;
        // Numbers in names gain a digit now and then.
        if (n > 2.02 * before) over.push(`${name}: ${before} -> ${n}`);
      }
    }
    expect(over).toEqual([]);
    expect(compared).toBe(3 * 13);
  });

  test("no count rose above what was agreed", () => {
    const now = Object.fromEntries(sizes.map((size, i) => [size, counted[i]]));
    if (process.env["WAITCHAIN_WRITE_COUNTERS"] === "1") {
      writeFileSync(path, `${JSON.stringify(now, null, 2)}\n`);
    }
    const agreed = JSON.parse(readFileSync(path, "utf8")) as Record<string, Counters>;
    const rose = sizes.flatMap((size, i) =>
      Object.entries(counted[i] as Counters)
        .filter(([name, n]) => n > (agreed[size]?.[name] ?? 0) * 1.02)
        .map(([name, n]) => `${name} of size ${size}: ${agreed[size]?.[name]} -> ${n}`),
    );
    expect(rose).toEqual([]);
    expect(Object.keys(agreed)).toEqual(sizes.map(String));
  });

  test("what is planted is found, and nothing else", () => {
    const host = new Host(builtinModels);
    host.apply({
      upsert: generatedProject(1).map(({ name, text }) => factsOf({ path: name, text })),
    });
    const { findings } = host.snapshot().analysis();
    expect(findings.filter(({ level }) => level !== "note").map(({ rule }) => rule)).toEqual(
      Array(plantedIn(1)).fill("self-wait"),
    );
  });
});
