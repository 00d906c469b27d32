/**
 * The question at the heart: when this wait blocks its context, who must run before it ends, and can that one
 * still run? Follows wait -> release -> the context that must run the release -> the waits it passes before ->
 * ... and reports a chain that comes back to the context where it began.
 *
 * A wait is stuck only if every release of it is. A release that nobody here performs, or that an unknown
 * caller may perform, makes the wait free. So every approximation here errs towards silence.
 */

import { append } from "../base/append.ts";
import { type CancelToken, throwIfCancelled } from "../base/cancel.ts";
import type { Fn } from "../link/program.ts";
import type { Activation, Effect } from "./activation.ts";
import {
  type Context,
  type Contexts,
  type Hop,
  type Run,
  runsHere,
  type Site,
} from "./contexts.ts";
import { rootOf, sameness } from "./path.ts";
import type { Release, Releases, WaitSite } from "./releases.ts";
import { isUpToCaller } from "./upToCaller.ts";

export interface Link {
  readonly wait: WaitSite;
  readonly release: Release;
  /** How many releases there are in all: every one of them was found stuck. */
  readonly releases: number;
}

export interface ClosedChain {
  readonly links: readonly Link[];
  /** The context in which it begins and to which it comes back. */
  readonly context: Context;
  /** Why the last release cannot run: its context is inside the first wait. */
  readonly closing: "end" | "same-run" | "entry" | "item";
}

const maxLinks = 4;
/** Waits looked at per question. */
const maxSteps = 400;
/** Waits listed before one release. */
const maxBlockers = 40;

/** The waiter waits for something that its own thread does only after all its work: its end, or nearly. */
export function waitsForOwnEnd(chain: ClosedChain): boolean {
  if (chain.links.length !== 1 || chain.context.kind === "main") return false;
  const [{ wait, release }] = chain.links as readonly [Link];
  if (release.run.kind === "entry") return true;
  const { kind } = wait.effect.event;
  return chain.closing === "end" && kind !== "value" && kind !== "task";
}

export interface ChainFinder {
  /** The closed chain that begins with this wait, or null. */
  closed(wait: WaitSite): ClosedChain | null;
  /** All waits of a run, each once per activation, in order of discovery. */
  waitsOf(run: Run): readonly WaitSite[];
  /** What the releasing run has to pass before it comes to the release. */
  waitsBefore(release: Release): readonly WaitSite[];
  /** The release is on another object than the wait: on that of another run of the function. */
  onOther(release: Release, wait: WaitSite): boolean;
  /** On its way to `here`, the run came past the effect `done` already. */
  passed(done: Site, here: Site, run: Run): boolean;
  /**
   * The same, but what ends an object only if nobody else holds it is no way there, nor what an argument asks for.
   */
  surelyPassed(done: Site, here: Site, run: Run): boolean;
  /** Whichever override the call enters, it comes to the function of `goal`. */
  eachLeadsTo(act: Activation, call: Effect, goal: Activation): boolean;
}

