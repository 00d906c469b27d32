/**
 * Who runs what. A context is a thread, loop, pool, signal handler, `main`, or the unknown caller of a public
 * function. A run is one thing that a context executes from its own beginning: the entry of a thread, a work
 * item that it takes from a queue, a handler. Within a run, calls nest; between runs of one context there is
 * only "one after the other".
 */

import { append } from "../base/append.ts";
import type { FileSpan } from "../base/span.ts";
import { modelBases } from "../link/types.ts";
import type { Party } from "../rules/finding.ts";
import type { Activation, Effect, Guard } from "./activation.ts";
import { displayPath, encloses, isMainThread, type Path } from "./path.ts";
import type { Solver } from "./solver.ts";

export type ContextKind = "thread" | "loop" | "pool" | "signal" | "main" | "unknown";

export interface Context {
  readonly id: number;
  kind: ContextKind;
  /** The thread object, or the library's loop or pool. null for main, handlers, unknown callers. */
  readonly path: Path | null;
  readonly entry: Activation;
  created: Site | null;
  /** Several threads run it: one of them being blocked does not stop the others. */
  many: boolean;
  /** Signals are blocked in it: no handler runs on it. */
  masked: boolean;
  /** Queues whose items it runs. */
  readonly queues: Set<Path>;
  readonly runs: Run[];
  /** Model by which we know it, for contexts that a library owns. */
  library: string | null;
}

export interface Site {
  readonly act: Activation;
  readonly effect: Effect;
}

export interface Run {
  readonly id: number;
  readonly context: Context;
  readonly kind: "entry" | "item" | "handler";
  readonly root: Activation;
  /** Where the context takes the item and runs it. */
  readonly dispatch: { readonly run: Run; readonly site: Site } | null;
  /** Activations it reaches by calls, each with the shortest way there. */
  readonly reached: ReadonlyMap<Activation, Hop | null>;
}

export interface Hop {
  readonly from: Activation;
  readonly effect: Effect;
}

export interface Contexts {
  /** Threads that were let go: nobody can join them any more. */
  readonly detached: readonly Path[];
  readonly contexts: readonly Context[];
  readonly runs: readonly Run[];
  readonly runsOf: ReadonlyMap<Activation, readonly Run[]>;
}

const maxReached = 6000;

