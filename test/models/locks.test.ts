/** Locks in every data file: what a function is called and what it is said to do to a mutex agree. */

import { expect, test } from "vitest";
import { lastPart } from "../../server/src/base/names.ts";
import { builtinModelFiles, builtinModels } from "../../server/src/models/builtin.ts";
import type { Effect } from "../../server/src/models/schema.ts";

type Lock = Extract<Effect, { do: "lock" }>;

const all = builtinModelFiles.flatMap((file) => [
  ...Object.entries(file.functions).map(([name, model]) => ({
    name,
    effects: model.effects ?? [],
  })),
  ...Object.entries(file.types).map(([name, type]) => ({ name, effects: type.construct ?? [] })),
]);
const locking = all.flatMap(({ name, effects }) => {
  const locks = effects.filter((e): e is Lock => e.do === "lock");
  return locks.length === 0 ? [] : [{ name, effects, locks }];
});
/** Functions that only take a lock; those that change its mode, or run something under it, are called after that. */
const taking = locking.filter(({ name, effects, locks }) => {
  const own = effects.every((e) => e.do === "lock" || e.do === "store");
  return own && locks.length === 1 && builtinModels.type(name) === undefined;
});

const limited = /try|timed|clock(rd|wr)?lock|attempt|_for$|_until$/i;
const shared = /shar|read|(^|[a-z_])rd_?lock|(try|^)_?r_?lock|upgrad|^(try)?_?u_?lock$/i;

test("what is called an attempt or has a deadline does not wait without limit, and the rest does", () => {
  expect(taking.length).toBeGreaterThan(100);
  const wrong = taking.filter(
    ({ name, locks }) => limited.test(lastPart(name)) !== (locks[0]!.try === true),
  );
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

test("readers share, writers do not", () => {
  const wrong = taking.filter(({ name, locks }) => {
    const [owner, method] = [
      lastPart(name.slice(0, name.lastIndexOf("::"))),
      lastPart(name).replace(/^[a-z]thread_/, ""),
    ];
    const guard = builtinModels.type(name.slice(0, name.lastIndexOf("::")))?.is === "guard";
    const says = shared.test(method) || (guard && /shar|read|^rl|upgrad|ulock/i.test(owner));
    return says !== (locks[0]!.shared === true);
  });
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

test("what can be locked by a method can be unlocked by one", () => {
  const owners = new Set(
    taking
      .filter(({ locks }) => locks[0]!.of === "this")
      .map(({ name }) => name.slice(0, name.lastIndexOf("::"))),
  );
  expect(owners.size).toBeGreaterThan(20);
  const unlocks = all.filter(({ effects }) => effects.some((e) => e.do === "unlock"));
  const opened = new Set(unlocks.map(({ name }) => name.slice(0, name.lastIndexOf("::"))));
  const inherits = (owner: string): boolean =>
    builtinModels.function(`${owner}::unlock`)?.effects?.[0]?.do === "unlock";
  const guardsThereof = (owner: string): boolean =>
    all.some(
      ({ name, effects }) => name.startsWith(`${owner}::`) && effects.some((e) => e.do === "store"),
    );
  expect(
    [...owners].filter((owner) => !opened.has(owner) && !inherits(owner) && !guardsThereof(owner)),
  ).toEqual([]);
});

test("a guard locks arguments of its constructor alone", () => {
  const guards = locking.filter(({ name }) => builtinModels.type(name)?.is === "guard");
  expect(guards.length).toBeGreaterThan(10);
  const wrong = guards.filter(({ locks }) => locks.some(({ of }) => !of.startsWith("arg")));
  expect(wrong.map(({ name }) => name)).toEqual([]);
});
