/** One more entry in somebody's configuration: everything else stays as it was written. */

import { expect, test } from "vitest";
import { readConfig } from "../../server/src/models/readModels.ts";
import { type ConfigEntry, configEdit } from "../../server/src/models/writeConfig.ts";

const quiet: ConfigEntry = { table: "functions", key: "ns::Log::Flush", value: { note: "async" } };
const bare: ConfigEntry = { table: "functions", key: "ns::Log::Flush", value: {} };
const onLoop: ConfigEntry = { table: "runsOn", key: "A::~A", value: "net loop" };

function edited(text: string, entry: ConfigEntry, json = false): string {
  const edit = configEdit(text, entry, json);
  if (edit === null) throw new Error("no edit");
  const after = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  const read = readConfig(after);
  expect(read.kind, after).toBe("read");
  if (read.kind === "read") {
    const own = read.value.own;
    expect(own?.[entry.table]?.[entry.key]).toEqual(entry.value);
  }
  return after;
}

test.for([
  ["", 'functions:\n  "ns::Log::Flush": { "note":"async" }\n'],
  ["# ours\n", '# ours\nfunctions:\n  "ns::Log::Flush": { "note":"async" }\n'],
  [
    "functions:\n    acme::Go: {} # waits\n\n# types\ntypes:\n  acme::T: { is: value }\n",
    'functions:\n    acme::Go: {} # waits\n    "ns::Log::Flush": { "note":"async" }\n\n# types\ntypes:\n  acme::T: { is: value }\n',
  ],
  [
    "functions:\n  acme::Go:\n    effects:\n      - do: sleep\n",
    'functions:\n  acme::Go:\n    effects:\n      - do: sleep\n  "ns::Log::Flush": { "note":"async" }\n',
  ],
  [
    "functions: { acme::Go: {} }\n",
    'functions: { acme::Go: {}, "ns::Log::Flush": { "note":"async" } }\n',
  ],
  ["functions:\ntypes: {}\n", 'functions:\n  "ns::Log::Flush": { "note":"async" }\ntypes: {}\n'],
  ["types: {}", 'types: {}\nfunctions:\n  "ns::Log::Flush": { "note":"async" }\n'],
] as const)("yaml %#", ([before, after]) => {
  expect(edited(before, quiet)).toBe(after);
});

test.for([
  ["", '{\n  "functions": {\n    "ns::Log::Flush": {}\n  }\n}\n'],
  ["{}\n", '{ "functions": {\n    "ns::Log::Flush": {}\n  } }\n'],
  [
    '{\n  "functions": {\n    "a::b": {}\n  }\n}\n',
    '{\n  "functions": {\n    "a::b": {},\n    "ns::Log::Flush": {}\n  }\n}\n',
  ],
  [
    '{\n  "types": {}\n}\n',
    '{\n  "types": {},\n  "functions": {\n    "ns::Log::Flush": {}\n  }\n}\n',
  ],
] as const)("json %#", ([before, after]) => {
  const text = edited(before, bare, true);
  expect(text).toBe(after);
  expect(() => JSON.parse(text) as unknown).not.toThrow();
});

test("line breaks of Windows stay", () => {
  const after = edited("runsOn:\r\n  B::b: main\r\n", onLoop);
  expect(after).toBe('runsOn:\r\n  B::b: main\r\n  "A::~A": "net loop"\r\n');
});

test.for(["functions: [", "functions: 1\n", "- a\n", 'functions:\n  "ns::Log::Flush": {}\n'])(
  "refuses %j",
  (text) => {
    expect(configEdit(text, quiet, false)).toBeNull();
  },
);