export function makeChainFinder(
  found: Contexts,
  releases: Releases,
  cancel: CancelToken,
): ChainFinder {
  let steps = 0;
  const graph = callGraphOf(found);
  /** Made when somebody asks for it: few programs have a case for it. */
  let sure: ReturnType<typeof callGraphOf> | null = null;
  const before = new Map<Release, readonly WaitSite[]>();

  /** Links from `wait` on that close on `stack[0]`, or null when the wait may end. */
  function follow(
    wait: WaitSite,
    stack: readonly WaitSite[],
  ): { links: Link[]; closing: ClosedChain["closing"] } | null {
    if (++steps > maxSteps || stack.length >= maxLinks) return null;
    const possible = releases
      .of(wait.effect.event)
      .filter((r) => !isOwnInit(r) && !onOtherInstance(graph, r, wait));
    // What the waiter itself would do afterwards ends no wait; it counts only when nobody else is there to.
    const others = possible.filter(
      (r) => r.run !== wait.run || r.act === null || happenedBefore(graph, r, wait),
    );
    // A promise that nobody else is seen to fulfil was handed to code that we do not see.
    const ownCounts = wait.effect.event.kind === "flag" || wait.effect.event.kind === "condition";
    const all = others.length > 0 || !ownCounts ? others : possible;
    if (all.length === 0) return null;
    const held = [...stack, wait];
    let best: { links: Link[]; closing: ClosedChain["closing"] } | null = null;
    for (const release of all) {
      const link: Link = { wait, release, releases: all.length };
      const through = stuck(release, wait, held);
      if (through === null) return null;
      const links = [link, ...through.links];
      if (best === null || links.length < best.links.length)
        best = { links, closing: through.closing };
    }
    return best;
  }

  function stuck(
    release: Release,
    wait: WaitSite,
    held: readonly WaitSite[],
  ): { links: Link[]; closing: ClosedChain["closing"] } | null {
    const { context } = release.run;
    if (context.kind === "unknown" || context.kind === "signal") return null;
    const at = held.findIndex((h) => h.run.context === context);
    if (at >= 0) {
      const closing = blockedBy(release, held[at]!, wait);
      // A chain that closes further in is found from there.
      return closing === null || at > 0 ? null : { links: [], closing };
    }
    // Another worker may do it.
    if (context.many && release.act !== null) return null;
    for (const blocker of waitsBefore(release)) {
      if (blocker.effect.timed || blocker.effect.unclear) continue;
      if (held.some((h) => excludeEachOther(h, blocker))) continue;
      const next = follow(blocker, held);
      if (next !== null) return next;
    }
    return null;
  }

  /** The context of the release is inside `here`: can it still come to the release? null: it can, or did. */
  function blockedBy(
    release: Release,
    here: WaitSite,
    wait: WaitSite,
  ): ClosedChain["closing"] | null {
    const { context } = here.run;
    if (release.act === null || release.effect === null) {
      // The end of the run that waits, or of another one of the same context.
      if (context.many && wait.effect.event.of.elements > 0 && wait.effect.loops === 0) return null;
      // A work item that waits for what it would have produced itself: an earlier instance is meant.
      const { kind } = wait.effect.event;
      if ((kind === "value" || kind === "task") && release.run === here.run) return null;
      if (context.many && (kind === "value" || kind === "task")) return null;
      // The item that was to end had its turn before the context came to wait.
      if (dispatchedBefore(graph, release.run, here)) return null;
      return release.run === here.run ? "end" : wait.effect.event.kind === "task" ? "item" : "end";
    }
    if (happenedBefore(graph, release, here)) return null;
    if (release.run === here.run)
      return context.many && !needsOwn(release, wait) ? null : "same-run";
    const dispatcher = dispatches(release.run, here.run);
    if (context.many) return dispatcher && needsOwn(release, wait) ? "entry" : null;
    if (dispatcher) return "entry";
    // The context took its items before it came to wait: this one may have been among them.
    if (dispatchedBefore(graph, release.run, here)) return null;
    // Another item of the loop: it may have run before this one, when it made this one.
    const { creator } = here.run.root.bindings;
    if (creator !== null && release.run.reached.has(creator)) return null;
    return "item";
  }

  function waitsBefore(release: Release): readonly WaitSite[] {
    let known = before.get(release);
    if (known === undefined) before.set(release, (known = findWaitsBefore(release)));
    return known;
  }

  function findWaitsBefore(release: Release): readonly WaitSite[] {
    const out: WaitSite[] = [];
    if (release.act === null || release.effect === null) {
      collect(release.run, release.run.root, null, out, new Set());
      for (const other of found.runs) {
        // A thread that runs a loop ends only when the item it is in has ended.
        if (other.context === release.run.context && other.kind === "item")
          collect(other, other.root, null, out, new Set());
      }
      return out;
    }
    for (const { act, effect } of wayTo(release.run, release.act, release.effect))
      collect(release.run, act, effect, out, new Set());
    return out;
  }

  function collect(
    run: Run,
    act: Activation,
    before: Effect | null,
    out: WaitSite[],
    seen: Set<Activation>,
  ): void {
    if (seen.has(act)) return;
    seen.add(act);
    for (const effect of act.effects) {
      if (out.length >= maxBlockers) return;
      if (before !== null) {
        if (effect === before) break;
        if (excludes(effect, before)) continue;
      }
      if (!runsHere(effect.guards, run.context)) continue;
      if (effect.k === "wait") out.push({ run, act, effect });
      else if (effect.k === "call" && run.reached.has(effect.to))
        collect(run, effect.to, null, out, seen);
    }
  }

  function closed(wait: WaitSite): ClosedChain | null {
    throwIfCancelled(cancel);
    if (
      joinsDetached(found, wait) ||
      wait.effect.timed ||
      wait.effect.unclear ||
      wait.run.context.kind === "unknown" ||
      isIdle(wait)
    )
      return null;
    steps = 0;
    const result = follow(wait, []);
    return result === null ? null : { ...result, context: wait.run.context };
  }

  const waits = new Map<Run, readonly WaitSite[]>();
  function waitsOf(run: Run): readonly WaitSite[] {
    let known = waits.get(run);
    if (known === undefined) {
      const list: WaitSite[] = [];
      for (const act of run.reached.keys()) {
        for (const effect of act.effects) {
          if (effect.k === "wait" && runsHere(effect.guards, run.context))
            list.push({ run, act, effect });
        }
      }
      waits.set(run, (known = list));
    }
    return known;
  }

  return {
    closed,
    waitsOf,
    waitsBefore,
    onOther: (release, wait) => onOtherInstance(graph, release, wait),
    passed: (done, here, run) => happenedBefore(graph, { run, ...done }, { run, ...here }),
    surelyPassed(done, here, run) {
      sure ??= callGraphOf(
        found,
        (effect) => effect.grade !== "guess",
        (act, earlier, at) => !isUpToCaller(act.fn, earlier.at, at.at),
      );
      return happenedBefore(sure, { run, ...done }, { run, ...here });
    },
    eachLeadsTo: (act, call, goal) =>
      act.effects.every(
        (e) =>
          e.k !== "call" ||
          call.k !== "call" ||
          e.at !== call.at ||
          e.via !== call.via ||
          graph.leadsToFunction(e.to, goal.fn),
      ),
  };
}

