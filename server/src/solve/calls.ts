/**
 * Calls: which functions they reach and with what bindings. A call whose receiver has no known type is not
 * resolved by name alone; it is counted as unresolved.
 *
 * Longer than 500 lines, because every kind of callee is one case of the same question.
 */

import { lastPart } from "../base/names.ts";
import type { Op, Ref } from "../facts/op.ts";
import { candidates } from "../link/names.ts";
import type { ClassInfo, Fn, Method } from "../link/program.ts";
import {
  type ArgumentShape,
  bestFit,
  classType,
  findMethods,
  isDerived,
  isVague,
  modelBases,
  substitute,
  type Type,
  viable,
} from "../link/types.ts";
import type { CallGrade, Evidence, Grade } from "./activation.ts";
import { bindArguments, bindValues, recordName } from "./arguments.ts";
import { pickDefinition, thisValue } from "./expressions.ts";
import { blank, emit, type Evaluated, type Frame, pathsIn, valueOf } from "./frame.ts";
import { addGuards } from "./interpret.ts";
import { applyFunction, executorAt } from "./library.ts";
import { isScalar } from "./heap.ts";
import { destinationOf, dynamicClasses, makeAt } from "./lifetimes.ts";
import { displayPath, type Path } from "./path.ts";
import type { Solver } from "./solver.ts";
import { callableValue, objectValue, union, unknown, type Value, type Values } from "./value.ts";

type CallOp = Extract<Op, { k: "call" }>;

/** More receivers than this and a call says nothing about which object it works on. */
const maxReceivers = 6;

const assertion = /assert|check|require|verify|ensure|invariant|expect/i;

export function call(frame: Frame, op: CallOp, at: number): Evaluated {
  const callee = frame.ops[op.callee];
  const result =
    callee?.k === "name"
      ? callByName(frame, op, callee.name, at)
      : callee?.k === "member"
        ? callMember(frame, op, callee, at)
        : invokeValue(frame, op, valueOf(frame, op.callee), null);
  return result ?? (count(frame, op, "unresolved"), blank);
}

function count(frame: Frame, op: CallOp, grade: CallGrade): void {
  frame.solver.graded(frame.fn, op, grade);
}

// By name --------------------------------------------------------------------------------------------------

function callByName(frame: Frame, op: CallOp, written: string, at: number): Evaluated | null {
  const { solver } = frame;
  const seen = valueOf(frame, op.callee);
  // A local, parameter, capture or field that holds something callable.
  if (seen.places.length > 0 && !written.includes("::"))
    return invokeValue(frame, op, seen, written);
  const inClass = implicitMethod(frame, op, written, at);
  if (inClass !== null) return inClass;
  const free = freeFunction(frame, op, written, at);
  if (free !== null) return free;
  // The workspace's own assertion: what it is given holds from here on.
  if (assertion.test(written) && op.args.length > 0 && solver.program.macros.has(written))
    addGuards(frame, op.args[0]!, true);
  const behind = forwarded(frame, op, written);
  if (behind !== null) return callByName(frame, behind.op, behind.name, at);
  const type = solver.types.resolve(
    {
      name: written,
      args: templateArguments(frame, op.callee),
      pointers: 0,
      reference: false,
      callable: false,
    },
    frame.names,
  );
  if (type !== null && (type.cls !== null || type.model !== null)) {
    const path =
      destinationOf(frame, at) ??
      solver.paths.root("new", `${frame.act.id}|${written}#${at}`, type);
    count(frame, op, "exact");
    return makeAt(frame, path, type, op.args, op);
  }
  return null;
}

