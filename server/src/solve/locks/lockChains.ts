/**
 * Waits under a lock that the way to their release needs: for each wait, the locks held on some way to it; for
 * each release, the locks taken on the way there. Every release must need the lock (or wait for something
 * whose every release does), else the wait may end.
 *
 * Unlike a closed chain of contexts this needs no known waiter: whoever holds the lock, the other context
 * cannot pass.
 */

import { append } from "../../base/append.ts";
import type { Activation, Effect } from "../activation.ts";
import { type ChainFinder, excludes, isIdle, joinsDetached, wayTo } from "../chains.ts";
import { type Context, type Contexts, type Run, runsHere, type Site } from "../contexts.ts";
import { type Path, sameness } from "../path.ts";
import { isContextOf, type Release, type Releases, type WaitSite } from "../releases.ts";
import {
  excludesEachOther,
  type HeldLock,
  type LockInstances,
  type LockSite,
  sameLock,
} from "./instances.ts";

/** The call (or the wait itself) that is made while the lock is held, and the calls from there to the wait. */
export interface Holding {
  readonly lock: HeldLock;
  readonly run: Run;
  readonly act: Activation;
  readonly effect: Effect;
  /** From the holder's call down to the function that waits, outermost first; empty when it waits itself. */
  readonly way: readonly { readonly act: Activation; readonly effect: Effect }[];
}

export interface LockLink {
  readonly wait: WaitSite;
  readonly release: Release;
  readonly releases: number;
}

export interface LockChain {
  readonly holding: Holding;
  readonly links: readonly LockLink[];
  /** Where the context of the last release takes the lock, in which run of that context. */
  readonly taken: { readonly run: Run; readonly site: LockSite; readonly beforeRelease: boolean };
  readonly exact: boolean;
}

/** Calls between the place that holds the lock and the wait. */
const maxClimb = 12;
const maxSeen = 200;
const maxLinks = 3;
/** Waits looked at per question: the ways back through a large program would be countless. */
const maxSteps = 400;

export interface LockChainFinder {
  of(wait: WaitSite): readonly LockChain[];
}

