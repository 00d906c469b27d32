/**
 * Does stopping a worker wake it? A worker sleeps on a condition; somebody sets what ends its loop and joins it.
 * In between somebody must notify that condition, all who sleep on it, and not between the worker's look at the
 * flag and its falling asleep. Everything that is not understood counts as waking.
 */

import { lastPart } from "../base/names.ts";
import type { Ref } from "../facts/op.ts";
import { operands } from "../facts/operands.ts";
import type { Fn } from "../link/program.ts";
import type { ModelSet } from "../models/modelSet.ts";
import type { Activation, Effect, Flag } from "./activation.ts";
import { wayTo } from "./chains.ts";
import type { Contexts, Run } from "./contexts.ts";
import type { FlagWrite } from "./flagWrites.ts";
import type { Loop, Need } from "./loopExits.ts";
import { type Path, sameness } from "./path.ts";
import { ends, type WaitSite } from "./releases.ts";
import { endingWrites, hasGaps, type WorkerReader } from "./workerEnds.ts";

export interface Asleep {
  readonly kind: "unwoken" | "blind" | "wakes-one" | "unlocked";
  readonly wait: WaitSite;
  readonly flag: string;
  readonly write: FlagWrite;
}

export interface WakeReader extends WorkerReader {
  readonly found: Contexts;
  readonly models: ModelSet;
}

/** How far calls are followed from the place that sets the flag. */
const deep = 4;

/** The worker's wait that setting its flag before `join` does not end; null: it may well end. */
export function sleepsOn(
  reader: WakeReader,
  waits: readonly WaitSite[],
  join: WaitSite,
): Asleep | null {
  for (const wait of waits) {
    const { effect } = wait;
    if (effect.event.kind !== "condition" || effect.timed || effect.unclear) continue;
    if (effect.event.of.root === "unknown" || hasGaps(wait.act.fn, false)) continue;
    for (const need of stopNeeds(reader, wait)) {
      if (othersNotify(reader, wait, need.key)) continue;
      const found = judge(reader, wait, join, need);
      if (found !== null) return found;
    }
  }
  return null;
}

/**
 * A wait that only workers end which leave their loop when they are told to stop, while whoever tells them
 * wakes them alone: who waits for room in a queue is left behind. null: somebody else may end it.
 */
export function leftBehind(reader: WakeReader, wait: WaitSite): LeftBehind | null {
  const { effect } = wait;
  if (effect.event.kind !== "condition" || effect.timed || effect.unclear) return null;
  if (effect.event.of.root === "unknown" || hasGaps(wait.act.fn, false)) return null;
  const notifiers = [...reader.found.runsOf].filter(([act]) =>
    act.effects.some((e) => isNotify(e, effect.event.of)),
  );
  const runs = notifiers.flatMap(([, list]) => list);
  const worker = runs[0];
  if (worker === undefined || escapes(reader, effect.event.of)) return null;
  if (runs.some((r) => r.context !== worker.context || r.kind !== "entry" || !isBusy(r)))
    return null;
  if (wait.run.context === worker.context) return null;
  for (const [act] of notifiers) {
    const stop = stopOfWorker(reader, worker, act, wait);
    if (stop !== null) return { worker, ...stop };
  }
  return null;
}

export interface LeftBehind {
  readonly worker: Run;
  readonly flag: string;
  readonly write: FlagWrite;
}

/** Who ends the worker's loop, wakes the worker, and nobody else. */
function stopOfWorker(
  reader: WakeReader,
  worker: Run,
  notifier: Activation,
  wait: WaitSite,
): Omit<LeftBehind, "worker"> | null {
  const { of } = wait.effect.event;
  const notify = notifier.effects.find((e) => isNotify(e, of))!;
  for (const { act, effect } of wayTo(worker, notifier, notify)) {
    for (const loop of reader.loops.around(act.fn, effect.at)) {
      const needs = loop.exits.flatMap((e) => e.needs.filter((any) => any.length === 1).flat());
      if (loop.exits.some((e) => e.needs.length === 0)) continue;
      for (const need of needs) {
        const writes = endingWrites(reader, need);
        const write = writes[0];
        if (
          write === undefined ||
          writes.some((w) => !isStopFunction(w.fn) || hasGaps(w.fn, false))
        )
          continue;
        const around = writes.map((w) => surroundings(reader, w, null));
        if (around.includes(null)) continue;
        const near = around.flatMap((a) => a!);
        const wakes = near.some((e) => e.k === "release" && e.event === "condition");
        if (wakes && !near.some((e) => isNotifyOfField(e, of) || e === wait.effect))
          return { flag: lastPart(need.key), write };
      }
    }
  }
  return null;
}