/** A macro that only hands its arguments to another call: `#define BIND(...) std::bind(__VA_ARGS__)`. */
function forwarded(frame: Frame, op: CallOp, written: string): { op: CallOp; name: string } | null {
  const macro = frame.solver.program.macros.get(written);
  const match =
    macro === undefined ? null : /^\s*([\w:]+)\s*\(([^()]*)\)\s*;?\s*$/.exec(macro.body);
  if (macro === undefined || match === null || match[1] === written) return null;
  const named = (macro.params ?? []).filter((p) => p !== "...");
  const args: Ref[] = [];
  for (const part of match[2]!.split(",").map((p) => p.replace("##", "").trim())) {
    if (part === "__VA_ARGS__") args.push(...op.args.slice(named.length));
    else if (named.includes(part)) {
      const arg = op.args[named.indexOf(part)];
      if (arg !== undefined) args.push(arg);
    } else args.push(-1);
  }
  return { op: { ...op, args }, name: match[1]! };
}

function templateArguments(frame: Frame, ref: Ref) {
  const op = frame.ops[ref];
  return op?.k === "name" ? op.targs : [];
}

/** `stop()`, `Base::stop()`, `Class::create()` inside a member function. */
function implicitMethod(frame: Frame, op: CallOp, written: string, at: number): Evaluated | null {
  const cut = written.lastIndexOf("::");
  const last = cut < 0 ? written : written.slice(cut + 2);
  const { owner } = frame.fn;
  if (cut >= 0) {
    const qualifier = written.slice(0, cut);
    if (qualifier === "") return null;
    const type = frame.solver.types.resolve(
      { name: qualifier, args: [], pointers: 0, reference: false, callable: false },
      frame.names,
    );
    if (type === null) return null;
    if (type.cls !== null) {
      const methods = findMethods(type.cls, last);
      if (methods.length === 0) return libraryOn(frame, op, type, last, at);
      // A qualified call of a base's function is not virtual.
      const self = owner !== null && isDerived(owner, type.cls) ? thisValue(frame).values : unknown;
      return callMethods(
        frame,
        op,
        methods,
        { values: self, type, places: [], from: null },
        false,
        at,
      );
    }
    return null;
  }
  if (owner === null) return null;
  const methods = findMethods(owner, last);
  const self = thisValue(frame);
  // While it is made or ended, an object is of the class whose constructor or destructor runs.
  const { kind } = frame.fn.fact;
  const dispatch = kind !== "constructor" && kind !== "destructor";
  if (methods.length > 0)
    return callMethods(frame, op, methods, { ...self, type: classType(owner) }, dispatch, at);
  for (const base of modelBases(owner)) {
    const model = frame.solver.models.function(`${base}::${last}`);
    if (model !== undefined) return applyFunction(frame, model, op, self, last, at, base);
  }
  return null;
}

function libraryOn(
  frame: Frame,
  op: CallOp,
  type: Type,
  last: string,
  at: number,
): Evaluated | null {
  const model = frame.solver.models.function(`${type.name}::${last}`);
  return model === undefined ? null : applyFunction(frame, model, op, null, last, at, type.name);
}

function freeFunction(frame: Frame, op: CallOp, written: string, at: number): Evaluated | null {
  const { program, models } = frame.solver;
  for (const candidate of candidates(written, frame.names)) {
    const model = models.function(candidate);
    if (model !== undefined) return applyFunction(frame, model, op, null, candidate, at, candidate);
    const known = program.freeFunctions.get(candidate);
    if (known === undefined) continue;
    const fit = bestFit(
      viable(known, op.args.length),
      op.args.map((a) => shapeOf(frame, a)),
    );
    const fn = pickDefinition(fit, frame.fn) ?? pickDefinition(known, frame.fn);
    if (fn === null) {
      count(frame, op, "unresolved");
      return blank;
    }
    return enter(
      frame,
      op,
      fn,
      unknown,
      "call",
      { kind: "exact", detail: fn.name },
      "exact",
      at,
      null,
    );
  }
  return null;
}

// On a receiver --------------------------------------------------------------------------------------------

