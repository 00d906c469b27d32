/**
 * A worker that begins by resetting the variable which tells it to stop: who says so between the start of the
 * thread and the reset is not heard, and then joins it. Whoever waits, before it can come to stopping, for
 * something that the worker does after the reset is safe. Everything that is not understood counts as safe.
 */

import { isStraight } from "../facts/blocks.ts";
import type { Ref } from "../facts/op.ts";
import type { ClassInfo, Fn } from "../link/program.ts";
import type { Activation, Effect } from "./activation.ts";
import { wayTo } from "./chains.ts";
import type { Run } from "./contexts.ts";
import type { FlagWrite } from "./flagWrites.ts";
import type { Loop, Need } from "./loopExits.ts";
import { ends, type Release, type Releases, type WaitSite } from "./releases.ts";
import type { WakeReader } from "./wakeUps.ts";
import { type Call, firstLoop, hasGaps } from "./workerEnds.ts";

export interface Erased {
  readonly way: readonly Call[];
  readonly act: Activation;
  readonly loop: Loop;
  /** Name of the variable. */
  readonly flag: string;
  readonly reset: FlagWrite;
}

export interface StopReader extends WakeReader {
  readonly releases: Releases;
  readonly waits: readonly WaitSite[];
}

/** How far calls are followed from the way to the join. */
const deep = 3;

export function erasedStop(reader: StopReader, worker: Run, join: WaitSite): Erased | null {
  return firstLoop(reader, worker.root, (act, loop, way) => {
    if (hasGaps(act.fn, false)) return null;
    const need = onlyNeed(loop);
    if (need === null || !isTold(reader, need, join)) return null;
    for (const [i, at] of [...way.map((call) => call.effect.at), loop.start].entries()) {
      const place = way[i]?.act ?? act;
      const reset = resetBefore(reader, place.fn, at, need);
      if (reset === null) continue;
      if (isAwaited(reader, worker, place, reset, join)) return null;
      const flag = need.key.slice(need.key.lastIndexOf("::") + 2);
      return { way, act, loop, flag, reset };
    }
    return null;
  });
}

/** The one value of one variable on which every way out depends. */
function onlyNeed(loop: Loop): Need | null {
  const single = loop.exits.map((exit) => exit.needs.find((any) => any.length === 1)?.[0] ?? null);
  const first = single[0] ?? null;
  return single.every((n) => n?.key === first?.key && n?.value === first?.value) ? first : null;
}

/** On the way to the join the variable is set, and nobody asks for it. */
function isTold(reader: StopReader, need: Need, join: WaitSite): boolean {
  const told = new Set<Fn>();
  const gather = (effect: Effect, depth: number): void => {
    if (effect.loops > 0) return;
    if (effect.k === "write" && effect.to.key === need.key && ends(need, effect.value))
      told.add(join.act.fn);
    if (effect.k !== "call" || depth === 0) return;
    const before = told.size;
    for (const e of effect.to.effects) gather(e, depth - 1);
    if (told.size > before) told.add(effect.to.fn);
  };
  const way = wayTo(join.run, join.act, join.effect);
  for (const { act, effect } of way)
    for (const e of act.effects) {
      if (e === effect) break;
      gather(e, deep);
    }
  if (told.size === 0) return false;
  const asking = [...way.map(({ act }) => act.fn), ...told];
  return !asking.some((fn) => reads(reader, fn, need.key) || hasGaps(fn, true));
}

/** The variable stands in the body other than as what is written. */
function reads(reader: StopReader, fn: Fn, key: string): boolean {
  const { ops } = fn.fact;
  const written = new Set(
    ops.flatMap((op) =>
      op.k === "assign" && op.op === "=" ? [op.target] : op.k === "call" ? [op.callee] : [],
    ),
  );
  const receivers = new Set(
    ops.flatMap((op) => {
      const callee = op.k === "call" ? ops[op.callee] : undefined;
      return callee?.k === "member" && callee.name === "store" ? [callee.obj] : [];
    }),
  );
  for (const [ref, place] of reader.typer.of(fn).places)
    if (place === key && !written.has(ref) && !receivers.has(ref)) {
      const op = ops[ref];
      if (op?.k === "name" || op?.k === "member") return true;
    }
  return false;
}

/** Written under no condition, before the worker goes on to the loop. */
function resetBefore(reader: StopReader, fn: Fn, before: Ref, need: Need): FlagWrite | null {
  if (fn.fact.kind === "constructor") return null;
  return (
    reader.writes
      .of(need.key)
      .find(
        (w) =>
          w.fn === fn && w.at < before && !ends(need, w.value) && isStraight(fn.fact.ops, w.at),
      ) ?? null
  );
}

/** Made in one of these classes or functions, or one call below: by the condition's own class. */
function isOf(owners: ReadonlySet<ClassInfo | Fn>, { run, act }: WaitSite): boolean {
  const caller = run.reached.get(act)?.from;
  return owners.has(ownerOf(act)) || (caller !== undefined && owners.has(ownerOf(caller)));
}

const ownerOf = ({ fn }: Activation): ClassInfo | Fn => fn.owner ?? fn;

/**
 * `while (!ready) condition.wait();` with a class around the condition: whom a condition that many share stands for is
 * not known, and the loop of each caller is a wait of its own that says for what it really waits.
 */
function isPolled({ run, act }: WaitSite): boolean {
  let polls = false;
  for (const caller of run.reached.keys())
    for (const call of caller.effects) {
      if (call.k !== "call" || call.to !== act) continue;
      const isLoop = (e: Effect): boolean => e.k === "wait" && e.how === "poll" && e.at > call.at;
      if (call.loops === 0 || !caller.effects.some(isLoop)) return false;
      polls = true;
    }
  return polls;
}

/** Code of those who start or stop the worker waits for what it does after the reset. */
function isAwaited(
  reader: StopReader,
  worker: Run,
  place: Activation,
  reset: FlagWrite,
  join: WaitSite,
): boolean {
  const owners = new Set<ClassInfo | Fn>(
    wayTo(join.run, join.act, join.effect).map(({ act }) => ownerOf(act)),
  );
  const { created } = worker.context;
  for (const run of created === null ? [] : (reader.found.runsOf.get(created.act) ?? []))
    for (const { act } of wayTo(run, created!.act, created!.effect)) owners.add(ownerOf(act));
  const late = (release: Release): boolean => {
    // Who is not seen to run may be run by the worker.
    if (release.run.context.kind === "unknown") return true;
    if (release.run.context !== worker.context) return false;
    if (release.run !== worker || release.act === null || release.effect === null) return true;
    const way = wayTo(worker, release.act, release.effect);
    const hop = way.find(({ act }) => act === place);
    // Not below the function that resets: a caller of it, or beside it.
    return hop === undefined ? false : hop.effect.at >= reset.at;
  };
  // Ended by nobody who is known (what is destroyed ends nothing): it may well be by work that the loop does.
  const awaitsLate = (all: readonly Release[]): boolean =>
    all.some(late) || all.every(({ act }) => act?.fn.fact.kind === "destructor");
  return reader.waits.some(
    (wait) =>
      wait.effect !== join.effect &&
      wait.run.root.fn !== worker.root.fn &&
      !wait.effect.timed &&
      wait.effect.event.kind !== "end" &&
      isOf(owners, wait) &&
      !isPolled(wait) &&
      awaitsLate(reader.releases.of(wait.effect.event)),
  );
}
