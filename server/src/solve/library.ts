/**
 * Applies models: turns what a library function is said to do into effects, and into the value of the call.
 * Knows the words of models/schema.ts and no library by name.
 *
 * Longer than 500 lines, because it is the one place where each word of that closed list has its meaning.
 */

import { lastPart } from "../base/names.ts";
import { never } from "../base/never.ts";
import type { Op, Ref } from "../facts/op.ts";
import { operands } from "../facts/operands.ts";
import type { Fn } from "../link/program.ts";
import { findMethods, isPair, pairOf, type Type } from "../link/types.ts";
import { modelOfCall } from "../models/modelSet.ts";
import type { Effect as ModelEffect, FunctionModel, Place, ValueModel } from "../models/schema.ts";
import type { Activation, CallGrade, WaitForm } from "./activation.ts";
import { recordName } from "./arguments.ts";
import { bound, invoke, overridesOf } from "./calls.ts";
import { predicateFlags } from "./conditions.ts";
import {
  blank,
  emit,
  type Evaluated,
  type Frame,
  objectAt,
  pathsIn,
  standsAlone,
  valueOf,
} from "./frame.ts";
import { writtenText } from "./interpret.ts";
import { isScalar } from "./heap.ts";
import { destinationOf, destroy, destroyContents, makeAt } from "./lifetimes.ts";
import type { Path } from "./path.ts";
import { staticObjects } from "./statics.ts";
import {
  callableValue,
  objectValue,
  onContext,
  union,
  unknown,
  type Value,
  type Values,
} from "./value.ts";

export interface LibraryCall {
  readonly self: Evaluated | null;
  readonly args: readonly Ref[];
  /** Where the value of the call lives. */
  readonly result: Path | null;
  readonly span: { readonly start: number; readonly end: number };
  readonly text: string;
  readonly how: WaitForm;
  /** Name of what the model describes. */
  readonly model: string;
}

export function applyFunction(
  frame: Frame,
  found: FunctionModel,
  op: Extract<Op, { k: "call" }>,
  self: Evaluated | null,
  text: string,
  at: number,
  model: string,
): Evaluated {
  const meaning = modelOfCall(found, op.args.length);
  const returns = meaning.returns;
  const result =
    destinationOf(frame, at) ??
    (hasResult(meaning)
      ? frame.solver.paths.root("new", `${frame.act.id}|${text}#${at}`, null)
      : null);
  const call: LibraryCall = {
    self,
    args: op.args,
    result,
    span: op,
    text: lastPart(text),
    how: "call",
    model,
  };
  const value = returns === undefined ? blank : valueOfCall(frame, returns, call, op);
  const resultPath = returns?.is === "make" ? (value.places[0] ?? result) : result;
  applyEffects(frame, meaning.effects ?? [], { ...call, result: resultPath });
  frame.solver.graded(frame.fn, op, gradeOf(frame, meaning, call));
  if (returns?.is === "make" && resultPath !== null && isDiscarded(frame.fn, at))
    applyEffects(frame, value.type?.model?.destroy ?? [], {
      ...call,
      self: objectAt(resultPath, value.type),
      args: [],
      result: null,
      how: "discard",
    });
  if (meaning.noreturn === true) {
    const block = frame.blocks.at(-1);
    if (block !== undefined) block.exits = true;
  }
  return value;
}

const resulting = new WeakMap<FunctionModel, boolean>();

/** Is there a value of the call, or an effect on it? Most calls need no object for that. */
function hasResult(model: FunctionModel): boolean {
  let known = resulting.get(model);
  if (known === undefined) {
    known = model.returns !== undefined || JSON.stringify(model.effects ?? []).includes('"result');
    resulting.set(model, known);
  }
  return known;
}

/** Calling what a library's type holds is known only as far as it is known what is held. */
function gradeOf(frame: Frame, meaning: FunctionModel, call: LibraryCall): CallGrade {
  if (meaning.effects?.some((e) => e.do === "invoke" && e.run === "this") !== true)
    return "library";
  return runnables(frame, "this", call).some((v) => v.k === "callable") ? "callback" : "unresolved";
}

const usedIn = new WeakMap<Fn, ReadonlySet<Ref>>();

/** Nobody takes the value of the operation: it ends with the statement. */
function isDiscarded(fn: Fn, at: Ref): boolean {
  const { ops } = fn.fact;
  let used = usedIn.get(fn);
  if (used === undefined) {
    used = new Set([
      ...ops.filter((op) => !dropsValue(ops, op)).flatMap(operands),
      ...fn.fact.inits.flatMap((init) => init.args),
      ...[...fn.lambdas.values()].flatMap((lambda) => lambda.fact.captures.map((c) => c.value)),
    ]);
    usedIn.set(fn, used);
  }
  return !used.has(at);
}

