/**
 * What a library's API means, as data: `data/<library>.json` files have the shape `ModelFile`. The words are
 * a closed list; when a library cannot be said in them, the list grows (and an ADR says why), never the code
 * around it. Models may name public libraries, never somebody's product. docs/models.md explains each word
 * with examples; validate.ts and modelFile.schema.json accept exactly these.
 */

export interface ModelFile {
  /** For editors only: where modelFile.schema.json is. */
  readonly $schema?: string;
  readonly library: string;
  readonly description: string;
  /**
   * Other names of types, functions and namespaces: `std::atomic_bool` -> `std::atomic`, `std::__1` -> `std`.
   * A key that is a leading part of a name is replaced wherever the name is looked up.
   */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, TypeModel>>;
  readonly functions: Readonly<Record<string, FunctionModel>>;
  /** Objects that the library defines, and their types: `std::cout` -> `std::ostream`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Functions of the workspace -> the name of the one thread or loop that runs them. */
  readonly runsOn?: Readonly<Record<string, string>>;
}

/** Meaning of a class or class template, by qualified name. */
export interface TypeModel {
  readonly is?: TypeKind;
  /** Template argument that a pointer points to, a container or flag holds, a future brings. Left out for a container: any. */
  readonly of?: number;
  /** Template argument of the keys: elements are pairs, `first` of that argument and `second` of `of`. */
  readonly key?: number;
  /** Destroying a pointer destroys what it points to. `shared`: perhaps (last reference). */
  readonly owns?: "yes" | "shared";
  /** Mutex that the same thread may take twice. */
  readonly recursive?: boolean;
  /** What destroying an object of this type does, besides what `is`, `of` and `owns` imply. */
  readonly destroy?: readonly Effect[];
  /** What constructing one does; `arg` counts from 0. For a guard, replaces "locks argument 0". */
  readonly construct?: readonly Effect[];
  /** Bases in the library, so that methods are found on them. */
  readonly bases?: readonly string[];
  /** Named parts that every object has, and their types: the places `this.<part>`. */
  readonly parts?: Readonly<Record<string, string>>;
  /** Constructor argument that says how many threads; a literal 1 makes the pool serial. */
  readonly threads?: number;
  /** False: methods that are not in `functions` are not async-signal-safe. */
  readonly signalSafe?: false;
  /** One sentence for a reader of the file. */
  readonly note?: string;
}

export type TypeKind =
  | "thread" // runs one callable; identity of an execution context
  | "loop" // serial: runs what is posted to it on whichever thread calls its `drain` function
  | "executor" // like loop, but with a thread of its own
  | "pool" // like executor, with several threads
  | "mutex"
  | "guard" // constructor locks argument 0, destructor unlocks; as a place of lock, unlock and `unlocks`: what it locks
  | "condition"
  | "event" // manual wait/release objects: latch, semaphore, baton
  | "promise"
  | "future"
  | "flag" // atomic: reading and writing it is reading and writing the variable
  | "callable" // std::function and kin: calling it invokes what is stored in it
  | "coroutine" // returned by a function whose body runs only when this is awaited, or given to who runs it
  | "pointer" // smart pointer: transparent, see `of`
  | "container" // holds elements, see `of`
  | "value"; // known and of no interest

/** Meaning of a function or method, by qualified name (`std::thread::join`, `usleep`). */
export interface FunctionModel {
  /** In the order in which they happen. */
  readonly effects?: readonly Effect[];
  /** Value of the call. */
  readonly returns?: ValueModel;
  /** False: not on the list of async-signal-safe functions. Left out: not known. */
  readonly signalSafe?: boolean;
  /** Does not return. */
  readonly noreturn?: boolean;
  /** Another meaning altogether when called with this many arguments. */
  readonly byArgs?: Readonly<Record<`${number}`, FunctionModel>>;
  /** One sentence for a reader of the file. */
  readonly note?: string;
}

/**
 * Where an effect applies: the receiver, an argument, the value returned, or `global:<name>` for something
 * there is one of in a process. `args` is every argument, `arg1..` argument 1 and those after it. An effect
 * at an argument that the call does not have does not take place; a field that names one is as if left out.
 *
 * `x.name` is a named part of x: one of its type's `parts`, or its method of that name (for `run`: called on
 * x, as the most derived class overrides it); `x.*` is every virtual method that the class of x overrides.
 * `x[]` is one element of x.
 */
export type Place =
  | "this"
  | "result"
  | `arg${number}`
  | "args"
  | `arg${number}..`
  | `global:${string}`
  | `${"this" | "result" | `arg${number}`}${`.${string}` | "[]"}`;

/** For `run`: a callable, or anything that carries callables stored in it (a container, a struct, a context). */
interface Run {
  readonly run: Place;
  /** What it is called with, in order; left out: not known. More than it takes are dropped. */
  readonly passes?: readonly Place[];
}

interface Done {
  /** When `run` has returned, the event `value` of this place happens. */
  readonly done?: Place;
}

/**
 * The effect depends on which constants are written among the arguments (`std::defer_lock`, `SIG_UNBLOCK`).
 * A name in the code is the constant when one is the other, or its end after a `::`.
 */
interface Condition {
  /** Only when one of these is an argument. */
  readonly when?: readonly string[];
  /** Not when one of these is an argument. */
  readonly unless?: readonly string[];
}

export type Effect = EffectBody & Condition;

