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
  const posts = releases.flatMap((r) => postOf(r.run, wait) ?? []);
  const first = posts[0];
  if (first === undefined || posts.length < releases.length) return null;
  const join = joins.find(
    (j) =>
      // `if (thread.joinable())` is one branch.
      j.effect.arms.length <= 2 &&
      isContextOf(work.context, j.effect.event.of) &&
      posts.every((post) => reader.chains.passed(j, post, run)),
  );
  if (join === undefined || comesBefore(reader, join, wait)) return null;
  if (startedAgain(reader, work.context, join, first)) return null;
  return { context: work.context, join, work };
}

const isWorkOf = (run: Run, context: Context): boolean =>
  run.kind === "item" && run.context === context && !context.many;

/** Where the item is handed over: in the function that makes it, on the way to the wait. */
function postOf(item: Run, wait: WaitSite): (Site & { readonly run: Run }) | null {
  const { creator } = item.root.bindings;
  const hop = wayTo(wait.run, wait.act, wait.effect).find(({ act }) => act === creator);
  if (creator === null || hop === undefined) return null;
  const effect = creator.effects
    .slice(0, creator.effects.indexOf(hop.effect))
    .findLast((e) => e.k === "call" || e.k === "store");
  return effect === undefined ? null : { run: wait.run, act: creator, effect };
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
  { chains }: StoppedReader,
  context: Context,
  join: WaitSite,
  post: Site & { readonly run: Run },
): boolean {
  const { created } = context;
  if (created === null) return true;
  if (!post.run.reached.has(created.act)) return false;
  return chains.passed(created, post, post.run) && !chains.passed(created, join, post.run);
}