/** `(void)x`, `std::ignore = x`: written to say that nobody wants the value. */
function dropsValue(ops: readonly Op[], op: Op): boolean {
  if (op.k === "cast") return op.type.name === "void" && op.type.pointers === 0;
  if (op.k !== "assign") return false;
  const target = ops[op.target];
  return target?.k === "name" && target.name === "std::ignore";
}

export function constructModel(
  frame: Frame,
  type: Type,
  path: Path,
  args: readonly Ref[],
  span: { start: number; end: number },
): void {
  recordName(frame, path, args);
  const { threads } = type.model ?? {};
  if (threads !== undefined)
    frame.solver.madeAs.set(path, { type, serial: textOf(frame, args[threads] ?? -1) === "1" });
  const call: LibraryCall = {
    self: objectAt(path, type),
    args,
    result: path,
    span,
    text: lastPart(type.name),
    how: "call",
    model: type.name,
  };
  applyEffects(frame, type.model?.construct ?? [], call);
  if (type.model?.is === "guard")
    for (const arg of args) frame.solver.heap.store(path, valueOf(frame, arg).values);
  for (const arg of args) {
    // What it is made of can be reached through it.
    const callables = valueOf(frame, arg).values.filter((v) => v.k === "callable");
    if (type.model?.is !== "thread" && callables.length > 0)
      frame.solver.heap.store(path, callables);
  }
  if (type.model?.is === "container") {
    const { heap, paths } = frame.solver;
    const element = paths.element(path, null);
    for (const arg of args) {
      const e = valueOf(frame, arg);
      // A container made of another one, or of its iterators, holds the same elements.
      const copied = e.type?.model?.is === "container" && !isPair(e.type);
      if (copied)
        for (const other of pathsIn(e))
          heap.store(element, heap.load(paths.element(other, null), frame.act));
      else heap.store(element, e.values);
    }
  }
}

export function applyEffects(
  frame: Frame,
  effects: readonly ModelEffect[],
  call: LibraryCall,
): void {
  const { guards } = frame;
  for (const effect of effects) {
    if (!holds(frame, effect, call)) continue;
    // What ran at once has run: a wait for it in the same call is one for callers elsewhere.
    if (effect.do === "wait" && effect.for === "task") {
      const own = effects.flatMap((e) =>
        e.do === "post" && e.inline === true && holds(frame, e, call)
          ? placesAt(frame, e.to, call)
          : [],
      );
      frame.guards = [...guards, ...own.map((of) => ({ of, on: false }))];
      apply(frame, effect, call);
      frame.guards = guards;
    } else apply(frame, effect, call);
  }
}

/** `when` and `unless` look at the constants written among the arguments. */
function holds(
  frame: Frame,
  effect: { readonly when?: readonly string[]; readonly unless?: readonly string[] },
  call: LibraryCall,
): boolean {
  if (effect.when === undefined && effect.unless === undefined) return true;
  const written = call.args.flatMap((a) => constantsIn(frame, a));
  const has = (names: readonly string[]): boolean =>
    names.some((n) => written.some((w) => w === n || lastPart(w) === lastPart(n)));
  if (effect.when !== undefined && !has(effect.when)) return false;
  return effect.unless === undefined || !has(effect.unless);
}

/** Effects that happen later, where the arguments of this call are out of sight: their conditions are settled now. */
function decided(
  frame: Frame,
  effects: readonly ModelEffect[],
  call: LibraryCall,
): readonly ModelEffect[] {
  return effects
    .filter((effect) => holds(frame, effect, call))
    .map(({ when: _when, unless: _unless, ...effect }) => effect);
}

/** The constants in an argument: more than one where flags are joined by `|`. */
function constantsIn(frame: Frame, ref: Ref): readonly string[] {
  const op = frame.ops[ref];
  if (op?.k === "binary" && op.op === "|")
    return [...constantsIn(frame, op.a), ...constantsIn(frame, op.b)];
  const text = textOf(frame, ref);
  return text === "" ? [] : [text];
}

function textOf(frame: Frame, ref: Ref): string {
  const op = frame.ops[ref];
  if (op?.k === "name") return op.name;
  if (op?.k === "literal") return op.text;
  if (op?.k === "construct") return op.type.name;
  return "";
}

