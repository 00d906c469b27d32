/**
 * `signal-blocks`: a handler runs on top of whichever thread the kernel picks. So a wait on its path is stuck
 * as soon as ending it needs an ordinary thread that does not mask the signal: that may be the interrupted
 * one. The finding stands at the call in the handler that a person would take out of it, and lists what that
 * call waits for.
 */

import type { Activation, Effect } from "../solve/activation.ts";
import { joinsDetached, wayTo } from "../solve/chains.ts";
import { type Context, fileSpanOf, partyOf, type Run, runsHere } from "../solve/contexts.ts";
import {
  beginning,
  callStep,
  confidenceOf,
  contextName,
  functionName,
  shortName,
  text,
  toStep,
  waitStep,
} from "../solve/explain.ts";
import { displayPath } from "../solve/path.ts";
import type { WaitSite } from "../solve/releases.ts";
import type { Solved } from "../solve/solved.ts";
import { calleeAt, functionSpanOf, levelFor } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Finding, Party, Step } from "./finding.ts";
import { handlerProper } from "./handlerProper.ts";
import type { Rule } from "./rule.ts";

/** Waits listed in one finding; a handler that stops a server reaches dozens. */
const maxWaits = 24;

type Way = readonly { readonly act: Activation; readonly effect: Effect }[];

interface Blocking {
  readonly way: Way;
  readonly wait: WaitSite | null;
  /** The lock, when it is no wait. */
  readonly lock: Extract<Effect, { k: "lock" }> | null;
  readonly party: Party;
}

export const signalBlocks: Rule = {
  id: "signal-blocks",
  level: "error",
  rank: 0,
  check(solved, report) {
    for (const run of solved.found.runs) {
      if (run.context.kind !== "signal") continue;
      const waits = blockingWaits(solved, run);
      const all = waits.length > 0 ? waits : blockingLocks(solved, run);
      for (const group of byCall(all)) report(finding(solved, run, group));
    }
  },
};

function blockingWaits(solved: Solved, run: Run): Blocking[] {
  const out: Blocking[] = [];
  for (const wait of solved.chains.waitsOf(run)) {
    if (wait.effect.timed || wait.effect.unclear || joinsDetached(solved.found, wait)) continue;
    const party = ordinaryThreadNeeded(solved, wait);
    if (party !== null)
      out.push({ way: wayTo(run, wait.act, wait.effect), wait, lock: null, party });
  }
  return out;
}

/** Whom the wait needs, if that may be the interrupted thread; null when it needs nobody we know. */
function ordinaryThreadNeeded(solved: Solved, wait: WaitSite): Party | null {
  const { solver, releases } = solved;
  const all = releases.of(wait.effect.event);
  const ordinary = (c: Context): boolean =>
    c.kind !== "signal" && c.kind !== "unknown" && !c.masked;
  if (all.length > 0) {
    if (!all.every((r) => ordinary(r.run.context) || (r.run === wait.run && r.act === null)))
      return null;
    const first = all.find((r) => ordinary(r.run.context));
    return first === undefined ? null : partyOf(solver, first.run.context);
  }
  // The end of a thread or pool needs that thread, whoever it is.
  const { kind, of } = wait.effect.event;
  if (of.root === "unknown") return null;
  if (kind === "end" || kind === "drained") {
    const name = contextName(solver, of);
    return { kind: kind === "end" ? "thread" : "pool", name, path: displayPath(of) };
  }
  return null;
}

function blockingLocks(solved: Solved, run: Run): Blocking[] {
  const out: Blocking[] = [];
  const taken = locksOfOrdinaryThreads(solved);
  for (const act of run.reached.keys()) {
    for (const effect of act.effects) {
      if (effect.k !== "lock" || effect.recursive || !runsHere(effect.guards, run.context))
        continue;
      const holder = taken.get(effect.of);
      if (holder === undefined) continue;
      out.push({
        way: wayTo(run, act, effect),
        wait: null,
        lock: effect,
        party: { kind: "lock", name: displayPath(effect.of), path: displayPath(effect.of) },
      });
    }
  }
  return out;
}

const lockMemo = new WeakMap<Solved, Map<unknown, Context>>();

