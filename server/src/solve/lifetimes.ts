/**
 * Objects coming and going: constructors with bases and members in C++ order, destructors of locals at the
 * end of their scope, of members and bases after the body, of what a pointer or container owned.
 *
 * Longer than 500 lines, because making and ending an object mirror each other member by member.
 */

import { lastPart } from "../base/names.ts";
import type { Op, Ref } from "../facts/op.ts";
import { noFunction } from "../facts/noFunction.ts";
import type { TypeRef } from "../facts/typeRef.ts";
import type { ClassInfo, Fn } from "../link/program.ts";
import { bestFit, findField, isDerived, type Type, viable } from "../link/types.ts";
import type { Grade } from "./activation.ts";
import { bindArguments, recordName } from "./arguments.ts";
import {
  blank,
  type Block,
  emit,
  type Evaluated,
  type Frame,
  objectAt,
  pathsIn,
  valueOf,
} from "./frame.ts";
import { fieldOf, member, name, thisValue } from "./expressions.ts";
import { shapeOf } from "./calls.ts";
import { ownerIds } from "./interpret.ts";
import { applyEffects, constructModel } from "./library.ts";
import { displayPath, type Path } from "./path.ts";
import { objectValue, union } from "./value.ts";

interface Making {
  readonly type: TypeRef;
  readonly args: readonly Ref[];
  readonly placement?: Ref;
  readonly start: number;
  readonly end: number;
}

/** `new T(args)`, `T(args)`, `T x(args)`: the new object at `home`, or where its consumer wants it. */
export function construct(
  frame: Frame,
  op: Making & { readonly k: Op["k"] },
  at: number,
  home: Path | null = null,
  resolved: Type | null = null,
): Evaluated {
  const type = resolved ?? frame.solver.types.resolve(op.type, frame.names);
  const placed =
    op.k === "new" && op.placement !== undefined && op.placement >= 0
      ? pathsIn(valueOf(frame, op.placement))
      : [];
  if (type === null || (type.cls === null && type.model === null)) {
    // Of a type nobody here knows, often a template parameter: where it is put, what it was made of can be run.
    for (const place of placed)
      for (const arg of op.args) frame.solver.heap.store(place, valueOf(frame, arg).values);
    if (type === null || placed.length > 0)
      return op.args.length === 1 ? valueOf(frame, op.args[0]!) : blank;
  }
  const object = { ...type, pointers: 0, reference: false };
  const path =
    home ??
    placed[0] ??
    destinationOf(frame, at) ??
    frame.solver.paths.root("new", `${frame.act.id}|${lastPart(object.name)}#${at}`, object);
  return makeAt(frame, path, object, op.args, op);
}

export function makeAt(
  frame: Frame,
  path: Path,
  type: Type,
  args: readonly Ref[],
  span: { start: number; end: number },
): Evaluated {
  const { solver } = frame;
  const is = type.model?.is;
  if (is === "pointer" || is === "callable" || type.callable) {
    // A handle around its argument: looking through it is what everybody does.
    const inner = args.map((a) => valueOf(frame, a)).find((e) => e.values.length > 0) ?? blank;
    if (type.model?.construct !== undefined) constructModel(frame, type, path, args, span);
    if (inner.values.length > 0) solver.heap.store(path, inner.values);
    return { ...inner, type, places: [path] };
  }
  if (type.model !== null && type.cls === null) {
    constructModel(frame, type, path, args, span);
    return objectAt(path, type);
  }
  if (type.cls !== null) {
    constructClass(frame, type.cls, path, args, span, "construct");
    return objectAt(path, type);
  }
  // An aggregate or a type nobody knows: it carries what it is made of.
  for (const arg of args)
    solver.heap.store(
      path,
      valueOf(frame, arg).values.filter((v) => v.k === "callable"),
    );
  return objectAt(path, type);
}