function apply(frame: Frame, effect: ModelEffect, call: LibraryCall): void {
  const { solver } = frame;
  switch (effect.do) {
    case "spawn": {
      const args = (effect.passes ?? []).flatMap((p) => argumentsAt(frame, p, call));
      for (const entry of activateAll(frame, runnables(frame, effect.run, call), args)) {
        for (const thread of placesAt(frame, effect.as, call)) {
          emit(
            frame,
            { k: "spawn", thread, entry, many: frame.loops > 0 || thread.elements > 0 },
            call.span,
          );
          const done = effect.done === undefined ? [] : placesAt(frame, effect.done, call);
          for (const of of [...done, ...fulfilledBy(frame, effect.run, call)])
            emit(frame, { k: "done", work: entry, of }, call.span);
        }
      }
      return;
    }
    case "post":
      post(frame, effect, call);
      return;
    case "drain":
      for (const of of placesAt(frame, effect.of, call)) {
        const queue = solver.paths.element(solver.paths.part(of, "queue", null), null);
        const list = solver.paths.part(of, "queue", null);
        frame.act.takes.add(list);
        executorAt(frame, of, call.model).drained = true;
        invoke(
          frame,
          solver.heap.load(queue, frame.act),
          [],
          call.span,
          list,
          call.text,
          queue,
          "library",
        );
      }
      return;
    case "invoke": {
      const args = (effect.passes ?? []).flatMap((p) => argumentsAt(frame, p, call));
      const place = placesAt(frame, effect.run, call)[0] ?? null;
      invoke(
        frame,
        runnables(frame, effect.run, call),
        args,
        call.span,
        evaluateAt(frame, effect.run, call).from,
        call.text,
        place,
        "library",
      );
      return;
    }
    case "store":
      store(frame, effect, call);
      return;
    case "emplace":
      for (const place of placesAt(frame, effect.in, call))
        emplace(
          frame,
          place,
          evaluateAt(frame, effect.in, call).type,
          refsAt(effect.from, call),
          call.span,
        );
      writeItems(frame, effect.in, "items", call);
      return;
    case "handle-signal": {
      for (const v of runnables(frame, effect.run, call)) {
        for (const handler of activateAll(frame, [v], []))
          emit(
            frame,
            {
              k: "handle-signal",
              handler,
              name: call.args[0] === undefined ? "" : textOf(frame, call.args[0]),
            },
            call.span,
          );
      }
      return;
    }
    case "wait":
      wait(frame, effect, call);
      return;
    case "release":
      for (const of of placesAt(frame, effect.of, call))
        if (effect.for === "value") fulfil(frame, of, call, 0);
        else
          emit(
            frame,
            { k: "release", event: effect.for, of, one: effect.one === true, text: call.text },
            call.span,
          );
      return;
    case "lock":
    case "unlock":
      // Who holds what is worked out on its own, and for functions that nothing else happens in, too.
      return;
    case "write": {
      const target = evaluateAt(frame, effect.of, call);
      const value = writtenValue(frame, effect.value, call);
      if (typeof effect.value === "string")
        for (const to of target.places)
          if (to.key.startsWith("#"))
            solver.heap.store(to, partValues(frame, evaluateAt(frame, effect.value, call), call));
      for (const to of target.places.length > 0 ? target.places : pathsIn(target)) {
        if (
          to.root === "local" ||
          to.key.startsWith("#") ||
          effect.of.startsWith("global:") ||
          target.type?.model?.is === "flag" ||
          solver.relevance.isFlag(to)
        )
          emit(frame, { k: "write", to, value, text: fieldName(to) }, call.span);
      }
      return;
    }
    case "destroy": {
      const target = evaluateAt(frame, effect.of, call);
      const by = effect.by === undefined ? undefined : refsAt(effect.by, call)[0];
      const replaced = by !== undefined && writtenText(frame, by) !== "false";
      for (const place of target.places.length > 0 ? target.places : pathsIn(target)) {
        if (!replaced)
          destroyContents(
            frame,
            place,
            target.type,
            call.span,
            target.values.flatMap((v) => (v.k === "object" ? [v.path] : [])),
          );
        if (effect.by !== undefined)
          solver.heap.store(place, evaluateAt(frame, effect.by, call).values);
      }
      return;
    }
    case "take":
      const into = /^(clear|erase)$/.test(call.text) ? frame.act.clears : frame.act.takes;
      for (const of of placesAt(frame, effect.of, call)) into.add(of);
      writeItems(frame, effect.of, "empty", call);
      return;
    case "sleep":
      emit(frame, { k: "sleep", text: call.text }, call.span);
      return;
    case "detach":
      for (const thread of placesAt(frame, effect.of, call))
        emit(frame, { k: "detach", thread }, call.span);
      return;
    case "block-signals":
      emit(frame, { k: "block-signals" }, call.span);
      return;
    case "name":
      nameContext(frame, effect, call);
      return;
    case "assume-on":
      frame.guards = [
        ...frame.guards,
        ...placesAt(frame, effect.of, call).map((of) => ({ of, on: true })),
      ];
      return;
    case "exit":
      exitProcess(frame, call);
      return;
    case "disown":
      return;
    default:
      never(effect);
  }
}