function callMember(
  frame: Frame,
  op: CallOp,
  callee: Extract<Op, { k: "member" }>,
  at: number,
): Evaluated | null {
  const { types, models } = frame.solver;
  const obj = valueOf(frame, callee.obj);
  const field = valueOf(frame, op.callee);
  const cut = callee.name.lastIndexOf("::");
  const name = cut < 0 ? callee.name : callee.name.slice(cut + 2);
  let type = obj.type;
  if (isVague(type) && obj.values.length > 0) type = typeFromPaths(obj) ?? type;
  if (type !== null && (callee.arrow || type.pointers > 0)) type = types.pointee(type);
  if (type?.cls != null) {
    const methods = findMethods(type.cls, name);
    if (methods.length > 0) return callMethods(frame, op, methods, { ...obj, type }, cut < 0, at);
    for (const base of modelBases(type.cls)) {
      const model = models.function(`${base}::${name}`);
      if (model !== undefined) return applyFunction(frame, model, op, obj, name, at, base);
    }
  }
  if (type !== null) {
    const model = models.function(`${type.name}::${name}`);
    if (model !== undefined)
      return applyFunction(frame, model, op, { ...obj, type }, name, at, type.name);
  }
  if (
    field.places.length > 0 &&
    (field.values.some((v) => v.k === "callable") || field.type?.callable === true)
  ) {
    return invokeValue(frame, op, field, name);
  }
  // Through a pointer of the workspace's own: `operator->`.
  if (type?.cls != null && callee.arrow) {
    const arrow = findMethods(type.cls, "operator->");
    const result = arrow[0]?.declaration;
    if (result !== undefined) {
      const inner = types.resolve(result.fact.result, {
        program: frame.solver.program,
        file: result.file,
        scope: type.cls.scope,
      });
      const target =
        inner === null
          ? null
          : types.pointee(substitute(inner, type.cls.fact.templateParams, type.args));
      const methods = target?.cls == null ? [] : findMethods(target.cls, name);
      if (methods.length > 0) {
        const reached = callMethods(frame, { ...op, args: [] }, arrow, { ...obj, type }, true, at);
        const to = reached.values.length > 0 ? reached : obj;
        return callMethods(frame, op, methods, { ...to, type: target }, true, at);
      }
    }
  }
  return null;
}

function typeFromPaths(obj: Evaluated): Type | null {
  const types = obj.values.flatMap((v) =>
    v.k === "object" && v.path.type !== null ? [v.path.type] : [],
  );
  const first = types[0];
  return first !== undefined && types.every((t) => t.name === first.name) ? first : null;
}

export function callMethods(
  frame: Frame,
  op: CallOp,
  methods: readonly Method[],
  obj: Evaluated,
  dispatch: boolean,
  at: number,
): Evaluated {
  const fit = bestFit(
    viable(
      methods.map((m) => ({ method: m, fact: (m.definition ?? m.declaration).fact })),
      op.args.length,
    ),
    op.args.map((a) => shapeOf(frame, a)),
  );
  const method = (fit.find((f) => f.method.definition !== null) ?? fit[0]!).method;
  const model = frame.solver.models.function(`${method.owner.name}::${method.name}`);
  if (model !== undefined)
    return applyFunction(frame, model, op, obj, method.name, at, method.owner.name);
  if (method.declaration.fact.isStatic) {
    const fn = method.definition;
    if (fn === null) return (count(frame, op, "unresolved"), blank);
    return enter(
      frame,
      op,
      fn,
      unknown,
      "call",
      { kind: "exact", detail: fn.name },
      "exact",
      at,
      obj.from,
    );
  }
  const declared = obj.type?.cls ?? method.owner;
  let receivers = pathsIn(obj);
  if (receivers.length > maxReceivers) {
    frame.solver.cut.add(frame.fn);
    receivers = [];
  }
  if (receivers.length === 0)
    receivers = [
      frame.solver.paths.root(
        "unknown",
        `${frame.act.id}|${method.name}@${at}`,
        classType(declared),
      ),
    ];
  let out: Evaluated = blank;
  const guess = receivers.length > 1;
  const all = receivers.map((receiver) =>
    method.isVirtual && dispatch
      ? overriders(frame, receiver, declared, method)
      : method.definition === null
        ? []
        : [{ fn: method.definition, cls: method.owner, exact: true }],
  );
  const among = new Set(all.flat().map((target) => target.fn)).size;
  for (const [i, receiver] of receivers.entries()) {
    const targets = all[i]!;
    if (targets.length === 0) count(frame, op, "unresolved");
    for (const target of targets) {
      const self = seenAs(frame, receiver, target.cls);
      const evidence: Evidence =
        !method.isVirtual || !dispatch
          ? { kind: "type", detail: target.cls.name }
          : (target.exact && !guess) || among === 1
            ? { kind: "override", detail: target.cls.name }
            : { kind: "override-set", detail: String(among) };
      const grade: Grade = guess ? "guess" : targets.length > 1 ? "override-set" : "exact";
      const e = enter(
        frame,
        op,
        target.fn,
        [objectValue(self)],
        method.isVirtual && dispatch ? "virtual" : "call",
        evidence,
        grade,
        at,
        obj.from,
      );
      out = {
        values: union(out.values, e.values),
        type: out.type ?? e.type,
        places: [],
        from: out.from ?? e.from,
      };
    }
  }
  const params = method.owner.fact.templateParams;
  if (out.type !== null && params.length > 0 && obj.type !== null)
    return { ...out, type: substitute(out.type, params, obj.type.args) };
  return out;
}

