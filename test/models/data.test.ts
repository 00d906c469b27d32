/** Every data file: its shape, and that all names in it lead somewhere. */

import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { builtinModelFiles, builtinModels } from "../../server/src/models/builtin.ts";
import type {
  Effect,
  FunctionModel,
  ModelFile,
  ValueModel,
} from "../../server/src/models/schema.ts";
import { validateModelFile } from "../../server/src/models/validate.ts";
import { dataFileNames, readDataFile, readModelJson } from "./load.ts";

test("every data file is shipped, under its library's name", () => {
  expect(dataFileNames.length).toBeGreaterThanOrEqual(4);
  expect(builtinModelFiles.map((file) => `${file.library}.json`).toSorted()).toEqual(dataFileNames);
});

test("no two files say the same name", () => {
  const seen = new Map<string, string>();
  const twice: string[] = [];
  for (const file of builtinModelFiles) {
    for (const table of ["types", "functions", "aliases"] as const) {
      for (const name of Object.keys(file[table] ?? {})) {
        const key = `${table} ${name}`;
        if (seen.has(key)) twice.push(`${key}: ${seen.get(key)}, ${file.library}`);
        seen.set(key, file.library);
      }
    }
  }
  expect(twice).toEqual([]);
});

describe.each(dataFileNames)("%s", (name) => {
  const value = readDataFile(name);
  const file = value as ModelFile;

  test("has the shape of a model file", () => {
    expect(validateModelFile(value)).toEqual([]);
  });

  test("satisfies the JSON schema", () => {
    const check = new Ajv({ strictRequired: false }).compile(
      readModelJson("modelFile.schema.json") as object,
    );
    check(value);
    expect(check.errors ?? []).toEqual([]);
  });

  test("points editors at the schema", () => {
    expect(file.$schema).toBe("../modelFile.schema.json");
  });

  test("names only types that some file models", () => {
    const named: string[] = [];
    for (const type of Object.values(file.types)) {
      named.push(...(type.bases ?? []), ...Object.values(type.parts ?? {}));
    }
    for (const model of meanings(file)) {
      if (model.returns !== undefined) named.push(...typesOf(model.returns));
    }
    named.push(...Object.values(file.variables ?? {}));
    expect(named.filter((type) => builtinModels.type(type) === undefined)).toEqual([]);
  });

  test("has methods of modelled types only, under their canonical names", () => {
    const owners = Object.keys(file.functions)
      .filter((name) => name.includes("::"))
      .map((name) => name.slice(0, name.lastIndexOf("::")));
    const lost = [...new Set(owners)].filter(
      (owner) => builtinModels.type(owner) === undefined && !isNamespace(owner),
    );
    expect(lost).toEqual([]);
    const shadowed = [...Object.keys(file.types), ...Object.keys(file.functions)].filter(
      (name) => builtinModels.canonical(name) !== name,
    );
    expect(shadowed).toEqual([]);
  });

  test("has aliases that lead to something", () => {
    const lost = Object.keys(file.aliases ?? {}).filter((alias) => {
      const target = builtinModels.canonical(alias);
      return (
        builtinModels.type(target) === undefined &&
        builtinModels.function(target) === undefined &&
        !isNamespace(target)
      );
    });
    expect(lost).toEqual([]);
  });

  test("names only parts that their types have", () => {
    const lost: string[] = [];
    for (const [name, type] of Object.entries(file.types)) {
      const effects = [...(type.construct ?? []), ...(type.destroy ?? [])];
      for (const part of partsOfThis(effects)) {
        if (!hasPart(name, part)) lost.push(`${name}: this.${part}`);
      }
    }
    for (const [name, model] of Object.entries(file.functions)) {
      const owner = name.slice(0, Math.max(0, name.lastIndexOf("::")));
      for (const meaning of [model, ...Object.values(model.byArgs ?? {})]) {
        const parts = [...partsOfThis(meaning.effects ?? [])];
        if (meaning.returns?.is === "part") parts.push(meaning.returns.name);
        for (const part of parts) if (!hasPart(owner, part)) lost.push(`${name}: this.${part}`);
      }
    }
    expect(lost).toEqual([]);
  });

  test("uses a result only where the call gives one", () => {
    const lost = Object.entries(file.functions).filter(
      ([, model]) =>
        JSON.stringify(model.effects ?? []).includes('"result') && model.returns === undefined,
    );
    expect(lost).toEqual([]);
  });

  test("gives nothing both an unlimited wait and a place on the async-signal-safe list", () => {
    const wrong = Object.entries(file.functions).filter(
      ([, model]) =>
        model.signalSafe === true &&
        (model.effects ?? []).some((e) => (e.do === "wait" && e.timed !== true) || e.do === "lock"),
    );
    expect(wrong).toEqual([]);
  });
});

function* meanings(file: ModelFile): Generator<FunctionModel> {
  for (const model of Object.values(file.functions)) {
    yield model;
    yield* Object.values(model.byArgs ?? {});
  }
}

function typesOf(value: ValueModel): readonly string[] {
  return "type" in value && value.type !== undefined ? [value.type] : [];
}

/** Namespaces that hold free functions: every leading part of a modelled type's or function's name. */
function isNamespace(name: string): boolean {
  return builtinModelFiles.some((file) =>
    [...Object.keys(file.types), ...Object.keys(file.functions)].some((other) =>
      other.startsWith(`${name}::`),
    ),
  );
}

/** Names `x` of all places `this.x`; what is run there may be a method that a user's class overrides. */
function* partsOfThis(effects: readonly Effect[]): Generator<string> {
  for (const effect of effects) {
    for (const [key, value] of Object.entries(effect)) {
      if (key === "run" || typeof value !== "string" || !value.startsWith("this.")) continue;
      yield value.slice("this.".length);
    }
  }
}

function hasPart(type: string, part: string): boolean {
  const model = builtinModels.type(type);
  if (model === undefined) return false;
  return (
    (model.is === "mutex" && part === "recursive") ||
    model.parts?.[part] !== undefined ||
    (model.bases ?? []).some((base) => hasPart(base, part))
  );
}