function post(frame: Frame, effect: Extract<ModelEffect, { do: "post" }>, call: LibraryCall): void {
  const { solver } = frame;
  const args = (effect.passes ?? []).flatMap((p) => argumentsAt(frame, p, call));
  const callables = runnables(frame, effect.run, call);
  // Who runs what was queued has no arguments for it: they travel with the callable.
  const queued =
    effect.passes === undefined ? callables : callables.map((v) => withArguments(v, args));
  const done = [
    ...(effect.done === undefined ? [] : placesAt(frame, effect.done, call)),
    ...fulfilledBy(frame, effect.run, call),
  ];
  for (const to of placesAt(frame, effect.to, call)) {
    const nobody = effect.otherwise !== undefined && isEmptyPart(frame, to);
    if (nobody)
      for (const future of placesAt(frame, effect.otherwise, call)) {
        const next = solver.paths.part(future, "next", null);
        for (const v of queued) for (const of of done) solver.completes(v.key).add(of);
        solver.heap.store(next, queued);
        emit(frame, { k: "store", to: next, callables: queued }, call.span);
      }
    else {
      const queue = solver.paths.element(solver.paths.part(to, "queue", null), null);
      solver.heap.store(queue, queued);
      emit(frame, { k: "store", to: queue, callables: queued }, call.span);
    }
    const executor = executorAt(frame, to, call.model);
    executor.assumed ||= nobody;
    callables.forEach((v) => {
      for (const act of activateAll(frame, [v], args)) {
        executor.work.set(v.key, act);
        for (const of of done) emit(frame, { k: "done", work: act, of }, call.span);
      }
    });
    if (effect.inline === true) {
      const { guards } = frame;
      frame.guards = [...guards, { of: to, on: true, certain: true }];
      invoke(frame, callables, args, call.span, null, call.text, null, "library");
      for (const of of done) fulfil(frame, of, call, 0);
      frame.guards = guards;
    }
  }
}

/** A task that is handed over itself, and not called by a lambda: once it has run, its own future has its value. */
function fulfilledBy(frame: Frame, run: Place, call: LibraryCall): readonly Path[] {
  const task = evaluateAt(frame, run, call);
  const type = task.type === null ? null : frame.solver.types.pointee(task.type);
  if (type?.model?.is !== "callable") return [];
  const called = frame.solver.models.function(`${type.name}::operator()`);
  const fulfils = called?.effects?.some(
    (e) => e.do === "release" && e.for === "value" && e.of === "this",
  );
  return fulfils === true ? pathsIn(task) : [];
}

/** A part of an object that nothing was put in. */
const isEmptyPart = (frame: Frame, path: Path): boolean =>
  path.key.startsWith("#") && frame.solver.heap.load(path, frame.act).length === 0;

/** Futures that complete futures that complete futures: each is one more call on the same stack. */
const maxNext = 8;

/** The future has its value: what was to come next, and has no executor of its own, runs here and now. */
function fulfil(frame: Frame, future: Path, call: LibraryCall, depth: number): void {
  const { solver } = frame;
  emit(frame, { k: "release", event: "value", of: future, one: false, text: call.text }, call.span);
  const next = solver.paths.part(future, "next", null);
  const callables = solver.heap.load(next, frame.act);
  if (callables.length === 0 || depth > maxNext) return;
  invoke(frame, callables, [], call.span, null, call.text, next, "library");
  for (const v of callables)
    for (const of of solver.completes(v.key)) if (of !== future) fulfil(frame, of, call, depth + 1);
}

/**
 * The calling thread destroys every static object. On the main thread that is how each process ends, and nothing
 * to be looked at here; on another one they are destroyed while that thread stands in a call.
 */
function exitProcess(frame: Frame, call: LibraryCall): void {
  const { solver } = frame;
  const { guards } = frame;
  frame.guards = [...guards, { of: solver.paths.mainThread(), on: false }];
  const before = frame.effects.length;
  for (const { path, type, program } of staticObjects(solver)) {
    // What stands beside the `main` of another program is not there.
    if (program !== null && program !== frame.fn.file) continue;
    if (type.model?.is === "pointer")
      destroyContents(
        frame,
        path,
        type,
        call.span,
        solver.heap.load(path, frame.act).flatMap((v) => (v.k === "object" ? [v.path] : [])),
      );
    else destroy(frame, path, type, call.span);
  }
  const ended = frame.effects.splice(before);
  for (const effect of ended) {
    if (effect.k === "call") frame.effects.push({ ...effect, via: "exit" });
    else if (effect.k === "wait") frame.effects.push({ ...effect, how: "exit" });
    else frame.effects.push(effect);
  }
  frame.guards = guards;
}