export function shapeOf(frame: Frame, ref: Ref): ArgumentShape {
  const op = frame.ops[ref];
  if (op === undefined) return "any";
  if (op.k === "list") return "list";
  if (op.k === "lambda") return "callable";
  if (op.k === "string") return "text";
  if (op.k === "literal") return /^\d/.test(op.text) ? "number" : "any";
  const e = valueOf(frame, ref);
  if (e.values.some((v) => v.k === "callable")) return "callable";
  if (e.type === null) return "any";
  if (/(^|::)string(_view)?$/.test(e.type.name)) return "text";
  if (e.type.model?.is === "container") return "list";
  return e.type.cls === null ? "any" : "object";
}

interface Target {
  readonly fn: Fn;
  readonly cls: ClassInfo;
  readonly exact: boolean;
}

function overriders(
  frame: Frame,
  receiver: Path,
  declared: ClassInfo,
  method: Method,
): readonly Target[] {
  const { classes, exact } = dynamicClasses(frame, receiver, declared);
  const out = new Map<Fn, Target>();
  for (const cls of classes) {
    const found = findMethods(cls, method.name).find(
      (m) => m.declaration.fact.params.length === method.declaration.fact.params.length,
    );
    const fn = found?.definition;
    if (fn != null && !out.has(fn)) out.set(fn, { fn, cls, exact });
  }
  return [...out.values()];
}

// Callables ------------------------------------------------------------------------------------------------

function invokeValue(
  frame: Frame,
  op: CallOp,
  callee: Evaluated,
  text: string | null,
): Evaluated | null {
  const type = callee.type === null ? null : frame.solver.types.pointee(callee.type);
  if (type?.cls != null) {
    const methods = findMethods(type.cls, "operator()");
    if (methods.length > 0)
      return callMethods(frame, op, methods, { ...callee, type }, true, frame.at);
  }
  if (type?.model != null) {
    const model = frame.solver.models.function(`${type.name}::operator()`);
    if (model !== undefined)
      return applyFunction(frame, model, op, callee, text ?? "operator()", frame.at, type.name);
  }
  const args = op.args.map((a) => {
    const e = valueOf(frame, a);
    return e.values.length > 0 || e.places.length !== 1 ? e.values : [objectValue(e.places[0]!)];
  });
  const out = invoke(
    frame,
    callee.values,
    args,
    op,
    callee.from,
    text ?? "callback",
    callee.places[0] ?? null,
  );
  if (out !== null) count(frame, op, "callback");
  return out;
}

/** Calls whatever the values are. null: nothing among them can be called. */
export function invoke(
  frame: Frame,
  callees: Values,
  args: readonly Values[],
  span: { readonly start: number; readonly end: number },
  from: Path | null,
  text: string,
  place: Path | null,
  via: "callback" | "library" = "callback",
): Evaluated | null {
  let out: Evaluated | null = null;
  const callables = callees.filter((v) => v.k === "callable");
  for (const v of callables) {
    if (v.k !== "callable") continue;
    for (const e of enterCallable(
      frame,
      v,
      args,
      span,
      from,
      text,
      place,
      callables.length > 1 && isAnyObject(place) ? "callback" : "exact",
      via,
    )) {
      const before: Values = out === null ? unknown : out.values;
      out = { values: union(before, e.values), type: null, places: [], from: null };
    }
  }
  return out;
}

