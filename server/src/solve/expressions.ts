/**
 * What a name, `this` or a member expression is in an activation: local, captured variable, field, global,
 * function. Names that nobody declares here may still mean something to a model.
 */

import type { Op } from "../facts/op.ts";
import { candidates, nearest } from "../link/names.ts";
import type { ClassInfo, Fn } from "../link/program.ts";
import { classType, findField, findMethods, isDerived, isPair, type Type } from "../link/types.ts";
import type { Activation } from "./activation.ts";
import { blank, type Evaluated, type Frame, pathsIn, read, valueOf } from "./frame.ts";
import type { Path } from "./path.ts";
import {
  callableValue,
  literalValue,
  objectValue,
  union,
  type Value,
  type Values,
} from "./value.ts";

export function thisValue(frame: Frame): Evaluated {
  const values = selfOf(frame.act, frame);
  const { owner } = frame.fn;
  const type: Type | null = owner === null ? null : classType(owner);
  return { values, type, places: [], from: null };
}

/** The receiver: own, or that of the function in which a lambda was made. */
export function selfOf(act: Activation, frame: Frame): Values {
  for (let a: Activation | null = act; a !== null; a = a.bindings.creator) {
    if (a !== act) a.dependents.add(frame.act);
    if (a.bindings.self.length > 0 && a.fn.fact.kind !== "lambda") return a.bindings.self;
  }
  return frame.fn.owner === null ? [] : [objectValue(frame.solver.paths.instance(frame.fn.owner))];
}

export function name(frame: Frame, written: string): Evaluated {
  if (!written.includes("::")) {
    const found = variableNamed(frame, written);
    if (found !== null) return found;
  } else {
    const qualified = qualifiedMember(frame, written);
    if (qualified !== null) return qualified;
  }
  return globalNamed(frame, written);
}

function variableNamed(frame: Frame, written: string): Evaluated | null {
  for (let act: Activation | null = frame.act; act !== null; act = act.bindings.creator) {
    const init = act.fn.fact.captures.find((c) => c.name === written && c.value >= 0);
    if (init !== undefined && act.bindings.creator !== null) {
      const creator = act.bindings.creator;
      creator.dependents.add(frame.act);
      const captured = creator.locals.get(`#${init.value}`);
      if (captured !== undefined) return localValue(captured);
    }
    const info = act.locals.get(written);
    if (info !== undefined) {
      if (act !== frame.act) act.dependents.add(frame.act);
      const stored = frame.solver.heap.load(info.path, frame.act);
      const e = localValue(info);
      return stored.length === 0 ? e : { ...e, values: union(e.values, stored) };
    }
  }
  const { owner } = frame.fn;
  if (owner !== null) {
    const field = fieldOf(frame, thisValue(frame), owner, written);
    if (field !== null) return field;
    const methods = findMethods(owner, written).filter(
      (m) => m.declaration.fact.isStatic && m.definition !== null,
    );
    // Only static functions are handed on by their bare name.
    if (methods.length > 0)
      return { ...blank, values: methods.map((m) => callableValue(m.definition!, null)) };
  }
  return null;
}

function localValue(info: {
  readonly values: Values;
  readonly type: Type | null;
  readonly path: Path;
  readonly from: Path | null;
}): Evaluated {
  const callable = info.type?.callable === true || info.type?.model?.is === "callable";
  const values = info.values.length > 0 ? info.values : callable ? [] : [objectValue(info.path)];
  return { values, type: info.type, places: [info.path], from: info.from };
}

/** `obj.field`, for each object that `obj` may be. */
export function fieldOf(
  frame: Frame,
  obj: Evaluated,
  cls: ClassInfo,
  fieldName: string,
): Evaluated | null {
  const { solver, act } = frame;
  const field = findField(cls, fieldName);
  if (field === null) return null;
  const type = solver.types.fieldType(field, obj.type);
  if (field.isStatic) {
    const path = solver.paths.root("global", `${field.owner.name}::${field.name}`, type);
    return field.threadLocal ? running(path, type) : read(frame, path, type);
  }
  let values: Values = [];
  const places: Path[] = [];
  const paths = pathsIn(obj);
  for (const base of paths.length > 0 ? paths : [solver.paths.instance(cls)]) {
    const path = solver.paths.field(base, field.name, field.owner, type);
    const stored = solver.heap.load(path, act);
    const callable = type?.callable === true || type?.model?.is === "callable";
    values = union(values, stored.length > 0 ? stored : callable ? [] : [objectValue(path)]);
    places.push(path);
  }
  return { values, type, places, from: null };
}