const fieldName = (path: Path): string => {
  const cut = path.key.lastIndexOf("::");
  const name = cut < 0 ? path.key : path.key.slice(cut + 2);
  return name.slice(name.indexOf("|") + 1);
};

function nameContext(
  frame: Frame,
  effect: Extract<ModelEffect, { do: "name" }>,
  call: LibraryCall,
): void {
  const ref = refsAt(effect.by, call)[0];
  const op = ref === undefined ? undefined : frame.ops[ref];
  if (op?.k !== "string") return;
  const places = effect.of === undefined ? [] : placesAt(frame, effect.of, call);
  for (const place of places) frame.solver.heap.setName(place, op.text);
  if (places.length === 0) frame.act.names = op.text;
}

export function executorAt(frame: Frame, path: Path, model: string) {
  const { executors } = frame.solver;
  let executor = executors.get(path);
  if (executor === undefined) {
    executor = { path, work: new Map(), library: model, drained: false, assumed: false };
    executors.set(path, executor);
  }
  return executor;
}

function store(
  frame: Frame,
  effect: Extract<ModelEffect, { do: "store" }>,
  call: LibraryCall,
): void {
  const { solver } = frame;
  const what = evaluateAt(frame, effect.run, call);
  let values: Values = what.values.length > 0 ? what.values : what.places.map(objectValue);
  if (effect.passes !== undefined) {
    const bound = effect.passes.flatMap((p) => argumentsAt(frame, p, call));
    values = values.map((v) => withArguments(v, bound));
  }
  const into = evaluateAt(frame, effect.in, call);
  for (const place of into.places.length > 0 ? into.places : pathsIn(into)) {
    const isContainer =
      into.type?.model?.is === "container" || place.type?.model?.is === "container";
    const from = what.type?.model?.is === "container" && isContainer && what.places.length > 0;
    if (from) {
      // The elements change hands.
      for (const source of what.places) {
        const held = solver.heap.load(solver.paths.element(source, null), frame.act);
        solver.heap.store(solver.paths.element(place, null), held);
      }
      continue;
    }
    const target = isContainer ? solver.paths.element(place, null) : place;
    solver.heap.store(target, values);
    const callables = values.filter((v) => v.k === "callable");
    if (callables.length > 0) emit(frame, { k: "store", to: target, callables }, call.span);
  }
  writeItems(frame, effect.in, "items", call);
}

/** A callable with what it will be given; one that was bound before has its arguments. */
function withArguments(v: Value, args: readonly Values[]): Value {
  return v.k === "callable" && v.bound === null ? callableValue(v.fn, v.creator, v.self, args) : v;
}

/** Putting in and taking out change what `empty()` says. */
function writeItems(frame: Frame, place: Place, value: string, call: LibraryCall): void {
  const into = evaluateAt(frame, place, call);
  if (into.type?.model?.is !== "container") return;
  for (const to of into.places) {
    if (to.root === "local" || frame.solver.relevance.isFlag(to))
      emit(frame, { k: "write", to, value, text: fieldName(to) }, call.span);
  }
}

function emplace(
  frame: Frame,
  place: Path,
  type: Type | null,
  args: readonly Ref[],
  span: { start: number; end: number },
): void {
  const { solver } = frame;
  const inner =
    type?.model?.is === "pointer"
      ? solver.types.pointee(type)
      : type === null
        ? null
        : solver.types.element(type);
  const element = type?.model?.is === "pointer" ? place : solver.paths.element(place, inner);
  if (inner === null || inner.pointers > 0)
    for (const arg of args) solver.heap.store(element, valueOf(frame, arg).values);
  else {
    const made = makeAt(frame, element, inner, args, span);
    const callables = made.values.filter((v) => v.k === "callable");
    if (callables.length > 0) emit(frame, { k: "store", to: element, callables }, span);
  }
}

/** What is put into a part: something is there from now on, also where it is not known what. */
function partValues(frame: Frame, given: Evaluated, call: LibraryCall): Values {
  if (given.values.length > 0) return given.values;
  const { paths } = frame.solver;
  const unseen = paths.root("unknown", `${frame.act.id}|${call.text}#${frame.at}`, given.type);
  return given.places.length > 0 ? given.places.map(objectValue) : [objectValue(unseen)];
}

