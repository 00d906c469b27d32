/**
 * Many FileFacts -> Program. One pass to collect declarations, one to tie methods to classes, one to tie
 * classes to bases. The result does not depend on the order in which files came: they are sorted by path.
 */

import { append } from "../base/append.ts";
import { lastPart } from "../base/names.ts";
import type { FileFacts, FunctionFact, MacroFact } from "../facts/fileFacts.ts";
import type { Ref } from "../facts/op.ts";
import { lookupClass, type NameContext } from "./names.ts";
import {
  type IncludePaths,
  includersOf,
  noIncludePaths,
  reachedFrom,
  tieIncludes,
} from "./includes.ts";
import { expandMacros, type MacroFinder, macroFinder } from "./macroCalls.ts";
import {
  type ClassInfo,
  type FileUnit,
  type Field,
  type Fn,
  type Method,
  type Program,
  qualify,
  type Variable,
} from "./program.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Tables {
  readonly files: FileUnit[];
  readonly functions: Fn[];
  readonly classes: ClassInfo[];
  readonly classesByName: Map<string, ClassInfo[]>;
  readonly aliasesByName: Map<
    string,
    {
      file: FileUnit;
      scope: readonly string[];
      target: import("../facts/typeRef.ts").TypeRef;
      params: readonly string[];
    }[]
  >;
  readonly enums: Set<string>;
  readonly enumerators: Set<string>;
  readonly freeFunctions: Map<string, Fn[]>;
  readonly variables: Map<string, Variable[]>;
  readonly usingNamespaces: Map<string, string[]>;
  readonly usingNames: Map<string, string>;
  readonly macros: Map<string, MacroFact>;
}

export function link(
  facts: ReadonlyMap<string, FileFacts>,
  includePaths: IncludePaths = noIncludePaths,
): Program {
  const tables: Tables = {
    files: [],
    functions: [],
    classes: [],
    classesByName: new Map(),
    aliasesByName: new Map(),
    enums: new Set(),
    enumerators: new Set(),
    freeFunctions: new Map(),
    variables: new Map(),
    usingNamespaces: new Map(),
    usingNames: new Map(),
    macros: new Map(),
  };
  const paths = [...facts.keys()].sort();
  for (const path of paths) {
    const unit: FileUnit = { id: tables.files.length, path, facts: facts.get(path)!, includes: [] };
    tables.files.push(unit);
    collectTypes(unit, tables);
    collectNames(unit, tables);
  }
  tieIncludes(tables.files, includePaths);
  shareUsings(tables);
  const macros = macroFinder(tables.files);
  const fnsOf = tables.files.map((unit) => collectFunctions(unit, tables, macros));
  tables.files.forEach((unit, i) => collectVariables(unit, fnsOf[i]!, tables));
  for (const cls of tables.classes) collectFields(cls, fnsOf[cls.file.id]!);
  tieMethods(tables);
  tieBases(tables);
  markVirtual(tables);
  return tables;
}

const clean = (scope: readonly string[]): string[] => scope.filter((part) => part !== "");

function collectTypes(unit: FileUnit, tables: Tables): void {
  for (const fact of unit.facts.types) {
    const name = qualify(fact.scope, fact.name);
    if (fact.kind === "alias") {
      if (fact.aliasOf === null) continue;
      append(tables.aliasesByName, name, {
        file: unit,
        scope: clean(fact.scope),
        target: fact.aliasOf,
        params: fact.templateParams,
      });
    } else if (fact.kind === "enum") {
      tables.enums.add(name);
      for (const e of fact.enumerators) {
        tables.enumerators.add(qualify(fact.scope, e));
        tables.enumerators.add(`${name}::${e}`);
      }
    } else if (fact.defined) {
      const cls: ClassInfo = {
        id: tables.classes.length,
        name,
        key: tables.classesByName.has(name) ? `${name}@${tables.classes.length}` : name,
        file: unit,
        fact,
        scope: [...clean(fact.scope), fact.name],
        bases: [],
        derived: [],
        fields: new Map(),
        methods: new Map(),
      };
      tables.classes.push(cls);
      append(tables.classesByName, name, cls);
    }
  }
}

