/** The wait-for graph: what is in it, where its nodes stand, and as text for other tools. */

import { describe, expect, test } from "vitest";
import { layoutOf } from "../../client/src/graphLayout.ts";
import { pageMessage } from "../../client/src/graphMessages.ts";
import { graphAsDot, graphAsMermaid } from "../../client/src/graphText.ts";
import { shownOf } from "../../server/src/features/shown.ts";
import { waitGraph } from "../../server/src/features/waitGraph.ts";
import { makePlaces } from "../../server/src/lsp/places.ts";
import { graphToProto } from "../../server/src/lsp/toProto.ts";
import type { ContextInfo } from "../../server/src/solve/analysis.ts";
import { analysis, at, finding, options, place, taskMain, vip } from "./sample.ts";

const withTask: readonly ContextInfo[] = [
  ...analysis.contexts,
  {
    id: 2,
    party: taskMain,
    entry: place("ns::Task::Run", 600, 650),
    created: null,
    posts: [],
    waiters: [],
  },
];

function graphOf(
  change: Partial<typeof analysis> = {},
  most?: number,
): ReturnType<typeof waitGraph> {
  const all = { ...analysis, contexts: withTask, ...change };
  return waitGraph(shownOf(all, new Map(), options), "en", most);
}

describe("what is in it", () => {
  test("the contexts of a chain, each waiting for the next", () => {
    const { nodes, edges, leftOut } = graphOf();
    expect(leftOut).toBe(0);
    const id = (name: string): string => nodes.find((node) => node.name === name)?.id ?? "";
    const chain = edges.filter(({ findings }) => findings.includes(finding.fingerprint));
    expect(chain.map(({ from, to }) => [from, to])).toEqual([
      [id(vip.name), id(taskMain.name)],
      [id(taskMain.name), id(vip.name)],
    ]);
    expect(chain[0]?.span).toEqual(at(200, 212));
  });

  test("other waits, posts, but no wait that is timed or not known", () => {
    const kinds = (change: Partial<typeof analysis>): string[] =>
      graphOf({ findings: [], ...change }).edges.map(({ kind, text }) => `${kind} ${text}`);
    expect(kinds({})).toEqual(["waits “stopped_” · Server::Drain"]);
    expect(kinds({ waits: analysis.waits.map((wait) => ({ ...wait, timed: true })) })).toEqual([]);
    expect(kinds({ waits: analysis.waits.map((wait) => ({ ...wait, idle: true })) })).toEqual([]);
    expect(kinds({ waits: analysis.waits.map((wait) => ({ ...wait, unknown: true })) })).toEqual(
      [],
    );
    const poster = { function: place("ns::Task::Stop", 60, 99), contexts: [2] };
    expect(kinds({ waits: [], functions: [poster] })).toEqual(["posts ns::Task::<lambda>"]);
  });

  test("a party that is no context is a node of its own", () => {
    const lock = { kind: "lock" as const, name: "mutex_", path: "A::mutex_" };
    const held = { ...finding, rule: "self-lock" as const, chain: [], dependsOn: lock };
    const { nodes, edges } = graphOf({ findings: [held], waits: [] });
    expect(nodes.map(({ kind }) => kind).toSorted()).toEqual(["lock", "loop"]);
    expect(edges).toHaveLength(1);
  });

  test("of many the part around the findings, with how many were left out", () => {
    const contexts = Array.from({ length: 500 }, (_, id): ContextInfo => ({
      ...(withTask[0] as ContextInfo),
      id,
      party: { kind: "thread", name: `t${id}`, path: `t${id}` },
    }));
    const waits = contexts.slice(1).map((_, i) => ({
      ...(analysis.waits[0] as (typeof analysis.waits)[number]),
      contexts: [i],
      releasedBy: [i + 1],
    }));
    const blocked = { kind: "thread" as const, name: "t250", path: "t250" };
    const one = { ...finding, blocked, dependsOn: blocked, chain: [] };
    const { nodes, edges, leftOut } = graphOf({ contexts, waits, findings: [one] }, 200);
    expect(nodes.map(({ name }) => name)).toEqual(["t248", "t249", "t250", "t251", "t252"]);
    expect(leftOut).toBe(495);
    const kept = new Set(nodes.map(({ id }) => id));
    expect(edges.every(({ from, to }) => kept.has(from) && kept.has(to))).toBe(true);
    expect(graphOf({ contexts, waits, findings: [] }, 200).nodes).toHaveLength(200);
  });
});

describe("layout", () => {
  const boxOf = (id: string): { id: string; width: number; height: number } => ({
    id,
    width: 60 + id.length * 8,
    height: 40,
  });

  test.for(["down", "right"] as const)("no two nodes touch, in any graph, %s", (direction) => {
    let seed = 7;
    const random = (n: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % n;
    };
    for (let round = 0; round < 40; round++) {
      const count = 1 + random(40);
      const ids = Array.from({ length: count }, (_, i) => `n${i}`);
      const edges = Array.from({ length: random(80) }, () => ({
        from: `n${random(count)}`,
        to: `n${random(count)}`,
      }));
      const { boxes, width, height } = layoutOf(ids.map(boxOf), edges, direction);
      const all = [...boxes.values()];
      expect(all).toHaveLength(count);
      all.forEach((a, i) => {
        expect(a.x - a.width / 2).toBeGreaterThanOrEqual(0);
        expect(a.y - a.height / 2).toBeGreaterThanOrEqual(0);
        expect(a.x + a.width / 2).toBeLessThanOrEqual(width);
        expect(a.y + a.height / 2).toBeLessThanOrEqual(height);
        for (const b of all.slice(i + 1)) {
          const apart =
            Math.abs(a.x - b.x) >= (a.width + b.width) / 2 ||
            Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
          expect(apart, JSON.stringify([a, b])).toBe(true);
        }
      });
    }
  });

  test("arrows point one way but for those that close a cycle", () => {
    const edges = ["ab", "bc", "cd", "db"].map((e) => ({ from: e.charAt(0), to: e.charAt(1) }));
    const { boxes } = layoutOf(["a", "b", "c", "d"].map(boxOf), edges, "down");
    const y = (id: string): number => boxes.get(id)?.y ?? 0;
    expect([y("a") < y("b"), y("b") < y("c"), y("c") < y("d")]).toEqual([true, true, true]);
  });
});

test("as text, with names as they are", () => {
  const graph = graphToProto(
    graphOf(),
    makePlaces(new Map(), () => undefined),
  );
  const odd = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, text: 'a "b" <c>' })) };
  expect(graphAsMermaid(graph).match(/==>/g)).toHaveLength(2);
  expect(graphAsMermaid(odd)).toContain('["a #34;b#34; #60;c#62;"]');
  expect(graphAsDot(odd)).toContain(String.raw`[label="a \"b\" <c>"]`);
  expect(graphAsDot(graph).match(/ -> /g)).toHaveLength(graph.edges.length);
});

test("messages of the page are looked at before they count", () => {
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 4 } };
  const location = { uri: "file:///a.cc", range };
  expect(pageMessage({ type: "open", location })).toEqual({ type: "open", location });
  for (const given of [
    null,
    "open",
    {},
    { type: "run", command: "x" },
    { type: "open", location: { uri: 1, range } },
    { type: "open", location: { uri: "file:///a.cc", range: { start: {}, end: {} } } },
    { type: "save", form: "exe", data: "" },
    { type: "copy" },
  ])
    expect(pageMessage(given), JSON.stringify(given)).toBeNull();
});