function wait(frame: Frame, effect: Extract<ModelEffect, { do: "wait" }>, call: LibraryCall): void {
  const predicate = effect.predicate === undefined ? undefined : refsAt(effect.predicate, call)[0];
  const flags = predicate === undefined ? [] : predicateFlags(frame, predicate);
  // A predicate that we cannot read could become true by anything: then the wait is not understood.
  const work =
    effect.for === "task"
      ? runnables(frame, effect.of, call).flatMap((v) => activateAll(frame, [v], []))
      : [];
  const or = effect.or === undefined ? {} : { or: pathsIn(evaluateAt(frame, effect.or, call)) };
  // Of all elements: as if the caller went through them.
  const each = effect.of.endsWith("[]") ? 1 : 0;
  frame.loops += each;
  const places =
    effect.for === "task"
      ? [frame.solver.paths.root("new", `${frame.act.id}|task#${frame.at}`, null)]
      : waitPlaces(frame, effect.of, call);
  for (const of of places) {
    // Waited for with a deadline just before: what comes after it knows the outcome.
    const bounded = frame.effects.some(
      (e) => e.k === "wait" && e.timed && e.event.of === of && e.event.kind === effect.for,
    );
    emit(
      frame,
      {
        k: "wait",
        event: {
          kind: effect.for,
          of,
          flags: flags ?? [
            {
              path: frame.solver.paths.root("unknown", "predicate", null),
              value: "*",
              counter: false,
            },
          ],
          work,
          ...or,
        },
        timed: effect.timed === true || bounded,
        how: call.how,
        text: call.text,
      },
      call.span,
      places.length > 1 ? "guess" : "exact",
    );
  }
  frame.loops -= each;
}

function waitPlaces(frame: Frame, place: Place, call: LibraryCall): readonly Path[] {
  const e = evaluateAt(frame, place, call);
  return pathsIn(e);
}

function writtenValue(frame: Frame, value: Place | boolean | undefined, call: LibraryCall): string {
  if (value === true) return "true";
  if (value === false) return "false";
  if (value === undefined)
    return /sub|--|-=/.test(call.text) ? "--" : /add|\+\+|\+=/.test(call.text) ? "++" : "*";
  const ref = refsAt(value, call)[0];
  return ref === undefined ? "true" : writtenText(frame, ref);
}

// Places ---------------------------------------------------------------------------------------------------

function refsAt(place: Place, call: LibraryCall): readonly Ref[] {
  if (place === "args") return call.args;
  const m = /^arg(\d+)(\.\.)?$/.exec(place);
  if (m === null) return [];
  const i = Number(m[1]);
  return m[2] === undefined ? call.args.slice(i, i + 1) : call.args.slice(i);
}

function evaluateAt(frame: Frame, place: Place, call: LibraryCall): Evaluated {
  const { solver } = frame;
  if (place === "this") return call.self ?? blank;
  if (place === "result") return call.result === null ? blank : objectAt(call.result);
  if (place.startsWith("global:"))
    return objectAt(solver.paths.root("global", `|${place.slice(7)}`, null));
  if (place.endsWith("[]")) {
    const base = evaluateAt(frame, place.slice(0, -2) as Place, call);
    const places = pathsIn(base).map((p) => solver.paths.element(p, null));
    let values: Values = unknown;
    for (const p of places) values = union(values, solver.heap.load(p, frame.act));
    return {
      values: values.length > 0 ? values : places.map(objectValue),
      type: null,
      places,
      from: null,
    };
  }
  const dot = place.indexOf(".");
  if (dot > 0 && !place.endsWith(".."))
    return partOf(
      frame,
      evaluateAt(frame, place.slice(0, dot) as Place, call),
      place.slice(dot + 1),
    );
  const refs = refsAt(place, call);
  if (refs.length === 1) return valueOf(frame, refs[0]!);
  let out: Evaluated = blank;
  for (const ref of refs) {
    const e = valueOf(frame, ref);
    out = {
      values: union(out.values, e.values),
      type: out.type ?? e.type,
      places: [...out.places, ...e.places],
      from: out.from ?? e.from,
    };
  }
  return out;
}

/** A named part of an object, or its method of that name (`*`: every virtual one that its class overrides). */
function partOf(frame: Frame, base: Evaluated, name: string): Evaluated {
  const { solver } = frame;
  const methods: Value[] = [];
  for (const path of pathsIn(base)) {
    const classes = solver.heap.classesAt(path, frame.act);
    const cls = classes[0] ?? path.type?.cls ?? base.type?.cls ?? null;
    if (cls === null) continue;
    const found =
      name === "*"
        ? [...cls.methods.values()]
            .flat()
            .filter((m) => m.isVirtual && m.definition !== null && !m.name.startsWith("~"))
        : findMethods(cls, name);
    for (const m of found)
      if (m.definition !== null)
        methods.push(callableValue(m.definition, null, [objectValue(path)]));
  }
  if (methods.length > 0) return { ...blank, values: methods };
  return {
    ...blank,
    ...partsAt(
      frame,
      pathsIn(base).map((p) => solver.paths.part(p, name, null)),
    ),
  };
}

