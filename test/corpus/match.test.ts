/** What counts as found and as gone, on made-up reports and sources. */

import { describe, expect, test } from "vitest";

interface Step {
  readonly location: { readonly file: string; readonly line: number };
  readonly function: string;
}

interface Finding extends Step {
  readonly id: string;
  readonly rule: string;
  readonly level: string;
  readonly chain: readonly Step[];
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly function?: string;
}

interface Case {
  readonly rule: string;
  readonly report: Place;
  readonly also: readonly Place[];
  readonly chain: readonly Place[];
}

interface Match {
  readonly finding: Finding;
  readonly by: string;
}

interface Tree {
  readonly read: (file: string) => string | null;
  readonly files: () => readonly string[];
}

interface Module {
  readonly placesBefore: (one: Case) => object;
  readonly placesAfter: (one: Case, matches: readonly Match[], before: Tree, after: Tree) => object;
  readonly findingsAt: (findings: readonly Finding[], places: object) => readonly Match[];
  readonly stillThere: (
    matches: readonly Match[],
    before: readonly Finding[],
    after: readonly Finding[],
    places: object,
  ) => readonly Match[];
  readonly nearMiss: (findings: readonly Finding[], places: object, report: Place) => string;
  readonly tailOf: (name: string | undefined) => string | null;
}

const { placesBefore, placesAfter, findingsAt, stillThere, nearMiss, tailOf } = (await import(
  new URL("../../tools/corpus/match.mjs", import.meta.url).href
)) as Module;

const one: Case = {
  rule: "self-join",
  report: { file: "pool.cc", line: 20, function: "Pool::stop" },
  also: [{ file: "main.cc", line: 8, function: "main" }],
  chain: [
    { file: "main.cc", line: 30, function: "onStop" },
    { file: "pool.cc", line: 20, function: "Pool::stop" },
  ],
};

function at(file: string, line: number, more: Partial<Finding> = {}): Finding {
  return {
    id: `${file}:${line}`,
    rule: "waitchain-self-join",
    level: "error",
    function: "ns::Pool::stop",
    location: { file, line },
    chain: [],
    ...more,
  };
}

function foundBy(finding: Finding, from: Case = one): string | null {
  return findingsAt([finding], placesBefore(from))[0]?.by ?? null;
}

describe("found", () => {
  test("at the place or up to two lines off, in the same file", () => {
    expect([17, 18, 20, 22, 23].map((line) => foundBy(at("pool.cc", line)))).toEqual([
      null,
      "report",
      "report",
      "report",
      null,
    ]);
    expect(foundBy(at("src/pool.cc", 20))).toBe(null);
    expect(foundBy(at("main.cc", 10))).toBe("also");
  });

  test("a warning counts, a note does not", () => {
    expect(foundBy(at("pool.cc", 20, { level: "warning" }))).toBe("report");
    expect(foundBy(at("pool.cc", 20, { level: "note" }))).toBe(null);
  });

  test("on the chain only when its own chain passes the place", () => {
    const through = {
      chain: [{ location: { file: "pool.cc", line: 20 }, function: "Pool::stop" }],
    };
    const past = { chain: [{ location: { file: "pool.cc", line: 25 }, function: "Pool::stop" }] };
    expect(foundBy(at("main.cc", 30, through))).toBe("chain");
    expect(foundBy(at("main.cc", 30, past))).toBe(null);
    expect(foundBy(at("main.cc", 30))).toBe(null);
    expect(foundBy(at("main.cc", 31, through))).toBe(null);
  });

  test("a negative is reported at its places, not on its chain", () => {
    const negative = { ...one, rule: "negative" };
    const through = {
      chain: [{ location: { file: "pool.cc", line: 20 }, function: "Pool::stop" }],
    };
    expect(foundBy(at("pool.cc", 21), negative)).toBe("report");
    expect(foundBy(at("main.cc", 8), negative)).toBe("also");
    expect(foundBy(at("main.cc", 30, through), negative)).toBe(null);
  });

  test("what is near is told", () => {
    const near = (finding: Finding): string => nearMiss([finding], placesBefore(one), one.report);
    expect(near(at("pool.cc", 20, { level: "note" }))).toBe("note self-join there");
    expect(near(at("pool.cc", 90))).toBe("self-join at line 90 of the function");
    expect(near(at("pool.cc", 90, { function: "Pool::start" }))).toBe("");
  });
});

