/**
 * Who makes whom run, as the analysis follows it: plain calls, overrides, stored callables, work that is posted,
 * threads and handlers. What a reader's call hierarchy cannot see without it. One look at each operation of what was
 * reached; a destructor that the language adds counts for the function in which the object ends.
 */

import { compareSpans } from "../base/span.ts";
import type { Activation, Effect } from "../solve/activation.ts";
import type { CallLink, FunctionPlace } from "../solve/analysis.ts";
import { fileSpanOf } from "../solve/contexts.ts";
import { workOf } from "../solve/explain.ts";
import type { Solved } from "../solve/solved.ts";

export function callLinks(
  { found }: Solved,
  placeOf: (act: Activation) => FunctionPlace,
): readonly CallLink[] {
  const links = new Map<string, CallLink>();
  const add = (
    from: FunctionPlace,
    to: Activation,
    at: CallLink["span"],
    how: CallLink["how"],
  ): void => {
    const target = placeOf(to);
    const key = `${at.file}:${at.start}:${target.span.file}:${target.span.start}`;
    if (!links.has(key)) links.set(key, { from, to: target, span: at, how });
  };
  const seen = new Set<Activation>();
  for (const run of found.runs) {
    for (const act of run.reached.keys()) {
      if (seen.has(act) || act.destroys !== null) continue;
      seen.add(act);
      for (const effect of act.effects) {
        for (const { to, how } of targetsOf(effect, 0))
          add(placeOf(act), to, fileSpanOf(act, effect), how);
      }
    }
    if (run.kind !== "item") continue;
    const posted = workOf(run);
    if (posted === null || posted.at.act.destroys !== null) continue;
    const { at, work } = posted;
    add(placeOf(at.act), work, fileSpanOf(at.act, at.span), "post");
  }
  return [...links.values()].sort(
    (a, b) => compareSpans(a.span, b.span) || compareSpans(a.to.span, b.to.span),
  );
}

/** Members of members: deeper ends of objects are the classes' own affair. */
const deepest = 8;

function targetsOf(
  effect: Effect,
  depth: number,
): readonly { readonly to: Activation; readonly how: CallLink["how"] }[] {
  switch (effect.k) {
    case "call": {
      const { to, via, queue } = effect;
      // A loop that runs what it takes from a queue: the link is from whoever posted it.
      if (queue !== null || depth > deepest) return [];
      if (to.destroys !== null) return to.effects.flatMap((inner) => targetsOf(inner, depth + 1));
      return [
        { to, how: via === "callback" ? "callback" : via === "virtual" ? "override" : "call" },
      ];
    }
    case "spawn":
      return [{ to: effect.entry, how: "thread" }];
    case "handle-signal":
      return [{ to: effect.handler, how: "signal" }];
    default:
      return [];
  }
}