/** What was put in the parts, or else the parts themselves: an object that was given stands for its part. */
function partsAt(
  frame: Frame,
  places: readonly Path[],
): { places: readonly Path[]; values: Values } {
  let values: Values = unknown;
  for (const place of places) {
    const stored = frame.solver.heap.load(place, frame.act);
    values = union(values, stored.length > 0 ? stored : [objectValue(place)]);
  }
  return { places, values };
}

function placesAt(frame: Frame, place: Place, call: LibraryCall): readonly Path[] {
  const e = evaluateAt(frame, place, call);
  // The object meant is the one pointed to; a thread or future handle is its own place.
  const paths = pathsIn(e);
  return paths;
}

function argumentsAt(frame: Frame, place: Place, call: LibraryCall): Values[] {
  const refs = refsAt(place, call);
  if (refs.length > 0 || place.startsWith("arg")) {
    return refs.map((ref) => {
      const e = valueOf(frame, ref);
      return e.values.length > 0 || e.places.length === 0 ? e.values : [objectValue(e.places[0]!)];
    });
  }
  if (place.startsWith("this.")) return []; // extra arguments that callees may leave out
  return [evaluateAt(frame, place, call).values];
}

// Callables ------------------------------------------------------------------------------------------------

/** Callables at a place: the value itself, or what is stored in the object there. */
function runnables(frame: Frame, place: Place, call: LibraryCall): Values {
  const e = evaluateAt(frame, place, call);
  let out: Values = e.values.filter((v) => v.k === "callable");
  for (const path of pathsIn(e)) {
    const { heap, paths } = frame.solver;
    out = union(
      out,
      heap.load(path, frame.act).filter((v) => v.k === "callable"),
    );
    out = union(
      out,
      heap.load(paths.element(path, null), frame.act).filter((v) => v.k === "callable"),
    );
    const cls = path.type?.cls ?? e.type?.cls ?? null;
    if (out.length === 0 && cls !== null) {
      for (const m of findMethods(cls, "operator()"))
        if (m.definition !== null)
          out = union(out, [callableValue(m.definition, null, [objectValue(path)])]);
    }
  }
  return out;
}

function activateAll(frame: Frame, callables: Values, args: readonly Values[]): Activation[] {
  const out: Activation[] = [];
  for (const v of callables) {
    if (v.k !== "callable") continue;
    let given: readonly Values[] = v.bound === null ? args : bound(v.bound, args);
    let self = v.self;
    if (self.length === 0 && v.fn.hasReceiver) {
      self = given[0] ?? unknown;
      given = given.slice(1);
    }
    for (const target of overridesOf(frame, v.fn, self)) {
      const params = target.fn.fact.params.map((_, i) => given[i] ?? unknown);
      while (params.length > 0 && params.at(-1)!.length === 0) params.pop();
      const act = frame.solver.activate(target.fn, {
        self: target.self,
        params,
        creator: v.creator,
        result: null,
      });
      act.dependents.add(frame.act);
      out.push(act);
    }
  }
  return out;
}

// Values ---------------------------------------------------------------------------------------------------