export function makeLockChainFinder(
  found: Contexts,
  releases: Releases,
  chains: ChainFinder,
  locks: LockInstances,
): LockChainFinder {
  const callers = new Map<Run, ReadonlyMap<Activation, readonly Caller[]>>();
  const taken = new Map<Release, readonly Taken[]>();
  const byContext = new Map<number, readonly Taken[]>();
  const takers = new Map<readonly Taken[], Map<Path, readonly Taken[]>>();
  let steps = 0;
  const endings = new Map<Run, readonly Ending[]>();

  return {
    of(wait) {
      if (wait.effect.timed || wait.effect.unclear || joinsDetached(found, wait)) return [];
      const out: LockChain[] = [];
      const holdings = holdingsOf(wait);
      if (holdings.length === 0) return [];
      for (const holding of holdings) {
        steps = 0;
        const chain = follow(wait, holding, []);
        if (chain !== null) out.push({ holding, ...chain });
      }
      return out;
    },
  };

  function follow(
    wait: WaitSite,
    holding: Holding,
    stack: readonly WaitSite[],
  ): Omit<LockChain, "holding"> | null {
    if (
      ++steps > maxSteps ||
      stack.length >= maxLinks ||
      stack.some((w) => w.effect === wait.effect)
    )
      return null;
    const possible = releases.of(wait.effect.event);
    // Who waits for the thread has told it before: `stop_ = true; thread_.join();`.
    if (stack.some((outer) => possible.some((r) => isBehind(r, outer)))) return null;
    const all = possible.filter((r) => isOther(r, holding.run, wait));
    if (all.length === 0) return null;
    let best: Omit<LockChain, "holding"> | null = null;
    for (const release of all) {
      const { context } = release.run;
      if (context.kind === "unknown" || context.kind === "signal") return null;
      if (isGone(context, holding, wait)) return null;
      const one = blocked(release, wait, holding, stack, all.length);
      if (one === null) return null;
      if (best === null || one.links.length < best.links.length) best = one;
    }
    return best;
  }

  function blocked(
    release: Release,
    wait: WaitSite,
    holding: Holding,
    stack: readonly WaitSite[],
    count: number,
  ): Omit<LockChain, "holding"> | null {
    const link: LockLink = { wait, release, releases: count };
    const own = takersIn(takenBefore(release), holding.lock).find(
      (t) => !isPast(t, wait) && !metBefore(t, holding, wait),
    );
    if (own !== undefined)
      return {
        links: [link],
        taken: { run: own.run, site: own.site, beforeRelease: true },
        exact: isExact(own.site, holding.lock) && release.exact,
      };
    // A serial loop that is in another item, at the lock, does not come to this one.
    const { context } = release.run;
    if (!context.many && release.run.kind === "item") {
      const other = takersIn(takenOn(release.run), holding.lock)[0];
      if (other !== undefined)
        return {
          links: [link],
          taken: { run: other.run, site: other.site, beforeRelease: false },
          exact: isExact(other.site, holding.lock) && release.exact,
        };
    }
    if (context.many && release.act !== null) return null;
    for (const next of chains.waitsBefore(release)) {
      if (next.effect.timed || next.effect.unclear || isIdle(next)) continue;
      const further = follow(next, holding, [...stack, wait]);
      if (further !== null) return { ...further, links: [link, ...further.links] };
    }
    return null;
  }

  /** Before it came here, the waiter waited for something that its own context does after it took the lock. */
  function isPast({ run, site }: Taken, wait: WaitSite): boolean {
    return wait.act.effects.some((earlier) => {
      if (earlier.k !== "wait" || earlier.at >= wait.effect.at) return false;
      if (earlier.timed || !earlier.arms.every((arm, i) => arm === wait.effect.arms[i]))
        return false;
      const all = releases
        .of(earlier.event)
        .filter((r) => r.act === null || r.act.fn.fact.kind !== "constructor")
        .filter((r) => !startedElsewhere(r.run, wait));
      return (
        all.length > 0 &&
        all.every((r) => r.run === run && r.effect !== null && r.effect.loops === 0) &&
        all.every((r) =>
          wayTo(run, r.act!, r.effect!).some(
            ({ act, effect }) => act === site.act && site.acquire.at < effect.at,
          ),
        )
      );
    });
  }

  /**
   * On its way to the wait, the holder gave the lock up and waited for something that the other context does
   * after it took the lock: a worker that said under the lock that it goes.
   */
  function metBefore({ run, site }: Taken, holding: Holding, wait: WaitSite): boolean {
    return [holding, ...holding.way, wait].some(({ act, effect }) =>
      act.effects.some(
        (earlier) =>
          earlier.k === "wait" &&
          earlier.event.kind === "condition" &&
          earlier.at < effect.at &&
          !earlier.timed &&
          releases
            .of(earlier.event)
            .some(
              (r) =>
                r.run.context === run.context &&
                r.effect !== null &&
                wayTo(r.run, r.act!, r.effect).some(
                  (hop) => hop.act === site.act && site.acquire.at < hop.effect.at,
                ),
            ),
      ),
    );
  }

  /** On its way to the wait, its own run came past the release. */
  function isBehind({ run, act, effect }: Release, wait: WaitSite): boolean {
    return (
      run === wait.run &&
      act !== null &&
      effect !== null &&
      chains.passed({ act, effect }, wait, run)
    );
  }

  /** The waiter cannot help itself, nor can whoever else is inside the same lock's holder. */
  function isOther(release: Release, run: Run, wait: WaitSite): boolean {
    if (release.act?.fn.fact.kind === "constructor" || chains.onOther(release, wait)) return false;
    if (release.run === run || release.run === wait.run) return release.act === null;
    return true;
  }

  /** Those that cannot have the lock meanwhile. Many waits ask the same of the same list. */
  function takersIn(list: readonly Taken[], held: HeldLock): readonly Taken[] {
    let byLock = takers.get(list);
    if (byLock === undefined) takers.set(list, (byLock = new Map()));
    let same = byLock.get(held.lock);
    if (same === undefined) {
      same = list.filter(
        ({ site }) => !site.acquire.optional && sameLock(site.lock, held.lock) !== "no",
      );
      byLock.set(held.lock, same);
    }
    return same.filter(({ site }) => excludesEachOther(site.acquire, held.held));
  }

  function isExact(site: LockSite, held: HeldLock): boolean {
    return sameLock(site.lock, held.lock) === "exact" && (site.acquire.through?.targets ?? 1) === 1;
  }

  /**
   * Whoever holds the lock has told the context to stop, or seen its end, before: it takes no lock any more. Who
   * waits for its end waits for what it was in when it was told, too.
   */
  function isGone(context: Context, holding: Holding, wait: WaitSite): boolean {
    let ends = endings.get(holding.run);
    if (ends === undefined) endings.set(holding.run, (ends = endingsIn(holding.run)));
    const forEnd = wait.effect.event.kind === "end";
    return ends.some(
      (site) =>
        !(forEnd && site.effect.k === "release") &&
        !startsAgain(site) &&
        (isContextOf(context, site.of) ||
          [...context.queues].some((q) => sameness(q, site.of) !== "no")) &&
        chains.surelyPassed(site, holding, holding.run),
    );
  }

  // The waiter's side ----------------------------------------------------------------------------------------

  function holdingsOf(wait: WaitSite): readonly Holding[] {
    const out: Holding[] = [];
    const seen = new Set<Activation>([wait.act]);
    const inner = conditionOf(wait);
    const given = new Set<Path>(inner === null ? [] : locks.givenUp(inner.act, inner.effect.at));
    const above = callersIn(wait.run);
    // A condition gives up its mutex. Which one that is may be hidden in its own class: then it is one with the
    // same last field, or, where nothing is known of it, the nearest one that is held.
    let mayGiveUp = inner !== null;
    const take = (
      act: Activation,
      effect: Effect,
      way: Holding["way"],
      without: ReadonlySet<Path>,
    ): ReadonlySet<Path> | null => {
      const dropped = locks.droppedAt(act, effect);
      const gone = new Set([...without, ...(dropped ?? [])]);
      for (const lock of locks.heldAt(act, effect).toReversed()) {
        if ([...gone].some((g) => sameLock(g, lock.lock) !== "no")) continue;
        const key = lastKeyOf(lock.lock);
        if (mayGiveUp && (given.size === 0 || [...given].some((g) => lastKeyOf(g) === key))) {
          mayGiveUp = given.size > 0;
          gone.add(lock.lock);
          continue;
        }
        if (out.some((h) => h.lock.lock === lock.lock)) continue;
        out.push({ lock, run: wait.run, act, effect, way });
      }
      // What was given back cannot be named: any lock of the callers may be it.
      return dropped === null ? null : gone;
    };
    let level: { act: Activation; way: Holding["way"]; without: ReadonlySet<Path> | null }[] = [
      { act: wait.act, way: [], without: take(wait.act, wait.effect, [], given) },
    ];
    for (let climb = 0; climb < maxClimb && level.length > 0 && seen.size < maxSeen; climb++) {
      const next: typeof level = [];
      for (const { act, way, without } of level) {
        if (without === null) continue;
        for (const caller of above.get(act) ?? []) {
          const longer = [{ act: caller.act, effect: caller.effect }, ...way];
          const gone = take(caller.act, caller.effect, longer, without);
          if (seen.has(caller.act)) continue;
          seen.add(caller.act);
          next.push({ act: caller.act, way: longer, without: gone });
        }
      }
      level = next;
    }
    return out.map((h) => ({ ...h, way: h.way.slice(1) }));
  }

  function callersIn(run: Run): ReadonlyMap<Activation, readonly Caller[]> {
    let known = callers.get(run);
    if (known === undefined) {
      const map = new Map<Activation, Caller[]>();
      for (const act of run.reached.keys()) {
        for (const effect of act.effects) {
          if (effect.k !== "call" || !run.reached.has(effect.to)) continue;
          if (!runsHere(effect.guards, run.context)) continue;
          if (locks.isOptional(act, effect.at)) continue;
          append(map, effect.to, { act, effect });
        }
      }
      callers.set(run, (known = map));
    }
    return known;
  }

  // The releaser's side --------------------------------------------------------------------------------------

  /** Locks that must be passed before the release, on the way to it. */
  function takenBefore(release: Release): readonly Taken[] {
    let known = taken.get(release);
    if (known !== undefined) return known;
    const out: Taken[] = [];
    if (release.act === null || release.effect === null) {
      // Which of several functions the thread runs is up to its object: another one's locks are none of its own.
      out.push(
        ...takenOn(release.run).filter(({ run }) => run === release.run || run.kind === "item"),
      );
    } else {
      const seen = new Set<Activation>();
      for (const { act, effect } of wayTo(release.run, release.act, release.effect))
        collect(release.run, act, effect, out, seen);
    }
    taken.set(release, (known = out));
    return known;
  }

  /** Locks that any run of the context takes. */
  function takenOn(run: Run): readonly Taken[] {
    const { context } = run;
    let known = byContext.get(context.id);
    if (known === undefined) {
      const out: Taken[] = [];
      for (const r of context.runs)
        for (const act of r.reached.keys())
          for (const site of locks.acquisitions(act)) out.push({ run: r, site });
      byContext.set(context.id, (known = out));
    }
    return known;
  }

  function collect(
    run: Run,
    act: Activation,
    before: Effect | null,
    out: Taken[],
    seen: Set<Activation>,
  ): void {
    if (seen.has(act)) return;
    seen.add(act);
    for (const site of locks.acquisitions(act))
      if (before === null || site.acquire.at < before.at) out.push({ run, site });
    for (const effect of act.effects) {
      if (before !== null && effect === before) break;
      if (effect.k === "call" && run.reached.has(effect.to) && runsHere(effect.guards, run.context))
        collect(run, effect.to, null, out, seen);
    }
  }
}