export function findContexts(
  solver: Solver,
  mains: readonly Activation[],
  publics: readonly Activation[],
): Contexts {
  const contexts: Context[] = [];
  const runs: Run[] = [];
  const runsOf = new Map<Activation, Run[]>();
  const byPath = new Map<Path, Context>();
  const byEntry = new Map<string, Context>();
  const known = new Map<string, Run>();
  const detached = new Set<Path>();
  const queue: {
    context: Context;
    root: Activation;
    kind: Run["kind"];
    dispatch: Run["dispatch"];
  }[] = [];

  const contextFor = (kind: ContextKind, path: Path | null, entry: Activation): Context => {
    const key = `${kind}|${entry.fn.id}`;
    const found = path === null ? byEntry.get(key) : byPath.get(path);
    if (found !== undefined) return found;
    const context: Context = {
      id: contexts.length,
      kind,
      path,
      entry,
      created: null,
      many: false,
      masked: false,
      queues: new Set(),
      runs: [],
      library: null,
    };
    contexts.push(context);
    if (path === null) byEntry.set(key, context);
    else byPath.set(path, context);
    return context;
  };

  for (const main of mains) {
    // Several programs may live in one workspace: each has a main thread of its own.
    queue.push({
      context: contextFor("main", null, main),
      root: main,
      kind: "entry",
      dispatch: null,
    });
  }
  const start = (): void => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) explore(next);
  };

  const explore = (next: (typeof queue)[number]): void => {
    const key = `${next.context.id}|${next.root.id}|${next.kind}`;
    if (known.has(key)) return;
    const reached = new Map<Activation, Hop | null>([[next.root, null]]);
    const run: Run = { id: runs.length, ...next, reached };
    known.set(key, run);
    runs.push(run);
    next.context.runs.push(run);
    const order: Activation[] = [next.root];
    for (let i = 0; i < order.length; i++) {
      const act = order[i]!;
      append(runsOf, act, run);
      for (const effect of act.effects) visit(run, act, effect, reached, order);
    }
  };

  const visit = (
    run: Run,
    act: Activation,
    effect: Effect,
    reached: Map<Activation, Hop | null>,
    order: Activation[],
  ): void => {
    if (!runsHere(effect.guards, run.context)) return;
    if (effect.k === "call") {
      if (effect.queue !== null && isQueue(act, effect)) {
        run.context.queues.add(effect.queue);
        if (run.context.kind === "thread") run.context.kind = "loop";
        queue.push({
          context: run.context,
          root: effect.to,
          kind: "item",
          dispatch: { run, site: { act, effect } },
        });
        return;
      }
      if (reached.has(effect.to)) return;
      if (reached.size >= maxReached) {
        solver.cut.add(effect.to.fn);
        return;
      }
      reached.set(effect.to, { from: act, effect });
      order.push(effect.to);
    } else if (effect.k === "spawn") {
      const context = contextFor("thread", effect.thread, effect.entry);
      context.many ||= effect.many;
      context.created ??= { act, effect };
      context.masked ||= blocksSignalsBefore(run, act, effect);
      queue.push({ context, root: effect.entry, kind: "entry", dispatch: null });
    } else if (effect.k === "handle-signal") {
      const context = contextFor("signal", null, effect.handler);
      context.created ??= { act, effect };
      queue.push({ context, root: effect.handler, kind: "handler", dispatch: null });
    } else if (effect.k === "detach") {
      // In the end of its handle it says nothing about joins before that.
      if (act.fn.fact.kind !== "destructor" || joins(act)) detached.add(effect.thread);
    } else if (effect.k === "block-signals" && run.kind === "entry") {
      run.context.masked ||= run.context.kind !== "main";
    }
  };
  start();
  const executors = [...solver.executors.values()];
  for (const executor of executors) {
    if (
      executor.assumed ||
      (executor.drained &&
        [...contexts].some((c) => [...c.queues].some((q) => encloses(executor.path, q) !== "no")))
    )
      continue;
    for (const root of executor.work.values()) {
      const context = contextFor("loop", executor.path, root);
      context.many = isPool(solver, executor.path);
      context.kind = context.many ? "pool" : "loop";
      context.library = executor.library;
      queue.push({ context, root, kind: "item", dispatch: null });
    }
  }
  start();
  for (const act of publics) {
    if (runsOf.has(act)) continue;
    queue.push({
      context: contextFor("unknown", null, act),
      root: act,
      kind: "entry",
      dispatch: null,
    });
    start();
  }
  const seen = new Set([...runsOf.keys()].map(madeBy));
  for (const executor of executors.filter((e) => e.assumed)) {
    for (const root of executor.work.values()) {
      if (seen.has(madeBy(root))) continue;
      const context = contextFor("pool", executor.path, root);
      context.many = true;
      context.library = executor.library;
      queue.push({ context, root, kind: "item", dispatch: null });
    }
    start();
  }
  for (const context of contexts)
    if (context.kind === "loop" && context.many) context.kind = "pool";
  return { contexts, runs, runsOf, detached: [...detached] };
}

/** One callable, whatever it is called with. */
const madeBy = (act: Activation): string => `${act.fn.id}@${act.bindings.creator?.id ?? ""}`;

/** Several threads run what is posted there. A class of the workspace that the models know, too, is what they say. */
function isPool(solver: Solver, path: Path): boolean {
  const made = solver.madeAs.get(path);
  if (made?.serial === true) return false;
  let type = made?.type ?? path.type;
  if (type?.model?.is === "pointer") type = solver.types.pointee(type);
  if (type === null) return false;
  if (type.model !== null) return type.model.is === "pool";
  const names = type.cls === null ? [] : [type.cls.name, ...modelBases(type.cls)];
  return names.some((n) => solver.models.type(n)?.is === "pool");
}