function valueOfCall(
  frame: Frame,
  model: ValueModel,
  call: LibraryCall,
  op: Extract<Op, { k: "call" }>,
): Evaluated {
  const { solver } = frame;
  if (model.when !== undefined && !holds(frame, { when: model.when }, call)) return blank;
  switch (model.is) {
    case "this": {
      const self = call.self ?? blank;
      if (model.type === undefined) return self;
      // Seen as something else, it is the object that counts, not what it holds.
      const objects = self.places.length > 0 ? self.places.map(objectValue) : self.values;
      const held = self.values.filter((v) => v.k === "object");
      return {
        ...self,
        values: held.length > 0 ? held : objects,
        type: solver.types.seenAs(typeNamed(frame, model.type), self.type),
      };
    }
    case "arg":
      return call.args[model.arg] === undefined
        ? blank
        : asWritten(frame, op, valueOf(frame, call.args[model.arg]!));
    case "element":
    case "mapped":
    case "inserted": {
      const base =
        model.is === "element" && model.of !== undefined
          ? evaluateAt(frame, model.of, call)
          : (call.self ?? blank);
      const held = base.type === null ? null : solver.types.element(base.type);
      const shown =
        model.is === "mapped" || base.type === null ? held : solver.types.entry(base.type);
      const type = model.is === "inserted" && shown !== null ? pairOf("inserted", [shown]) : shown;
      let values: Values = unknown;
      const places: Path[] = [];
      for (const p of pathsIn(base)) {
        const element = solver.paths.element(p, held);
        const stored = solver.heap.load(element, frame.act);
        values = union(
          values,
          stored.length > 0
            ? stored
            : !standsAlone(element, held) || isScalar(held)
              ? unknown
              : [objectValue(element)],
        );
        places.push(element);
      }
      return { values, type, places, from: pathsIn(base)[0] ?? null };
    }
    case "part": {
      const type = model.type === undefined ? null : typeNamed(frame, model.type);
      const places = pathsIn(call.self ?? blank).map((p) => solver.paths.part(p, model.name, type));
      return { ...partsAt(frame, places), type, from: null };
    }
    case "global":
      return objectAt(solver.paths.root("global", `|${model.name}`, typeNamed(frame, model.type)));
    case "make": {
      const callee = frame.ops[op.callee];
      const targ = callee?.k === "name" ? callee.targs[0] : undefined;
      const type =
        model.type !== undefined
          ? typeNamed(frame, model.type)
          : targ === undefined
            ? null
            : solver.types.resolve(targ, frame.names);
      if (type === null || call.result === null) return blank;
      const args =
        model.args === undefined ? call.args : model.args.flatMap((p) => refsAt(p, call));
      // Of a task on the heap both count: what it runs, and the object whose value somebody waits for. A variable
      // that is its own object would lose the second.
      const isTask = model.held !== undefined && type.model?.is === "callable";
      const home = isTask
        ? solver.paths.root("new", `${frame.act.id}|${lastPart(type.name)}#${frame.at}`, type)
        : call.result;
      const made = makeAt(frame, home, type, args, call.span);
      return {
        ...made,
        values:
          made.values.length === 0 || isTask
            ? union(made.values, [objectValue(home)])
            : made.values,
        places: [home],
        type:
          model.held !== undefined
            ? pointerTo(frame, model.held, type)
            : model.destroy === undefined
              ? made.type
              : { ...type, model: { ...type.model, destroy: decided(frame, model.destroy, call) } },
      };
    }
    case "bind": {
      const callee = call.args[0] === undefined ? blank : valueOf(frame, call.args[0]);
      const rest = call.args.slice(1).map((a) => {
        const written = frame.ops[a];
        const placeholder = written?.k === "name" ? /(?:^|::)_(\d+)$/.exec(written.name) : null;
        if (placeholder !== null) return Number(placeholder[1]) - 1;
        const e = valueOf(frame, a);
        return e.values.length > 0 || e.places.length === 0
          ? e.values
          : [objectValue(e.places[0]!)];
      });
      const values = callee.values.map((v) =>
        v.k === "callable" ? callableValue(v.fn, v.creator, v.self, rest) : v,
      );
      return { ...blank, values };
    }
    case "thread-id":
      return { ...blank, values: [{ k: "thread-id", of: "running", key: "t" }] };
    case "thread-id-of": {
      const of = pathsIn(
        model.of === "this" ? (call.self ?? blank) : evaluateAt(frame, model.of, call),
      );
      return {
        ...blank,
        values: of.map((p) => ({ k: "thread-id" as const, of: p, key: `t${p.id}` })),
      };
    }
    case "on-context": {
      const of = pathsIn(
        model.of === "this" ? (call.self ?? blank) : evaluateAt(frame, model.of, call),
      );
      return {
        ...blank,
        values: of.map((p) => onContext(p, true)),
      };
    }
    case "equal": {
      const [a, b] = [refsAt(model.a, call)[0], refsAt(model.b, call)[0]];
      if (a === undefined || b === undefined) return blank;
      const ids = [...valueOf(frame, a).values, ...valueOf(frame, b).values];
      const running = ids.some((v) => v.k === "thread-id" && v.of === "running");
      const other = ids.flatMap((v) =>
        v.k === "thread-id" && v.of !== "running" ? [v.of] : v.k === "object" ? [v.path] : [],
      );
      return running
        ? {
            ...blank,
            values: other.map((p) => onContext(p, true)),
          }
        : blank;
    }
    case "type": {
      const type = typeNamed(frame, model.type);
      return call.result === null ? { ...blank, type } : { ...objectAt(call.result, type), type };
    }
    default:
      return never(model);
  }
}

/** `cast<T>(x)`: seen as what the code says. */
function asWritten(frame: Frame, op: Extract<Op, { k: "call" }>, e: Evaluated): Evaluated {
  const callee = frame.ops[op.callee];
  const targ = callee?.k === "name" ? callee.targs[0] : undefined;
  const type = targ === undefined ? null : frame.solver.types.resolve(targ, frame.names);
  if (type?.cls == null) return e;
  return {
    ...e,
    type: e.type?.model?.is === "pointer" ? { ...e.type, args: [type] } : type,
  };
}

function pointerTo(frame: Frame, name: string, type: Type): Type {
  const pointer = typeNamed(frame, name);
  return pointer === null ? type : { ...pointer, args: [type] };
}

function typeNamed(frame: Frame, name: string): Type | null {
  return frame.solver.types.resolve(
    { name, args: [], pointers: 0, reference: false, callable: false },
    frame.names,
  );
}
