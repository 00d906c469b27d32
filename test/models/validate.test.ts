/** What is said about a wrong model file; and that the JSON schema draws the same line as the validator. */

import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { validateModelFile } from "../../server/src/models/validate.ts";
import { renderMessage } from "../../server/src/report/messages.ts";
import { dataFileNames, readDataFile, readModelJson } from "./load.ts";

const empty = { library: "a", description: "for a test", types: {}, functions: {} };

function withEffect(effect: unknown): unknown {
  return { ...empty, functions: { f: { effects: [effect] } } };
}

describe("validateModelFile", () => {
  test("accepts the smallest file", () => {
    expect(validateModelFile(empty)).toEqual([]);
  });

  const cases: readonly [string, unknown, string, string][] = [
    ["not an object", [], "", "Expected an object."],
    ["null", null, "", "Expected an object."],
    ["a key of the file", { ...empty, typs: {} }, "", "Unknown key “typs”; did you mean “types”?"],
    ["a far-off key", { ...empty, zebra: {} }, "", "Unknown key “zebra”."],
    [
      "a missing key",
      { library: "a", types: {}, functions: {} },
      "",
      "Key “description” is missing.",
    ],
    [
      "a kind of type",
      { ...empty, types: { "a/b": { is: "lop" } } },
      "/types/a~1b/is",
      "Unknown word “lop”; did you mean “loop”?",
    ],
    [
      "a kind of effect",
      withEffect({ do: "pots", run: "arg0", to: "this" }),
      "/functions/f/effects/0/do",
      "Unknown word “pots”; did you mean “post”?",
    ],
    [
      "no kind of effect",
      withEffect({ run: "arg0" }),
      "/functions/f/effects/0",
      "Key “do” is missing.",
    ],
    [
      "a missing part of an effect",
      withEffect({ do: "post", run: "arg0" }),
      "/functions/f/effects/0",
      "Key “to” is missing.",
    ],
    [
      "a key of another effect",
      withEffect({ do: "unlock", of: "this", try: true }),
      "/functions/f/effects/0",
      "Unknown key “try”.",
    ],
    [
      "several arguments where one is meant",
      withEffect({ do: "invoke", run: "args" }),
      "/functions/f/effects/0/run",
      "Expected a place: `this`, `result`, `arg0`, `arg0.part`, `arg0[]` or `global:name`.",
    ],
    [
      "a result of a constructor",
      { ...empty, types: { A: { construct: [{ do: "take", of: "result" }] } } },
      "/types/A/construct/0/of",
      "Expected a place: `this`, `arg0`, `this.part`, `arg0[]` or `global:name` (a constructor has no result).",
    ],
    [
      "an argument of a destructor",
      { ...empty, types: { A: { destroy: [{ do: "take", of: "arg0" }] } } },
      "/types/A/destroy/0/of",
      "Expected a place: `this`, `this.part`, `this[]` or `global:name` (a destructor has no arguments).",
    ],
    [
      "an unknown event",
      withEffect({ do: "wait", for: "drain", of: "this" }),
      "/functions/f/effects/0/for",
      "Unknown word “drain”; did you mean “drained”?",
    ],
    [
      "a name with template arguments",
      { ...empty, functions: { "A<int>::f": {} } },
      "/functions/A<int>::f",
      "Expected a qualified function name (`ns::Type::method`).",
    ],
    [
      "byArgs that is no number",
      { ...empty, functions: { f: { byArgs: { two: {} } } } },
      "/functions/f/byArgs/two",
      "Expected a number of arguments.",
    ],
  ];
  test.each(cases)("names %s", (_, value, path, problem) => {
    const problems = validateModelFile(value).map((p) => ({
      path: p.path,
      problem: renderMessage(p.message, "en"),
    }));
    const said = problems.find((p) => p.path === path && p.problem === problem);
    expect(said ?? problems).toEqual({ path, problem });
  });

  test("reports every problem, in the order of the file", () => {
    const problems = validateModelFile({
      ...empty,
      types: { A: { of: -1 }, B: { owns: "maybe" } },
      functions: { f: { signalSafe: "no" } },
    });
    expect(problems.map((p) => p.path)).toEqual([
      "/types/A/of",
      "/types/B/owns",
      "/functions/f/signalSafe",
    ]);
  });
});

describe("modelFile.schema.json", () => {
  const isModelFile = new Ajv({ allErrors: false, strict: true, strictRequired: false }).compile(
    readModelJson("modelFile.schema.json") as object,
  );

  test("agrees with the validator on the data files and on thousands of spoilt ones", () => {
    let valid = 0;
    let spoilt = 0;
    const seen = new Set<string>();
    for (const name of dataFileNames) {
      for (const part of smallFiles(readDataFile(name), seen)) {
        expect(isModelFile(part), JSON.stringify(part)).toBe(true);
        valid++;
        for (const wrong of mutants(part)) {
          const ours = validateModelFile(wrong).length === 0;
          if (isModelFile(wrong) !== ours) expect.fail(`they differ on ${JSON.stringify(wrong)}`);
          if (!ours) spoilt++;
        }
      }
    }
    expect(valid).toBeGreaterThan(400);
    expect(spoilt).toBeGreaterThan(10_000);
  });
});

/** One file for each entry not `seen`, but for its name: a mutant is then as small as it can be. */
function* smallFiles(file: unknown, seen: Set<string>): Generator {
  const whole = file as Record<string, Record<string, unknown>>;
  for (const table of ["aliases", "types", "functions", "variables"]) {
    for (const [name, value] of Object.entries(whole[table] ?? {})) {
      const key = `${table} ${typeof value === "string" ? "" : JSON.stringify(value)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield { ...empty, [table]: { [name]: value } };
    }
  }
}

/** `value` with one thing changed, at every place: a key gone, a key too many, another word, another kind. */
function* mutants(value: unknown): Generator {
  if (Array.isArray(value)) {
    yield {};
    for (let i = 0; i < value.length; i++) {
      for (const item of mutants(value[i])) yield value.with(i, item);
    }
  } else if (typeof value === "object" && value !== null) {
    yield [];
    yield { ...value, surplus: 1 };
    for (const [key, item] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
      yield { ...value, [`${key} `]: item };
      for (const other of mutants(item)) yield { ...value, [key]: other };
    }
  } else if (typeof value === "string") {
    yield* ["", 7, `${value}<>`, "args", "arg1..", "result", "arg0", "this.x", "this[]", "global:"];
  } else {
    yield* ["true", -1, 1.5, null, true, false];
  }
}
