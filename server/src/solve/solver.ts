/**
 * Runs activations to a fixpoint: interpret, and interpret again when something they read has grown.
 * Everything is bounded; hitting a bound is counted and makes the result weaker, never wrong.
 */

import { type CancelToken, throwIfCancelled } from "../base/cancel.ts";
import type { Span } from "../base/span.ts";
import type { ClassInfo, FileUnit, Fn, Program } from "../link/program.ts";
import type { Type, TypeResolver } from "../link/types.ts";
import type { ModelSet } from "../models/modelSet.ts";
import type { Activation, Bindings, CallGrade } from "./activation.ts";
import { Heap } from "./heap.ts";
import { interpret } from "./interpret.ts";
import { type Path, Paths, rootOf } from "./path.ts";
import type { Relevance } from "./relevance.ts";
import { keyOf, objectValue, unknown, type Values } from "./value.ts";

/**
 * Distinct bindings of one function before its arguments are forgotten, and before its receiver is: many in a
 * small program and some where something happens in the function or close by, few where it only leads there.
 */
const bindingsInSmall = 24;
const bindingsNear = 8;
const bindingsFar = 2;
const near = 4;
/** Bindings of one function that differ in objects of which nothing is known, before those are taken for one. */
const strangers = 3;
/** Activations up to which a program is small. */
const few = 2_000;
/** Rounds of interpreting one activation; a fixpoint needs few, a bug would need for ever. */
const maxRounds = 20;
/** Activations in all before new ones forget what they were called with: linear from there on. */
const plenty = 5_000;
/** Calls of one beginning are told apart by their length, up to this one. */
const longestCall = 1 << 20;
/** Nested interpretation before the rest is queued (the stack of the host language is finite). */
const maxNesting = 40;

export interface Executor {
  readonly path: Path;
  /** Work posted to it: callables by key, as activations. */
  readonly work: Map<string, Activation>;
  readonly library: string;
  /** Some thread of the workspace runs its work. */
  drained: boolean;
  /** Nothing is known of it but that something must run the work, unless others are seen to. */
  assumed: boolean;
}

export class Solver {
  readonly program: Program;
  readonly types: TypeResolver;
  readonly models: ModelSet;
  readonly relevance: Relevance;
  readonly paths = new Paths();
  readonly heap: Heap;
  readonly activations: Activation[] = [];
  /** Functions with an activation. */
  readonly entered = new Set<Fn>();
  /** Library loops, executors and pools that work was posted to, by path. */
  readonly executors = new Map<Path, Executor>();
  /** What library objects were made as, where their place does not say it: behind a pointer, or seen as a base. */
  readonly madeAs = new Map<Path, { readonly type: Type; readonly serial: boolean }>();
  /** Classes of which an object is made somewhere. */
  readonly constructed = new Set<ClassInfo>();
  /** Methods of libraries whose address is taken, by place and name. */
  readonly libraryMethods = new Map<string, Fn>();
  readonly #completes = new Map<string, Set<Path>>();
  /** By which way each call of an interpreted body was followed: the weakest that was needed. */
  readonly calls = new Map<FileUnit, Map<number, CallGrade>>();
  /** Functions for which a bound was hit: calls of them were merged, or not followed. */
  readonly cut = new Set<Fn>();

  readonly #byKey = new Map<string, Activation>();
  readonly #perFn = new Map<string, number>();
  readonly #results = new Map<Fn, Type | null>();
  readonly #rounds = new Map<Activation, number>();
  readonly #queue = new Set<Activation>();
  #nesting = 0;

  constructor(program: Program, types: TypeResolver, models: ModelSet, relevance: Relevance) {
    this.program = program;
    this.types = types;
    this.models = models;
    this.relevance = relevance;
    this.heap = new Heap((activation) => this.wake(activation));
  }

  /** The futures that have their values once this callable, by key, has returned. */
  completes(key: string): Set<Path> {
    let known = this.#completes.get(key);
    if (known === undefined) this.#completes.set(key, (known = new Set()));
    return known;
  }

  /** The activation of `fn` with these bindings, interpreted at least once unless nested too deeply. */
  activate(fn: Fn, bindings: Bindings): Activation {
    return this.#intern(`${fn.id}`, fn, bindings, null);
  }

  /** The activation that destroys an object of class `cls`: its destructor, members, bases. */
  destruction(cls: ClassInfo, fn: Fn, self: Path): Activation {
    const bindings: Bindings = {
      self: [objectValue(self)],
      params: [],
      creator: null,
      result: null,
    };
    return this.#intern(`~${cls.id}`, fn, bindings, cls);
  }

