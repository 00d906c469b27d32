/**
 * A shared owner that is given up on a worker: a lambda that ran there with a `shared_ptr` among its captures, a
 * `weak_ptr` that was locked there. When the others have let go in the meantime the object ends on that worker, and
 * an object that waits in its end for this very worker waits for ever. Says where that may happen and how it would
 * go on; whether somebody always stops the worker first is asked of the code that calls the stop.
 *
 * Two steps, because ending an object interprets code that nobody runs yet: `findKeepers` before contexts are
 * known, `lastReferences` when they are.
 */

import { append } from "../base/append.ts";
import type { BodyTyper } from "../link/bodyTypes.ts";
import type { ClassInfo, FileUnit, Fn } from "../link/program.ts";
import { findMethods, isDerived, type Type } from "../link/types.ts";
import type { Effect as ModelEffect } from "../models/schema.ts";
import type { Activation, Effect, LocalInfo } from "./activation.ts";
import { type ClosedChain, joinsDetached } from "./chains.ts";
import { type Contexts, type Hop, type Run, runsHere } from "./contexts.ts";
import { destructorOf, endOf } from "./lifetimes.ts";
import { isContextOf, type WaitSite } from "./releases.ts";
import type { ReadCode } from "./solved.ts";
import type { Solver } from "./solver.ts";
import { endingWrites } from "./workerEnds.ts";

/** A variable that shares an object, and what happens should it be the last one to do so. */
export interface Keeper {
  readonly act: Activation;
  readonly name: string;
  /** A capture ends with the callable, after its run; a local with its scope. */
  readonly kind: "capture" | "local";
  /** Where the local is declared; -1 for a capture. */
  readonly at: number;
  readonly span: { readonly start: number; readonly end: number };
  readonly ends: readonly Activation[];
}

/** More objects behind one variable say nothing of any of them. */
const maxObjects = 3;
/** Levels of calls and members that are followed to the wait in a destructor. */
const maxDepth = 7;

export function findKeepers(solver: Solver, typer: BodyTyper): readonly Keeper[] {
  const waits = makeEndAsker(typer);
  const out: Keeper[] = [];
  for (const act of solver.activations.slice()) {
    if (act.destroys !== null) continue;
    for (const shared of [...sharedCaptures(act), ...lockedLocals(act)]) {
      const { type, values } = shared.info;
      const cls = type === null ? null : solver.types.pointee(type).cls;
      if (cls === null || !waits(cls)) continue;
      const objects = values.flatMap((v) => (v.k === "object" ? [v.path] : []));
      if (objects.length === 0 || objects.length > maxObjects) continue;
      const ends = objects.flatMap((path) => {
        const made = solver.heap.classesAt(path, act).filter((c) => isDerived(c, cls));
        return (made.length > 0 ? made : [cls]).map((c) => solver.destruction(c, endOf(c), path));
      });
      const { name, kind, at, span } = shared;
      out.push({ act, name, kind, at, span, ends });
    }
  }
  return out;
}

type Shared = Pick<Keeper, "name" | "kind" | "at" | "span"> & { readonly info: LocalInfo };

/** What a lambda captured by value and shares. */
function sharedCaptures(act: Activation): Shared[] {
  const { fact } = act.fn;
  const creator = act.bindings.creator;
  if (fact.kind !== "lambda" || creator === null) return [];
  const span = { start: Math.max(fact.start, fact.end - 1), end: fact.end };
  const out: Shared[] = [];
  const add = (name: string, info: LocalInfo | undefined): void => {
    if (info !== undefined && shares(info.type))
      out.push({ name, kind: "capture", at: -1, span, info });
  };
  for (const capture of fact.captures)
    if (!capture.byReference)
      add(
        capture.name,
        capture.value >= 0
          ? creator.locals.get(`#${capture.value}`)
          : localOf(creator, capture.name),
      );
  if (fact.captureDefault === "=")
    for (const name of new Set(fact.ops.flatMap((op) => (op.k === "name" ? [op.name] : []))))
      if (!act.locals.has(name) && !fact.captures.some((c) => c.name === name))
        add(name, creator.locals.get(name));
  return out;
}

/** A variable of the function around a lambda, or of the lambda around that one. */
function localOf(creator: Activation, name: string): LocalInfo | undefined {
  for (let a: Activation | null = creator; a !== null; a = a.bindings.creator) {
    const info = a.locals.get(name);
    if (info !== undefined) return info;
    const init = a.fn.fact.captures.find((c) => c.name === name && c.value >= 0);
    if (init !== undefined) return a.bindings.creator?.locals.get(`#${init.value}`);
  }
  return undefined;
}

