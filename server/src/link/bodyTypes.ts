/**
 * Static types of the operations of one body, from declarations alone, and what its calls may reach by them.
 * No values, no flow: the cheap first look that tells which bodies are worth interpreting.
 *
 * Longer than 500 lines, because every kind of operation is a case of one switch over one state.
 */

import { lastPart } from "../base/names.ts";
import type { Op, Ref } from "../facts/op.ts";
import type { TypeRef } from "../facts/typeRef.ts";
import type { ModelSet } from "../models/modelSet.ts";
import type { Effect, FunctionModel } from "../models/schema.ts";
import { candidates, nearest } from "./names.ts";
import type { ClassInfo, Field, Fn, Program, Variable } from "./program.ts";
import {
  bindingIndex,
  classType,
  findField,
  findMethods,
  fnContext,
  isPair,
  isVague,
  modelBases,
  pairOf,
  substitute,
  type Type,
  type TypeResolver,
} from "./types.ts";

export interface BodyTypes {
  /** By operation index. */
  readonly types: readonly (Type | null)[];
  /** Functions that calls, constructions and mentions may reach. */
  readonly targets: ReadonlySet<Fn>;
  /** Library functions called, by model. */
  readonly models: readonly FunctionModel[];
  /** Classes of which an object is made here, and ended. */
  readonly made: ReadonlySet<ClassInfo>;
  readonly ended: ReadonlySet<ClassInfo>;
  /** Types of function-local statics: made once, by whoever comes first. */
  readonly statics: ReadonlySet<Type>;
  /** Classes of objects that are put into a container or a field here by a pointer: what is used later is one of them. */
  readonly keeps: ReadonlySet<ClassInfo>;
  readonly locals: ReadonlyMap<string, Type | null>;
  /** Operations that name a field (`Class::field`, by the class's key) or a global variable (its name). */
  readonly places: ReadonlyMap<Ref, string>;
  /** Operations that name a global variable. */
  readonly globals: ReadonlyMap<Ref, Variable>;
  /** Functions of the workspace that an operation names. */
  readonly named: ReadonlyMap<Ref, readonly Fn[]>;
  /** What an operation names that is no variable: the callee of a call, most often. */
  readonly mentions: ReadonlyMap<Ref, Mention>;
}

export interface BodyTyper {
  of(fn: Fn): BodyTypes;
  /** Types of the objects that end with an object of the class: its members, through owners. */
  membersOf(cls: ClassInfo): readonly Type[];
  /** The class of the objects that surely end with the field, if it is one of the workspace. */
  memberOf(field: Field): ClassInfo | null;
  /** The class that a field is of, refers to or points to. */
  classOf(field: Field): ClassInfo | null;
  /** The members that are objects of the class's own. */
  fieldsOf(cls: ClassInfo): readonly { readonly field: Field; readonly type: Type }[];
}

const unnamed: TypeRef = { name: "", args: [], pointers: 0, reference: false, callable: false };

export function makeBodyTyper(program: Program, types: TypeResolver, models: ModelSet): BodyTyper {
  const memo = new Map<Fn, BodyTypes>();
  const of = (fn: Fn): BodyTypes => {
    let known = memo.get(fn);
    if (known === undefined) memo.set(fn, (known = typeBody(fn, program, types, models, of)));
    return known;
  };
  const members = new Map<ClassInfo, readonly Type[]>();
  const membersOf = (cls: ClassInfo): readonly Type[] => {
    let list = members.get(cls);
    if (list === undefined) members.set(cls, (list = ownedTypes(cls, types)));
    return list;
  };
  const memberOf = (field: Field): ClassInfo | null => {
    const owned = ownedBy(field, types);
    if (owned.some((t) => t.model?.owns === "shared")) return null;
    return owned.find((t) => t.cls !== null)?.cls ?? null;
  };
  const fieldsOf = (cls: ClassInfo): { field: Field; type: Type }[] =>
    [...cls.fields.values()].flatMap((field) => {
      const type = field.isStatic ? null : types.fieldType(field, null);
      return type === null || type.pointers > 0 || type.reference ? [] : [{ field, type }];
    });
  const classOf = (field: Field): ClassInfo | null => types.fieldType(field, null)?.cls ?? null;
  return { of, membersOf, memberOf, classOf, fieldsOf };
}

function ownedTypes(cls: ClassInfo, types: TypeResolver): readonly Type[] {
  const out: Type[] = [];
  for (const field of cls.fields.values()) if (!field.isStatic) out.push(...ownedBy(field, types));
  return out;
}