const lastKeyOf = (path: Path): string => path.key;
/** Where a run ends a context: tells it to stop, or waits for its end. */
function endingsIn(run: Run): readonly Ending[] {
  const out: Ending[] = [];
  for (const act of run.reached.keys()) {
    for (const effect of act.effects) {
      if (effect.k === "release" && effect.event === "stop")
        out.push({ act, effect, of: effect.of });
      else if (effect.k === "wait" && ["end", "drained", "stopped"].includes(effect.event.kind))
        out.push({ act, effect, of: effect.event.of });
    }
  }
  return out;
}

/** `if (thread_.joinable()) thread_.join(); thread_ = std::thread(...);` */
function startsAgain({ act, effect, of }: Ending): boolean {
  return act.effects.some(
    (e) => e.k === "spawn" && e.at > effect.at && sameness(e.thread, of) !== "no",
  );
}

interface Ending extends Site {
  readonly of: Path;
}

interface Caller {
  readonly act: Activation;
  readonly effect: Effect;
}

interface Taken {
  readonly run: Run;
  readonly site: LockSite;
}

/** The thread is started in another branch than the one that waits. */
function startedElsewhere(run: Run, wait: WaitSite): boolean {
  return wait.act.effects.some(
    (e) => e.k === "spawn" && e.entry === run.root && excludes(e, wait.effect),
  );
}

/** The wait for a condition that the wait is, or that a poll makes in each round (`while (!done_) cond_.wait();`). */
function conditionOf(wait: WaitSite): { act: Activation; effect: Effect } | null {
  if (wait.effect.event.kind === "condition") return wait;
  if (wait.effect.how !== "poll") return null;
  const seen = new Set<Activation>([wait.act]);
  for (const act of seen) {
    for (const effect of act.effects) {
      if (act === wait.act && effect.loops === 0) continue;
      if (effect.k === "wait" && effect.event.kind === "condition") return { act, effect };
      if (effect.k === "call" && seen.size < 12) seen.add(effect.to);
    }
  }
  return null;
}