function constructClass(
  frame: Frame,
  cls: ClassInfo,
  path: Path,
  args: readonly Ref[],
  span: { start: number; end: number },
  via: "construct",
): void {
  const { solver } = frame;
  const only = args.length === 1 ? valueOf(frame, args[0]!) : null;
  // A copy stands for what it is a copy of.
  if (only?.type?.cls != null && only.type.pointers === 0 && isDerived(only.type.cls, cls)) {
    solver.heap.store(path, only.values);
    return;
  }
  solver.constructed.add(cls);
  solver.heap.setClass(path, cls);
  recordName(frame, path, args);
  const known = constructorsOf(cls);
  const ctor = pickConstructor(frame, known, args);
  if (ctor === null) {
    if (known.length > 0) return;
    const inherits = constructBases(frame, cls, path, args, span);
    aggregate(frame, cls, path, inherits ? [] : args);
    return;
  }
  if (!solver.relevance.functions.has(ctor) && ctor.fact.ops.length + ctor.fact.inits.length > 24)
    return;
  const to = solver.activate(ctor, {
    self: [objectValue(path)],
    params: bindArguments(frame, ctor, args),
    creator: null,
    result: null,
  });
  to.dependents.add(frame.act);
  if (to.effects.length > 0 || to.state !== "done") {
    emit(
      frame,
      {
        k: "call",
        to,
        via,
        text: lastPart(cls.name),
        evidence: { kind: "type", detail: cls.name },
        queue: null,
      },
      span,
    );
  }
}

function constructorsOf(cls: ClassInfo): readonly Fn[] {
  return (cls.methods.get(cls.fact.name) ?? []).map((m) => m.definition ?? m.declaration);
}

/** Among those with a body, copying aside: a copy is taken for what it is a copy of. */
function pickConstructor(frame: Frame, known: readonly Fn[], args: readonly Ref[]): Fn | null {
  const made = known.filter(
    (f) => f.fact.defined && !(args.length === 1 && isCopy(f) && known.length > 1),
  );
  return (
    bestFit(
      viable(made, args.length),
      args.map((a) => shapeOf(frame, a)),
    )[0] ?? null
  );
}

function isCopy(fn: Fn): boolean {
  const [first] = fn.fact.params;
  return (
    fn.fact.params.length === 1 &&
    first?.type.reference === true &&
    lastPart(first.type.name) === fn.fact.name
  );
}

function aggregate(frame: Frame, cls: ClassInfo, path: Path, args: readonly Ref[]): void {
  const only = args.length === 1 ? valueOf(frame, args[0]!) : null;
  if (only?.type?.cls != null && only.type.pointers === 0 && isDerived(only.type.cls, cls)) {
    // A copy is taken for what it is a copy of.
    frame.solver.heap.store(path, only.values);
    return;
  }
  const fields = [...cls.fields.values()].filter((f) => !f.isStatic);
  args.forEach((arg, i) => {
    const field = fields[i];
    if (field === undefined) return;
    frame.solver.heap.store(
      frame.solver.paths.field(path, field.name, field.owner, null),
      valueOf(frame, arg).values,
    );
  });
  for (const field of fields) makeDefault(frame, path, cls, field.name);
}

export function destinationOf(frame: Frame, at: number): Path | null {
  const d = frame.destinations.get(at);
  if (d === undefined) return null;
  switch (d.k) {
    case "path":
      return d.path;
    case "result":
      return frame.act.bindings.result;
    case "local":
      return (
        frame.act.locals.get(d.name)?.path ??
        frame.solver.paths.root("local", `${frame.act.id}|${d.name}`, null)
      );
    case "ref": {
      const known = frame.seen[d.ref] ?? early(frame, d.ref);
      return known?.places.length === 1 ? known.places[0]! : null;
    }
    case "member": {
      const { owner } = frame.fn;
      if (owner === null) return null;
      const e = fieldOf(frame, thisValue(frame), owner, d.name);
      return e?.places.length === 1 ? e.places[0]! : null;
    }
  }
}

/** The target of an assignment may stand after its value in the list: plain chains are resolved ahead. */
function early(frame: Frame, ref: Ref): Evaluated | undefined {
  const op = frame.ops[ref];
  if (op?.k === "name") return name(frame, op.name);
  if (op?.k === "this") return thisValue(frame);
  if (op?.k !== "member") return undefined;
  const obj = frame.seen[op.obj] ?? early(frame, op.obj);
  if (obj === undefined) return undefined;
  frame.seen[op.obj] = obj;
  return member(frame, op);
}

// Members --------------------------------------------------------------------------------------------------

export function lastInitOperand(fn: Fn): number {
  let last = -1;
  for (const init of fn.fact.inits) for (const arg of init.args) if (arg > last) last = arg;
  return last;
}

