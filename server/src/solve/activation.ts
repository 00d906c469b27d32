/**
 * An activation is one function with what its caller gave it: receiver, arguments, the activation that made
 * its captures, and where its result will live. Two calls with the same bindings share one activation, so the
 * graph of activations is finite and a loop used through two fields stays two loops.
 *
 * Its effects are in evaluation order; an effect's position orders it against the others of the activation.
 */

import type { Span } from "../base/span.ts";
import type { ClassInfo, Fn } from "../link/program.ts";
import type { Type } from "../link/types.ts";
import type { Path } from "./path.ts";
import type { Values } from "./value.ts";

export interface Bindings {
  readonly self: Values;
  readonly params: readonly Values[];
  /** The activation in which a lambda was made. */
  readonly creator: Activation | null;
  /** Where the caller puts the result: constructors and factories work on it directly. */
  readonly result: Path | null;
}

export interface Activation {
  readonly id: number;
  readonly fn: Fn;
  readonly bindings: Bindings;
  /** Set for the synthetic activation that destroys an object of a class. */
  readonly destroys: ClassInfo | null;
  effects: readonly Effect[];
  returned: Values;
  /** What the returned value tests, when it is a condition. */
  tests: Tests | null;
  /** Containers from which it removes elements: it uses them as queues. */
  readonly takes: Set<Path>;
  /** Containers that it empties at once. Callables run before that were work; objects were only looked after. */
  readonly clears: Set<Path>;
  /** What holds whenever it has come back: it ends the process, or throws, otherwise. */
  ensures: readonly Guard[];
  /** It never comes back: it throws, or ends the process. */
  leaves: boolean;
  /** The queue that the returned value was taken from. */
  returnedFrom: Path | null;
  /** The name that the running thread gives itself here. */
  names: string | null;
  /** Values of locals and parameters, for lambdas that capture them. */
  readonly locals: Map<string, LocalInfo>;
  /** Those to interpret again when `returned` or `locals` grow. */
  readonly dependents: Set<Activation>;
  state: "new" | "running" | "done";
}

/** Flags whose values keep an expression true, or false; null where part of it is not understood. */
export interface Tests {
  readonly whenTrue: readonly Flag[] | null;
  readonly whenFalse: readonly Flag[] | null;
}

export interface LocalInfo {
  values: Values;
  /** What the last round of interpreting had found: readers are woken only by something new. */
  before: Values;
  /** The queue that its value was taken from. */
  from: Path | null;
  type: Type | null;
  /** The variable itself as an object. */
  readonly path: Path;
}

/** A condition that says which context runs the code under it. */
export interface Guard {
  readonly of: Path;
  /** True: only when running on it. */
  readonly on: boolean;
  /** Only where that is known: nothing is to be taken for granted. */
  readonly certain?: true;
}

export type Grade = "exact" | "override-set" | "callback" | "guess";

/** How a call expression was followed; `library`: by a model. */
export type CallGrade = Grade | "library" | "unresolved";

interface EffectBase extends Span {
  /** Order within the activation. */
  readonly at: number;
  /** Enclosing branches, as alternating ids (branch statement, arm): arms of one statement exclude each other. */
  readonly arms: readonly number[];
  readonly guards: readonly Guard[];
  /** Under a condition that depends on the running thread in a way we do not understand. */
  readonly unclear: boolean;
  /** Loop nesting: 0 is straight-line code. */
  readonly loops: number;
  readonly grade: Grade;
}

export type EffectBody =
  /** Control goes into `to` and comes back. */
  | {
      readonly k: "call";
      readonly to: Activation;
      /** `exit`: ended with the process, by a call that ends it. */
      readonly via: "call" | "virtual" | "callback" | "destroy" | "exit" | "construct" | "library";
      /** As people read it: name of the callee, or of the object destroyed. */
      readonly text: string;
      /** Why we believe it: class or place. */
      readonly evidence: Evidence;
      /** Set when what runs was taken from this queue: a work item with a beginning of its own. */
      readonly queue: Path | null;
    }
  | {
      readonly k: "spawn";
      readonly thread: Path;
      readonly entry: Activation;
      readonly many: boolean;
    }
  /** Callables are put where somebody may invoke them later. */
  | { readonly k: "store"; readonly to: Path; readonly callables: Values }
  | { readonly k: "handle-signal"; readonly handler: Activation; readonly name: string }
  | {
      readonly k: "wait";
      readonly event: WaitEvent;
      readonly timed: boolean;
      readonly how: WaitForm;
      readonly text: string;
    }
  /** `one`: only one of those who wait goes on. */
  | {
      readonly k: "release";
      readonly event: EventKind;
      readonly of: Path;
      readonly one: boolean;
      readonly text: string;
    }
  /** When `work` has returned, the event `value` of `of` happens. */
  | { readonly k: "done"; readonly work: Activation; readonly of: Path }
  | { readonly k: "write"; readonly to: Path; readonly value: Written; readonly text: string }
  | { readonly k: "sleep"; readonly text: string }
  | { readonly k: "detach"; readonly thread: Path }
  | { readonly k: "block-signals" }
  | { readonly k: "unsafe"; readonly name: string };

export type Effect = EffectBase & EffectBody;

export interface Evidence {
  readonly kind:
    | "type"
    | "exact"
    | "override"
    | "override-set"
    | "callback"
    | "model"
    | "inferred"
    | "last";
  readonly detail: string;
}

/** `discard`: the value of the call is dropped on the spot, and its destructor waits. */
export type WaitForm = "call" | "poll" | "destroy" | "exit" | "discard";

export type EventKind =
  | "end"
  | "drained"
  | "stopped"
  | "stop"
  | "condition"
  | "value"
  | "count"
  | "items"
  | "room"
  | "task"
  | "flag";

export interface WaitEvent {
  readonly kind: EventKind;
  readonly of: Path;
  /** What the waiter's condition reads; any of them changing may end the wait. */
  readonly flags: readonly Flag[];
  /** For `task`: what was posted in the same call. */
  readonly work: readonly Activation[];
  /** Flags whose writing ends the wait, too, whatever it is for. */
  readonly or?: readonly Path[];
}

export interface Flag {
  readonly path: Path;
  /** In a test: the value with which it is true. In a wait: the value with which it goes on waiting. */
  readonly value: Written;
  /** The condition compares a counter with zero. */
  readonly counter: boolean;
}

/** `true`, `false`, `empty`, `items`, `=X`, `!X`, a named constant, `++`/`--`, `items` (something was put in) or anything. */
export type Written = string;