/** Locals that a weak pointer was locked into. */
function lockedLocals(act: Activation): Shared[] {
  const { ops } = act.fn.fact;
  const out: Shared[] = [];
  for (const [name, at] of locksIn(act.fn)) {
    const info = act.locals.get(name);
    if (info !== undefined && shares(info.type))
      out.push({ name, kind: "local", at, span: ops[at]!, info });
  }
  return out;
}

const locked = new WeakMap<Fn, ReadonlyMap<string, number>>();

function locksIn(fn: Fn): ReadonlyMap<string, number> {
  let known = locked.get(fn);
  if (known === undefined) {
    const found = new Map<string, number>();
    const { ops } = fn.fact;
    ops.forEach((op, at) => {
      const given = op.k === "local" && op.args.length === 1 ? ops[op.args[0]!] : undefined;
      const callee = given?.k === "call" && given.args.length === 0 ? ops[given.callee] : undefined;
      if (op.k === "local" && callee?.k === "member" && callee.name === "lock")
        found.set(op.name, at);
    });
    locked.set(fn, (known = found));
  }
  return known;
}

const shares = (type: Type | null): boolean =>
  type !== null && type.pointers === 0 && !type.reference && type.model?.owns === "shared";

// Does the end wait for a thread? --------------------------------------------------------------------------

const waitsForThread = (e: ModelEffect): boolean =>
  e.do === "wait" && (e.for === "end" || e.for === "drained" || e.for === "stopped");

/** By static types alone: most classes are not worth ending. */
function makeEndAsker(typer: BodyTyper): (cls: ClassInfo) => boolean {
  const byClass = new Map<ClassInfo, boolean>();
  const byFn = new Map<Fn, boolean>();
  const runs = (fn: Fn, depth: number): boolean => {
    const known = byFn.get(fn);
    if (known !== undefined) return known;
    if (depth > maxDepth) return false;
    byFn.set(fn, false);
    const body = typer.of(fn);
    const found =
      body.models.some((m) =>
        [m, ...Object.values(m.byArgs ?? {})].some((x) => x.effects?.some(waitsForThread)),
      ) ||
      [...body.targets].some((t) => t.fact.defined && runs(t, depth + 1)) ||
      [...body.ended].some((c) => ends(c, depth + 1));
    byFn.set(fn, found);
    return found;
  };
  const ends = (cls: ClassInfo, depth: number): boolean => {
    const known = byClass.get(cls);
    if (known !== undefined) return known;
    if (depth > maxDepth) return false;
    byClass.set(cls, false);
    const dtor = destructorOf(cls);
    const found =
      (dtor !== null && runs(dtor, depth + 1)) ||
      typer
        .membersOf(cls)
        .some(
          (t) =>
            t.model?.destroy?.some(waitsForThread) === true ||
            (t.cls !== null && t.cls !== cls && ends(t.cls, depth + 1)),
        ) ||
      cls.bases.some((b) => b.cls !== null && ends(b.cls, depth + 1));
    byClass.set(cls, found);
    return found;
  };
  return (cls) => ends(cls, 0);
}

// On which worker? -----------------------------------------------------------------------------------------

export function lastReferences(
  solver: Solver,
  code: ReadCode,
  found: Contexts,
  keepers: readonly Keeper[],
): readonly ClosedChain[] {
  const { typer, tests } = code;
  const out: ClosedChain[] = [];
  const said = new Set<Effect>();
  let callers: ReadonlyMap<Fn, readonly Fn[]> | null = null;
  for (const keeper of keepers) {
    for (const run of found.runsOf.get(keeper.act) ?? []) {
      const { kind } = run.context;
      if (kind !== "thread" && kind !== "loop" && kind !== "pool") continue;
      // A captured owner ends with the callable: with the work item, or with the thread's own function.
      if (keeper.kind === "capture" && run.root !== keeper.act) continue;
      for (const end of keeper.ends) {
        const wait = ownEnd(found, run, keeper, end);
        if (wait === null || said.has(wait.effect)) continue;
        const way = stopsOnTheWay(wait, keeper.act);
        callers ??= callersIn(solver, typer, tests);
        if (isStoppedByOthers(way, callers)) continue;
        if (run.kind === "entry" && run.root === keeper.act && staysUntilStopped(code, keeper, way))
          continue;
        said.add(wait.effect);
        out.push({
          links: [{ wait, release: { run, act: null, effect: null, exact: true }, releases: 1 }],
          context: run.context,
          closing: "end",
        });
      }
    }
  }
  return out;
}

