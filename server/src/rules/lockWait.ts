/** `lock-wait`: a wait made while a lock is held that the way to its release needs. */

import { wayTo } from "../solve/chains.ts";
import { fileSpanOf, partyOf } from "../solve/contexts.ts";
import {
  beginning,
  calls,
  callStep,
  confidenceOf,
  type EachLeads,
  eventName,
  functionName,
  releaseSteps,
  text,
  visibleWait,
  waitStep,
} from "../solve/explain.ts";
import { acquireSteps, closeStep, placeStep } from "../solve/locks/explainLocks.ts";
import { lockName } from "../solve/locks/instances.ts";
import type { LockChain } from "../solve/locks/lockChains.ts";
import type { Solved } from "../solve/solved.ts";
import { functionSpanOf, levelFor } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import { type Confidence, doubt, type Finding, type Step } from "./finding.ts";
import type { Rule } from "./rule.ts";

export const lockWait: Rule = {
  id: "lock-wait",
  level: "error",
  rank: 3,
  check(solved, report) {
    for (const run of solved.found.runs) {
      if (run.context.kind === "signal") continue;
      for (const wait of solved.chains.waitsOf(run)) {
        for (const chain of solved.locks.chains.of(wait)) report(finding(solved, chain));
      }
    }
  },
};

function finding(solved: Solved, chain: LockChain): Finding {
  const { solver, chains } = solved;
  const { holding, links, taken } = chain;
  const lock = lockName(holding.lock.held);
  const blocked = partyOf(solver, holding.run.context);
  const { wait, release } = links.at(-1)!;
  const dependsOn = partyOf(solver, release.run.context);
  const toWait: EachLeads = (act, call) => chains.eachLeadsTo(act, call, links[0]!.wait.act);
  const toLock: EachLeads = (act, call) => chains.eachLeadsTo(act, call, taken.site.act);
  const steps: Step[] = [...beginning(solver, holding.run)];
  steps.push(...calls(solver, holding.run, holding.act, holding.effect));
  steps.push(
    placeStep(holding.act.fn, holding.lock.held, "lock", blocked, text("step.lock", { e: lock })),
  );
  const heldAt = steps.length;
  if (holding.effect.k === "call")
    steps.push(callStep(holding.act, holding.effect, blocked, toWait));
  for (const hop of holding.way) steps.push(callStep(hop.act, hop.effect, blocked, toWait));
  links.forEach((link, i) => {
    if (i > 0) steps.push(...calls(solver, link.wait.run, link.wait.act, link.wait.effect));
    steps.push(waitStep(solver, link.wait));
    steps.push(...releaseSteps(solver, link.release, link.wait, link.releases));
  });
  const taker = partyOf(solver, taken.run.context);
  for (const hop of wayTo(taken.run, taken.site.act, links[0]!.wait.effect).slice(0, -1))
    steps.push(callStep(hop.act, hop.effect, taker, toLock));
  steps.push(...acquireSteps(taken.site.act.fn, taken.site.acquire, taker));
  steps.push(
    closeStep(
      taken.site.act.fn,
      taken.site.acquire,
      taker,
      text("step.close.lock", { e: lock, n: String(heldAt) }),
    ),
  );
  const confidence = weaker(confidenceOf(steps), chain.exact ? "certain" : "likely");
  const shown = visibleWait(links[0]!.wait);
  const here = holding.effect.k === "call" ? holding : { act: shown.act, effect: shown.span };
  return {
    rule: "lock-wait",
    level: levelFor("error", confidence),
    confidence,
    message: text("finding.lock-wait", {
      f: holding.effect.k === "call" ? holding.effect.text : shown.text,
      k: lock,
      w: dependsOn.kind === "unknown" ? eventName(wait.effect) : dependsOn.name,
    }),
    span: fileSpanOf(here.act, here.effect),
    function: functionName(here.act),
    functionSpan: functionSpanOf(here.act),
    blocked,
    dependsOn,
    chain: steps,
    fingerprint: fingerprint(
      "lock-wait",
      [functionName(holding.act), ...links.map((l) => functionName(l.wait.act))],
      [lock],
    ),
  };
}

const weaker = (a: Confidence, b: Confidence): Confidence => (doubt[a] >= doubt[b] ? a : b);