function ownedBy(field: Field, types: TypeResolver): readonly Type[] {
  const out: Type[] = [];
  let t = types.fieldType(field, null);
  for (let i = 0; i < 4 && t !== null; i++) {
    if (t.pointers > 0 || t.reference) break;
    out.push(t);
    const { model } = t;
    t =
      model !== null && (model.is === "container" || model.owns !== undefined)
        ? (t.args[model.of ?? 0] ?? null)
        : null;
  }
  return out;
}

function typeBody(
  fn: Fn,
  program: Program,
  types: TypeResolver,
  models: ModelSet,
  of: (fn: Fn) => BodyTypes,
): BodyTypes {
  const names = fnContext(program, fn);
  const { ops } = fn.fact;
  const out: (Type | null)[] = [];
  const targets = new Set<Fn>();
  const found: FunctionModel[] = [];
  const madeHere = new Set<ClassInfo>();
  const endedHere = new Set<ClassInfo>();
  const statics = new Set<Type>();
  const locals = new Map<string, Type | null>();
  const keeps = new Set<ClassInfo>();
  for (const param of fn.fact.params) locals.set(param.name, types.resolve(param.type, names));

  const mentions = new Map<Ref, Mention>();
  const places = new Map<Ref, string>();
  const globals = new Map<Ref, Variable>();
  for (let i = 0; i < ops.length; i++) out[i] = typeOf(ops[i]!, i);

  function typeOf(op: Op, i: Ref): Type | null {
    switch (op.k) {
      case "name":
        return nameType(op.name, i);
      case "this":
        return fn.owner === null ? null : classType(fn.owner);
      case "member":
        return memberType(op, i);
      case "index":
      case "element": {
        const t = out[op.k === "index" ? op.obj : op.of] ?? null;
        if (t === null) return null;
        if (op.k === "index") return types.element(t);
        const binding = bindingIndex(ops, i);
        return binding < 0 ? types.entry(t) : boundType(t, binding);
      }
      case "call":
        return callType(op);
      case "new":
      case "construct": {
        const t = types.resolve(op.type, names);
        if (t !== null) made(t, op.k === "construct");
        return t;
      }
      case "local": {
        const declared = types.resolve(op.type, names);
        const given = op.args.length === 1 ? (out[op.args[0]!] ?? null) : null;
        const t = isVague(declared) ? (given ?? declared) : declared;
        locals.set(op.name, t);
        if (declared === null && t?.model?.owns !== undefined && !isSharedCopy(t, op.args))
          ended(t);
        if (declared !== null) {
          if (op.isStatic) statics.add(declared);
          else made(declared, !isSharedCopy(declared, op.args));
        }
        return null;
      }
      case "cast":
        return known(types.resolve(op.type, names), out[op.a] ?? null);
      case "unary": {
        const t = out[op.a] ?? null;
        return t !== null && op.op === "*" ? types.pointee(t) : t;
      }
      case "select":
        return out[op.a] ?? out[op.b] ?? null;
      case "await":
        return out[op.a] ?? null;
      case "binary":
        return op.op === ","
          ? (out[op.b] ?? null)
          : op.op === "<<" || op.op === "+"
            ? (out[op.a] ?? null)
            : null;
      case "assign":
        keepsInField(places.get(op.target), out[op.target] ?? null, op.value);
        emptied(out[op.target] ?? null, op.value);
        return out[op.target] ?? null;
      case "delete": {
        const t = out[op.a] ?? null;
        if (t !== null) ended(types.pointee(t));
        return null;
      }
      case "lambda": {
        const lambda = fn.lambdas.get(op.fn);
        if (lambda !== undefined) targets.add(lambda);
        return null;
      }
      default:
        return null;
    }
  }

  /** A cast to a template parameter says less than what is cast. */
  function known(type: Type | null, otherwise: Type | null): Type | null {
    return isVague(type) ? (otherwise ?? type) : type;
  }

  function boundType(t: Type, index: number): Type | null {
    if (isPair(t)) return types.half(t, index === 0 ? "first" : "second");
    if (t.cls !== null) {
      const field = [...t.cls.fields.values()].filter((f) => !f.isStatic)[index];
      return field === undefined ? null : types.fieldType(field, t);
    }
    return types.element(t) ?? t.args[index] ?? null;
  }

  function pointedTo(type: Type | null): ClassInfo | null {
    return type !== null && (type.pointers > 0 || type.reference || type.model?.is === "pointer")
      ? types.pointee(type).cls
      : null;
  }

  /** `thread_ = {};` ends what was there. */
  function emptied(type: Type | null, value: Ref): void {
    const given = ops[value];
    const empty = given?.k === "list" ? given.items : given?.k === "construct" ? given.args : null;
    if (empty?.length === 0 && type?.model?.destroy !== undefined && type.pointers === 0)
      found.push({ effects: type.model.destroy });
  }

  /** A field that points to somebody who overrides something: who that is decides what is called through it. */
  function keepsInField(place: string | undefined, type: Type | null, value: Ref): void {
    const given = ops[value];
    const handedIn =
      given?.k === "this" ||
      (given?.k === "name" && fn.fact.params.some((p) => p.name === given.name));
    if (place === undefined || !place.includes("::") || !handedIn) return;
    const cls = pointedTo(type);
    if (cls !== null && isPolymorphic(cls)) keeps.add(cls);
  }

  if (fn.fact.kind === "constructor" && fn.owner !== null) makesMembers(fn.owner);

  /** Members and bases of library types, with what they are given; those of the workspace are `fieldsOf`. */
  function makesMembers(cls: ClassInfo): void {
    const given = new Set(
      fn.fact.inits.flatMap((i) => (i.args.length > 0 ? [lastPart(i.name)] : [])),
    );
    const starts = (type: Type | null, name: string): void => {
      if (type === null || type.pointers > 0 || type.reference) return;
      const effects = type.model?.construct?.filter((e) => given.has(name) || !takesArguments(e));
      if (effects !== undefined && effects.length > 0) found.push({ effects });
    };
    for (const field of cls.fields.values())
      if (!field.isStatic) starts(types.fieldType(field, null), field.name);
    for (const base of cls.bases)
      if (base.cls === null) starts(types.resolve(base.type, names), lastPart(base.type.name));
  }

  /** `ends`: it ends here too, as locals and temporaries do. */
  function made(type: Type, ends: boolean): void {
    if (type.pointers > 0 || type.reference) return;
    if (type.cls !== null) madeHere.add(type.cls);
    const { model } = type;
    const destroy = ends ? (model?.destroy ?? []) : [];
    if (model?.construct !== undefined || destroy.length > 0)
      found.push({ effects: [...(model?.construct ?? []), ...destroy] });
    if (ends) ended(type);
  }

  /** One more owner of what others own: its end ends nothing. */
  function isSharedCopy(type: Type, args: readonly Ref[]): boolean {
    const [first] = args;
    if (type.model?.owns !== "shared" || args.length !== 1 || first === undefined) return false;
    const op = ops[first];
    if (op?.k === "call") {
      const mention = mentions.get(op.callee);
      return mention?.k !== "model" || mention.model.returns?.is !== "make";
    }
    return op?.k === "name" || op?.k === "member" || op?.k === "unary";
  }

  /** What an owner holds ends with it. */
  function ended(type: Type, depth = 0): void {
    if (type.cls !== null) endedHere.add(type.cls);
    if (depth > 4 || type.model === null) return;
    const held =
      type.model.is === "container" || type.model.owns !== undefined
        ? type.args[type.model.of ?? 0]
        : undefined;
    if (held !== undefined) ended(held, depth + 1);
  }

  function nameType(written: string, i: Ref): Type | null {
    for (let f: Fn | null = fn; f !== null; f = f.parent) {
      const known = f === fn ? locals : of(f).locals;
      if (known.has(written)) return known.get(written) ?? null;
    }
    if (fn.owner !== null && !written.includes("::")) {
      const field = findField(fn.owner, written);
      if (field !== null) {
        places.set(i, placeKey(field));
        return types.fieldType(field, null);
      }
      if (mentionMethod(fn.owner, written, i)) return null;
    }
    for (const candidate of candidates(written, names)) {
      const variables = program.variables.get(candidate);
      if (variables !== undefined) {
        const v = nearest(variables, fn.file);
        places.set(i, v.name);
        globals.set(i, v);
        return types.resolve(v.fact.type, { program, file: v.file, scope: v.scope });
      }
      const model = models.function(candidate);
      const functions = program.freeFunctions.get(candidate);
      if (model !== undefined) {
        mentions.set(i, { k: "model", model, name: candidate });
        return null;
      }
      if (functions !== undefined) {
        mentions.set(i, { k: "functions", fns: functions });
        return null;
      }
      const object = models.variable(candidate);
      if (object !== undefined) return types.resolve({ ...unnamed, name: object }, names);
    }
    const cut = written.lastIndexOf("::");
    if (cut > 0) {
      const outer = types.resolve({ ...unnamed, name: written.slice(0, cut) }, names);
      if (outer?.cls != null) {
        const field = findField(outer.cls, written.slice(cut + 2));
        if (field !== null) {
          places.set(i, placeKey(field));
          return types.fieldType(field, null);
        }
        // A qualified call of a virtual function is not virtual.
        if (mentionMethod(outer.cls, written.slice(cut + 2), i, false)) return null;
      } else if (outer?.model != null) {
        const name = `${outer.name}::${written.slice(cut + 2)}`;
        const model = models.function(name);
        if (model !== undefined) mentions.set(i, { k: "model", model, name });
      }
    }
    const macro = program.macros.get(written);
    if (macro !== undefined) mentions.set(i, { k: "macro", body: macro.body });
    else {
      const type = types.resolve({ ...unnamed, name: written }, names);
      if (type !== null && (type.cls !== null || type.model !== null))
        mentions.set(i, { k: "type", type });
    }
    return null;
  }

  function mentionMethod(cls: ClassInfo, name: string, i: Ref, dispatch = true): boolean {
    const methods = findMethods(cls, name);
    if (methods.length === 0) {
      for (const base of modelBases(cls)) {
        const full = `${base}::${name}`;
        const model = models.function(full);
        if (model !== undefined) return (mentions.set(i, { k: "model", model, name: full }), true);
      }
      return false;
    }
    const full = `${methods[0]!.owner.name}::${name}`;
    const model = models.function(full);
    if (model !== undefined) mentions.set(i, { k: "model", model, name: full });
    else
      mentions.set(i, {
        k: "functions",
        fns: methods.flatMap((m) => overridesOf(m.owner, name, m.isVirtual && dispatch, cls)),
      });
    return true;
  }

  function overridesOf(owner: ClassInfo, name: string, isVirtual: boolean, from: ClassInfo): Fn[] {
    const fns: Fn[] = [];
    const add = (cls: ClassInfo): void => {
      for (const m of cls.methods.get(name) ?? []) fns.push(m.definition ?? m.declaration);
    };
    add(owner);
    if (!isVirtual) return fns;
    const visit = (cls: ClassInfo, depth: number): void => {
      for (const d of depth > 12 ? [] : cls.derived) {
        add(d);
        visit(d, depth + 1);
      }
    };
    visit(from, 0);
    return fns;
  }

  function memberType(op: Extract<Op, { k: "member" }>, i: Ref): Type | null {
    let t = out[op.obj] ?? null;
    if (t === null) return null;
    if (op.arrow || t.pointers > 0) t = types.pointee(t);
    if (t.cls !== null) {
      const field = findField(t.cls, op.name);
      if (field !== null) {
        places.set(i, placeKey(field));
        return types.fieldType(field, t);
      }
      if (mentionMethod(t.cls, op.name, i)) return null;
      if (op.arrow && findMethods(t.cls, "operator->").length > 0) {
        const arrow = findMethods(t.cls, "operator->")[0]!.declaration;
        const inner = types.resolve(arrow.fact.result, {
          program,
          file: arrow.file,
          scope: t.cls.scope,
        });
        const target = inner === null ? null : substitute(inner, t.cls.fact.templateParams, t.args);
        if (target?.cls != null) mentionMethod(target.cls, op.name, i);
      }
      return isHalf(op.name) ? t : null;
    }
    if (isHalf(op.name) && isPair(t)) return types.half(t, op.name);
    const name = `${t.name}::${op.name}`;
    const model = models.function(name);
    if (model !== undefined) mentions.set(i, { k: "model", model, name, on: t });
    // An iterator is typed as what it points to: its pair's halves are that, too.
    else if (isHalf(op.name)) return t;
    return null;
  }

  function callType(op: Extract<Op, { k: "call" }>): Type | null {
    const mention = mentions.get(op.callee);
    if (mention === undefined) {
      const t = out[op.callee] ?? null;
      if (t?.cls != null)
        for (const m of findMethods(t.cls, "operator()"))
          targets.add(m.definition ?? m.declaration);
      return null;
    }
    switch (mention.k) {
      case "model": {
        found.push(mention.model);
        const emplaces = mention.model.effects?.some((e) => e.do === "emplace") === true;
        if (emplaces || mention.model.effects?.some((e) => e.do === "store") === true) {
          const callee = ops[op.callee];
          const receiver = callee?.k === "member" ? (out[callee.obj] ?? null) : null;
          const held =
            receiver === null
              ? null
              : receiver.model?.is === "pointer"
                ? types.pointee(receiver)
                : types.element(receiver);
          if (emplaces && held !== null && held.pointers === 0) made(held, false);
          const cls = receiver?.model?.is === "pointer" ? null : pointedTo(held);
          if (cls !== null) keeps.add(cls);
        }
        return modelType(mention, op);
      }
      case "functions": {
        for (const f of mention.fns) targets.add(f);
        const f = mention.fns[0];
        if (f === undefined) return null;
        const result = types.resolve(f.fact.result, {
          program,
          file: f.file,
          scope: f.owner?.scope ?? f.scope,
        });
        const callee = ops[op.callee];
        const on = callee?.k === "member" ? (out[callee.obj] ?? null) : null;
        const params = f.owner?.fact.templateParams ?? [];
        return result === null || on === null || params.length === 0
          ? result
          : substitute(result, params, types.pointee(on).args);
      }
      case "type":
        made(mention.type, true);
        return mention.type;
      case "macro":
        for (const word of mention.body.match(/[A-Za-z_][\w:]*/g) ?? []) {
          const model = models.function(word);
          if (model !== undefined) found.push(model);
        }
        return null;
    }
  }

  function modelType(
    mention: Extract<Mention, { k: "model" }>,
    op: Extract<Op, { k: "call" }>,
  ): Type | null {
    const r = mention.model.returns;
    const callee = ops[op.callee];
    const receiver = mention.on ?? (callee?.k === "member" ? (out[callee.obj] ?? null) : null);
    if (receiver !== null && mention.model.effects?.some((e) => e.do === "destroy") === true)
      ended(receiver);
    if (r === undefined) return null;
    switch (r.is) {
      case "this":
        return r.type === undefined
          ? receiver === null
            ? null
            : receiver.model?.is === "pointer"
              ? types.pointee(receiver)
              : receiver
          : types.seenAs(
              types.resolve({ ...unnamed, name: r.type }, names),
              receiver ?? (fn.owner === null ? null : classType(fn.owner)),
            );
      case "arg":
        return out[op.args[r.arg] ?? -1] ?? null;
      case "element":
      case "mapped":
      case "inserted": {
        if (receiver === null) return null;
        const t = r.is === "mapped" ? types.element(receiver) : types.entry(receiver);
        return r.is !== "inserted" || t === null ? t : pairOf("inserted", [t]);
      }
      case "part":
      case "type":
      case "global":
        return r.type === undefined ? null : types.resolve({ ...unnamed, name: r.type }, names);
      case "make": {
        const targ = callee?.k === "name" ? callee.targs[0] : undefined;
        const t =
          r.type !== undefined
            ? types.resolve({ ...unnamed, name: r.type }, names)
            : targ === undefined
              ? null
              : types.resolve(targ, names);
        if (t !== null) made(t, true);
        const pointer =
          r.held === undefined ? null : types.resolve({ ...unnamed, name: r.held }, names);
        return pointer === null || t === null ? t : { ...pointer, args: [t] };
      }
      default:
        return null;
    }
  }

  if (fn.fact.kind === "constructor" && fn.owner !== null)
    for (const { name, args } of fn.fact.inits) {
      const field = fn.owner.fields.get(lastPart(name));
      if (field !== undefined && args.length === 1)
        keepsInField(placeKey(field), types.fieldType(field, null), args[0]!);
    }
  const named = new Map<Ref, readonly Fn[]>();
  for (const [ref, m] of mentions) {
    if (m.k !== "functions") continue;
    named.set(ref, m.fns);
    // A function that is named but not called is handed on: whoever gets it may call it.
    for (const f of m.fns) targets.add(f);
  }
  return {
    types: out,
    targets,
    models: found,
    made: madeHere,
    ended: endedHere,
    statics,
    keeps,
    locals,
    places,
    globals,
    named,
    mentions,
  };
}

const isPolymorphic = (cls: ClassInfo): boolean =>
  [...cls.methods.values()].some((methods) => methods.some((m) => m.isVirtual));

/** Of a pair. */
const isHalf = (name: string): name is "first" | "second" => name === "first" || name === "second";

export const takesArguments = (effect: Effect): boolean =>
  Object.values(effect).some((part) => typeof part === "string" && part.startsWith("arg"));

/** `on`: the type of the receiver through which a library's method was found. */
export type Mention =
  | {
      readonly k: "model";
      readonly model: FunctionModel;
      readonly name: string;
      readonly on?: Type;
    }
  | { readonly k: "functions"; readonly fns: readonly Fn[] }
  | { readonly k: "type"; readonly type: Type }
  | { readonly k: "macro"; readonly body: string };

/** How access paths name the field, too. */
export function placeKey(field: Field): string {
  return `${field.owner.key}::${field.name}`;
}
