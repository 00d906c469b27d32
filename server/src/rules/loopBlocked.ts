/** `loop-blocked`: a work item keeps a serial loop waiting without limit, though no chain closes. */

import { fileSpanOf, partyOf } from "../solve/contexts.ts";
import {
  beginning,
  calls,
  eventName,
  functionName,
  text,
  visibleWait,
  waitStep,
} from "../solve/explain.ts";
import type { WaitSite } from "../solve/releases.ts";
import type { Solved } from "../solve/solved.ts";
import { awaitedBy, functionSpanOf } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";

export const loopBlocked: Rule = {
  id: "loop-blocked",
  level: "note",
  rank: 9,
  check(solved, report) {
    for (const run of solved.found.runs) {
      if (run.kind !== "item" || run.context.kind !== "loop") continue;
      for (const wait of solved.chains.waitsOf(run)) {
        if (wait.effect.timed || wait.effect.unclear || solved.stuck.has(wait.effect)) continue;
        report(finding(solved, wait));
      }
    }
  },
};

function finding(solved: Solved, wait: WaitSite): Finding {
  const { solver } = solved;
  const blocked = partyOf(solver, wait.run.context);
  const shown = visibleWait(wait);
  const awaited = awaitedBy(solved, wait);
  const steps = [
    ...beginning(solver, wait.run),
    ...calls(solver, wait.run, wait.act, wait.effect),
    waitStep(solver, wait),
  ];
  return {
    rule: "loop-blocked",
    level: "note",
    confidence: steps.some((s) => s.certainty !== "certain") ? "likely" : "certain",
    message: text("finding.loop-blocked", { f: shown.text, l: blocked.name, w: awaited.name }),
    span: fileSpanOf(shown.act, shown.span),
    function: functionName(shown.act),
    functionSpan: functionSpanOf(shown.act),
    blocked,
    dependsOn: awaited,
    chain: steps,
    fingerprint: fingerprint(
      "loop-blocked",
      [functionName(wait.act), eventName(wait.effect)],
      [blocked.path],
    ),
  };
}