/** The wait for the run's own context that ending the object comes to. */
function ownEnd(found: Contexts, run: Run, keeper: Keeper, end: Activation): WaitSite | null {
  const first: Effect = {
    k: "call",
    to: end,
    via: "destroy",
    text: keeper.name,
    evidence: { kind: "last", detail: keeper.name },
    queue: null,
    start: keeper.span.start,
    end: keeper.span.end,
    at: keeper.act.fn.fact.ops.length,
    arms: [],
    guards: [],
    unclear: false,
    loops: 0,
    grade: "guess",
  };
  const hops = new Map<Activation, Hop>([[end, { from: keeper.act, effect: first }]]);
  for (const act of hops.keys()) {
    for (const effect of act.effects) {
      if (effect.unclear || !runsHere(effect.guards, run.context)) continue;
      if (effect.k === "call") {
        if (effect.queue === null && !hops.has(effect.to) && !run.reached.has(effect.to))
          hops.set(effect.to, { from: act, effect });
      } else if (effect.k === "wait" && isForRunner(found, run, effect)) {
        const way: Run = { ...run, reached: new Map([...run.reached, ...hops]) };
        return { run: way, act, effect };
      }
    }
  }
  return null;
}

function isForRunner(found: Contexts, run: Run, effect: WaitSite["effect"]): boolean {
  const { event } = effect;
  if (effect.timed) return false;
  if (event.kind !== "end" && event.kind !== "drained" && event.kind !== "stopped") return false;
  if (!isContextOf(run.context, event.of)) return false;
  if (run.context.many && event.of.elements > 0 && effect.loops === 0) return false;
  return !joinsDetached(found, { run, act: run.root, effect });
}

// Who stops it first? --------------------------------------------------------------------------------------

/** Functions between the end of the object and its wait that others could call as well. */
function stopsOnTheWay(wait: WaitSite, from: Activation): ReadonlySet<Fn> {
  const out = new Set<Fn>();
  for (let act = wait.act; act !== from;) {
    if (act.destroys === null) out.add(act.fn);
    const hop = wait.run.reached.get(act);
    if (hop == null) break;
    act = hop.from;
  }
  return out;
}

function callersIn(
  solver: Solver,
  typer: BodyTyper,
  tests: ReadonlySet<FileUnit>,
): ReadonlyMap<Fn, readonly Fn[]> {
  const out = new Map<Fn, Fn[]>();
  const definitions = new Map<Fn, Fn>();
  for (const cls of solver.program.classes)
    for (const methods of cls.methods.values())
      for (const { declaration, definition } of methods)
        if (definition !== null) definitions.set(declaration, definition);
  for (const fn of solver.program.functions) {
    if (!fn.fact.defined || tests.has(fn.file)) continue;
    for (const target of typer.of(fn).targets) append(out, definitions.get(target) ?? target, fn);
  }
  return out;
}

/** Code that ends no object calls the stop: whoever gives the object up may well have stopped it before. */
function isStoppedByOthers(
  stops: ReadonlySet<Fn>,
  callers: ReadonlyMap<Fn, readonly Fn[]>,
): boolean {
  const classes = new Set<ClassInfo | null>([...stops].map((fn) => fn.owner));
  const asked = new Set<Fn>([...stops].filter((fn) => fn.fact.kind !== "destructor"));
  for (const fn of asked)
    for (const caller of callers.get(fn) ?? []) {
      const { kind } = caller.fact;
      if (kind === "constructor") continue;
      // An owner that stops it in its own end stops it before it lets go.
      if (kind === "destructor" && stops.has(caller)) continue;
      if (!classes.has(ownerOf(caller))) return true;
      asked.add(caller);
    }
  return false;
}

function ownerOf(fn: Fn): ClassInfo | null {
  let f = fn;
  while (f.owner === null && f.parent !== null) f = f.parent;
  return f.owner;
}

/**
 * The thread keeps its own object until it is told to stop, and only the end of the object tells it: neither ends.
 * What is locked anew in each round is kept for no longer than that.
 */
function staysUntilStopped(
  { typer, loops, writes }: ReadCode,
  keeper: Keeper,
  stops: ReadonlySet<Fn>,
): boolean {
  const entry = keeper.act.fn;
  const near = new Set<Fn>([entry]);
  // What a capture is, its type does not always say; who it is called on, the end of the object does.
  const owners = new Set([...stops].map((fn) => fn.owner));
  for (const op of entry.fact.ops)
    if (op.k === "member")
      for (const cls of owners)
        for (const m of cls === null ? [] : findMethods(cls, op.name))
          if (m.definition !== null) near.add(m.definition);
  for (const fn of near)
    if (near.size < 40) for (const target of typer.of(fn).targets) near.add(target);
  return [...near].some((fn) =>
    loops
      .of(fn)
      .some(
        (loop) =>
          !(fn === entry && loop.start < keeper.at && keeper.at < loop.end) &&
          loop.exits.every((exit) =>
            exit.needs.some((any) =>
              any.every((need) => endingWrites({ writes }, need).every((w) => stops.has(w.fn))),
            ),
          ),
      ),
  );
}
