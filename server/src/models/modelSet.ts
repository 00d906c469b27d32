/**
 * Answers "what does this name mean?" from a list of model files. It knows names as text alone: which
 * declaration a name in the code refers to is the linker's business, and so is preferring a definition that
 * the workspace itself has over a model.
 */

import type { FunctionModel, ModelFile, TypeModel } from "./schema.ts";

export interface ModelSet {
  /** Qualified name without template arguments; a leading `::` is ignored. */
  type(qualifiedName: string): TypeModel | undefined;
  /** A method is looked up as `Class::method`, then on the `bases` of the class, in their order. */
  function(qualifiedName: string): FunctionModel | undefined;
  /** Canonical name of the type of an object that a library defines (`std::cout`). */
  variable(qualifiedName: string): string | undefined;
  /** The name under which a type or function is modelled: inline namespaces and aliases replaced. */
  canonical(qualifiedName: string): string;
  /** Name of the thread or loop that a function of the workspace is said to run on, and on no other. */
  runsOn(qualifiedName: string): string | undefined;
  readonly libraries: readonly string[];
}

/** Later files win over earlier ones, entry by entry, and a file's own entry wins over its library's bases. */
export function makeModelSet(files: readonly ModelFile[]): ModelSet {
  const aliases = merged(files.map((file) => file.aliases ?? {}));
  const types = new Map(
    [...merged(files.map((file) => file.types))].map(([name, type]) => [name, guardComplete(type)]),
  );
  const functions = merged(files.map((file) => file.functions));
  const variables = merged(files.map((file) => file.variables ?? {}));
  const runsOn = merged(files.map((file) => file.runsOn ?? {}));
  const libraries = [...new Set(files.map((file) => file.library))].toSorted();

  const canonical = (name: string): string => replaceAliases(aliases, name);
  const variable = (name: string): string | undefined => {
    const type = variables.get(canonical(name));
    return type === undefined ? undefined : canonical(type);
  };
  const knownTypes = memoized((name) => types.get(canonical(name)));
  const knownFunctions = memoized((name) =>
    findFunction(types, functions, canonical, canonical(name)),
  );
  return {
    type: knownTypes,
    function: knownFunctions,
    variable,
    canonical,
    runsOn: (name) => (runsOn.size === 0 ? undefined : runsOn.get(canonical(name))),
    libraries,
  };
}

/** The same few thousand names are asked for hundreds of thousands of times. */
function memoized<T>(find: (name: string) => T | undefined): (name: string) => T | undefined {
  const known = new Map<string, T | null>();
  return (name) => {
    let answer = known.get(name);
    if (answer === undefined) known.set(name, (answer = find(name) ?? null));
    return answer ?? undefined;
  };
}

/** A guard locks argument 0 where its model does not say otherwise: said here, so that all who read models see it. */
function guardComplete(type: TypeModel): TypeModel {
  if (type.is !== "guard" || type.construct !== undefined) return type;
  return { ...type, construct: [{ do: "lock", of: "arg0" }] };
}

/** The meaning of a call with `count` arguments. */
export function modelOfCall(model: FunctionModel, count: number): FunctionModel {
  return model.byArgs?.[`${count}`] ?? model;
}

function merged<T>(tables: readonly Readonly<Record<string, T>>[]): ReadonlyMap<string, T> {
  const all = new Map<string, T>();
  for (const table of tables) {
    for (const [name, value] of Object.entries(table)) all.set(name, value);
  }
  return all;
}

/** Chains of aliases are short; the bound is there so that a user's `a -> b -> a` ends. */
const longestAliasChain = 8;

function replaceAliases(aliases: ReadonlyMap<string, string>, name: string): string {
  let current = name.startsWith("::") ? name.slice(2) : name;
  for (let round = 0; round < longestAliasChain; round++) {
    const next = replaceLongestPrefix(aliases, current);
    if (next === current) break;
    current = next;
  }
  return current;
}

function replaceLongestPrefix(aliases: ReadonlyMap<string, string>, name: string): string {
  for (let end = name.length; end > 0; end = name.lastIndexOf("::", end - 1)) {
    const target = aliases.get(name.slice(0, end));
    if (target !== undefined) return target + name.slice(end);
  }
  return name;
}

function findFunction(
  types: ReadonlyMap<string, TypeModel>,
  functions: ReadonlyMap<string, FunctionModel>,
  canonical: (name: string) => string,
  name: string,
): FunctionModel | undefined {
  const direct = functions.get(name);
  if (direct !== undefined) return direct;
  const cut = name.lastIndexOf("::");
  if (cut < 0) return undefined;
  const owner = name.slice(0, cut);
  const member = name.slice(cut + 2);
  if (owner === "std") return functions.get(member); // `std::printf` is C's `printf`
  return findMember(types, functions, canonical, owner, member, new Set());
}

function findMember(
  types: ReadonlyMap<string, TypeModel>,
  functions: ReadonlyMap<string, FunctionModel>,
  canonical: (name: string) => string,
  owner: string,
  member: string,
  seen: Set<string>,
): FunctionModel | undefined {
  if (seen.has(owner)) return undefined;
  seen.add(owner);
  const direct = functions.get(`${owner}::${member}`);
  if (direct !== undefined) return direct;
  const type = types.get(owner);
  if (type === undefined) return undefined;
  for (const base of type.bases ?? []) {
    const found = findMember(types, functions, canonical, canonical(base), member, seen);
    if (found !== undefined) return found;
  }
  return type.signalSafe === false ? { signalSafe: false } : undefined;
}