function locksOfOrdinaryThreads(solved: Solved): ReadonlyMap<unknown, Context> {
  let memo = lockMemo.get(solved);
  if (memo !== undefined) return memo;
  memo = new Map();
  for (const run of solved.found.runs) {
    const { context } = run;
    if (context.kind === "signal" || context.kind === "unknown" || context.masked) continue;
    for (const act of run.reached.keys()) {
      for (const effect of act.effects)
        if (effect.k === "lock" && !memo.has(effect.of)) memo.set(effect.of, context);
    }
  }
  lockMemo.set(solved, memo);
  return memo;
}

/** One group for each call in the handler proper, in the order of its places. */
function byCall(all: readonly Blocking[]): Blocking[][] {
  const groups = new Map<Effect, Blocking[]>();
  for (const blocking of all) {
    const { effect } = blocking.way[shownAt(blocking.way)]!;
    const group = groups.get(effect);
    if (group === undefined) groups.set(effect, [blocking]);
    else group.push(blocking);
  }
  for (const group of groups.values()) group.sort(byExecution);
  return [...groups.values()];
}

/** The order in which the handler would come to them. */
function byExecution(a: Blocking, b: Blocking): number {
  for (let i = 0; i < a.way.length && i < b.way.length; i++) {
    const [x, y] = [a.way[i]!, b.way[i]!];
    if (x.effect !== y.effect)
      return x.act === y.act
        ? x.act.effects.indexOf(x.effect) - y.act.effects.indexOf(y.effect)
        : 0;
  }
  return a.way.length - b.way.length;
}

/** Index of the hop in the handler proper. */
function shownAt(way: Way): number {
  return handlerProper(
    way.map(({ act, effect }) => ({
      fn: act.fn,
      at: effect.at,
      via: effect.k === "call" ? effect.via : null,
    })),
  );
}

function finding(solved: Solved, run: Run, group: readonly Blocking[]): Finding {
  const { solver } = solved;
  const context = partyOf(solver, run.context);
  const first = group[0]!;
  const at = first.way[shownAt(first.way)]!;
  const handler = at.act;
  const steps: Step[] = [...beginning(solver, run)];
  const shown = new Set<Effect>();
  for (const blocking of group.slice(0, maxWaits)) {
    for (const hop of blocking.way.slice(0, -1)) {
      if (shown.has(hop.effect)) continue;
      shown.add(hop.effect);
      steps.push(callStep(hop.act, hop.effect, context));
    }
    steps.push(...endSteps(solved, run, blocking, context));
  }
  const confidence = confidenceOf(stepsOfFirst(steps));
  const f =
    at.effect.k === "call" && at.effect.via === "exit"
      ? calleeAt(at.act, at.effect)
      : at.effect.k === "call" || at.effect.k === "wait" || at.effect.k === "lock"
        ? at.effect.text
        : "";
  const h = shortName(functionName(handler));
  return {
    rule: "signal-blocks",
    level: levelFor("error", confidence),
    confidence,
    message:
      first.wait === null
        ? text("finding.signal-blocks.lock", { f, h, k: first.party.name })
        : text("finding.signal-blocks", { f, h, w: first.party.name }),
    span: fileSpanOf(at.act, at.effect),
    function: functionName(at.act),
    functionSpan: functionSpanOf(at.act),
    blocked: context,
    dependsOn: first.party,
    chain: steps,
    fingerprint: fingerprint(
      "signal-blocks",
      [functionName(at.act), ...group.map((b) => functionName(b.way.at(-1)!.act))],
      [context.path, first.party.path],
    ),
  };
}

/** Doubt about a later wait does not weaken the first one. */
function stepsOfFirst(steps: readonly Step[]): readonly Step[] {
  const end = steps.findIndex((s) => s.kind === "close");
  return end < 0 ? steps : steps.slice(0, end);
}

function endSteps(solved: Solved, run: Run, blocking: Blocking, context: Party): Step[] {
  const last = blocking.way.at(-1)!;
  const close = toStep({
    kind: "close",
    act: last.act,
    span: last.effect,
    context,
    text:
      blocking.wait === null
        ? text("step.close.any")
        : text("step.close.signal", { c: blocking.party.name }),
    evidence: text("evidence.exact"),
    certainty: "certain",
  });
  if (blocking.wait !== null) return [waitStep(solved.solver, { ...blocking.wait, run }), close];
  return [
    toStep({
      kind: "lock",
      act: last.act,
      span: last.effect,
      context,
      text: text("step.lock", { e: blocking.party.name }),
      evidence: text("evidence.exact"),
      certainty: "certain",
    }),
    close,
  ];
}