/** Bases, then fields in the order of their declaration, from the initialiser list or their defaults. */
export function constructMembers(frame: Frame): void {
  const { fn } = frame;
  const cls = fn.owner;
  if (cls === null) return;
  const inits = new Map(fn.fact.inits.map((i) => [lastPart(i.name), i]));
  const delegated = inits.get(cls.fact.name);
  const selves = thisValue(frame).values.flatMap((v) => (v.k === "object" ? [v.path] : []));
  for (const self of selves) {
    if (delegated !== undefined) {
      constructClass(frame, cls, self, delegated.args, delegated, "construct");
      continue;
    }
    for (const base of cls.bases) {
      const init = inits.get(lastPart(base.name)) ?? inits.get(lastPart(base.type.name));
      if (base.cls !== null)
        constructBase(frame, base.cls, self, init?.args ?? [], init ?? fn.fact.nameSpan);
      else {
        const type = frame.solver.types.resolve(base.type, frame.names);
        if (type?.model != null)
          constructModel(frame, type, self, init?.args ?? [], init ?? fn.fact.nameSpan);
      }
    }
    for (const field of cls.fields.values()) {
      if (field.isStatic) continue;
      const init = inits.get(field.name);
      if (init === undefined) makeDefault(frame, self, cls, field.name);
      else makeField(frame, self, cls, field.name, init.args, init);
    }
  }
}

/** Without constructors of its own, a class has those of a base, if it says that it uses them: what was given fits one. */
function constructBases(
  frame: Frame,
  cls: ClassInfo,
  self: Path,
  args: readonly Ref[],
  span: { start: number; end: number },
): boolean {
  const inherited =
    args.length === 0
      ? undefined
      : cls.bases.find(
          (b) => b.cls !== null && pickConstructor(frame, constructorsOf(b.cls), args) !== null,
        );
  for (const base of cls.bases)
    if (base.cls !== null && base.cls !== cls)
      constructBase(frame, base.cls, self, base === inherited ? args : [], span);
  return inherited !== undefined;
}

function constructBase(
  frame: Frame,
  cls: ClassInfo,
  self: Path,
  args: readonly Ref[],
  span: { start: number; end: number },
): void {
  const known = constructorsOf(cls);
  const fn = pickConstructor(frame, known, args);
  if (fn === null) {
    if (known.length === 0) constructBases(frame, cls, self, args, span);
    for (const field of cls.fields.values()) makeDefault(frame, self, cls, field.name);
    return;
  }
  recordName(frame, self, args);
  const to = frame.solver.activate(fn, {
    self: [objectValue(self)],
    params: bindArguments(frame, fn, args),
    creator: null,
    result: null,
  });
  to.dependents.add(frame.act);
  emit(
    frame,
    {
      k: "call",
      to,
      via: "construct",
      text: lastPart(cls.name),
      evidence: { kind: "type", detail: cls.name },
      queue: null,
    },
    span,
  );
}

function makeField(
  frame: Frame,
  self: Path,
  cls: ClassInfo,
  fieldName: string,
  args: readonly Ref[],
  span: { start: number; end: number },
): void {
  const { solver } = frame;
  const field = findField(cls, fieldName);
  if (field === null) return;
  const type = solver.types.fieldType(field, null);
  const path = solver.paths.field(self, field.name, field.owner, type);
  if (type !== null && type.pointers === 0 && !type.reference && type.model?.is !== "future") {
    const only = args.length === 1 ? valueOf(frame, args[0]!) : null;
    const ids = only?.values.filter((v) => v.k === "thread-id") ?? [];
    if (ids.length > 0) solver.heap.store(path, ownerIds(ids, path));
    if (
      only !== null &&
      (type.model?.is === "pointer" || type.model?.is === "callable" || type.callable)
    ) {
      solver.heap.store(path, only.values);
      const callables = only.values.filter((v) => v.k === "callable");
      if (callables.length > 0) emit(frame, { k: "store", to: path, callables }, span);
    } else makeAt(frame, path, { ...type }, args, span);
    return;
  }
  for (const arg of args) solver.heap.store(path, ownerIds(valueOf(frame, arg).values, path));
}

function makeDefault(frame: Frame, self: Path, cls: ClassInfo, fieldName: string): void {
  const { solver } = frame;
  const field = findField(cls, fieldName);
  if (field === null || field.isStatic) return;
  const type = solver.types.fieldType(field, null);
  const path = solver.paths.field(self, field.name, field.owner, type);
  const given = field.initializer !== null && isGivenObjects(field.initializer, type);
  if (
    field.initializer !== null &&
    (given || solver.relevance.functions.has(field.initializer) || standsForAnother(type))
  ) {
    const to = solver.activate(field.initializer, {
      self: [objectValue(self)],
      params: [],
      creator: null,
      result: path,
    });
    to.dependents.add(frame.act);
    solver.heap.store(path, to.returned);
    if (to.effects.length > 0)
      emit(
        frame,
        {
          k: "call",
          to,
          via: "construct",
          text: field.name,
          evidence: { kind: "type", detail: cls.name },
          queue: null,
        },
        field.initializer.fact,
      );
  }
  if (type === null || type.pointers > 0 || type.reference) return;
  if (type.cls !== null && type.cls !== cls && !given)
    constructClass(frame, type.cls, path, [], frame.fn.fact.nameSpan, "construct");
}