  #intern(name: string, fn: Fn, wanted: Bindings, destroys: ClassInfo | null): Activation {
    let bindings = wanted;
    let key = bindingKey(name, bindings);
    let known = this.#byKey.get(key);
    if (known === undefined && (this.#perFn.get(name) ?? 0) >= strangers) {
      bindings = withoutStrangers(this.paths, this.heap, name, bindings);
      key = bindingKey(name, bindings);
      known = this.#byKey.get(key);
    }
    if (known === undefined) {
      const n = this.#perFn.get(name) ?? 0;
      const distance = this.relevance.distance(fn);
      const crowded = this.activations.length >= plenty;
      const most = crowded
        ? distance <= 1
          ? 4
          : 0
        : this.activations.length < few
          ? bindingsInSmall
          : distance <= near
            ? bindingsNear
            : bindingsFar;
      if (n >= most) {
        // What can be called decides who runs what: it is forgotten last.
        const callables = (v: Values): Values =>
          n >= most + 6 ? unknown : v.filter((x) => x.k === "callable");
        const forget = (crowded || n >= most * 2) && fn.owner !== null;
        const self: Values = forget ? [objectValue(this.paths.instance(fn.owner!))] : bindings.self;
        bindings = {
          self,
          params: bindings.params.map(callables),
          creator: bindings.creator,
          result: null,
        };
        const less = bindingKey(name, bindings);
        if (less !== key) this.cut.add(fn);
        key = less;
        known = this.#byKey.get(key);
      }
      if (known === undefined) {
        this.#perFn.set(name, n + 1);
        known = {
          id: this.activations.length,
          fn,
          bindings,
          destroys,
          effects: [],
          returned: unknown,
          tests: null,
          takes: new Set(),
          clears: new Set(),
          ensures: [],
          leaves: false,
          returnedFrom: null,
          names: null,
          locals: new Map(),
          dependents: new Set(),
          state: "new",
        };
        this.activations.push(known);
        this.entered.add(fn);
        this.#byKey.set(key, known);
      }
    }
    if (known.state === "new") {
      if (this.#nesting >= maxNesting) this.#queue.add(known);
      else this.#interpret(known);
    }
    return known;
  }

  /** A call counts once, however many activations it is in; not followed only if it never is. */
  graded(fn: Fn, call: Span, grade: CallGrade): void {
    let ofFile = this.calls.get(fn.file);
    if (ofFile === undefined) this.calls.set(fn.file, (ofFile = new Map()));
    const key = call.start * longestCall + Math.min(call.end - call.start, longestCall - 1);
    const before = ofFile.get(key);
    if (before === undefined || weakness[grade] > weakness[before]) ofFile.set(key, grade);
  }

  /** What the function returns, by its declaration. */
  resultType(fn: Fn): Type | null {
    let type = this.#results.get(fn);
    if (type === undefined) {
      const scope = fn.owner?.scope ?? fn.scope;
      type = this.types.resolve(fn.fact.result, { program: this.program, file: fn.file, scope });
      this.#results.set(fn, type);
    }
    return type;
  }

  wake(activation: Activation): void {
    this.#queue.add(activation);
  }

  run(cancel: CancelToken): void {
    for (const activation of this.#queue) {
      throwIfCancelled(cancel);
      this.#queue.delete(activation);
      if (activation.state === "running") continue;
      this.#interpret(activation);
    }
  }

  #interpret(activation: Activation): void {
    const rounds = (this.#rounds.get(activation) ?? 0) + 1;
    if (rounds > maxRounds) {
      this.cut.add(activation.fn);
      return;
    }
    this.#rounds.set(activation, rounds);
    activation.state = "running";
    this.#queue.delete(activation);
    this.#nesting++;
    const before = outcome(activation);
    interpret(this, activation);
    this.#nesting--;
    activation.state = "done";
    if (outcome(activation) !== before) {
      for (const dependent of activation.dependents) this.wake(dependent);
    }
  }
}

const weakness: Readonly<Record<CallGrade, number>> = {
  unresolved: 0,
  exact: 1,
  library: 2,
  callback: 3,
  "override-set": 4,
  guess: 5,
};

/** What callers see of an activation, beside its effects. */
function outcome(a: Activation): string {
  return `${a.effects.length > 0 ? "e" : ""}${keyOf(a.returned)}|${a.tests === null ? "" : "t"}|${a.returnedFrom?.id ?? ""}|${a.ensures.length}${a.leaves ? "!" : ""}`;
}

/**
 * Objects that came from somewhere we cannot see are equal to nothing but themselves, so it says little which of
 * them a function is given: one stands for all, in each place.
 */
function withoutStrangers(paths: Paths, heap: Heap, name: string, b: Bindings): Bindings {
  const stranger = (values: Values, place: string): Values => {
    if (!values.some((v) => v.k === "object" && isStranger(heap, v.path))) return values;
    return values.map((v) =>
      v.k === "object" && isStranger(heap, v.path)
        ? objectValue(paths.root("unknown", `${name}|${place}`, v.path.type))
        : v,
    );
  };
  return {
    ...b,
    self: stranger(b.self, "this"),
    params: b.params.map((p, i) => stranger(p, `#${i}`)),
  };
}

/** Its root is unknown, or a pointer of which it is not known where it points. */
function isStranger(heap: Heap, path: Path): boolean {
  const root = rootOf(path);
  return (
    root.root === "unknown" ||
    (root.root === "local" && isPointer(root.type) && !heap.isMadeAt(root))
  );
}

function isPointer(type: Type | null): boolean {
  return type !== null && (type.pointers > 0 || type.model?.is === "pointer");
}

function bindingKey(name: string, b: Bindings): string {
  let key = `${name}|${keyOf(b.self)}|${b.creator?.id ?? ""}|${b.result?.id ?? ""}`;
  for (const p of b.params) key += `|${keyOf(p)}`;
  return key;
}
