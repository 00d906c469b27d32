/** Comments that accept findings: which lines and rules they count for, and which of them do nothing. */

import { Ajv } from "ajv";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../server/src/platform/hash.ts";
import { type Filter, type Filtered, filterFindings } from "../../server/src/report/filter.ts";
import { jsonReport } from "../../server/src/report/json.ts";
import { shortReport } from "../../server/src/report/short.ts";
import { summaryLine } from "../../server/src/report/text.ts";
import { unusedReport } from "../../server/src/report/unused.ts";
import { factsOf, hostOf } from "../harness/analyse.ts";
import { selfJoin } from "../lsp/programs.ts";
import { sampleInput } from "./sample.ts";

const all: Filter = { confidence: "possible", rules: {}, only: null };

const path = "main.cpp";

/** The findings of the program that joins itself, with changes of its text. */
function filtered(changes: Readonly<Record<string, string>>, filter: Filter = all): Filtered {
  let text = selfJoin;
  for (const [before, after] of Object.entries(changes)) {
    expect(text).toContain(before);
    text = text.replace(before, after);
  }
  const snapshot = hostOf([factsOf({ path, text })]).snapshot();
  return filterFindings(snapshot.analysis().findings, filter, snapshot.files);
}

const join = "    thread_.join();";
const withTail = (comment: string): Filtered => filtered({ [join]: `${join}  // ${comment}` });
const withLineAbove = (comment: string): Filtered => filtered({ [join]: `${comment}\n${join}` });
const outcome = ({ findings, suppressed, unused }: Filtered): readonly number[] => [
  findings.length,
  suppressed.length,
  unused.length,
];

test("the program has one finding", () => {
  expect(outcome(filtered({}))).toEqual([1, 0, 0]);
});

describe("a comment on the line", () => {
  test.for([
    "NOLINT(waitchain-self-join): it is never started twice",
    "NOLINT(waitchain-*)",
    "NOLINT(bugprone-x, waitchain-self-join)",
    "NOLINT(*)",
    "NOLINT",
    "NOLINT (waitchain-other)",
    "text before NOLINT(waitchain-self-join)",
    "waitchain: ignore(waitchain-self-join) known",
    "waitchain: ignore",
  ])("%s", (comment) => {
    expect(outcome(withTail(comment))).toEqual([0, 1, 0]);
  });

  test.for([
    ["NOLINT(bugprone-x)", 0],
    ["NOLINTNEXTLINE(waitchain-self-join)", 1],
    ["NOLINT(waitchain-self-wait)", 1],
    ["NOLINT(waitchain-*,-waitchain-self-join)", 1],
    ["XNOLINT(waitchain-self-join)", 0],
    ["NOLINTED(waitchain-self-join)", 0],
  ] as const)("%s accepts nothing", ([comment, unused]) => {
    expect(outcome(withTail(comment))).toEqual([1, 0, unused]);
  });

  test("is none in a string", () => {
    const text = '    const char* s = "// NOLINT(waitchain-self-join)"; thread_.join();';
    expect(outcome(filtered({ [join]: text }))).toEqual([1, 0, 0]);
  });

  test("keeps its reason", () => {
    const reasons = (comment: string): string | undefined =>
      withTail(comment).suppressed[0]?.by.reason;
    expect(reasons("NOLINT(waitchain-self-join): started once")).toBe("started once");
    expect(reasons("NOLINT(waitchain-self-join) - 只启动一次")).toBe("只启动一次");
    expect(reasons("waitchain: ignore(waitchain-self-join) known")).toBe("known");
    expect(reasons("NOLINT(waitchain-self-join)")).toBe("");
    const block = filtered({ [join]: `${join} /* NOLINT(waitchain-self-join): known */` });
    expect(block.suppressed[0]?.by.reason).toBe("known");
  });
});

describe("a comment above", () => {
  test("counts for the next line alone", () => {
    const comment = "    // NOLINTNEXTLINE(waitchain-self-join)";
    expect(outcome(withLineAbove(comment))).toEqual([0, 1, 0]);
    expect(outcome(withLineAbove(`${comment}\n`))).toEqual([1, 0, 1]);
    expect(outcome(withLineAbove("    // waitchain: ignore(waitchain-self-join)"))).toEqual([
      0, 1, 0,
    ]);
  });

  test("with a line break of Windows", () => {
    const text = selfJoin
      .replace(join, `    // NOLINTNEXTLINE(waitchain-self-join)\n${join}`)
      .replaceAll("\n", "\r\n");
    const snapshot = hostOf([factsOf({ path, text })]).snapshot();
    const found = filterFindings(snapshot.analysis().findings, all, snapshot.files);
    expect(outcome(found)).toEqual([0, 1, 0]);
  });
});

