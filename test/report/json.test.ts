/** The JSON report keeps its contract. */

import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { type Filter, filterFindings } from "../../server/src/report/filter.ts";
import { type JsonOptions, jsonReport } from "../../server/src/report/json.ts";
import { sha256 } from "../../server/src/platform/hash.ts";
import type { Finding } from "../../server/src/rules/finding.ts";
import { sampleFinding, sampleInput, sampleNote } from "./sample.ts";

const schema: object = JSON.parse(
  readFileSync(new URL("../../docs/report.schema.json", import.meta.url), "utf8"),
) as object;
const validate = new Ajv({ allErrors: true, strict: true }).compile(schema);

const options: JsonOptions = {
  version: "1.2.3",
  notes: ["a note"],
  withGaps: false,
  withUnused: false,
  measures: {
    scan: 1,
    extract: 2,
    link: 3,
    solve: 4,
    report: 5,
    cpuMs: 6,
    peakRssBytes: 7,
    cacheHits: 0,
  },
  hash: sha256,
  fixesOf: (finding) =>
    finding.level === "error" ? [{ id: "notify", title: "Only notify", grade: "A" }] : [],
};

describe("json", () => {
  test("fits its schema, with and without gaps", () => {
    for (const withGaps of [false, true]) {
      const report: unknown = JSON.parse(
        JSON.stringify(jsonReport(sampleInput(), { ...options, withGaps })),
      );
      expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  test("the schema refuses what it does not name", () => {
    const report = { ...jsonReport(sampleInput(), options), extra: 1 };
    expect(validate(report)).toBe(false);
  });

  test("says gaps only when asked", () => {
    expect(jsonReport(sampleInput(), options).gaps).toBeUndefined();
    expect(jsonReport(sampleInput(), { ...options, withGaps: true }).gaps).toEqual([
      { file: "src/owner.cc", line: 1, endLine: 1, reason: "unbalanced braces" },
    ]);
  });

  test("a finding in full", () => {
    const [finding] = jsonReport(sampleInput({ findings: [sampleFinding()] }), options).findings;
    expect(finding).toMatchObject({
      rule: "waitchain-wait-cycle",
      level: "error",
      confidence: "likely",
      message: "“tick-loop” and “main-loop” wait for each other (6 steps).",
      location: { file: "src/owner.cc", line: 3, column: 8, endLine: 3, endColumn: 14 },
      blocked: { kind: "loop", name: "main-loop", path: "Owner::main_" },
      fixes: [{ id: "notify", title: "Only notify", grade: "A" }],
      suppressed: null,
    });
    expect(finding?.chain.map((step) => step.kind)).toEqual([
      "entry",
      "call",
      "wait",
      "entry",
      "wait",
      "close",
    ]);
    expect(finding?.chain[1]).toMatchObject({
      certainty: "likely",
      evidence: "stored at src/owner.cc:1",
    });
  });

  test("ids depend on meaning alone", () => {
    const moved = { ...sampleFinding(), span: { file: "src/server.cc", start: 1, end: 2 } };
    const ids = [sampleFinding(), moved].map(
      (finding) => jsonReport(sampleInput({ findings: [finding] }), options).findings[0]?.id,
    );
    expect(ids[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(ids[1]).toBe(ids[0]);
  });

  test("sorted by file, line, rule, whatever the order was", () => {
    const one = jsonReport(sampleInput({ findings: [sampleNote(), sampleFinding()] }), options);
    const other = jsonReport(sampleInput({ findings: [sampleFinding(), sampleNote()] }), options);
    expect(one.findings.map((finding) => finding.rule)).toEqual([
      "waitchain-wait-cycle",
      "waitchain-loop-blocked",
    ]);
    expect(other).toEqual(one);
  });
});

describe("filter", () => {
  const both = [sampleFinding(), sampleNote()];
  const all = { confidence: "possible", rules: {}, only: null } as const;
  const filtered = (filter: Filter): readonly Finding[] =>
    filterFindings(both, filter, new Map()).findings;

  test("keeps what it does not change as it is", () => {
    expect(filtered(all)).toEqual(both);
  });

  test("by confidence", () => {
    expect(filtered({ ...all, confidence: "certain" }).map((f) => f.rule)).toEqual([
      "loop-blocked",
    ]);
  });

  test("by rule, off and level", () => {
    expect(filtered({ ...all, only: new Set(["wait-cycle"] as const) })).toHaveLength(1);
    expect(filtered({ ...all, rules: { "loop-blocked": "off" } })).toHaveLength(1);
    expect(filtered({ ...all, rules: { "loop-blocked": "error" } })[1]?.level).toBe("error");
  });
});
