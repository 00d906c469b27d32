/**
 * What the walk over one function finds: locks held, locks taken, and the state between two operations. Data and
 * the two ways to combine it; how it comes about is in `bodyLocks.ts`.
 */

import type { Ref } from "../../facts/op.ts";
import type { BodyTypes } from "../../link/bodyTypes.ts";
import type { ClassInfo, Fn } from "../../link/program.ts";
import type { LockPath } from "./lockPath.ts";

export interface Held {
  readonly path: LockPath;
  readonly shared: boolean;
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

export function meet(a: LockState, b: LockState): LockState {
  if (a === b) return a;
  const held = a.held.filter((h) =>
    b.held.some((x) => x.path.key === h.path.key && x.guard === h.guard),
  );
  const dropped = [
    ...a.dropped,
    ...b.dropped.filter((d) => !a.dropped.some((x) => x.key === d.key)),
  ];
  return { held, dropped };
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
