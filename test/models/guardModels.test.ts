/** What a guard's model says, and what it means when it says nothing. */

import { expect, test } from "vitest";
import { neverCancelled } from "../../server/src/base/cancel.ts";
import { Host } from "../../server/src/engine/host.ts";
import { builtinModelFiles } from "../../server/src/models/builtin.ts";
import { makeModelSet } from "../../server/src/models/modelSet.ts";
import type { ModelFile } from "../../server/src/models/schema.ts";
import { factsOf } from "../harness/analyse.ts";

const house: ModelFile = {
  library: "house",
  description: "A lock with two guards.",
  types: {
    "house::Lock": { is: "mutex" },
    "house::Guard": { is: "guard" },
    "house::Mark": { is: "guard", construct: [] },
  },
  functions: {},
};

test.for([
  ["Guard", "a guard without “construct” locks argument 0", ["self-lock"]],
  ["Mark", "an empty “construct” stands in place of that", []],
] as const)("%s: %s", ([guard, , expected]) => {
  const host = new Host(makeModelSet([...builtinModelFiles, house]));
  const text = `
struct Table {
  void put() { house::${guard} g(lock_); size_++; }
  void twice() { house::${guard} g(lock_); put(); }
  house::Lock lock_;
  int size_ = 0;
};
int main() { Table t; t.twice(); }
`;
  host.apply({ upsert: [factsOf({ path: "a.cpp", text })] });
  const { findings } = host.snapshot().analysis(neverCancelled);
  expect(findings.map(({ rule }) => rule)).toEqual(expected);
});
