/**
 * Types as the program means them: a class of the workspace, a type that a model knows, or a name nobody
 * here defines. Also finds members through bases.
 */

import type { Op, Ref } from "../facts/op.ts";
import type { TypeRef } from "../facts/typeRef.ts";
import type { ModelSet } from "../models/modelSet.ts";
import type { TypeModel } from "../models/schema.ts";
import { candidates, nearest, type NameContext } from "./names.ts";
import type { ClassInfo, Field, FileUnit, Fn, Method, Program } from "./program.ts";

export interface Type {
  readonly cls: ClassInfo | null;
  /** Qualified name; as written when nobody defines it. */
  readonly name: string;
  readonly model: TypeModel | null;
  readonly args: readonly Type[];
  /** `*` and `[]` levels on top. */
  readonly pointers: number;
  readonly reference: boolean;
  /** Holds something that can be called. */
  readonly callable: boolean;
  /** `args` are `first` and `second`: what an iterator of a keyed container shows, or what inserting gives back. */
  readonly pair?: "entry" | "inserted";
}

export interface TypeResolver {
  resolve(ref: TypeRef, context: NameContext): Type | null;
  /** The type that `->` reaches: through smart pointers and raw ones. */
  pointee(type: Type): Type;
  /** What a container holds: of a keyed one, what a key stands for. */
  element(type: Type): Type | null;
  /** What a loop over a container and its iterators show: of a keyed one, pairs. */
  entry(type: Type): Type | null;
  /** `first` or `second` of a pair; null for everything else. */
  half(type: Type, name: "first" | "second"): Type | null;
  fieldType(field: Field, of: Type | null): Type | null;
  /** An object of type `type` by the name of `as`: a pointer of that name points to it. */
  seenAs(as: Type | null, type: Type | null): Type | null;
}

const integers = ["size_t", "ssize_t", "ptrdiff_t", "uintptr_t", "intptr_t"].concat(
  ["8", "16", "32", "64"].flatMap((bits) => [`int${bits}_t`, `uint${bits}_t`]),
);

const primitives = new Set([
  "",
  "void",
  "bool",
  "char",
  "int",
  "unsigned",
  "long",
  "short",
  "float",
  "double",
  "signed",
  "std::string",
  "std::string_view",
  "string",
  "unsigned int",
  "unsigned char",
  "unsigned long",
  "unsigned short",
  "long long",
  "unsigned long long",
  "auto",
  "decltype",
  "wchar_t",
  "std::byte",
  ...integers,
  ...integers.map((name) => `std::${name}`),
]);

export const isPrimitive = (name: string): boolean => primitives.has(name);

/** An object of the class itself. */
export function classType(cls: ClassInfo): Type {
  return {
    cls,
    name: cls.name,
    model: null,
    args: [],
    pointers: 0,
    reference: false,
    callable: false,
  };
}

interface Entity {
  readonly cls: ClassInfo | null;
  readonly name: string;
  readonly model: TypeModel | null;
  readonly alias: {
    readonly target: TypeRef;
    readonly context: NameContext;
    readonly params: readonly string[];
  } | null;
}

/** What one written type means in a scope; few are asked for from more than one. */
interface Resolved {
  readonly scope: readonly string[];
  readonly type: Type | null;
  readonly next: Resolved | undefined;
}