/** A thread-local variable says who is running. */
function running(path: Path, type: Type | null): Evaluated {
  return {
    values: [{ k: "thread-id", of: "running", key: "t" }],
    type,
    places: [path],
    from: null,
  };
}

function qualifiedMember(frame: Frame, written: string): Evaluated | null {
  const cut = written.lastIndexOf("::");
  const qualifier = written.slice(0, cut);
  const last = written.slice(cut + 2);
  if (qualifier === "") return null;
  const type = frame.solver.types.resolve(
    { name: qualifier, args: [], pointers: 0, reference: false, callable: false },
    frame.names,
  );
  if (type?.cls == null) return null;
  const cls = type.cls;
  const self = frame.fn.owner === null ? blank : thisValue(frame);
  const field = fieldOf(frame, self, cls, last);
  if (field !== null) return field;
  const methods = findMethods(cls, last);
  if (methods.length === 0) return null;
  // `&C::m`: a member function, not yet bound to an object.
  const values = methods.flatMap((m) =>
    m.definition === null && !m.isVirtual
      ? []
      : [callableValue(m.definition ?? m.declaration, null)],
  );
  return { ...blank, values };
}

type Meaning =
  | {
      readonly k: "variable";
      readonly path: Path;
      readonly type: Type | null;
      readonly threadLocal: boolean;
    }
  | { readonly k: "value"; readonly e: Evaluated };

const meanings = new WeakMap<object, Map<string, Meaning>>();

/** What a name means outside of classes and functions depends on the file and scope alone. */
function globalNamed(frame: Frame, written: string): Evaluated {
  let known = meanings.get(frame.solver);
  if (known === undefined) meanings.set(frame.solver, (known = new Map()));
  const key = `${frame.names.file.id}|${frame.names.scope.join("::")}|${written}`;
  let meaning = known.get(key);
  if (meaning === undefined) known.set(key, (meaning = findGlobal(frame, written)));
  if (meaning.k === "value") return meaning.e;
  return meaning.threadLocal
    ? running(meaning.path, meaning.type)
    : read(frame, meaning.path, meaning.type);
}

function findGlobal(frame: Frame, written: string): Meaning {
  const { program, models } = frame.solver;
  const value = (e: Evaluated): Meaning => ({ k: "value", e });
  for (const candidate of candidates(written, frame.names)) {
    const variables = program.variables.get(candidate);
    if (variables !== undefined) {
      const variable = nearest(
        variables.filter((v) => !v.fact.internal || v.file === frame.fn.file).length > 0
          ? variables.filter((v) => !v.fact.internal || v.file === frame.fn.file)
          : variables,
        frame.fn.file,
      );
      const type = frame.solver.types.resolve(variable.fact.type, {
        program,
        file: variable.file,
        scope: variable.scope,
      });
      const local = variable.fact.internal ? `${variable.file.path}|` : "|";
      const path = frame.solver.paths.root("global", `${local}${variable.name}`, type);
      return { k: "variable", path, type, threadLocal: variable.fact.threadLocal };
    }
    const functions = program.freeFunctions.get(candidate);
    if (functions !== undefined) {
      const fn = pickDefinition(functions, frame.fn);
      if (fn !== null) return value({ ...blank, values: [callableValue(fn, null)] });
    }
    if (program.enumerators.has(candidate))
      return value({ ...blank, values: [literalValue(candidate)] });
    const model = models.function(candidate);
    if (model !== undefined)
      return value({ ...blank, values: [{ k: "named", name: candidate, key: `n${candidate}` }] });
    const object = models.variable(candidate);
    if (object !== undefined) {
      const type = frame.solver.types.resolve(
        { name: object, args: [], pointers: 0, reference: false, callable: false },
        frame.names,
      );
      return value({
        ...blank,
        type,
        values: [objectValue(frame.solver.paths.root("global", `|${candidate}`, type))],
      });
    }
  }
  return value(blank);
}