/** A method that others may call while the object lives: at its end nobody may still wait in it. */
const isStopFunction = (fn: Fn): boolean =>
  fn.fact.kind === "method" || fn.fact.kind === "function";

/** Work of another thread may come to the release whatever the stop does; not if it asks for the flag itself. */
function othersNotify(reader: WakeReader, wait: WaitSite, key: string): boolean {
  for (const [act, runs] of reader.found.runsOf) {
    if (!act.effects.some((e) => isNotifyOfField(e, wait.effect.event.of))) continue;
    if (asks(reader, act.fn, key, 2)) continue;
    if (runs.some((r) => r.context !== wait.run.context && r.kind !== "handler" && isBusy(r)))
      return true;
  }
  return false;
}

/** A condition in the body reads the variable, by itself or through short functions. */
function asks(reader: WakeReader, fn: Fn, key: string, depth: number): boolean {
  const { ops } = fn.fact;
  const body = reader.typer.of(fn);
  const reads = (ref: Ref): boolean => {
    const op = ops[ref];
    if (op === undefined) return false;
    if (body.places.get(ref) === key) return true;
    if (op.k === "call" && depth > 0)
      for (const target of body.named.get(op.callee) ?? [])
        if (target.fact.ops.length <= shortBody && returns(reader, target, key, depth - 1))
          return true;
    return operands(op).some(reads);
  };
  return ops.some((op) => op.k === "if" && reads(op.cond));
}

const shortBody = 16;

function returns(reader: WakeReader, fn: Fn, key: string, depth: number): boolean {
  const body = reader.typer.of(fn);
  for (const place of body.places.values()) if (place === key) return true;
  return (
    depth > 0 &&
    [...body.targets].some(
      (t) => t.fact.ops.length <= shortBody && returns(reader, t, key, depth - 1),
    )
  );
}

const isBusy = (run: Run): boolean =>
  run.context.kind === "thread" || run.context.kind === "loop" || run.context.kind === "pool";

/** What ends the sleeper: variables of its predicate, or of the loop right around it. */
function stopNeeds(reader: WakeReader, wait: WaitSite): readonly Need[] {
  const out: Need[] = [];
  for (const flag of wait.effect.event.flags) {
    const key = keyOf(flag.path);
    if (key !== null && isValue(flag)) out.push({ key, value: flag.value });
  }
  const loop = loopAround(reader, wait);
  for (const exit of loop?.exits ?? [])
    for (const any of exit.needs)
      for (const need of any)
        if (!out.some((o) => o.key === need.key && o.value === need.value)) out.push(need);
  return out;
}

const isValue = (flag: Flag): boolean =>
  flag.value !== "empty" && flag.value !== "items" && flag.value !== "*" && !flag.counter;

/** The loop in which the worker sleeps again and again: in the function of the wait, or in its caller. */
function loopAround(reader: WakeReader, wait: WaitSite): Loop | null {
  const way = wayTo(wait.run, wait.act, wait.effect).reverse();
  for (const { act, effect } of way.slice(0, 3)) {
    const loops = reader.loops.around(act.fn, effect.at);
    const stopping = loops.find((l) => l.exits.every((e) => e.needs.some((n) => n.length > 0)));
    if (stopping !== undefined) return stopping;
  }
  return null;
}