/** `Queue queue_{loop_};`: an object of the workspace's own is made of others that it may keep. */
function isGivenObjects(initializer: Fn, type: Type | null): boolean {
  const held = type?.model?.is === "pointer" ? (type.args[type.model.of ?? 0] ?? null) : type;
  if (held === null || held.cls === null || type?.pointers !== 0) return false;
  const { ops } = initializer.fact;
  return ops.some(
    (op) =>
      (op.k === "construct" || op.k === "new" || op.k === "call") &&
      op.args.some((arg) => isObject(ops[arg])),
  );
}

function isObject(op: Op | undefined): boolean {
  switch (op?.k) {
    case "name":
    case "this":
    case "member":
    case "call":
    case "lambda":
      return true;
    case "unary":
      return op.op === "*" || op.op === "&";
    default:
      return false;
  }
}

/** What stands for something else (a timer for its loop) is told by its initializer what that is. */
const standsForAnother = (type: Type | null): boolean =>
  type?.model?.is === "pointer" && type.model.owns === undefined;

// Destruction ----------------------------------------------------------------------------------------------

export function destroyLocals(frame: Frame, block: Block): void {
  for (const { path, type, name } of [...block.declared].reverse()) {
    const span = frame.ops[frame.at] ?? { start: frame.fn.fact.end - 1, end: frame.fn.fact.end };
    const info = frame.act.locals.get(name);
    if (type.model?.owns !== undefined && type.model.is === "pointer" && takesOver(frame, name)) {
      const inner = frame.solver.types.pointee(type);
      const given = union(info?.values ?? [], frame.solver.heap.load(path, frame.act));
      const held = given.flatMap((v) => (v.k === "object" && v.path !== path ? [v.path] : []));
      for (const taken of held.length > maxContents ? [] : held)
        destroy(frame, taken, inner, span, type.model.owns === "shared" ? "guess" : "exact");
    } else if (type.model?.is === "pointer")
      destroyContents(
        frame,
        path,
        type,
        span,
        info?.values.flatMap((v) => (v.k === "object" ? [v.path] : [])),
      );
    else destroy(frame, path, type, span);
  }
  block.declared.length = 0;
}

const takers = new WeakMap<readonly Op[], ReadonlySet<string>>();

/** Does the local own what another pointer gave up to it: by a move or a swap? */
export function takesOver(frame: Frame, name: string): boolean {
  const { ops } = frame;
  let known = takers.get(ops);
  if (known === undefined) {
    const found = new Set<string>();
    const nameAt = (ref: Ref | undefined): string => {
      const op = ref === undefined ? undefined : ops[ref];
      return op?.k === "name" ? op.name : "";
    };
    const gives = (ref: Ref | undefined): boolean => {
      const op = ref === undefined ? undefined : ops[ref];
      return op?.k === "call" && /^(std::)?(move|exchange)$/.test(nameAt(op.callee));
    };
    for (const op of ops) {
      if (op.k === "local" && gives(op.args[0])) found.add(op.name);
      else if (op.k === "assign" && gives(op.value)) found.add(nameAt(op.target));
      else if (op.k === "call") {
        const callee = ops[op.callee];
        if (callee?.k === "member" && callee.name === "swap") {
          found.add(nameAt(callee.obj));
          found.add(nameAt(op.args[0]));
        }
      }
    }
    // What is handed on in its turn is not ended here.
    for (const op of ops) {
      if (op.k === "call" && gives(ops.indexOf(op))) found.delete(nameAt(op.args[0]));
      else if (op.k === "return") found.delete(nameAt(op.value));
      else if (op.k === "call") {
        const callee = ops[op.callee];
        if (callee?.k === "member" && callee.name === "release") found.delete(nameAt(callee.obj));
      }
    }
    takers.set(ops, (known = found));
  }
  return known.has(name);
}