export function joinsDetached(found: Contexts, wait: WaitSite): boolean {
  const { event } = wait.effect;
  return event.kind === "end" && found.detached.some((path) => sameness(path, event.of) !== "no");
}

/** A context that waits for work has nothing to do: that blocks nobody. */
export function isIdle(wait: WaitSite): boolean {
  if (wait.run.kind !== "entry") return false;
  const { flags } = wait.effect.event;
  const queues = [...wait.run.context.queues, ...wait.act.takes];
  return (
    flags.some((f) => queues.some((q) => q === f.path)) ||
    (flags.length === 0 &&
      wait.effect.loops > 0 &&
      wait.effect.event.kind === "condition" &&
      wait.act.takes.size + wait.act.clears.size > 0)
  );
}

/** Writing in a constructor is how the flag came to be, not how the wait ends. */
function isOwnInit(release: Release): boolean {
  return (
    release.act !== null &&
    release.act.fn.fact.kind === "constructor" &&
    release.effect?.k === "write"
  );
}

/** A local of a function is another object in each run of the function. */
function onOtherInstance(graph: CallGraph, release: Release, wait: WaitSite): boolean {
  if (release.run === wait.run) return false;
  const maker = graph.makerOf(wait.effect);
  return maker !== undefined && release.run.reached.has(maker);
}

/** The effects on the way from the run's root to `effect`, outermost first. */
export function wayTo<Last>(
  run: Run,
  act: Activation,
  effect: Last,
): { act: Activation; effect: Effect | Last }[] {
  const way: { act: Activation; effect: Effect | Last }[] = [{ act, effect }];
  let hop: Hop | null = run.reached.get(act) ?? null;
  for (let i = 0; i < 500 && hop !== null; i++) {
    way.push({ act: hop.from, effect: hop.effect });
    hop = run.reached.get(hop.from) ?? null;
  }
  return way.reverse();
}

/** The call that ends the process, when the wait stands in the destructor of something static that it ends. */
export function exitOnTheWayTo(wait: WaitSite): { act: Activation; effect: Effect } | null {
  const isExit = (e: Effect): boolean =>
    (e.k === "call" && e.via === "exit") || (e.k === "wait" && e.how === "exit");
  return wayTo(wait.run, wait.act, wait.effect).find(({ effect }) => isExit(effect)) ?? null;
}

/** One waits for room and the other for items of one queue: not both at once. */
function excludeEachOther(a: WaitSite, b: WaitSite): boolean {
  const opposite: Readonly<Record<string, string>> = { empty: "items", items: "empty" };
  return a.effect.event.flags.some((f) =>
    b.effect.event.flags.some(
      (g) => opposite[f.value] === g.value && sameness(f.path, g.path) === "exact",
    ),
  );
}

/** Arms of one branch exclude each other. */
export function excludes(a: Effect, b: Effect): boolean {
  for (let i = 0; i < a.arms.length; i += 2) {
    for (let j = 0; j < b.arms.length; j += 2) {
      if (a.arms[i] === b.arms[j] && a.arms[i + 1] !== b.arms[j + 1]) return true;
    }
  }
  return false;
}

/** On its way to `here`, the context came past the release already, and not before what is waited for was made. */
function happenedBefore(
  graph: CallGraph,
  release: Pick<Release, "run" | "act" | "effect">,
  here: Site & { readonly run: Run },
): boolean {
  if (release.act === null || release.effect === null) return false;
  const maker = here.effect.k === "wait" ? graph.makerOf(here.effect) : undefined;
  let run: Run = here.run;
  let way = wayTo(run, here.act, here.effect);
  for (let i = 0; i < 10; i++) {
    let released = false;
    let made = false;
    const reaches = run === release.run || run.reached.has(release.act);
    for (const { act, effect } of way) {
      if (act === maker && effect !== way[0]!.effect) [released, made] = [false, true];
      for (const earlier of act.effects) {
        if (earlier === effect) break;
        if (excludes(earlier, effect) || !graph.happens(act, earlier, effect)) continue;
        const call = earlier.k === "call" && graph.follows(earlier) ? earlier.to : null;
        if (
          reaches &&
          (earlier === release.effect || (call !== null && graph.leadsTo(call, release.act)))
        )
          released = true;
        else if (
          call !== null &&
          maker !== undefined &&
          graph.leadsTo(call, maker) &&
          takesFrom(act, effect, earlier)
        )
          [released, made] = [false, true];
      }
    }
    if (released) return true;
    if (made || run.dispatch === null) return false;
    const { dispatch } = run;
    run = dispatch.run;
    way = wayTo(run, dispatch.site.act, dispatch.site.effect);
  }
  return false;
}