/** The definition that a use in `from` reaches: in the same file if there is one. */
export function pickDefinition(functions: readonly Fn[], from: Fn): Fn | null {
  const defined = functions.filter(
    (f) => f.fact.defined && (!f.fact.internal || f.file === from.file),
  );
  if (defined.length === 0) return null;
  return nearest(defined, from.file);
}

export function member(frame: Frame, op: Extract<Op, { k: "member" }>): Evaluated {
  const obj = valueOf(frame, op.obj);
  const { types } = frame.solver;
  let type = obj.type;
  if ((op.name === "second" || op.name === "first") && type?.cls == null) {
    const pair = type !== null && (op.arrow || type.pointers > 0) ? types.pointee(type) : type;
    if (isPair(pair) || (type === null && obj.places.some((p) => p.key === "[]")))
      return halfOf(frame, { ...obj, type: pair }, op.name);
  }
  if (type !== null && (op.arrow || type.pointers > 0)) type = types.pointee(type);
  const classes = type?.cls != null ? [type.cls] : [];
  if (classes.length === 0) {
    for (const path of pathsIn(obj)) {
      const cls = path.type === null ? null : types.pointee(path.type).cls;
      if (cls !== null && !classes.includes(cls)) classes.push(cls);
    }
  }
  for (const cls of classes) {
    const found = fieldOf(frame, obj, cls, op.name);
    if (found !== null) return found;
  }
  if (classes.length > 0 || type === null) {
    if (type === null && classes.length === 0) return structField(frame, obj, op.name);
    return blank;
  }
  return structField(frame, obj, op.name);
}

/**
 * `first` or `second`. Both lie in the one element of a pair, told apart by their types; an entry of a keyed
 * container is the place of what its key stands for.
 */
export function halfOf(frame: Frame, obj: Evaluated, name: "first" | "second"): Evaluated {
  const { solver, act } = frame;
  const { paths, heap, types } = solver;
  const type = obj.type === null ? null : types.half(obj.type, name);
  const kind = obj.type?.pair;
  if (kind === "inserted") return name === "first" ? { ...obj, type } : blank;
  if (kind === "entry" && name === "first") {
    const places = obj.places.map((p) => paths.part(p, "key", type));
    let keys: Values = [];
    for (const p of places) keys = union(keys, heap.load(p, act));
    return { values: keys, type, places, from: obj.from };
  }
  let values: Values = [];
  const places = kind === "entry" ? [...obj.places] : [];
  for (const v of obj.values) {
    const whole =
      v.k === "object" &&
      (obj.places.includes(v.path) || (v.path.type !== null && isPair(v.path.type)));
    if (!whole) values = union(values, [v]);
    else if (v.k === "object" && !(kind === "entry" && obj.places.includes(v.path))) {
      const element = paths.element(v.path, null);
      places.push(element);
      values = union(values, heap.load(element, act));
    } else values = union(values, [v]);
  }
  const fit = values.filter((v) => fits(v, type, (t) => types.pointee(t)));
  return { values: fit, type, places, from: obj.from };
}

function fits(v: Value, type: Type | null, pointee: (t: Type) => Type): boolean {
  if (type === null) return true;
  if (type.callable || type.model?.is === "callable") return v.k !== "object";
  const wanted = pointee(type).cls;
  if (v.k !== "object") return wanted === null;
  const is = v.path.type === null ? null : pointee(v.path.type).cls;
  return wanted === null || is === null || isDerived(is, wanted) || isDerived(wanted, is);
}

/** A field of a type that we do not know (`struct sigaction`): a part of the object with that name. */
function structField(frame: Frame, obj: Evaluated, fieldName: string): Evaluated {
  const { solver, act } = frame;
  let values: Values = [];
  const places: Path[] = [];
  for (const base of pathsIn(obj)) {
    const path = solver.paths.field(base, fieldName, null, null);
    places.push(path);
    values = union(values, solver.heap.load(path, act));
  }
  return { values, type: null, places, from: null };
}
