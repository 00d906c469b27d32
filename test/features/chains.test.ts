/** The client's plain functions of findings: filters, headings, and chains as text for other places. */

import { describe, expect, test } from "vitest";
import {
  type ChainFilter,
  contextsOf,
  filtered,
  filtersNothing,
  grouped,
  noFilter,
} from "../../client/src/chainFilter.ts";
import { chainAs } from "../../client/src/chainFormats.ts";
import { shownOf } from "../../server/src/features/shown.ts";
import { makePlaces } from "../../server/src/lsp/places.ts";
import { findingToProto } from "../../server/src/lsp/toProto.ts";
import type { WireFinding, WireLocation } from "../../server/src/protocol/requests.ts";
import { analysis, finding, note, options } from "./sample.ts";

const shown = shownOf(analysis, new Map(), { ...options, confidence: "possible" });
const places = makePlaces(new Map(), () => undefined);
const wire = shown.findings.map((item) => findingToProto(item, shown, places, "en"));
const [cycle, blocked] = wire as [WireFinding, WireFinding];

const placeOf = ({ uri, range }: WireLocation): string =>
  `${uri.slice(uri.lastIndexOf("/") + 1)}:${range.start.character}`;

describe("filter", () => {
  const rulesLeft = (change: Partial<ChainFilter>): readonly string[] =>
    filtered(wire, { ...noFilter, ...change }).map(({ rule }) => rule);

  test("nothing is hidden unless asked", () => {
    expect(rulesLeft({})).toEqual([finding.rule, note.rule]);
    expect(filtersNothing(noFilter)).toBe(true);
    expect(filtersNothing({ ...noFilter, longest: 3 })).toBe(false);
  });

  test("by rule, confidence, length, context and path", () => {
    expect(rulesLeft({ rules: ["waitchain-loop-blocked"] })).toEqual([note.rule]);
    expect(rulesLeft({ confidence: "likely" })).toEqual([finding.rule]);
    expect(rulesLeft({ longest: 2 })).toEqual([note.rule]);
    expect(rulesLeft({ contexts: ["task-main"] })).toEqual([finding.rule]);
    expect(rulesLeft({ contexts: ["nobody"] })).toEqual([]);
    expect(rulesLeft({ path: "src/task" })).toEqual([finding.rule]);
  });
});

test("groups keep the order and lose nothing", () => {
  for (const by of ["thread", "loop", "file", "rule"] as const) {
    const groups = grouped(wire, by);
    expect(groups.flatMap(({ findings }) => findings)).toEqual(wire);
  }
  expect(grouped(wire, "thread").map(({ key }) => key)).toEqual(["loop “zbs-vip-server”"]);
  expect(grouped(wire, "rule").map(({ key }) => key)).toEqual([cycle.code, blocked.code]);
  expect(contextsOf(cycle)).toEqual(["zbs-vip-server", "task-main"]);
});

describe("a chain as text", () => {
  const odd: WireFinding = {
    ...cycle,
    steps: cycle.steps.map((step) => ({ ...step, text: 'says "<*_x_>" \\' })),
  };

  test("plain: a line a step", () => {
    const lines = chainAs("text", cycle, placeOf).trimEnd().split("\n");
    expect(lines).toHaveLength(1 + cycle.steps.length);
    expect(lines[0]).toMatch(/ \[waitchain-wait-cycle\]$/);
    expect(lines[1]).toBe("   1. test.entry [zbs-vip-server]  server.cc:100");
  });

  test("markdown: numbered, with the context where it changes", () => {
    const text = chainAs("markdown", cycle, placeOf);
    expect(text.match(/^\d+\. /gm)).toHaveLength(cycle.steps.length);
    expect(text.match(/ — _/g)).toHaveLength(3);
    expect(chainAs("markdown", odd, placeOf)).toContain(String.raw`says "\<\*\_x\_\>" \\`);
  });

  test("mermaid and DOT: a node a step, one way through, and the way that is never gone", () => {
    const mermaid = chainAs("mermaid", cycle, placeOf);
    expect(mermaid.match(/^ {4}s\d+/gm)).toHaveLength(cycle.steps.length);
    expect(mermaid.match(/ --> /g)).toHaveLength(cycle.steps.length - 1);
    expect(mermaid).toContain("s9 -. never .-> s4");
    expect(chainAs("mermaid", odd, placeOf)).not.toMatch(/says "/);
    const dot = chainAs("dot", cycle, placeOf);
    expect(dot.match(/^ {4}s\d+ \[/gm)).toHaveLength(cycle.steps.length);
    expect(dot).toContain("s9 -> s4 [style=dashed, label=never];");
    expect(chainAs("dot", odd, placeOf)).toContain(String.raw`says \"<*_x_>\" \\\n`);
  });
});
