/**
 * `unbounded-stop`: ending something waits without a deadline, and a serial loop is what runs it; or it waits
 * for a notification with nothing to look at, so that one which came before is lost.
 */

import { fileSpanOf, partyOf } from "../solve/contexts.ts";
import { joinsDetached, wayTo } from "../solve/chains.ts";
import {
  beginning,
  calls,
  confidenceOf,
  eventName,
  functionName,
  shortName,
  text,
  visibleWait,
  waitStep,
} from "../solve/explain.ts";
import type { WaitSite } from "../solve/releases.ts";
import type { Solved } from "../solve/solved.ts";
import { isStop } from "../solve/workerEnds.ts";
import { awaitedBy, functionSpanOf } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";

export const unboundedStop: Rule = {
  id: "unbounded-stop",
  level: "note",
  rank: 8,
  check(solved, report) {
    for (const run of solved.found.runs) {
      const onLoop = run.kind === "item" && run.context.kind === "loop";
      for (const wait of solved.chains.waitsOf(run)) {
        const { effect } = wait;
        if (effect.timed || effect.unclear || solved.stuck.has(effect)) continue;
        if (joinsDetached(solved.found, wait)) continue;
        const bare = isBare(wait);
        if (!onLoop && !bare) continue;
        const stop = stopOf(wait);
        if (stop !== null) report(finding(solved, wait, stop, bare ? "bare" : "loop"));
      }
    }
  },
};

/** A condition variable is waited for once, whatever has happened before. */
function isBare({ effect, run }: WaitSite): boolean {
  const { event } = effect;
  if (event.kind !== "condition" || event.flags.length > 0 || effect.loops > 0) return false;
  return run.kind === "entry" && effect.arms.length === 0;
}

/** The outermost function on the way that ends something. */
function stopOf(wait: WaitSite): string | null {
  const found = wayTo(wait.run, wait.act, wait.effect).find(({ act }) => isStop(act));
  return found === undefined ? null : functionName(found.act);
}

function finding(solved: Solved, wait: WaitSite, stop: string, kind: "bare" | "loop"): Finding {
  const { solver } = solved;
  const blocked = partyOf(solver, wait.run.context);
  const shown = visibleWait(wait);
  const awaited = awaitedBy(solved, wait);
  const chain = [
    ...beginning(solver, wait.run),
    ...calls(solver, wait.run, wait.act, wait.effect),
    waitStep(solver, wait),
  ];
  return {
    rule: "unbounded-stop",
    level: "note",
    confidence: confidenceOf(chain),
    message: text(`finding.unbounded-stop.${kind}`, {
      f: shown.text,
      s: shortName(stop),
      l: blocked.name,
      w: awaited.name,
    }),
    span: fileSpanOf(shown.act, shown.span),
    function: functionName(shown.act),
    functionSpan: functionSpanOf(shown.act),
    blocked,
    dependsOn: awaited,
    chain,
    fingerprint: fingerprint(
      "unbounded-stop",
      [functionName(wait.act), eventName(wait.effect), stop],
      [blocked.path],
    ),
  };
}
