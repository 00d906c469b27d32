/**
 * Work handed to a thread that has been joined already, and a wait for that work. Only what happens on one way is
 * looked at: the join, then the post, then the wait. A thread that is started anew in between is another one.
 */

import type { ChainFinder } from "./chains.ts";
import { wayTo } from "./chains.ts";
import type { Context, Contexts, Run, Site } from "./contexts.ts";
import { isContextOf, type Releases, type WaitSite } from "./releases.ts";

export interface StoppedLoop {
  readonly context: Context;
  /** Where the thread had come to its end. */
  readonly join: WaitSite;
  readonly work: Run;
}

export interface StoppedReader {
  readonly found: Contexts;
  readonly releases: Releases;
  readonly chains: ChainFinder;
}

const forWork: ReadonlySet<string> = new Set(["value", "task", "count", "condition", "flag"]);

export function stoppedLoop(reader: StoppedReader, wait: WaitSite): StoppedLoop | null {
  const { effect, run } = wait;
  if (effect.timed || effect.unclear || !forWork.has(effect.event.kind)) return null;
  const joins = reader.chains
    .waitsOf(run)
    .filter((w) => w.effect.event.kind === "end" && !w.effect.timed && w.effect !== effect);
  if (joins.length === 0) return null;
  // What the waiter itself would do afterwards, such as ending the promise, ends no wait.
  const releases = reader.releases.of(effect.event).filter((r) => r.run !== run);
  const work = releases[0]?.run;
  if (work === undefined || !releases.every((r) => isWorkOf(r.run, work.context))) return null;
  const join = joins.find(
    (j) =>
      // `if (thread.joinable())` is one branch.
      j.effect.arms.length <= 2 &&
      isContextOf(work.context, j.effect.event.of) &&
      reader.chains.passed(j, wait, run),
  );
  if (join === undefined) return null;
  const posted = releases.every((r) => isMadeAfter(reader, r.run, join, wait));
  if (!posted || comesBefore(reader, join, wait) || startedAgain(reader, work.context, join, wait))
    return null;
  return { context: work.context, join, work };
}

const isWorkOf = (run: Run, context: Context): boolean =>
  run.kind === "item" && run.context === context && !context.many;

/** The item is made on the way to the wait, by a function that the join is not in: behind the join. */
function isMadeAfter(reader: StoppedReader, item: Run, join: WaitSite, wait: WaitSite): boolean {
  const { creator } = item.root.bindings;
  if (creator === null) return false;
  const at = wayTo(wait.run, wait.act, wait.effect).findIndex(({ act }) => act === creator);
  if (at < 0) return false;
  const before = wayTo(wait.run, join.act, join.effect);
  return !before.some(({ act }) => act === creator) && reader.chains.passed(join, wait, wait.run);
}

/** Another call leads to the wait, and does so before the join: then the object may have ended there. */
function comesBefore(reader: StoppedReader, join: WaitSite, wait: WaitSite): boolean {
  const { run } = wait;
  const acts = new Set(wayTo(run, wait.act, wait.effect).map(({ act }) => act));
  acts.delete(run.root);
  for (const act of run.reached.keys())
    for (const effect of act.effects)
      if (
        effect.k === "call" &&
        acts.has(effect.to) &&
        !wayTo(run, join.act, join.effect).some((hop) => hop.effect === effect) &&
        !acts.has(act) &&
        !reader.chains.passed(join, { act, effect }, run)
      )
        return true;
  return false;
}

function startedAgain(
  reader: StoppedReader,
  context: Context,
  join: WaitSite,
  wait: WaitSite,
): boolean {
  const { created } = context;
  if (created === null) return true;
  const start: Site = created;
  if (!wait.run.reached.has(start.act)) return false;
  return (
    reader.chains.passed(start, wait, wait.run) && !reader.chains.passed(start, join, wait.run)
  );
}
