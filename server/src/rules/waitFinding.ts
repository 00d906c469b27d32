/**
 * A finding about one wait: who runs it, the way to it, the wait itself. Shared by the rules that judge a wait by
 * itself, not by a chain that closes.
 */

import { fileSpanOf, partyOf } from "../solve/contexts.ts";
import {
  beginning,
  calls,
  confidenceOf,
  eventName,
  functionName,
  visibleWait,
  waitStep,
} from "../solve/explain.ts";
import type { WaitSite } from "../solve/releases.ts";
import type { Solved } from "../solve/solved.ts";
import { awaitedBy, functionSpanOf, levelFor, type Shown } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Finding, Level, Message, Party, RuleId, Step } from "./finding.ts";

export interface WaitShape {
  readonly rule: RuleId;
  readonly level: Level;
  /** f: the call that waits. */
  readonly message: (f: string, blocked: Party, awaited: Party) => Message;
  /** Where it is shown, when that is not the wait itself. */
  readonly shown?: Shown;
  /** What follows the wait, if anything has to be said of it. */
  readonly after?: readonly Step[];
}

export function waitFinding(solved: Solved, wait: WaitSite, shape: WaitShape): Finding {
  const { solver } = solved;
  const blocked = partyOf(solver, wait.run.context);
  const shown = shape.shown ?? visibleWait(wait);
  const awaited = awaitedBy(solved, wait);
  const steps = [
    ...beginning(solver, wait.run),
    ...calls(solver, wait.run, wait.act, wait.effect),
    waitStep(solver, wait),
    ...(shape.after ?? []),
  ];
  const confidence = confidenceOf(steps);
  return {
    rule: shape.rule,
    level: levelFor(shape.level, confidence),
    confidence,
    message: shape.message(shown.text, blocked, awaited),
    span: fileSpanOf(shown.act, shown.span),
    function: functionName(shown.act),
    functionSpan: functionSpanOf(shown.act),
    blocked,
    dependsOn: awaited,
    chain: steps,
    fingerprint: fingerprint(
      shape.rule,
      [functionName(wait.act), eventName(wait.effect)],
      [blocked.path],
    ),
  };
}