export function makeTypeResolver(program: Program, models: ModelSet): TypeResolver {
  // Scopes are arrays that live as long as the program: they serve as keys themselves.
  const entities = new Map<readonly string[], Map<FileUnit, Map<string, Entity | null>>>();
  const resolved = new Map<TypeRef, Resolved>();

  function entity(name: string, context: NameContext): Entity | null {
    let byFile = entities.get(context.scope);
    if (byFile === undefined) entities.set(context.scope, (byFile = new Map()));
    let byName = byFile.get(context.file);
    if (byName === undefined) byFile.set(context.file, (byName = new Map()));
    const known = byName.get(name);
    if (known !== undefined) return known;
    byName.set(name, null);
    const result = findEntity(name, context);
    byName.set(name, result);
    return result;
  }

  function findEntity(name: string, context: NameContext): Entity | null {
    for (const candidate of candidates(name, context)) {
      const model = models.type(candidate);
      const classes = program.classesByName.get(candidate);
      if (classes !== undefined) {
        const cls = nearest(classes, context.file);
        return { cls, name: candidate, model: model ?? null, alias: null };
      }
      if (model !== undefined) return { cls: null, name: candidate, model, alias: null };
      const aliases = program.aliasesByName.get(candidate);
      if (aliases !== undefined) {
        const a = nearest(aliases, context.file);
        const same =
          a.target.name === name &&
          a.file === context.file &&
          a.scope.length === context.scope.length;
        if (same) continue;
        return {
          cls: null,
          name: candidate,
          model: null,
          alias: {
            target: a.target,
            context: { program, file: a.file, scope: a.scope },
            params: a.params,
          },
        };
      }
    }
    return inherited(name, context);
  }

  /** A nested type or alias of a base class of an enclosing class. */
  function inherited(name: string, context: NameContext): Entity | null {
    for (let i = context.scope.length; i > 0; i--) {
      const cls = program.classesByName.get(context.scope.slice(0, i).join("::"));
      if (cls === undefined) continue;
      for (const base of nearest(cls, context.file).bases) {
        if (base.cls === null) continue;
        const full = `${base.cls.name}::${name}`;
        if (program.classesByName.has(full) || program.aliasesByName.has(full)) {
          return findEntity(full, { program, file: base.cls.file, scope: [] });
        }
      }
    }
    return null;
  }

  function resolve(ref: TypeRef, context: NameContext, depth = 0): Type | null {
    if (depth > 0) return resolveAnew(ref, context, depth);
    const first = resolved.get(ref);
    for (let known = first; known !== undefined; known = known.next)
      if (known.scope === context.scope) return known.type;
    const type = resolveAnew(ref, context, 0);
    resolved.set(ref, { scope: context.scope, type, next: first });
    return type;
  }

  function resolveAnew(ref: TypeRef, context: NameContext, depth: number): Type | null {
    if (depth > 10) return null;
    if (ref.callable) {
      return unknownType(ref);
    }
    if (ref.name.startsWith("decltype(")) return null;
    if (isPrimitive(ref.name)) {
      if (ref.name === "" || ref.name === "auto") return null;
      return unknownType(ref);
    }
    const found = entity(ref.name, context);
    if (found?.alias != null) {
      const inner = resolve(found.alias.target, found.alias.context, depth + 1);
      if (inner !== null) {
        const params = found.alias.params;
        const args = ref.args.map((a) => resolve(a, context, depth + 1) ?? unknownType(a));
        const bound = params.length > 0 ? substitute(inner, params, args) : inner;
        return {
          ...bound,
          pointers: bound.pointers + ref.pointers,
          reference: ref.reference || bound.reference,
        };
      }
    }
    const args = ref.args.map((a) => resolve(a, context, depth + 1) ?? unknownType(a));
    return {
      cls: found?.cls ?? null,
      name: found?.name ?? ref.name,
      model: found?.model ?? null,
      args,
      pointers: ref.pointers,
      reference: ref.reference,
      callable: found?.model?.is === "callable",
    };
  }

  function pointee(type: Type): Type {
    let t = type;
    for (let i = 0; i < 6; i++) {
      if (t.model?.is === "pointer") {
        const inner = t.args[t.model.of ?? 0];
        if (inner === undefined) return t;
        t = inner;
      } else break;
    }
    return t.pointers === 0 ? t : { ...t, pointers: 0 };
  }

  function element(type: Type): Type | null {
    let t = type;
    if (t.model?.is === "pointer" && t.pointers === 0) t = pointee(t);
    if (t.model?.is === "container") return t.args[t.model.of ?? 0] ?? null;
    if (t.pointers > 0) return { ...t, pointers: t.pointers - 1 };
    return null;
  }

  function entry(type: Type): Type | null {
    const held = element(type);
    const key = keyedBy(type);
    return key === null || held === null ? held : pairOf("entry", [key, held]);
  }

  function keyedBy(type: Type): Type | null {
    const container = type.model?.is === "pointer" ? pointee(type) : type;
    const { model } = container;
    return model?.is === "container" && model.key !== undefined
      ? (container.args[model.key] ?? null)
      : null;
  }

  function half(type: Type, name: "first" | "second"): Type | null {
    const { model } = type;
    const i = name === "first" ? 0 : 1;
    if (type.pair !== undefined) return type.args[i] ?? null;
    if (model?.is !== "container" || model.key === undefined) return null;
    return type.args[name === "first" ? model.key : (model.of ?? 0)] ?? null;
  }

  function fieldType(field: Field, of: Type | null): Type | null {
    const cls = field.owner;
    const t = resolve(field.type, { program, file: cls.file, scope: cls.scope });
    if (t === null || cls.fact.templateParams.length === 0 || of === null) return t;
    return substitute(t, cls.fact.templateParams, of.args);
  }

  function seenAs(as: Type | null, type: Type | null): Type | null {
    if (as === null || type === null) return as ?? type;
    return as.model?.is === "pointer" && as.args.length === 0
      ? { ...as, args: [pointee(type)] }
      : as;
  }

  return { resolve, pointee, element, entry, half, fieldType, seenAs };
}

export function pairOf(pair: "entry" | "inserted", args: readonly Type[]): Type {
  return {
    cls: null,
    name: "",
    model: null,
    args,
    pointers: 0,
    reference: false,
    callable: false,
    pair,
  };
}

/** A name that nobody here defines: what it is initialised with says more. */
export function isVague(type: Type | null): boolean {
  return (
    type === null ||
    (type.cls === null &&
      type.model === null &&
      type.pair === undefined &&
      !type.callable &&
      !isPrimitive(type.name))
  );
}

/** Is it a pair, or something that is seen through one? */
export function isPair(type: Type | null): boolean {
  return (
    type?.pair !== undefined || (type?.model?.is === "container" && type.model.key !== undefined)
  );
}

/**
 * Which of the names in `auto [a, b] = x` an `element` stands for, counted from 0; -1 for the element that a
 * loop over a container shows.
 */
