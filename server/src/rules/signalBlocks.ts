/**
 * `signal-blocks`: a handler runs on top of whichever thread the kernel picks. So a wait on its path is stuck
 * as soon as ending it needs an ordinary thread that does not mask the signal: that may be the interrupted
 * one. The finding stands at the call in the handler that a person would take out of it, and lists what that
 * call waits for.
 */

import type { Fn } from "../link/program.ts";
import type { Activation, Effect } from "../solve/activation.ts";
import { joinsDetached, wayTo } from "../solve/chains.ts";
import { type Context, fileSpanOf, partyOf, type Run } from "../solve/contexts.ts";
import {
  beginning,
  callStep,
  certaintyOf,
  confidenceOf,
  contextName,
  functionName,
  shortName,
  text,
  toStep,
  waitStep,
} from "../solve/explain.ts";
import type { Acquire } from "../solve/locks/lockState.ts";
import { acquireSteps } from "../solve/locks/explainLocks.ts";
import { lockName } from "../solve/locks/instances.ts";
import { kindOf } from "../solve/locks/lockPath.ts";
import { displayPath } from "../solve/path.ts";
import type { WaitSite } from "../solve/releases.ts";
import type { Solved } from "../solve/solved.ts";
import { calleeAt, functionSpanOf, levelFor } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Finding, Party, Step } from "./finding.ts";
import { handlerProper } from "./handlerProper.ts";
import { handlers } from "./handlers.ts";
import { isMadeBefore } from "./madeBefore.ts";
import type { Rule } from "./rule.ts";

/** Waits listed in one finding; a handler that stops a server reaches dozens. */
const maxWaits = 24;

/** Where a lock is taken, at the end of a way. */
interface LockPoint {
  readonly k: "taken";
  readonly start: number;
  readonly end: number;
  readonly at: number;
  readonly text: string;
  readonly acquire: Acquire;
}

type Way = readonly { readonly act: Activation; readonly effect: Effect | LockPoint }[];

interface Blocking {
  readonly way: Way;
  /** null: it is a lock. */
  readonly wait: WaitSite | null;
  readonly party: Party;
}

export const signalBlocks: Rule = {
  id: "signal-blocks",
  level: "error",
  rank: 0,
  check(all, report) {
    for (const { solved, run } of handlers(all)) {
      const waits = blockingWaits(solved, run);
      const sure = waits.filter(isLikely);
      const locks = sure.length > 0 ? [] : blockingLocks(solved, run);
      const blocking = sure.length > 0 ? sure : locks.length > 0 ? locks : waits;
      for (const group of byCall(blocking)) report(finding(solved, run, group));
    }
  },
};

/** What is behind a call of one of many overriders says nothing of what else stands there. */
const isLikely = ({ way }: Blocking): boolean =>
  way.every(({ effect }) => effect.k !== "call" || certaintyOf(effect) !== "possible");

function blockingWaits(solved: Solved, run: Run): Blocking[] {
  const out: Blocking[] = [];
  for (const wait of solved.chains.waitsOf(run)) {
    if (wait.effect.timed || wait.effect.unclear || joinsDetached(solved.found, wait)) continue;
    const party = ordinaryThreadNeeded(solved, wait);
    const way = wayTo(run, wait.act, wait.effect);
    if (party !== null && !isPast(run, way)) out.push({ way, wait, party });
  }
  return out;
}

/** It leads through what was made the first time somebody came there. */
const isPast = (run: Run, way: Way): boolean =>
  way.some(({ act, effect }) => act.fn !== run.root.fn && isMadeBefore(act.fn, effect.at));

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

/** Locks that the interrupted thread may hold: those that other code takes, too. */
function blockingLocks(solved: Solved, run: Run): Blocking[] {
  const { instances, bodies } = solved.locks;
  const out: Blocking[] = [];
  const own = new Set([...run.reached.keys()].map((act) => act.fn));
  const seen = new Set<string>();
  for (const act of run.reached.keys()) {
    for (const { acquire } of instances.acquisitions(act)) {
      if (acquire.recursive || acquire.optional || bodies.isRecursive(acquire.path)) continue;
      const kind = kindOf(acquire.path);
      if (kind === null || seen.has(`${act.id}|${acquire.at}|${kind}`)) continue;
      if (!takenElsewhere(solved, kind, own)) continue;
      seen.add(`${act.id}|${acquire.at}|${kind}`);
      const name = lockName(acquire);
      const { start, end, at } = acquire;
      const point: LockPoint = { k: "taken", start, end, at, acquire, text: calledName(acquire) };
      const way = wayTo(run, act, point);
      if (isPast(run, way)) continue;
      out.push({
        way,
        wait: null,
        party: { kind: "lock", name, path: name },
      });
    }
  }
  return out;
}

const calledName = (acquire: Acquire): string =>
  acquire.through === null ? lockName(acquire) : acquire.through.fn.fact.name;

const takers = new WeakMap<Solved, ReadonlyMap<string, ReadonlySet<Fn>>>();

function takenElsewhere(solved: Solved, kind: string, own: ReadonlySet<Fn>): boolean {
  let known = takers.get(solved);
  if (known === undefined) {
    const map = new Map<string, Set<Fn>>();
    for (const fn of solved.locks.bodies.functions) {
      for (const { path, through } of solved.locks.bodies.of(fn)?.acquires ?? []) {
        const k = through === null ? kindOf(path) : null;
        if (k === null) continue;
        const set = map.get(k);
        if (set === undefined) map.set(k, new Set([fn]));
        else set.add(fn);
      }
    }
    takers.set(solved, (known = map));
  }
  for (const fn of known.get(kind) ?? []) {
    if (!own.has(fn)) return true;
    const act = solved.locks.activationOf(fn);
    const runs = act === undefined ? [] : (solved.found.runsOf.get(act) ?? []);
    if (runs.some((r) => r.context.kind !== "signal")) return true;
  }
  return false;
}

/** One group for each call in the handler proper, in the order of its places. */
function byCall(all: readonly Blocking[]): Blocking[][] {
  const groups = new Map<string, Blocking[]>();
  for (const blocking of all) {
    const { act, effect } = blocking.way[shownAt(blocking.way)]!;
    const key = `${act.id}|${effect.start}|${effect.end}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [blocking]);
    else group.push(blocking);
  }
  for (const group of groups.values()) group.sort(byExecution);
  return [...groups.values()];
}

/** The order in which the handler would come to them. */
function byExecution(a: Blocking, b: Blocking): number {
  for (let i = 0; i < a.way.length && i < b.way.length; i++) {
    const [x, y] = [a.way[i]!, b.way[i]!];
    if (x.effect !== y.effect) return x.act === y.act ? x.effect.at - y.effect.at : 0;
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
  const shown = new Set<Effect | LockPoint>();
  for (const blocking of group.slice(0, maxWaits)) {
    for (const hop of blocking.way.slice(0, -1)) {
      if (hop.effect.k === "taken" || shown.has(hop.effect)) continue;
      shown.add(hop.effect);
      steps.push(callStep(hop.act, hop.effect, context));
    }
    steps.push(...endSteps(solved, run, blocking, context));
  }
  const confidence = confidenceOf(stepsOfFirst(steps));
  const f =
    at.effect.k === "call" && at.effect.via === "exit"
      ? calleeAt(at.act, at.effect)
      : at.effect.k === "call" || at.effect.k === "wait" || at.effect.k === "taken"
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
  const acquired =
    last.effect.k === "taken" ? acquireSteps(last.act.fn, last.effect.acquire, context) : [];
  return [...acquired, close];
}