export type EffectBody =
  /** `run` becomes the entry of a new thread whose identity is `as`. */
  | ({ readonly do: "spawn"; readonly as: Place } & Run & Done)
  /**
   * `run` is queued to run later on the context `to`. `inline`: if the caller runs on `to` already, it is
   * invoked at once instead, and a wait for it in the same call does not block. `otherwise`: where `to` is a part
   * that nothing was put in, `run` is called by whoever makes the event `value` of that future happen.
   */
  | ({
      readonly do: "post";
      readonly to: Place;
      readonly inline?: boolean;
      readonly otherwise?: Place;
    } & Run &
      Done)
  /**
   * The calling thread runs everything posted to `of`, until told to stop (event `stop`); with `until: empty`
   * it comes back also when nothing is left to run.
   */
  | { readonly do: "drain"; readonly of: Place; readonly until?: "stop" | "empty" }
  /** `run` is called here and now. */
  | ({ readonly do: "invoke" } & Run)
  /** `run` is kept in `in`; whoever invokes `in`, or an element taken from it, invokes it. */
  | ({ readonly do: "store"; readonly in: Place } & Run)
  /** A new element is constructed in the container (or pointer) `in` from the arguments `from`. */
  | { readonly do: "emplace"; readonly in: Place; readonly from: Place }
  /** `run` becomes a signal handler. */
  | ({ readonly do: "handle-signal" } & Run)
  /** The caller cannot go on until the event of `of` happens. `timed`: only up to a deadline. */
  | {
      readonly do: "wait";
      readonly for: EventKind;
      readonly of: Place;
      readonly timed?: boolean;
      /** Argument that is a predicate, evaluated by the waiter. */
      readonly predicate?: Place;
      /** Lock given up while waiting. */
      readonly unlocks?: Place;
      /** Flag whose writing ends the wait too. */
      readonly or?: Place;
    }
  /** The event of `of` happens. `one`: only one of those who wait goes on. */
  | { readonly do: "release"; readonly for: EventKind; readonly of: Place; readonly one?: boolean }
  /** `args`: all of them, in an order that cannot deadlock. `try`: does not wait without limit. */
  | { readonly do: "lock"; readonly of: Place; readonly shared?: boolean; readonly try?: boolean }
  | { readonly do: "unlock"; readonly of: Place }
  /** A flag, or a part of an object, gets a new value. */
  | { readonly do: "write"; readonly of: Place; readonly value?: Place | boolean }
  /**
   * What `of` holds (the object a pointer owns, the elements of a container, the callable in a function) is
   * destroyed and, where given, replaced by `by`. The pointer or container itself lives on.
   */
  | { readonly do: "destroy"; readonly of: Place; readonly by?: Place }
  /** What `of` holds leaves it alive: destroying `of` later does not destroy it (for a guard: does not unlock). */
  | { readonly do: "disown"; readonly of: Place }
  /** Elements of `of` are removed: the container is used as a queue. */
  | { readonly do: "take"; readonly of: Place }
  /** The thread sleeps or gives way: inside a loop over a flag this makes a poll. */
  | { readonly do: "sleep" }
  /** The thread `of` goes its own way: nobody can join it. */
  | { readonly do: "detach"; readonly of: Place }
  /** Signals are blocked in this thread and in those that it starts later. */
  | { readonly do: "block-signals" }
  /** The context `of` (left out: the running thread) is called by the string at `by`. */
  | { readonly do: "name"; readonly of?: Place; readonly by: Place }
  /** From here on the caller is known to run on `of`: the call ends the process otherwise. */
  | { readonly do: "assume-on"; readonly of: Place }
  /** The calling thread destroys the process's static objects. */
  | { readonly do: "exit" };

export type EventKind =
  | "end" // the thread has ended
  | "drained" // everything posted to the pool has run, and workers of its own have ended
  | "stopped" // the loop has left its drain function
  | "stop" // the loop or pool was told to stop: its drain function comes back. Nobody waits for it but `drain`
  | "condition" // a condition variable was notified and its predicate holds
  | "value" // a promise was fulfilled
  | "count" // a latch, semaphore or barrier let one through
  | "items" // a queue has something to take
  | "room" // a bounded queue has room
  | "task"; // the callable posted in the same call has run; `of` is what `run` was

export type ValueModel = {
  /** Only when one of these constants is an argument. */
  readonly when?: readonly string[];
} & (
  | { readonly is: "this"; readonly type?: string } // the receiver itself, or what it points to; seen as a `type`
  | { readonly is: "arg"; readonly arg: number }
  | { readonly is: "element"; readonly of?: Place } // one element of the receiver (or of `of`), or an iterator to it
  | { readonly is: "mapped" } // what a keyed container holds for a key: `second` of an element
  | { readonly is: "inserted" } // a pair whose `first` is the element just inserted
  | { readonly is: "part"; readonly name: string; readonly type?: string } // a named part of the receiver, same one each time
  | { readonly is: "global"; readonly name: string; readonly type: string } // the object `global:<name>`
  | {
      readonly is: "make"; // a new object (of the first template argument, or of `type`)
      readonly type?: string;
      readonly held?: string; // the value is a pointer of this type to it
      readonly args?: readonly Place[]; // arguments of its constructor; left out: those of the call
      readonly destroy?: readonly Effect[]; // what destroying this one does besides; `this` is the object
    }
  | { readonly is: "bind" } // argument 0 with the rest bound
  | { readonly is: "thread-id" } // id of the running thread
  | { readonly is: "thread-id-of"; readonly of: "this" | `arg${number}` }
  | { readonly is: "on-context"; readonly of: "this" | `arg${number}` } // true iff the caller runs on it
  | { readonly is: "equal"; readonly a: Place; readonly b: Place } // a == b
  | { readonly is: "type"; readonly type: string } // an object of this type, otherwise unknown
);