/** Of several callables in one known place each is called; in the place of "some object" perhaps none of them. */
function isAnyObject(place: Path | null): boolean {
  let p = place;
  while (p !== null && p.parent !== null) p = p.parent;
  return p === null || p.root === "instance" || p.root === "unknown";
}

function enterCallable(
  frame: Frame,
  v: Extract<Value, { k: "callable" }>,
  args: readonly Values[],
  span: { readonly start: number; readonly end: number },
  from: Path | null,
  text: string,
  place: Path | null,
  grade: Grade,
  via: "callback" | "library",
): Evaluated[] {
  const { fn } = v;
  let given: readonly Values[] = v.bound === null ? args : bound(v.bound, args);
  let self = v.self;
  if (self.length === 0 && fn.hasReceiver) {
    self = given[0] ?? unknown;
    given = given.slice(1);
  }
  const selves: Values[] = self.length > 1 ? self.slice(0, maxReceivers).map((s) => [s]) : [self];
  const where =
    place === null ? fn.name : place.key.startsWith("#") ? displayPath(place) : place.key;
  return selves
    .flatMap((s) => overridesOf(frame, fn, s))
    .map((target, _, all) => {
      const to = frame.solver.activate(target.fn, {
        self: target.self,
        params: bindValues(target.fn, given),
        creator: v.creator,
        result: null,
      });
      to.dependents.add(frame.act);
      emit(
        frame,
        { k: "call", to, via, text, evidence: { kind: "callback", detail: where }, queue: from },
        span,
        grade === "exact" && all.length > selves.length ? "override-set" : grade,
      );
      return { values: to.returned, type: null, places: [], from: null };
    });
}

/** `&Base::run` of an object calls its override; of an object of unknown class it may be each of them. */
export function overridesOf(
  frame: Frame,
  fn: Fn,
  self: Values,
): readonly { readonly fn: Fn; readonly self: Values }[] {
  const first = self[0];
  const itself = [{ fn, self }];
  if (first?.k !== "object" || fn.owner === null) return itself;
  const declared = fn.owner.methods
    .get(fn.fact.name)
    ?.find((m) => m.definition === fn || m.declaration === fn);
  if (declared === undefined) return itself;
  if (!declared.isVirtual) return [{ fn: declared.definition ?? fn, self }];
  const { path } = first;
  const targets = overriders(frame, path, fn.owner, declared);
  return targets.length === 0
    ? itself
    : targets.map((target) => ({
        fn: target.fn,
        self: self.length === 1 ? [objectValue(seenAs(frame, path, target.cls))] : self,
      }));
}

/** "Some object of the class" is one of the class that overrides. */
function seenAs(frame: Frame, path: Path, cls: ClassInfo): Path {
  return path.root === "instance" && isDerived(cls, path.cls ?? cls)
    ? frame.solver.paths.instance(cls)
    : path;
}

/** Fills `_1`, `_2` of a bind with the call's arguments. */
export function bound(
  bindings: readonly (Values | number)[],
  args: readonly Values[],
): readonly Values[] {
  return bindings.map((b) => (typeof b === "number" ? (args[b] ?? unknown) : b));
}