/** The object at `path` ends: its destructor, members and bases, or what the model of its type says. */
export function destroy(
  frame: Frame,
  path: Path,
  type: Type | null,
  span: { start: number; end: number },
  grade: Grade = "exact",
): void {
  const { solver, act } = frame;
  const declared = type ?? path.type;
  if (declared === null) return;
  const object =
    declared.pointers > 0 || declared.model?.is === "pointer"
      ? solver.types.pointee(declared)
      : declared;
  if (object.cls === null) {
    if (object.model?.destroy !== undefined)
      applyEffects(frame, object.model.destroy, {
        self: objectAt(path, object),
        args: [],
        result: null,
        span,
        text: lastPart(object.name),
        how: "destroy",
        model: object.name,
      });
    else if (object.model?.is === "container") destroyContents(frame, path, object, span);
    return;
  }
  const dynamic = dynamicClasses(frame, path, object.cls);
  for (const cls of dynamic.classes) {
    if (!solver.relevance.ends(cls)) continue;
    const to = solver.destruction(cls, endOf(cls), path);
    to.dependents.add(act);
    const kind = dynamic.exact ? "exact" : dynamic.classes.length > 1 ? "override-set" : "override";
    emit(
      frame,
      {
        k: "call",
        to,
        via: "destroy",
        text: displayPath(path),
        evidence: {
          kind,
          detail: kind === "override-set" ? String(dynamic.classes.length) : cls.name,
        },
        queue: null,
      },
      span,
      grade !== "exact" || dynamic.classes.length === 1 ? grade : "override-set",
    );
  }
}

/** Classes that an object seen as `cls` may have: what was made there, else the overriders made anywhere. */
export function dynamicClasses(
  frame: Frame,
  path: Path,
  cls: ClassInfo,
): { classes: readonly ClassInfo[]; exact: boolean } {
  const { solver, act } = frame;
  const made = solver.heap.classesAt(path, act).filter((c) => isDerived(c, cls));
  if (made.length > 0) return { classes: made, exact: made.length === 1 };
  if (cls.derived.length === 0) return { classes: [cls], exact: true };
  const below: ClassInfo[] = [];
  const visit = (c: ClassInfo, depth: number): void => {
    if (below.includes(c) || depth > 12) return;
    below.push(c);
    for (const d of c.derived) visit(d, depth + 1);
  };
  visit(cls, 0);
  const live = below.filter((c) => solver.constructed.has(c));
  return { classes: live.length > 0 ? live : below.slice(0, 8), exact: false };
}

/** With more objects in a container than this, they are taken for one that is any of them. */
const maxContents = 4;

/** What a pointer, optional or container holds is destroyed; the holder lives on. */
export function destroyContents(
  frame: Frame,
  place: Path,
  type: Type | null,
  span: { start: number; end: number },
  held?: readonly Path[],
): void {
  const { solver } = frame;
  if (type === null) return;
  const { model } = type;
  if (model?.is === "pointer") {
    if (model.owns === undefined) return;
    // A shared pointer that some call gave is seldom the last one.
    if (
      model.owns === "shared" &&
      held !== undefined &&
      !held.some((p) => p === place || p.root === "new")
    )
      return;
    const inner = solver.types.pointee(type);
    // An owned object lives at its owner's path; what came from elsewhere is owned elsewhere.
    if (
      held !== undefined &&
      held.length > 0 &&
      !held.includes(place) &&
      held.every((p) => p.root !== "new")
    )
      return;
    const owned = held?.filter((p) => p.root === "new" || p === place) ?? [];
    const given = held === undefined ? handedOver(frame, place) : [];
    for (const target of given) {
      // Of a shared one somebody else may hold the last reference.
      const grade = model.owns === "shared" || given.length > 1 ? "guess" : "exact";
      destroy(frame, target, inner, span, grade);
    }
    if (given.length === 0)
      for (const target of owned.length > 0 ? owned : [place]) destroy(frame, target, inner, span);
  } else if (model?.is === "container") {
    const inner = solver.types.element(type);
    if (inner === null) return;
    const element = solver.paths.element(place, inner);
    const { owns } = inner.model ?? {};
    if (inner.model?.is === "pointer" && owns !== undefined) {
      // What was put in lives where it was made; of a shared one somebody else may hold the last reference.
      const put = solver.heap
        .load(element, frame.act)
        .flatMap((v) => (v.k === "object" ? [v.path] : []));
      const targets = put.length === 0 || put.length > maxContents ? [element] : put;
      for (const target of targets) {
        if (owns === "shared" && isGivenToThread(frame, target)) continue;
        destroy(
          frame,
          target,
          solver.types.pointee(inner),
          span,
          owns === "shared" || targets.length > 1 ? "guess" : "exact",
        );
      }
    } else if (inner.pointers === 0) {
      const made = handedOver(frame, element);
      for (const target of made.length > 0 ? made : [element]) destroy(frame, target, inner, span);
    }
  }
}

