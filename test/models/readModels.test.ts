/** A user's files of models: what is read, and that what is wrong is said where it stands. */

import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { readConfig, readModelFile } from "../../server/src/models/readModels.ts";
import { renderMessage } from "../../server/src/report/messages.ts";
import { readModelJson } from "./load.ts";

/** `line:column-endColumn sentence` for each problem. */
function said(text: string, read: typeof readConfig | typeof readModelFile = readConfig): string[] {
  const outcome = read(text);
  if (outcome.kind === "read") return [];
  return outcome.problems.map(
    (p) => `${p.line}:${p.column}-${p.endColumn} ${renderMessage(p.message, "en")}`,
  );
}

describe("a configuration", () => {
  test("may be empty, or hold globs and models, in YAML and in JSON", () => {
    expect(readConfig("")).toMatchObject({ kind: "read", value: { models: [], own: null } });
    const yaml = readConfig("models:\n  - models/*.yml\ntypes:\n  a::B: { is: loop }\n");
    expect(yaml).toMatchObject({
      value: {
        models: [{ text: "models/*.yml", line: 2, column: 5 }],
        own: { library: "workspace", types: { "a::B": { is: "loop" } }, functions: {} },
      },
    });
    const json = readConfig('{\n\t"types": {\n\t\t"a::B": { "is": "loop" }\n\t}\n}\n');
    expect(json).toMatchObject({ value: { own: { types: { "a::B": { is: "loop" } } } } });
  });

  test.each([
    ["an unknown key", "modles: []\n", "1:1-7 Unknown key “modles”; did you mean “models”?"],
    [
      "an unknown word",
      "types:\n  a::B: { is: lop }\n",
      "2:15-18 Unknown word “lop”; did you mean “loop”?",
    ],
    [
      "a key of an effect",
      "functions:\n  f:\n    effects:\n      - { do: unlock, off: this }\n",
      "4:23-26 Unknown key “off”; did you mean “of”?",
    ],
    [
      "a missing key, at what it is missing from",
      "functions:\n  f:\n    returns: { type: a::B }\n",
      "3:5-12 Key “is” is missing.",
    ],
    [
      "a name that is none",
      "types:\n  a<B>: {}\n",
      "2:3-7 Expected a qualified type name without template arguments (`ns::Type`).",
    ],
    ["another kind of value", "models: here\n", "1:9-13 Expected a list."],
    ["a key twice", "types: {}\ntypes: {}\n", "2:1-2 Cannot be parsed: Map keys must be unique"],
    ["a tab", "types:\n\ta: {}\n", "2:1-2 Cannot be parsed: Tabs are not allowed as indentation"],
  ])("names %s", (_, text, problem) => {
    expect(said(text)).toContain(problem);
  });

  test("reports all that is wrong, and counts in UTF-16", () => {
    const text = 'description: "循环🙂"\ntypes: { a: { is: lop }, b: { owns: 1 } }\n';
    expect(said(text).map((line) => line.split(" ")[0])).toEqual(["2:19-22", "2:37-38"]);
  });

  test("does not grow without bound", () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
    for (let i = 1; i < 9; i++)
      lines.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(", ")}]`,
      );
    expect(said(lines.join("\n"))[0]).toMatch(/^1:1-1 Cannot be parsed: /);
  });
});

test("a model file needs all that models/schema.ts says", () => {
  expect(said("library: a\n", readModelFile)).toEqual([
    "1:1-1 Key “description” is missing.",
    "1:1-1 Key “types” is missing.",
    "1:1-1 Key “functions” is missing.",
  ]);
});

test("the schema for editors draws the same line", () => {
  const ajv = new Ajv({ strict: true, strictRequired: false });
  ajv.addSchema(readModelJson("modelFile.schema.json") as object, "modelFile.schema.json");
  const accepts = ajv.compile(readModelJson("config.schema.json") as object);
  const cases: unknown[] = [
    {},
    { models: ["a/*.yml"], tests: ["t.cpp"] },
    { models: "a" },
    { types: { A: { is: "loop" } }, functions: {}, variables: {}, aliases: {} },
    { types: { A: { is: "lop" } } },
    { library: "a", description: "b", surplus: 1 },
    { functions: { f: { effects: [{ do: "exit" }] } } },
    { functions: { f: { effects: [{ do: "exti" }] } } },
  ];
  for (const value of cases)
    expect(accepts(value), JSON.stringify(value)).toBe(
      readConfig(JSON.stringify(value)).kind === "read",
    );
});
