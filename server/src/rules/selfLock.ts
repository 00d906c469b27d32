/**
 * `self-lock`: a thread takes a lock that it already holds and that cannot be taken twice: directly, through
 * calls, through a callback or an override, or by turning a shared lock into an exclusive one.
 */

import type { Fn } from "../link/program.ts";
import { fileSpanOf, partyOf } from "../solve/contexts.ts";
import { callStep, confidenceOf, functionName, shortName, text } from "../solve/explain.ts";
import type { Acquire, Held } from "../solve/locks/lockState.ts";
import { acquireSteps, closeStep, placeStep } from "../solve/locks/explainLocks.ts";
import { excludesEachOther, lockName } from "../solve/locks/instances.ts";
import { isOne } from "../solve/locks/lockPath.ts";
import { type Nesting, takesTheSame } from "../solve/locks/nesting.ts";
import type { Solved } from "../solve/solved.ts";
import { turnsBack } from "../solve/turnsBack.ts";
import { functionSpanOf, levelFor, runnerOf } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Finding, Party, Step } from "./finding.ts";
import type { Rule } from "./rule.ts";

export const selfLock: Rule = {
  id: "self-lock",
  level: "error",
  rank: 1,
  check(solved, report) {
    const { bodies, nestings } = solved.locks;
    const seen = new Set<string>();
    for (const fn of bodies.functions) {
      for (const acquire of bodies.of(fn)?.acquires ?? []) {
        const held = acquire.held.find((h) => isRelock(solved, fn, h, acquire));
        if (held === undefined) continue;
        seen.add(`${fn.id}:${acquire.start}:${held.start}`);
        report(inFunction(solved, fn, held, acquire));
      }
    }
    for (const nesting of nestings) {
      const { held, site, act, effect, way } = nesting;
      if (!takesTheSame(nesting) || !blocks(solved, held.held, site.acquire)) continue;
      const calls = [
        ...way.map((hop) => ({ fn: hop.act.fn, at: hop.effect.at })),
        { fn: site.act.fn, at: site.acquire.at },
      ];
      if (turnsBack(solved, { fn: act.fn, at: effect.at }, calls)) continue;
      const key = `${nesting.act.fn.id}:${nesting.effect.start}:${held.held.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const found = throughCalls(solved, nesting);
      // One of several overriders or callbacks may well belong to another object.
      if (found.confidence === "certain") report(found);
    }
  },
};

function isRelock(solved: Solved, fn: Fn, held: Held, acquire: Acquire): boolean {
  return (
    held.path.key === acquire.path.key &&
    held.at !== acquire.at &&
    isOne(held.path) &&
    blocks(solved, held, acquire) &&
    !(held.guard === null && solved.locks.bodies.isGate(fn, held.path))
  );
}

function blocks(solved: Solved, held: Held, acquire: Acquire): boolean {
  return (
    !held.recursive &&
    !acquire.recursive &&
    !acquire.optional &&
    excludesEachOther(held, acquire) &&
    !solved.locks.bodies.isRecursive(acquire.path) &&
    !solved.locks.bodies.isRecursive(held.path)
  );
}

function inFunction(solved: Solved, fn: Fn, held: Held, acquire: Acquire): Finding {
  const blocked = runnerOf(solved, fn);
  const taking = acquireSteps(fn, acquire, blocked);
  return finding(fn, held, { fn, acquire }, blocked, taking, {
    called: acquire.through === null ? lockName(acquire) : shortName(acquire.through.fn.name),
    span: { file: fn.file.path, start: acquire.start, end: acquire.end },
    function: fn.name,
    functionSpan: { file: fn.file.path, start: fn.fact.start, end: fn.fact.end },
  });
}

function throughCalls(solved: Solved, nesting: Nesting): Finding {
  const { act, effect, held, way, site } = nesting;
  const { acquire } = site;
  const { fn } = site.act;
  const run = [...(solved.found.runsOf.get(act) ?? [])].sort((a, b) => a.id - b.id)[0]!;
  const blocked = partyOf(solved.solver, run.context);
  const taking = [
    callStep(act, effect, blocked),
    ...way.map((hop) => callStep(hop.act, hop.effect, blocked)),
    ...acquireSteps(fn, acquire, blocked),
  ];
  return finding(act.fn, held.held, { fn, acquire }, blocked, taking, {
    called: effect.k === "call" ? effect.text : lockName(acquire),
    span: fileSpanOf(act, effect),
    function: functionName(act),
    functionSpan: functionSpanOf(act),
  });
}

interface Shown extends Pick<Finding, "span" | "function" | "functionSpan"> {
  /** What is called there, as people read it. */
  readonly called: string;
}

/** `holder` took the lock; `taking` leads from there to where it is taken again. */
function finding(
  holder: Fn,
  held: Held,
  again: { readonly fn: Fn; readonly acquire: Acquire },
  blocked: Party,
  taking: readonly Step[],
  { called, ...shown }: Shown,
): Finding {
  const lock = lockName(again.acquire);
  const close = text("step.close.self-lock", { e: lock, n: "1" });
  const steps = [
    placeStep(holder, held, "lock", blocked, text("step.lock", { e: lockName(held) })),
    ...taking,
    closeStep(again.fn, again.acquire, blocked, close),
  ];
  const confidence = confidenceOf(steps);
  return {
    rule: "self-lock",
    level: levelFor("error", confidence),
    confidence,
    message: text("finding.self-lock", { f: called, k: lock }),
    ...shown,
    blocked,
    dependsOn: { kind: "lock", name: lock, path: lock },
    chain: steps,
    fingerprint: fingerprint(
      "self-lock",
      steps.map((s) => s.function),
      [lock],
    ),
  };
}