function judge(reader: WakeReader, wait: WaitSite, join: WaitSite, need: Need): Asleep | null {
  const { found } = reader;
  const inWorker = (fn: Fn): boolean =>
    [...found.runsOf].some(
      ([act, runs]) => act.fn === fn && runs.every((r) => r.context === wait.run.context),
    );
  const writes = endingWrites(reader, need).filter((w) => !inWorker(w.fn));
  const first = writes[0];
  if (
    first === undefined ||
    writes.some((w) => w.fn.fact.kind === "lambda" || hasGaps(w.fn, false))
  )
    return null;
  const around = writes.map((w) => surroundings(reader, w, join));
  if (around.includes(null)) return null;
  const near = around.flatMap((a) => a!);
  const { event } = wait.effect;
  const result = (kind: Asleep["kind"]): Asleep => ({
    kind,
    wait,
    flag: lastPart(need.key),
    write: first,
  });
  const notifies = near.filter((e) => isNotifyOfField(e, event.of));
  if (notifies.length === 0) return escapes(reader, event.of) ? null : result("unwoken");
  const others = event.flags.filter((f) => keyOf(f.path) !== need.key);
  if (isBlind(wait, need) && !near.some((e) => endsFlags(e, others))) return result("blind");
  if (
    isMany(join, wait.run) &&
    notifies.every((e) => e.k === "release" && e.one && e.loops === 0) &&
    ![...wait.run.reached.keys()].some((a) => a.effects.some((e) => isNotify(e, event.of)))
  )
    return result("wakes-one");
  const race = unlockedWrite(reader, wait, join, need, writes);
  return race === null ? null : { ...result("unlocked"), write: race };
}

/**
 * The flag is set and the condition notified without any lock, and then the worker is joined: the worker, which
 * has looked at the flag under its lock, may fall asleep after the notification.
 */
function unlockedWrite(
  reader: WakeReader,
  wait: WaitSite,
  join: WaitSite,
  need: Need,
  writes: readonly FlagWrite[],
): FlagWrite | null {
  const asked = wait.effect.event.flags.some((f) => keyOf(f.path) === need.key);
  const bare = wait.effect.event.flags.length === 0;
  if (!asked && !bare) return null;
  const way = wayTo(join.run, join.act, join.effect);
  const told = writes.filter((write) =>
    way.some(({ act, effect }) =>
      act.effects
        .slice(0, act.effects.indexOf(effect))
        .some((e) => (act.fn === write.fn ? e.at >= write.at : callsInto(e, write.fn))),
    ),
  );
  // Set under the lock before, it needs no second time.
  return told.every((write) => !isLocked(reader, write)) ? (told[0] ?? null) : null;
}

/** Some lock is taken around the write: in its function, or by a caller of the same class. */
function isLocked(reader: WakeReader, write: FlagWrite): boolean {
  for (const [act, runs] of reader.found.runsOf) {
    if (act.fn !== write.fn) continue;
    if (locks(act.fn)) return true;
    for (const run of runs) {
      let hop = run.reached.get(act) ?? null;
      for (let i = 0; i < 20 && hop !== null; i++) {
        if (hop.from.fn.owner === write.fn.owner && locks(hop.from.fn)) return true;
        hop = run.reached.get(hop.from) ?? null;
      }
    }
  }
  return false;
}

const callsInto = (effect: Effect, fn: Fn): boolean =>
  effect.k === "call" &&
  (effect.to.fn === fn || effect.to.effects.some((e) => e.k === "call" && e.to.fn === fn));

const lockLike = /lock|mutex|guard|synchroni|critical/i;

/** Anything in the body that looks like taking a lock, of whatever library. */
function locks(fn: Fn): boolean {
  return fn.fact.ops.some((op) => {
    if (op.k === "name" || op.k === "member") return lockLike.test(op.name);
    return (op.k === "local" || op.k === "construct") && lockLike.test(op.type.name);
  });
}

/**
 * The predicate asks for work alone, or for the very contrary of what ends the loop: being told to stop does not
 * end the sleep.
 */
function isBlind(wait: WaitSite, need: Need): boolean {
  const { flags } = wait.effect.event;
  const contrary = contraryOf(need.value);
  return (
    flags.length > 0 &&
    flags.every((f) =>
      keyOf(f.path) === need.key
        ? f.value === contrary
        : f.value === "empty" && f.path.root !== "unknown",
    )
  );
}

function contraryOf(value: string): string | null {
  if (value === "true" || value === "false") return value === "true" ? "false" : "true";
  if (value.startsWith("=")) return `!${value.slice(1)}`;
  return value.startsWith("!") ? `=${value.slice(1)}` : null;
}