const joins = (act: Activation): boolean =>
  act.effects.some((e) => e.k === "wait" && e.event.kind === "end");

/** The activation takes elements from this container, so what it runs from there are work items. */
function isQueue(act: Activation, effect: Extract<Effect, { k: "call" }>): boolean {
  const { queue, via } = effect;
  if (queue === null) return false;
  if (act.takes.has(queue)) return true;
  if ((via === "callback" || via === "library") && act.clears.has(queue)) return true;
  // Popped by a helper that returned the element.
  return act.effects.some((e) => e.k === "call" && e.to.takes.has(queue));
}

/** Could code under these guards run on the context? */
export function runsHere(guards: readonly Guard[], context: Context): boolean {
  for (const guard of guards) {
    const on = isOn(guard.of, context);
    if (on === "unknown" && guard.certain !== true) continue;
    if (guard.on !== (on === "yes")) return false;
  }
  return true;
}

function isOn(object: Path, context: Context): "yes" | "no" | "unknown" {
  if (isMainThread(object)) return context.kind === "main" ? "yes" : "no";
  if (context.kind === "unknown" || context.kind === "signal") return "unknown";
  if (context.path !== null && encloses(object, context.path) !== "no") return "yes";
  for (const queue of context.queues) if (encloses(object, queue) !== "no") return "yes";
  return "no";
}

function blocksSignalsBefore(run: Run, act: Activation, effect: Effect): boolean {
  if (run.context.masked) return true;
  // Along the way to the spawn, at any level, something blocked the signals first.
  let at: Activation = act;
  let limit: Effect = effect;
  for (let i = 0; i < 50; i++) {
    for (const e of at.effects) {
      if (e === limit) break;
      if (
        e.k === "block-signals" ||
        (e.k === "call" && e.to.effects.some((x) => x.k === "block-signals"))
      )
        return true;
    }
    const hop = run.reached.get(at);
    if (hop == null) return false;
    at = hop.from;
    limit = hop.effect;
  }
  return false;
}

// Names ----------------------------------------------------------------------------------------------------

export function partyOf(solver: Solver, context: Context): Party {
  switch (context.kind) {
    case "main":
      return { kind: "main", name: "main", path: "main" };
    case "signal":
      return { kind: "signal", name: handlerName(context.entry), path: context.entry.fn.name };
    case "unknown":
      return { kind: "unknown", name: context.entry.fn.name, path: context.entry.fn.name };
    default: {
      const path = context.path!;
      const shown = displayPath(homeOf(context, path));
      return { kind: context.kind, name: nameOf(solver, context) ?? shown, path: shown };
    }
  }
}

const handlerName = (act: Activation): string => act.fn.name;

/** A loop is called by the object around its thread, when that is a field of something. */
function homeOf(context: Context, path: Path): Path {
  if (context.kind !== "loop" || path.parent === null || path.parent.root !== null) return path;
  return path.parent;
}

function nameOf(solver: Solver, context: Context): string | null {
  for (const run of context.runs) {
    if (run.kind !== "entry") continue;
    for (const act of run.reached.keys())
      if (act.names !== null && act.names !== "") return act.names;
  }
  let path = context.path;
  for (let i = 0; i < 3 && path !== null; i++) {
    const name = solver.heap.nameOf(path);
    if (name !== null && /^[A-Za-z][\w.\-/ ]*$/.test(name)) return name;
    path = path.parent;
  }
  return null;
}

export function fileSpanOf(
  act: Activation,
  span: { readonly start: number; readonly end: number },
): FileSpan {
  return { file: fileOf(act), start: span.start, end: span.end };
}

/** Destruction has no code of its own where the class declares no destructor. */
export function fileOf(act: Activation): string {
  if (act.destroys !== null && !act.fn.fact.name.startsWith("~")) return act.destroys.file.path;
  return act.fn.file.path;
}