/** Is the call at `later` made on, or with, what the call at `earlier` returned? `make().get()`, `f = make(); f.get()` */
function takesFrom(act: Activation, later: Effect, earlier: Effect): boolean {
  const { ops } = act.fn.fact;
  const seen = new Set<number>();
  const from = (ref: number): boolean => {
    if (ref === earlier.at) return true;
    const op = ops[ref];
    if (op === undefined || seen.has(ref)) return false;
    seen.add(ref);
    if (op.k === "member") return from(op.obj);
    if (op.k === "unary" || op.k === "cast") return from(op.a);
    if (op.k === "call") return from(op.callee) || op.args.some(from);
    return (
      op.k === "name" && ops.some((x) => x.k === "local" && x.name === op.name && x.args.some(from))
    );
  };
  return from(later.at);
}

interface CallGraph {
  /** The function, with its bindings, whose local or new object the wait is for: another one in each of its runs. */
  makerOf(wait: WaitSite["effect"]): Activation | undefined;
  /** Can `from` come to `to` by calls, without taking a new work item? */
  leadsTo(from: Activation, to: Activation): boolean;
  /** ... to whatever objects. */
  leadsToFunction(from: Activation, to: Fn): boolean;
  /** Is the call an edge of the graph? */
  follows(call: Effect): boolean;
  /** Who has come to `here` in the activation has come past `earlier`. */
  happens(act: Activation, earlier: Effect, here: Effect): boolean;
}

function callGraphOf(
  found: Contexts,
  follows: CallGraph["follows"] = () => true,
  happens: CallGraph["happens"] = () => true,
): CallGraph {
  const byId = new Map<number, Activation>();
  const callers = new Map<Activation, Activation[]>();
  for (const act of found.runsOf.keys()) {
    byId.set(act.id, act);
    for (const effect of act.effects) {
      if (effect.k !== "call" || effect.queue !== null || !follows(effect)) continue;
      append(callers, effect.to, act);
    }
  }
  const memo = new Map<Activation | Fn, ReadonlySet<Activation>>();
  const ancestors = (
    of: Activation | Fn,
    targets: () => Iterable<Activation>,
  ): ReadonlySet<Activation> => {
    const known = memo.get(of);
    if (known !== undefined) return known;
    const all = new Set<Activation>(targets());
    for (const act of all) for (const caller of callers.get(act) ?? []) all.add(caller);
    memo.set(of, all);
    return all;
  };
  return {
    makerOf({ event }) {
      const root = rootOf(event.flags[0]?.path ?? event.of);
      if (root.root !== "local" && root.root !== "new") return undefined;
      return byId.get(Number(root.key.slice(0, root.key.indexOf("|"))));
    },
    leadsTo: (from, to) => ancestors(to, () => [to]).has(from),
    leadsToFunction: (from, to) =>
      ancestors(to, () => [...byId.values()].filter((act) => act.fn === to)).has(from),
    follows,
    happens,
  };
}

function dispatchedBefore(graph: CallGraph, item: Run, here: WaitSite): boolean {
  const { dispatch } = item;
  if (dispatch === null) return false;
  if (dispatch.run !== here.run) return dispatchedBefore(graph, dispatch.run, here);
  return wayTo(here.run, here.act, here.effect).some(({ act, effect }) =>
    act.effects
      .slice(0, Math.max(0, act.effects.indexOf(effect)))
      .some(
        (e) =>
          !excludes(e, effect) &&
          (e === dispatch.site.effect ||
            (e.k === "call" && graph.leadsTo(e.to, dispatch.site.act))),
      ),
  );
}

/** Is `inner` an item that `outer` takes and runs (perhaps through further items)? */
function dispatches(outer: Run, inner: Run): boolean {
  for (let d = inner.dispatch; d !== null; d = d.run.dispatch) if (d.run === outer) return true;
  return false;
}

/** The wait is for a count to reach zero, and the waiter itself is counted. */
function needsOwn(release: Release, wait: WaitSite): boolean {
  const { effect } = release;
  if (effect?.k !== "write") return false;
  return (
    wait.effect.event.flags.some((f) => f.counter) &&
    (effect.value === "--" || effect.value === "*")
  );
}
