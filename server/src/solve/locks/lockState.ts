/**
 * What the walk over one function finds: locks held, locks taken, and the state between two operations. Data and
 * the two ways to combine it; how it comes about is in `bodyLocks.ts`.
 */

import type { Ref } from "../../facts/op.ts";
import type { BodyTypes } from "../../link/bodyTypes.ts";
import type { ClassInfo, Fn } from "../../link/program.ts";
import type { LockPath } from "./lockPath.ts";

/** A parameter says how a lock is taken: alone if it has this value, shared otherwise. */
export interface Choice {
  readonly param: number;
  readonly alone: boolean;
}

export interface Held {
  readonly path: LockPath;
  readonly shared: boolean;
  /** Whether it is `shared` is up to an argument. */
  readonly choice?: Choice | undefined;
  readonly recursive: boolean;
  /** The operation that took it. */
  readonly at: Ref;
  readonly start: number;
  readonly end: number;
  /** The local variable whose end gives it back; `return` for a guard that is the function's value. */
  readonly guard: string | null;
}

export interface Acquire {
  readonly path: LockPath;
  readonly shared: boolean;
  readonly choice?: Choice | undefined;
  readonly recursive: boolean;
  readonly at: Ref;
  readonly start: number;
  readonly end: number;
  /** In which callee it happens; null: here. */
  readonly through: { readonly fn: Fn; readonly inner: Acquire; readonly targets: number } | null;
  /** What is held at that point, as far as this function knows. */
  readonly held: readonly Held[];
  /** Locks of the callers that were given back before. */
  readonly dropped: readonly LockPath[];
  /** Whether it happens is up to an argument: callers that hold the lock may well say so. */
  readonly optional: boolean;
  /** Number of calls to where it happens. */
  readonly depth: number;
}

export interface LockState {
  readonly held: readonly Held[];
  readonly dropped: readonly LockPath[];
}

export interface BodyLocks {
  readonly acquires: readonly Acquire[];
  /** Locks that stay with the caller: taken and not given back. */
  readonly leaves: readonly Held[];
  /** Locks of the caller that are given back. */
  readonly drops: readonly LockPath[];
  /** The place whose reference or address is returned. */
  readonly returns: LockPath | null;
  /** State before the operation. */
  at(ref: Ref): LockState;
  /** What is held all the way from one to the other, and what is given back somewhere between them. */
  throughout(from: Ref, to: Ref): LockState;
  /** Calls of which a yes-or-no argument says whether they take place. */
  readonly optional: ReadonlySet<Ref>;
  /** Locks that a wait gives up while it waits, by operation. */
  readonly givesUp: ReadonlyMap<Ref, readonly LockPath[]>;
}

export interface LockEnv {
  typesOf(fn: Fn): BodyTypes;
  /** What is known so far; undefined: nothing to do with locks. */
  locksOf(fn: Fn): BodyLocks | undefined;
  /** The place whose reference or address the function returns, whatever else it does. */
  returns(fn: Fn): LockPath | null;
  /** Locks taken while an object of the class is destroyed, relative to it as `this`. */
  destruction(cls: ClassInfo): readonly Acquire[];
  /** Mutexes that are seen to be initialised as recursive, by kind. */
  readonly recursive: Set<string>;
  /** Functions that gave back what their caller had taken. */
  readonly partners: Set<Fn>;
}

export const nothingHeld: LockState = { held: [], dropped: [] };

/** `asked`: the parameter by which the two ways part, with its value on the first. */
export function meet(
  a: LockState,
  b: LockState,
  asked: { readonly param: number; readonly value: boolean } | null = null,
): LockState {
  if (a === b) return a;
  const held = a.held.flatMap((h) => {
    const other = b.held.find((x) => x.path.key === h.path.key && x.guard === h.guard);
    return other === undefined ? [] : [{ ...h, ...eitherWay(h, other, asked) }];
  });
  const dropped = [
    ...a.dropped,
    ...b.dropped.filter((d) => !a.dropped.some((x) => x.key === d.key)),
  ];
  return { held, dropped };
}

/** Taken one way or the other: shared, unless it is known which. */
export function eitherWay(
  a: Pick<Held, "shared" | "choice">,
  b: Pick<Held, "shared" | "choice">,
  asked: { readonly param: number; readonly value: boolean } | null,
): Pick<Held, "shared" | "choice"> {
  if (a.shared === b.shared) return { shared: a.shared, choice: a.choice };
  return asked === null
    ? { shared: true, choice: undefined }
    : {
        shared: true,
        choice: { param: asked.param, alone: a.shared ? !asked.value : asked.value },
      };
}

export function stateThroughout(
  changes: readonly { at: Ref; state: LockState }[],
  from: Ref,
  to: Ref,
): LockState {
  return changes
    .filter((c) => c.at > from && c.at <= to)
    .reduce((all, { state }) => meet(all, state), stateAt(changes, from));
}

export function stateAt(changes: readonly { at: Ref; state: LockState }[], ref: Ref): LockState {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (changes[mid]!.at <= ref) low = mid + 1;
    else high = mid;
  }
  return low === 0 ? nothingHeld : changes[low - 1]!.state;
}