describe("a region", () => {
  const begin = "// NOLINTBEGIN(waitchain-self-join): all of this class\nclass Worker";
  const end = (list: string): string => `// NOLINTEND${list}\nint main()`;

  test("from begin to end", () => {
    const found = filtered({ "class Worker": begin, "int main()": end("(waitchain-self-join)") });
    expect(outcome(found)).toEqual([0, 1, 0]);
    expect(found.suppressed[0]?.by.reason).toBe("all of this class");
  });

  test("whose ends do not name the same is none, and both ends are told", () => {
    const found = filtered({ "class Worker": begin, "int main()": end("(waitchain-*)") });
    expect(outcome(found)).toEqual([1, 0, 2]);
    expect(found.unused.map(({ message }) => message.id)).toEqual([
      "suppression.no-end",
      "suppression.no-begin",
    ]);
  });
});

describe("where it counts", () => {
  test("not at a plain call on the way", () => {
    const call = "    Stop();\n";
    const found = filtered({ [call]: "    Stop();  // NOLINT(waitchain-self-join)\n" });
    expect(outcome(found)).toEqual([1, 0, 1]);
  });

  test("at any wait of the chain", () => {
    const loops = `#include <condition_variable>
#include <mutex>
#include <thread>
struct Done {
  void wait() {
    std::unique_lock<std::mutex> lock(m);
    // NOLINTNEXTLINE(waitchain-self-join): tests only
    t.join();
  }
  std::mutex m;
  std::thread t;
};
struct Owner {
  void start() { done.t = std::thread([this] { run(); }); }
  void run() { done.wait(); }
  Done done;
};
int main() { Owner o; o.start(); }
`;
    const snapshot = hostOf([factsOf({ path, text: loops })]).snapshot();
    const { findings } = snapshot.analysis();
    expect(findings.map(({ rule }) => rule)).toContain("self-join");
    const found = filterFindings(findings, all, snapshot.files);
    expect(found.findings.filter(({ rule }) => rule === "self-join")).toEqual([]);
  });

  test("what a reader filters away leaves no comment unused", () => {
    const comment = { [join]: `${join}  // NOLINT(waitchain-self-join)` };
    const found = filtered(comment, { ...all, rules: { "self-join": "off" } });
    expect(outcome(found)).toEqual([0, 0, 0]);
  });

  test("a rule that does not exist is told", () => {
    const [unused] = withTail("NOLINT(waitchain-selfjoin)").unused;
    expect(unused?.message).toEqual({
      id: "suppression.unknown",
      holes: { rule: "waitchain-selfjoin" },
    });
  });
});

test("reports say how many, where and why", () => {
  const found = withTail("NOLINT(waitchain-self-join): known");
  const files = hostOf([
    factsOf({ path, text: selfJoin.replace(join, `${join}  // NOLINT(waitchain-self-join)`) }),
  ]).snapshot().files;
  const input = { ...sampleInput({ findings: [] }), files, suppressed: found.suppressed };
  expect(summaryLine(input, "en")).toMatch(/^no findings, 1 suppressed in the code\. /);
  expect(shortReport(input, "en")).toBe("");
  const report: unknown = JSON.parse(
    JSON.stringify(
      jsonReport(input, {
        version: "1",
        notes: [],
        withGaps: false,
        withUnused: true,
        measures: {
          scan: 0,
          extract: 0,
          link: 0,
          solve: 0,
          report: 0,
          cpuMs: 0,
          peakRssBytes: 0,
          cacheHits: 0,
        },
        hash: sha256,
        fixesOf: () => [],
      }),
    ),
  );
  expect(report).toMatchObject({
    findings: [],
    unusedSuppressions: [],
    suppressed: [
      {
        rule: "waitchain-self-join",
        suppressed: { kind: "inSource", file: path, line: 9, reason: "known" },
      },
    ],
  });
  const schema: object = JSON.parse(
    readFileSync(new URL("../../docs/report.schema.json", import.meta.url), "utf8"),
  ) as object;
  expect(new Ajv({ strict: true }).compile(schema)(report)).toBe(true);
  const { unused } = withTail("NOLINT(waitchain-self-wait)");
  expect(unusedReport(unused, input, "en")).toBe(
    "main.cpp:9:25: note: This comment suppresses nothing. [waitchain-unused-suppression]\n",
  );
});