/** One join for each of several workers. */
function isMany(join: WaitSite, worker: Run): boolean {
  return worker.context.many && (join.effect.loops > 0 || join.effect.event.of.elements > 0);
}

const isNotify = (effect: Effect, of: Path): boolean =>
  effect.k === "release" && effect.event === "condition" && sameness(effect.of, of) !== "no";

/** On whatever object: the one meant here may be told by code in which we did not follow the object. */
export const isNotifyOfField = (effect: Effect, of: Path): boolean =>
  effect.k === "release" && effect.event === "condition" && isSameField(effect.of, of);

const endsFlags = (effect: Effect, flags: readonly Flag[]): boolean =>
  effect.k === "write" &&
  flags.some((f) => isSameField(effect.to, f.path) && ends(f, effect.value));

/** The same field of perhaps another object. */
export function isSameField(a: Path, b: Path): boolean {
  let p = a;
  let q = b;
  for (; p.parent !== null && q.parent !== null; p = p.parent, q = q.parent)
    if (p.key !== q.key) return false;
  return p !== a || sameness(a, b) !== "no";
}

/**
 * What happens around a write: in its function and what that calls, and in the callers after it. In callers
 * of the same class also before it, which under a lock is the same. null: nobody is seen to run it.
 */
function surroundings(
  reader: WakeReader,
  write: FlagWrite,
  join: WaitSite | null,
): readonly Effect[] | null {
  const acts = [...reader.found.runsOf].filter(([act]) => act.fn === write.fn);
  if (acts.length === 0) return null;
  const out = new Set<Effect>();
  const seen = new Set<Activation>();
  const gather = (act: Activation, depth: number): void => {
    if (seen.has(act)) return;
    seen.add(act);
    for (const e of act.effects) gatherOne(e, depth);
  };
  const gatherOne = (effect: Effect, depth: number): void => {
    out.add(effect);
    if (effect.k === "call" && depth > 0) gather(effect.to, depth - 1);
  };
  for (const [act, runs] of acts) {
    gather(act, deep);
    for (const run of runs) {
      let hop = run.reached.get(act) ?? null;
      for (let i = 0; i < 8 && hop !== null; i++) {
        const { from, effect } = hop;
        const same = from.fn.owner !== null && from.fn.owner === write.fn.owner;
        const at = from.effects.indexOf(effect);
        // Without a join to come to, what other classes do later concerns other objects as well.
        for (const [j, e] of from.effects.entries())
          if (same || (j > at && join !== null)) gatherOne(e, deep);
        hop = run.reached.get(from) ?? null;
      }
    }
  }
  for (const { act, effect } of join === null ? [] : wayTo(join.run, join.act, join.effect)) {
    if (act.fn.owner !== join?.act.fn.owner) continue;
    for (const e of act.effects) {
      if (e === effect) break;
      gatherOne(e, deep);
    }
  }
  return [...out];
}

/** Field by its class, global by its name: as in BodyTypes.places. */
export function keyOf(path: Path): string | null {
  if (path.root === "global") return path.key.slice(path.key.lastIndexOf("|") + 1);
  return path.root === null && path.key.includes("::") ? path.key : null;
}

/** The condition is handed on to code that we do not see, or is no place of the workspace. */
function escapes(reader: WakeReader, of: Path): boolean {
  const key = keyOf(of);
  if (key === null) return true;
  return reader.writes.of(key).some((w) => !isModelled(reader, w));
}

/** Handing the condition to a library function that we know is no escape. */
function isModelled(reader: WakeReader, write: FlagWrite): boolean {
  const op = write.fn.fact.ops[write.at];
  if (op?.k === "unary")
    return write.fn.fact.ops.some(
      (o) => o.k === "call" && o.args.includes(write.at) && isKnown(reader, write.fn, o.callee),
    );
  return op?.k === "call" && isKnown(reader, write.fn, op.callee);
}

function isKnown(reader: WakeReader, fn: Fn, callee: number): boolean {
  const op = fn.fact.ops[callee];
  return op?.k === "name" && reader.models.function(op.name.replace(/^::/, "")) !== undefined;
}