/** `using` at global scope in a header counts in every file that includes it. */
function shareUsings(tables: Tables): void {
  const headers = tables.files.filter(
    (f) => !/\.(c|cc|cpp|cxx|C)$/.test(f.path) && f.facts.usings.some((u) => isGlobal(u.scope)),
  );
  if (headers.length === 0) return;
  const includers = includersOf(tables.files);
  for (const header of headers) {
    const usings = header.facts.usings.filter((u) => isGlobal(u.scope));
    for (const file of reachedFrom(header, includers)) {
      if (file === header) continue;
      const key = `${file.path}|`;
      for (const using of usings) {
        if (using.kind === "namespace") {
          if (tables.usingNamespaces.get(key)?.includes(using.target) !== true)
            append(tables.usingNamespaces, key, using.target);
          continue;
        }
        const name = using.kind === "alias" ? using.name : lastPart(using.target);
        // What the file itself says goes first.
        if (!tables.usingNames.has(`${key}|${name}`))
          tables.usingNames.set(`${key}|${name}`, using.target);
      }
    }
  }
}

const isGlobal = (scope: readonly string[]): boolean => scope.every((part) => part === "");

function collectNames(unit: FileUnit, tables: Tables): void {
  for (const using of unit.facts.usings) {
    const scope = qualify(using.scope.slice(0, -1), using.scope.at(-1) ?? "");
    // At global scope it counts for its own file, and for those that include it (`shareUsings`).
    const key = scope === "" ? `${unit.path}|` : scope;
    if (using.kind === "namespace") append(tables.usingNamespaces, key, using.target);
    else if (using.kind === "alias") tables.usingNames.set(`${key}|${using.name}`, using.target);
    else {
      tables.usingNames.set(`${key}|${lastPart(using.target)}`, using.target);
    }
  }
  for (const macro of unit.facts.macros)
    if (macro.params !== null && !tables.macros.has(macro.name))
      tables.macros.set(macro.name, macro);
}

function collectFunctions(unit: FileUnit, tables: Tables, macros: MacroFinder): Fn[] {
  const fns: Fn[] = [];
  const find = (macro: string): FunctionFact | null => macros(macro, unit);
  const moved: (readonly Ref[] | null)[] = [];
  unit.facts.functions.forEach((written, index) => {
    const expanded =
      written.kind === "macro"
        ? { fact: written, moved: null }
        : expandMacros(written, find, moved[written.parent] ?? null);
    const { fact } = expanded;
    moved.push(expanded.moved);
    const parent = fact.parent >= 0 ? (fns[fact.parent] ?? null) : null;
    const scope = parent === null ? clean(fact.scope) : parent.scope;
    const name =
      fact.kind === "lambda"
        ? `${parent?.name ?? qualify(scope, "")}::<lambda>`
        : qualify(fact.scope, fact.name);
    const fn: Fn = {
      id: tables.functions.length,
      file: unit,
      fact,
      name,
      scope,
      owner: null,
      parent,
      hasReceiver: false,
      lambdas: new Map(),
    };
    fns.push(fn);
    if (fact.kind === "macro") return;
    tables.functions.push(fn);
    parent?.lambdas.set(index, fn);
  });
  return fns;
}

function collectVariables(unit: FileUnit, fns: readonly Fn[], tables: Tables): void {
  for (const fact of unit.facts.variables) {
    append(tables.variables, qualify(fact.scope, fact.name), {
      name: qualify(fact.scope, fact.name),
      file: unit,
      scope: clean(fact.scope),
      fact,
      initializer: fact.initializer >= 0 ? (fns[fact.initializer] ?? null) : null,
    });
  }
}

function collectFields(cls: ClassInfo, fns: readonly Fn[]): void {
  for (const fact of cls.fact.fields) {
    const initializer = fact.initializer >= 0 ? (fns[fact.initializer] ?? null) : null;
    if (initializer !== null) initializer.owner = cls;
    const field: Field = {
      name: fact.name,
      owner: cls,
      type: fact.type,
      isStatic: fact.isStatic,
      threadLocal: fact.threadLocal,
      initializer,
    };
    cls.fields.set(fact.name, field);
  }
}

