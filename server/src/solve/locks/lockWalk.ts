/**
 * The state of one walk over a function (`bodyLocks.ts`), shared by the files that each know one subject of it.
 * Lives only while the function is walked.
 */

import type { Op, Ref } from "../../facts/op.ts";
import type { BodyTypes } from "../../link/bodyTypes.ts";
import type { ClassInfo, Fn } from "../../link/program.ts";
import type { LockPath } from "./lockPath.ts";
import type { Acquire, Held, LockEnv, LockState } from "./lockState.ts";

export interface Block {
  readonly k: "if" | "loop" | "switch" | "scope" | "try" | "catch" | "body";
  readonly optional: boolean;
  /** The parameter that a condition asks for, and its value in the first arm. */
  readonly asked: { readonly param: number; readonly value: boolean } | null;
  readonly start: Ref;
  /** Where the second arm begins. */
  elseAt: Ref;
  entry: LockState;
  /** Where the arms so far came out; null: none did. */
  out: LockState | null;
  sawElse: boolean;
  /** Locals declared here that do something at their end, in order. */
  readonly declared: { readonly name: string; readonly cls: ClassInfo | null }[];
  /** Guards of outer blocks that are hidden by a variable of this one: variable -> what it was called there. */
  readonly hidden: Map<string, string>;
}

export interface Walk {
  readonly fn: Fn;
  readonly env: LockEnv;
  readonly ops: readonly Op[];
  readonly body: BodyTypes;
  /** The place that each operation names. */
  readonly paths: (LockPath | null)[];
  /** Locals that name another object later than at first. */
  readonly reassigned: ReadonlySet<string>;
  /** Names that stand for another place. */
  readonly bound: Map<string, LockPath>;
  /** What the guard of a variable is called where an outer one has its name: the variable's name otherwise. */
  readonly guardNames: Map<string, string>;
  /** Guards by that name: the locks that they stand for, held or not. */
  readonly guards: Map<string, readonly Held[]>;
  /** Guards that were told to try, by the call: held where it said yes. */
  readonly attempts: Map<Ref, Held>;
  /** Locks that were only tried. */
  readonly tried: Set<string>;
  readonly acquires: Map<string, Acquire>;
  readonly optional: Set<Ref>;
  /** Operations of `asks ? a : b` and `asks && a` whose condition reads a parameter: from where to where. */
  readonly asked: readonly (readonly [Ref, Ref])[];
  readonly givesUp: Map<Ref, readonly LockPath[]>;
  /** States in order of operations, each from one on. */
  readonly changes: { at: Ref; state: LockState }[];
  /** The state at each place where the function is left. */
  readonly exits: LockState[];
  readonly blocks: Block[];
  /** What guards without a name hold, by the operation with which their full expression ends. */
  readonly temporaries: Map<Ref, Held[]>;
  returned: LockPath | null;
  returns: number;
  state: LockState;
  dead: boolean;
}

export const guardOf = (w: Walk, variable: string): string =>
  w.guardNames.get(variable) ?? variable;

/** From the operation on, this is the state. */
export function set(w: Walk, next: LockState, at: Ref): void {
  w.state = next;
  const last = w.changes.at(-1);
  if (last !== undefined && last.at === at) last.state = next;
  else w.changes.push({ at, state: next });
}

export function isOptional(w: Walk, at: Ref): boolean {
  return w.blocks.at(-1)?.optional === true || w.asked.some(([from, to]) => from < at && at < to);
}