export function enter(
  frame: Frame,
  op: CallOp,
  fn: Fn,
  self: Values,
  via: "call" | "virtual",
  evidence: Evidence,
  grade: Grade,
  at: number,
  from: Path | null,
): Evaluated {
  count(frame, op, grade);
  const { solver } = frame;
  const type = solver.resultType(fn);
  const relevant = solver.relevance.functions.has(fn);
  if (!relevant && !returnsSomething(solver, fn, type)) return { ...blank, type };
  if (type?.model?.is === "coroutine") return suspended(frame, op, fn, self, type, at);
  const result = destinationOf(frame, at);
  if (result !== null) recordName(frame, result, op.args);
  const to = solver.activate(fn, {
    self,
    params: bindArguments(frame, fn, op.args),
    creator: null,
    result: makes(type) && !isScalar(type) ? result : null,
  });
  to.dependents.add(frame.act);
  const says = to.effects.length > 0 || to.state !== "done" || to.tests !== null;
  if (says || solver.relevance.comesBack(fn) || solver.relevance.onlyLocks(fn))
    emit(frame, { k: "call", to, via, text: fn.fact.name, evidence, queue: from }, op, grade);
  if (grade === "exact") {
    if (to.ensures.length > 0) frame.guards = [...frame.guards, ...to.ensures];
    const block = frame.blocks.at(-1);
    if (to.leaves && to.state === "done" && block !== undefined) block.exits = true;
  }
  const queue = to.returnedFrom !== null && to.takes.has(to.returnedFrom) ? to.returnedFrom : null;
  let values = to.returned;
  if (values.length === 0 && type?.cls != null)
    values = [
      objectValue(solver.paths.root("unknown", `${frame.act.id}|${fn.fact.name}@${at}`, type)),
    ];
  return { values, type, places: type?.reference === true ? placesOf(values) : [], from: queue };
}

/** The call only makes the coroutine: whoever awaits or spawns it runs it, or else somebody that is not seen. */
function suspended(
  frame: Frame,
  op: CallOp,
  fn: Fn,
  self: Values,
  type: Type,
  at: number,
): Evaluated {
  const { solver } = frame;
  const params = bindArguments(frame, fn, op.args);
  const coroutine = callableValue(fn, null, self, params);
  const home = solver.paths.root("unknown", `${frame.act.id}|${fn.fact.name}@${at}`, type);
  const executor = executorAt(frame, home, type.name);
  executor.assumed = true;
  executor.work.set(
    coroutine.key,
    solver.activate(fn, { self, params, creator: null, result: null }),
  );
  return { values: [coroutine], type, places: [], from: null };
}

/** `co_await f()`: a coroutine runs here, as a call would; anything else is waited for without a thread. */
export function awaited(frame: Frame, op: Extract<Op, { k: "await" }>): Evaluated {
  const e = valueOf(frame, op.a);
  if (e.type?.model?.is !== "coroutine") return e;
  const given = frame.ops[op.a];
  const callee = given?.k === "call" ? frame.ops[given.callee] : undefined;
  const text = callee?.k === "name" || callee?.k === "member" ? lastPart(callee.name) : "co_await";
  const out = invoke(frame, e.values, [], given ?? op, null, text, null, "library");
  return out === null ? e : { ...out, type: frame.solver.types.element(e.type) };
}

function placesOf(values: Values): Path[] {
  return values.flatMap((v) => (v.k === "object" ? [v.path] : []));
}

/** Could the result live where the caller wants it? */
function makes(type: Type | null): boolean {
  return type !== null && !type.reference;
}

/** Short functions of no effect are still asked for what they return: getters. */
function returnsSomething(solver: Solver, fn: Fn, type: Type | null): boolean {
  const name = fn.fact.result.name;
  if (fn.fact.ops.length > 24 || name === "void") return false;
  return (
    type === null ||
    type.pointers > 0 ||
    type.reference ||
    type.model !== null ||
    name === "bool" ||
    fn.fact.ops.length <= 6 ||
    (type.cls !== null && isHandle(solver, type.cls))
  );
}

const handles = new WeakMap<ClassInfo, boolean>();

/** Its objects stand for one that they share with others, as a future shares its state with the promise. */
function isHandle(solver: Solver, cls: ClassInfo): boolean {
  let known = handles.get(cls);
  if (known === undefined) {
    const shares = (t: Type | null): boolean =>
      t?.model?.is === "pointer" && t.model.owns === "shared";
    known = [...cls.fields.values()].some((f) => shares(solver.types.fieldType(f, null)));
    handles.set(cls, known);
  }
  return known;
}
