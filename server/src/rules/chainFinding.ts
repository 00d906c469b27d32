/** A finding about a closed chain: shared by the rules that differ only in the shape of the chain. */

import { lastPart } from "../base/names.ts";
import type { Fn } from "../link/program.ts";
import type { Activation, Effect } from "../solve/activation.ts";
import type { ClosedChain } from "../solve/chains.ts";
import { fileOf, fileSpanOf, partyOf } from "../solve/contexts.ts";
import {
  confidenceOf,
  contextName,
  eventName,
  explainChain,
  functionName,
  shortName,
  visibleWait,
} from "../solve/explain.ts";
import type { WaitSite } from "../solve/releases.ts";
import type { Solved } from "../solve/solved.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Confidence, Finding, Level, Message, Party, RuleId } from "./finding.ts";

export interface Shape {
  readonly rule: RuleId;
  readonly level: Level;
  readonly message: (f: string, blocked: Party, dependsOn: Party, steps: number) => Message;
  /** Where it is shown, when that is not the wait itself. */
  readonly shown?: Shown;
}

export interface Shown {
  readonly act: Activation;
  readonly span: { readonly start: number; readonly end: number };
  readonly text: string;
}

export function chainFinding(solved: Solved, chain: ClosedChain, shape: Shape): Finding {
  const { solver } = solved;
  const steps = explainChain(solver, chain);
  const last = chain.links.at(-1)!;
  const { wait, release } = last;
  const blocked = partyOf(solver, wait.run.context);
  const dependsOn = partyOf(solver, release.run.context);
  const confidence = confidenceOf(steps);
  const shown = shape.shown ?? visibleWait(wait);
  return {
    rule: shape.rule,
    level: levelFor(shape.level, confidence),
    confidence,
    message: shape.message(shown.text, blocked, dependsOn, steps.length),
    span: fileSpanOf(shown.act, shown.span),
    function: functionName(shown.act),
    functionSpan: functionSpanOf(shown.act),
    blocked,
    dependsOn,
    chain: steps,
    fingerprint: fingerprint(
      shape.rule,
      chain.links.map((l) => `${functionName(l.wait.act)} ${eventName(l.wait.effect)}`),
      chain.links.map((l) => partyOf(solver, l.wait.run.context).path),
    ),
  };
}

/** Certain chains are errors; a guess on the way makes a warning. */
export function levelFor(level: Level, confidence: Confidence): Level {
  return level === "error" && confidence !== "certain" ? "warning" : level;
}

export function functionSpanOf(act: Activation): { file: string; start: number; end: number } {
  return { file: fileOf(act), start: act.fn.fact.start, end: act.fn.fact.end };
}

/** The one context that could end the wait, else the event itself. */
export function awaitedBy(solved: Solved, wait: WaitSite): Party {
  const { event } = wait.effect;
  const contexts = new Set(
    solved.releases
      .of(event)
      .filter((r) => r.run !== wait.run)
      .map((r) => r.run.context),
  );
  if (contexts.size === 1) return partyOf(solved.solver, [...contexts][0]!);
  if (event.kind === "end")
    return {
      kind: "thread",
      name: contextName(solved.solver, event.of),
      path: eventName(wait.effect),
    };
  return { kind: "event", name: eventName(wait.effect), path: eventName(wait.effect) };
}

/** What the call at the effect is called in the code. */
export function calleeAt(act: Activation, effect: Effect): string {
  const { ops } = act.fn.fact;
  const op = ops[effect.at];
  const callee = op?.k === "call" ? ops[op.callee] : undefined;
  return callee?.k === "name" || callee?.k === "member" ? lastPart(callee.name) : "";
}

/** Who runs the function, as far as somebody is seen to; else whoever calls it. */
export function runnerOf(solved: Solved, fn: Fn): Party {
  const act = solved.locks.activationOf(fn);
  const run = act === undefined ? undefined : solved.found.runsOf.get(act)?.[0];
  return run === undefined
    ? { kind: "unknown", name: shortName(fn.name), path: fn.name }
    : partyOf(solved.solver, run.context);
}