/** A thread that was started here with it holds it, too: it ends there. */
function isGivenToThread(frame: Frame, object: Path): boolean {
  return frame.effects.some(
    (e) =>
      e.k === "spawn" &&
      e.entry.bindings.params.some((values) =>
        values.some((v) => v.k === "object" && v.path === object),
      ),
  );
}

/** Objects that were made elsewhere, as locals or temporaries, and put into the place that owns them now. */
function handedOver(frame: Frame, place: Path): readonly Path[] {
  const made = frame.solver.heap
    .load(place, frame.act)
    .flatMap((v) =>
      v.k === "object" && (v.path.root === "local" || v.path.root === "new") ? [v.path] : [],
    );
  if (made.length <= maxContents) return made;
  // Of many, one of each class.
  return made.filter((p, i) => made.findIndex((q) => q.type?.cls === p.type?.cls) === i);
}

export function destructorOf(cls: ClassInfo): Fn | null {
  const own = cls.methods.get(`~${cls.fact.name}`)?.[0];
  return own?.definition ?? null;
}

const implicit = new WeakMap<ClassInfo, Fn>();

/** What ends an object of the class: its destructor, or the one that nobody wrote. */
export function endOf(cls: ClassInfo): Fn {
  const written = destructorOf(cls);
  if (written !== null) return written;
  let fn = implicit.get(cls);
  if (fn === undefined) implicit.set(cls, (fn = implicitDestructor(cls)));
  return fn;
}

function implicitDestructor(cls: ClassInfo): Fn {
  const { nameSpan, name, scope, start, end } = cls.fact;
  return {
    id: -1 - cls.id,
    file: cls.file,
    fact: {
      ...noFunction,
      kind: "destructor",
      name: `~${name}`,
      scope: [...scope, name],
      nameSpan,
      start,
      end,
      defined: true,
    },
    name: `${cls.name}::~${name}`,
    scope: cls.scope,
    owner: cls,
    parent: null,
    hasReceiver: true,
    lambdas: new Map(),
  };
}

/** Effects of destroying one object: destructor body, members in reverse order, bases in reverse order. */
export function destroyMembers(frame: Frame, cls: ClassInfo): void {
  const { solver, act } = frame;
  const first = act.bindings.self[0];
  if (first?.k !== "object") return;
  const self = first.path;
  const dtor = destructorOf(cls);
  const span =
    dtor === null
      ? { start: cls.fact.nameSpan.start, end: cls.fact.nameSpan.end }
      : dtor.fact.nameSpan;
  if (dtor !== null) {
    const to = solver.activate(dtor, {
      self: [objectValue(self)],
      params: [],
      creator: null,
      result: null,
    });
    to.dependents.add(act);
    emit(
      frame,
      {
        k: "call",
        to,
        via: "call",
        text: `~${cls.fact.name}`,
        evidence: { kind: "type", detail: cls.name },
        queue: null,
      },
      span,
    );
  }
  for (const field of [...cls.fields.values()].reverse()) {
    frame.at++;
    if (field.isStatic) continue;
    const type = solver.types.fieldType(field, null);
    if (type === null || type.pointers > 0 || type.reference) continue;
    const path = solver.paths.field(self, field.name, field.owner, type);
    if (type.model?.is === "pointer" || type.model?.is === "container")
      destroyContents(frame, path, type, span);
    else destroy(frame, path, type, span);
  }
  for (const base of [...cls.bases].reverse()) {
    frame.at++;
    if (base.cls === null) {
      const type = solver.types.resolve(base.type, {
        program: solver.program,
        file: cls.file,
        scope: cls.scope,
      });
      if (type?.model?.destroy !== undefined)
        applyEffects(frame, type.model.destroy, {
          self: objectAt(self, type),
          args: [],
          result: null,
          span,
          text: lastPart(type.name),
          how: "destroy",
          model: type.name,
        });
      continue;
    }
    if (!solver.relevance.ends(base.cls)) continue;
    const to = solver.destruction(base.cls, endOf(base.cls), self);
    to.dependents.add(act);
    emit(
      frame,
      {
        k: "call",
        to,
        via: "destroy",
        text: `~${base.cls.fact.name}`,
        evidence: { kind: "type", detail: base.cls.name },
        queue: null,
      },
      span,
    );
  }
}