/** In-class declarations first, so that out-of-class definitions find them. */
function tieMethods(tables: Tables): void {
  const outside: Fn[] = [];
  for (const fn of tables.functions) {
    const { fact } = fn;
    if (fact.kind === "lambda" || fact.kind === "initializer") continue;
    if (fact.qualifier > 0) {
      outside.push(fn);
      continue;
    }
    const cls = fact.kind === "function" ? null : classAround(fn, tables);
    if (cls === null) append(tables.freeFunctions, fn.name, fn);
    else addMethod(cls, fn);
  }
  for (const fn of outside) {
    const cls = classAround(fn, tables);
    if (cls === null) append(tables.freeFunctions, fn.name, fn);
    else addMethod(cls, fn);
  }
  for (const fn of tables.functions) {
    if (fn.fact.kind === "lambda") fn.owner = fn.parent?.owner ?? null;
  }
}

function classAround(fn: Fn, tables: Tables): ClassInfo | null {
  const scope = fn.scope;
  const name = scope.at(-1);
  if (name === undefined) return null;
  const exact = tables.classesByName.get(scope.join("::"));
  const inFile = exact?.find(
    (c) => c.file === fn.file && c.fact.start <= fn.fact.start && fn.fact.end <= c.fact.end,
  );
  if (inFile !== undefined) return inFile;
  const context: NameContext = {
    program: tables,
    file: fn.file,
    scope: scope.slice(0, -fn.fact.qualifier || undefined),
  };
  const written = scope.slice(scope.length - Math.max(1, fn.fact.qualifier)).join("::");
  return lookupClass(written, context);
}

function addMethod(cls: ClassInfo, fn: Fn): void {
  fn.owner = cls;
  const { fact } = fn;
  fn.hasReceiver = !fact.isStatic;
  const known = cls.methods.get(fact.name) ?? [];
  const twin =
    known.find((m) => m.definition === null && fact.defined && sameParameters(m.declaration, fn)) ??
    known.find(
      (m) =>
        m.definition === null &&
        fact.defined &&
        m.declaration.fact.params.length === fact.params.length,
    );
  if (twin !== undefined) {
    twin.definition = fn;
    fn.hasReceiver = twin.declaration.hasReceiver;
    return;
  }
  const method: Method = {
    name: fact.name,
    owner: cls,
    declaration: fn,
    definition: fact.defined ? fn : null,
    isVirtual: fact.isVirtual || fact.isOverride,
  };
  if (known.length === 0) cls.methods.set(fact.name, [method]);
  else known.push(method);
}

function sameParameters(a: Fn, b: Fn): boolean {
  const p = a.fact.params;
  const q = b.fact.params;
  if (p.length !== q.length) return false;
  return p.every((x, i) => lastPart(x.type.name) === lastPart(q[i]!.type.name));
}

function tieBases(tables: Tables): void {
  for (const cls of tables.classes) {
    const context: NameContext = { program: tables, file: cls.file, scope: cls.scope.slice(0, -1) };
    const bases = cls.fact.bases.map((type) => {
      const base = lookupClass(type.name, context);
      return { type, cls: base === cls ? null : base, name: base?.name ?? type.name };
    });
    (cls as Mutable<ClassInfo>).bases = bases;
    for (const base of bases) base.cls?.derived.push(cls);
  }
}

function markVirtual(tables: Tables): void {
  const seen = new Set<ClassInfo>();
  const visit = (cls: ClassInfo, depth: number): void => {
    if (depth > 30) return;
    for (const derived of cls.derived) {
      for (const [name, methods] of cls.methods) {
        const key = name.startsWith("~") ? `~${derived.fact.name}` : name;
        for (const method of methods) {
          if (!method.isVirtual) continue;
          for (const other of derived.methods.get(key) ?? []) {
            if (other.declaration.fact.params.length === method.declaration.fact.params.length)
              other.isVirtual = true;
          }
        }
      }
      if (!seen.has(derived)) {
        seen.add(derived);
        visit(derived, depth + 1);
      }
    }
  };
  for (const cls of tables.classes) if (cls.bases.every((b) => b.cls === null)) visit(cls, 0);
}
