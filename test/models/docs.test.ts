/** docs/models.md explains every word of the vocabulary, and its examples are valid. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { makeModelSet } from "../../server/src/models/modelSet.ts";
import type { ModelFile } from "../../server/src/models/schema.ts";
import { validateModelFile } from "../../server/src/models/validate.ts";
import { readModelJson } from "./load.ts";

const page = readFileSync(new URL("../../docs/models.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/```json\n(.*?)```/gs)].map((match) => match[1] ?? "");

test("the page's example is a valid model file", () => {
  expect(examples).toHaveLength(1);
  const file = JSON.parse(examples[0] ?? "") as ModelFile;
  expect(validateModelFile(file)).toEqual([]);
  const models = makeModelSet([file]);
  expect(models.type("acme::EventLoop")?.is).toBe("loop");
  for (const name of Object.keys(file.functions)) expect(page).toContain(` ${lastPart(name)}(`);
});

test("every word of the schema is explained", () => {
  const words = new Set(wordsOf(readModelJson("modelFile.schema.json")));
  expect(words.size).toBeGreaterThan(80);
  const missing = [...words].filter(
    (word) =>
      !["`", '"'].some((q) => page.includes(q + word + q) || page.includes(`${q}${word}: `)),
  );
  expect(missing).toEqual([]);
});

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1);
}

/** Keys under `properties` and words under `enum`, at any depth. */
function* wordsOf(schema: unknown): Generator<string> {
  if (typeof schema !== "object" || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === "properties") yield* Object.keys(value as object);
    if (key === "enum") yield* (value as readonly unknown[]).map(String);
    yield* wordsOf(value);
  }
}