export function bindingIndex(ops: readonly Op[], at: Ref): number {
  const op = ops[at];
  if (op?.k !== "element" || ops[at - 1]?.k === "loop") return -1;
  let n = 0;
  for (let i = at - 1; i > op.of; i--) {
    const other = ops[i]!;
    if (other.k === "element" && other.of === op.of) n++;
  }
  return n;
}

function unknownType(ref: TypeRef): Type {
  return {
    cls: null,
    name: ref.name,
    model: null,
    args: [],
    pointers: ref.pointers,
    reference: ref.reference,
    callable: ref.callable,
  };
}

export function substitute(type: Type, params: readonly string[], args: readonly Type[]): Type {
  if (type.cls === null && type.model === null) {
    const i = params.indexOf(type.name);
    const arg = i >= 0 ? args[i] : undefined;
    if (arg !== undefined) return { ...arg, pointers: arg.pointers + type.pointers };
  }
  if (type.args.length === 0) return type;
  return { ...type, args: type.args.map((a) => substitute(a, params, args)) };
}

/** A field of the class or of its bases in the workspace. */
export function findField(cls: ClassInfo, name: string, depth = 0): Field | null {
  const own = cls.fields.get(name);
  if (own !== undefined) return own;
  if (depth > 12) return null;
  for (const base of cls.bases) {
    const found = base.cls === null ? null : findField(base.cls, name, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** Methods of that name in the nearest class that has any, from `cls` upwards. */
export function findMethods(cls: ClassInfo, name: string, depth = 0): readonly Method[] {
  const own = cls.methods.get(name);
  if (own !== undefined) return own;
  if (depth > 12) return [];
  for (const base of cls.bases) {
    const found = base.cls === null ? [] : findMethods(base.cls, name, depth + 1);
    if (found.length > 0) return found;
  }
  return [];
}

export function isDerived(cls: ClassInfo, from: ClassInfo, depth = 0): boolean {
  if (cls === from) return true;
  if (depth > 12) return false;
  return cls.bases.some((b) => b.cls !== null && isDerived(b.cls, from, depth + 1));
}

/** Model of a method found on the class's external bases, with the name of the library class. */
export function modelBases(cls: ClassInfo, depth = 0): readonly string[] {
  if (depth > 12) return [];
  return cls.bases.flatMap((b) => (b.cls === null ? [b.name] : modelBases(b.cls, depth + 1)));
}

/** Picks by number of arguments; several may remain. */
export function viable<
  T extends {
    readonly fact: {
      readonly params: readonly { readonly hasDefault: boolean; readonly pack: boolean }[];
    };
  },
>(fns: readonly T[], n: number): readonly T[] {
  if (fns.length <= 1) return fns;
  const fit = fns.filter((f) => {
    const params = f.fact.params;
    if (params.some((p) => p.pack)) return true;
    const required = params.filter((p) => !p.hasDefault).length;
    return required <= n && n <= params.length;
  });
  return fit.length > 0 ? fit : fns;
}

/** How an argument looks, as far as overloads differ by it. */
export type ArgumentShape = "list" | "callable" | "number" | "text" | "object" | "any";

/** Of several overloads, those whose parameters fit the look of the arguments best. */
export function bestFit<
  T extends {
    readonly fact: {
      readonly params: readonly { readonly type: TypeRef }[];
      readonly templateParams: readonly string[];
    };
  },
>(fns: readonly T[], shapes: readonly ArgumentShape[]): readonly T[] {
  if (fns.length <= 1) return fns;
  const score = (fn: T): number =>
    shapes.reduce((sum, shape, i) => {
      const type = fn.fact.params[i]?.type;
      if (type !== undefined && fn.fact.templateParams.includes(type.name))
        return sum + (shape === "any" ? 0 : 1);
      return sum + fits(shape, type);
    }, 0);
  const scores = fns.map(score);
  const best = Math.max(...scores);
  return fns.filter((_, i) => scores[i] === best);
}

const scalar =
  /^(unsigned |signed )?(bool|char|short|int|long|float|double|u?int\d+_t|size_t|std::size_t|ssize_t)/;

function fits(shape: ArgumentShape, type: TypeRef | undefined): number {
  if (type === undefined || shape === "any") return 0;
  const number = scalar.test(type.name) && type.pointers === 0;
  const text = /string|char/.test(type.name);
  const callable = type.callable || /[fF]unc|[cC]allback|[cC]losure|[hH]andler/.test(type.name);
  switch (shape) {
    case "list":
      return /vector|list|array|span|set|map/.test(type.name) ? 2 : number ? -2 : 0;
    case "callable":
      return callable ? 2 : number || text ? -2 : 0;
    case "number":
      return number ? 1 : callable || text ? -2 : 0;
    case "text":
      return text ? 1 : number || callable ? -2 : 0;
    case "object":
      return number || text ? -1 : 0;
  }
}

export function fnContext(program: Program, fn: Fn): NameContext {
  const scope =
    fn.owner !== null && fn.fact.kind !== "lambda" ? fn.owner.scope : (fn.owner?.scope ?? fn.scope);
  return { program, file: fn.file, scope };
}
