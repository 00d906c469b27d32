/**
 * The state of interpreting one activation: values of operations so far, the block we are in, the guards that
 * hold, and the effects collected. Lives only while `interpret` runs.
 */

import type { Op, Ref } from "../facts/op.ts";
import type { Fn } from "../link/program.ts";
import { fnContext } from "../link/types.ts";
import type { Type } from "../link/types.ts";
import type { NameContext } from "../link/names.ts";
import type { Activation, Effect, EffectBody, Grade, Guard, LocalInfo } from "./activation.ts";
import type { Path } from "./path.ts";
import type { Solver } from "./solver.ts";
import { nothing, objectValue, type Typed, union, unknown, type Values } from "./value.ts";

export interface Evaluated extends Typed {
  /** Where the expression's value lives, when it names a place. */
  readonly places: readonly Path[];
  /** The queue that it was taken from. */
  readonly from: Path | null;
}

export const blank: Evaluated = { ...nothing, places: [], from: null };

/** Where a new object will live: decided by who consumes the expression. */
export type Destination =
  | { readonly k: "ref"; readonly ref: Ref }
  | { readonly k: "path"; readonly path: Path }
  | { readonly k: "local"; readonly name: string }
  | { readonly k: "member"; readonly name: string }
  | { readonly k: "result" };

export interface Block {
  readonly kind: "scope" | "if" | "loop" | "switch" | "try" | "catch" | "body";
  readonly cond: Ref;
  readonly guards: readonly Guard[];
  readonly unclear: boolean;
  readonly dead: boolean;
  readonly arms: readonly number[];
  readonly branch: number;
  readonly firstEffect: number;
  readonly firstOp: number;
  /** Locals declared directly here, destroyed at the end in reverse order. */
  readonly declared: { readonly name: string; readonly path: Path; readonly type: Type }[];
  arm: number;
  /** The running arm ends in return, throw, break, continue. */
  exits: boolean;
  thenExits: boolean;
  sawElse: boolean;
  /** For a loop: conditions under which it goes on (true) or is left (false). */
  readonly tests: { readonly cond: Ref; readonly goesOn: boolean }[];
}

export interface Frame {
  readonly solver: Solver;
  readonly act: Activation;
  readonly fn: Fn;
  readonly ops: readonly Op[];
  readonly names: NameContext;
  readonly seen: Evaluated[];
  readonly effects: Effect[];
  readonly blocks: Block[];
  readonly destinations: Map<Ref, Destination>;
  /** Locals that a lambda here captures by reference, or whose address is taken. */
  readonly shared: ReadonlySet<string>;
  guards: readonly Guard[];
  unclear: boolean;
  /** What is given to this activation keeps control from coming here. */
  dead: boolean;
  arms: readonly number[];
  loops: number;
  at: number;
  branches: number;
  returns: number;
  /** What held at each place where the function comes back. */
  readonly exits: (readonly Guard[])[];
}

export function makeFrame(solver: Solver, act: Activation): Frame {
  return {
    solver,
    act,
    fn: act.fn,
    ops: act.fn.fact.ops,
    names: fnContext(solver.program, act.fn),
    seen: [],
    effects: [],
    blocks: [],
    destinations: new Map(),
    shared: solver.relevance.shared(act.fn),
    guards: [],
    unclear: false,
    dead: false,
    arms: [],
    loops: 0,
    at: 0,
    branches: 0,
    returns: 0,
    exits: [],
  };
}

export function emit(
  frame: Frame,
  body: EffectBody,
  span: { readonly start: number; readonly end: number },
  grade: Grade = "exact",
): void {
  frame.effects.push({
    ...body,
    start: span.start,
    end: span.end,
    at: frame.at,
    arms: frame.arms,
    guards: frame.guards,
    unclear: frame.unclear,
    loops: frame.loops,
    grade,
  });
}

export function valueOf(frame: Frame, ref: Ref): Evaluated {
  return ref < 0 ? blank : (frame.seen[ref] ?? blank);
}

/** Objects that the expression is, or points to. */
export function objectsOf(frame: Frame, ref: Ref): readonly Path[] {
  return pathsIn(valueOf(frame, ref));
}

export function pathsIn(e: Evaluated): readonly Path[] {
  const paths: Path[] = [];
  for (const v of e.values) if (v.k === "object") paths.push(v.path);
  return paths.length > 0 ? paths : e.places;
}

export function declareLocal(frame: Frame, name: string, type: Type | null): LocalInfo {
  const known = frame.act.locals.get(name);
  if (known !== undefined) {
    if (type !== null) known.type = type;
    return known;
  }
  const path = frame.solver.paths.root("local", `${frame.act.id}|${name}`, type);
  const info: LocalInfo = { values: unknown, before: unknown, from: null, type, path };
  frame.act.locals.set(name, info);
  return info;
}

export function addToLocal(frame: Frame, info: LocalInfo, values: Values): void {
  const kept = values.filter((v) => v.k !== "object" || v.path !== info.path);
  const grown = union(info.values, kept);
  if (grown === info.values) return;
  info.values = grown;
  if (grown.every((v) => info.before.some((b) => b.key === v.key))) return;
  for (const dependent of frame.act.dependents)
    if (dependent !== frame.act) frame.solver.wake(dependent);
}

export function objectAt(path: Path, type: Type | null = path.type): Evaluated {
  return { values: [objectValue(path)], type, places: [path], from: null };
}

/** May the place be taken for an object of its own when nothing is known to be stored there? */
export function standsAlone(path: Path, type: Type | null): boolean {
  if (type?.callable === true || type?.model?.is === "callable") return false;
  // An element that is a bare pointer is whatever was put in; nothing was seen to be.
  return !(path.key === "[]" && type !== null && type.pointers > 0);
}

/** Reads a place: what was stored there, else the object that lives there. */
export function read(frame: Frame, path: Path, type: Type | null): Evaluated {
  const stored = frame.solver.heap.load(path, frame.act);
  const values =
    stored.length > 0 ? stored : standsAlone(path, type) ? [objectValue(path)] : unknown;
  return { values, type, places: [path], from: path.key === "[]" ? path.parent : null };
}