test("names of functions agree in their last part", () => {
  expect(
    [
      "ns::Pool::stop",
      "Pool::stop",
      "stop",
      "ns::Pool::stop::<lambda>::<lambda>",
      "Pool::stop lambda",
      "ns::Pool::stop (continuation)",
      "Pool<A, B<C>>::stop",
    ].map(tailOf),
  ).toEqual(Array.from({ length: 7 }, () => "stop"));
  expect(["Pool::~Pool", "", undefined].map(tailOf)).toEqual(["~Pool", null, null]);
});

describe("gone", () => {
  const source = [
    "void Pool::stop() {",
    "  std::lock_guard<std::mutex> guard(mutex_);",
    "  running_ = false;",
    "  worker_.join();",
    "}",
    "",
    "void Pool::start() {",
    "  running_ = true;",
    "  worker_ = std::thread([this] { run(); });",
    "}",
    "",
    "bool Pool::busy() { return busy_; }",
  ];
  const bug: Case = {
    rule: "self-join",
    report: { file: "pool.cc", line: 4, function: "Pool::stop" },
    also: [],
    chain: [],
  };
  const found = at("pool.cc", 4);

  function tree(files: Readonly<Record<string, readonly string[]>>): Tree {
    return { read: (file) => files[file]?.join("\n") ?? null, files: () => Object.keys(files) };
  }

  function left(
    after: Readonly<Record<string, readonly string[]>>,
    findings: readonly Finding[],
    before = found,
  ): readonly string[] {
    const matches = findingsAt([before], placesBefore(bug));
    expect(matches).toHaveLength(1);
    const places = placesAfter(bug, matches, tree({ "pool.cc": source }), tree(after));
    return stillThere(matches, [before], findings, places).map(({ by }) => by);
  }

  const other = (file: string, line: number, more: Partial<Finding> = {}): Finding =>
    at(file, line, { id: "another", ...more });

  test("nothing reported", () => {
    expect(left({ "pool.cc": source }, [])).toEqual([]);
  });

  test("not when lines above it came or went", () => {
    const moved = ["#include <thread>", "", "", "", "", "", ...source];
    expect(left({ "pool.cc": moved }, [other("pool.cc", 10)])).toEqual(["report"]);
    expect(left({ "pool.cc": moved }, [other("pool.cc", 4)])).toEqual([]);
  });

  test("not when the line was only indented anew", () => {
    const indented = [
      ...source.slice(0, 3),
      "  if (joins_)",
      "      worker_.join();",
      ...source.slice(4),
    ];
    expect(left({ "pool.cc": indented }, [other("pool.cc", 5)])).toEqual(["report"]);
  });

  test("not when the line moved within its function", () => {
    const moved = [source[0], source[3], source[1], source[2], ...source.slice(4)].map(String);
    expect(left({ "pool.cc": moved }, [other("pool.cc", 2)])).toEqual(["report"]);
  });

  test("when the same line stands in another function", () => {
    const elsewhere = [
      ...source.slice(0, 3),
      ...source.slice(4),
      "void Pool::reap() {",
      source[3] ?? "",
      "}",
    ];
    const there = other("pool.cc", 13, { function: "ns::Pool::reap" });
    expect(left({ "pool.cc": elsewhere }, [there])).toEqual([]);
  });

  test("not when the line was rewritten where it stood", () => {
    const rewritten = source.map((line) => line.replace("worker_.join()", "joinAll(&worker_)"));
    expect(left({ "pool.cc": rewritten }, [other("pool.cc", 4)])).toEqual(["report"]);
  });

  test("not when what matched stood beside the place and both drifted apart", () => {
    const apart = [
      ...source.slice(0, 2),
      ...Array.from({ length: 9 }, (_, i) => `  a${i}();`),
      ...source.slice(2),
    ];
    const beside = at("pool.cc", 2);
    expect(left({ "pool.cc": apart }, [other("pool.cc", 2)], beside)).toEqual(["own"]);
    const otherRule = other("pool.cc", 2, { rule: "waitchain-lock-wait" });
    expect(left({ "pool.cc": apart }, [otherRule], beside)).toEqual([]);
  });

  test("not when the file was renamed", () => {
    const renamed = { "src/pool.cpp": ["// moved", ...source], "src/other.cpp": source };
    expect(left(renamed, [other("src/pool.cpp", 5)])).toEqual(["report"]);
    expect(left(renamed, [other("src/other.cpp", 4)])).toEqual([]);
  });

  test("when the file is gone", () => {
    expect(left({ "other.cc": source }, [other("other.cc", 4)])).toEqual([]);
  });

  test("not when the product says that it is the same one", () => {
    const same = { ...found, location: { file: "stop.cc", line: 70 } };
    expect(left({ "stop.cc": [] }, [same])).toEqual(["fingerprint"]);
  });
});
