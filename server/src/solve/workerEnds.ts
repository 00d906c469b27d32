/**
 * Can a worker come to its end, so that whoever joins it goes on? Looks for the loop that the worker's entry
 * always comes to and cannot leave, and for the wait in it that a stop does not end. Knows nothing of how that
 * is told. Everything that is not understood lets the worker end.
 */

import { append } from "../base/append.ts";
import { blocksAround, opensBlock } from "../facts/blocks.ts";
import type { Ref } from "../facts/op.ts";
import type { BodyTyper } from "../link/bodyTypes.ts";
import type { Fn, Program } from "../link/program.ts";
import type { Activation } from "./activation.ts";
import { wayTo } from "./chains.ts";
import type { FlagWrite, FlagWrites } from "./flagWrites.ts";
import type { Exit, Loop, LoopReader, Need } from "./loopExits.ts";
import { ends, type WaitSite } from "./releases.ts";

export interface Endless {
  readonly kind: "no-exit" | "never-set" | "set-late";
  /** The calls from the worker's entry to the function with the loop. */
  readonly way: readonly Call[];
  readonly act: Activation;
  readonly loop: Loop;
  /** What would have to change: name of the variable. */
  readonly flag: string | null;
  /** For `set-late`: where that happens. */
  readonly write: FlagWrite | null;
}

export interface Call {
  readonly act: Activation;
  readonly effect: Extract<Activation["effects"][number], { k: "call" }>;
}

export interface WorkerReader {
  readonly program: Program;
  readonly typer: BodyTyper;
  readonly loops: LoopReader;
  readonly writes: FlagWrites;
}

const maxDepth = 6;

/** Why the worker with this entry never ends although `join` waits for that; null: it may well end. */
export function endlessLoop(
  reader: WorkerReader,
  entry: Activation,
  join: WaitSite,
): Endless | null {
  return firstLoop(reader, entry, (act, loop, way, tried) =>
    tried ? null : judge(reader, act, loop, way, join),
  );
}

/** The first answer about a loop that the worker with this entry always comes to; `tried`: what it throws may leave it. */
export function firstLoop<T>(
  reader: WorkerReader,
  entry: Activation,
  ask: (act: Activation, loop: Loop, way: readonly Call[], tried: boolean) => T | null,
): T | null {
  const seen = new Set<Activation>();
  const visit = (act: Activation, way: readonly Call[], tried: boolean): T | null => {
    if (seen.has(act) || way.length > maxDepth || act.destroys !== null) return null;
    seen.add(act);
    const places: { at: Ref; judge: () => T | null }[] = [];
    for (const loop of reader.loops.of(act.fn))
      places.push({
        at: loop.start,
        judge: () => ask(act, loop, way, tried || loop.tried),
      });
    for (const [at, calls] of callsOf(reader, act))
      places.push({
        at,
        judge: () => {
          const more = tried || blocksAround(act.fn.fact.ops, at).some(({ k }) => k === "try");
          const found = calls.map((effect) => visit(effect.to, [...way, { act, effect }], more));
          // One of several is called: it must be true of each.
          return found.includes(null) ? null : (found[0] ?? null);
        },
      });
    for (const place of places.sort((a, b) => a.at - b.at)) {
      const found = place.judge();
      if (found !== null) return found;
    }
    return null;
  };
  return visit(entry, [], false);
}

/** Calls under no condition, by place: a stored callable may be one of several. */
function callsOf(
  reader: WorkerReader,
  act: Activation,
): ReadonlyMap<Ref, readonly Call["effect"][]> {
  const out = new Map<Ref, Call["effect"][]>();
  const unclear = new Set<Ref>();
  for (const effect of act.effects) {
    if (effect.k !== "call" || effect.arms.length > 0) continue;
    if (isPlainCall(effect) || callsStored(reader, act.fn, effect)) append(out, effect.at, effect);
    else unclear.add(effect.at);
  }
  for (const at of unclear) out.delete(at);
  return out;
}

/** What a variable holds is called, by the type that a library gives it. */
function callsStored(reader: WorkerReader, fn: Fn, effect: Call["effect"]): boolean {
  const op = fn.fact.ops[effect.at];
  return (
    effect.via === "library" &&
    effect.queue === null &&
    effect.guards.length === 0 &&
    op?.k === "call" &&
    !reader.typer.of(fn).mentions.has(op.callee)
  );
}

export function isPlainCall(effect: Call["effect"]): boolean {
  return (
    effect.queue === null &&
    effect.grade === "exact" &&
    effect.guards.length === 0 &&
    (effect.via === "call" || effect.via === "virtual" || effect.via === "callback")
  );
}

function judge(
  reader: WorkerReader,
  act: Activation,
  loop: Loop,
  way: readonly Call[],
  join: WaitSite,
): Endless | null {
  if (hasGaps(act.fn, true)) return null;
  const found = { way, act, loop };
  const shut = loop.exits.map((exit) => shutBy(reader, act, loop, exit, join));
  if (shut.some((s) => s === null)) return null;
  const late = shut.find((s) => s?.kind === "set-late");
  if (late != null) return { ...found, ...late };
  const never = shut.find((s) => s?.kind === "never-set");
  return { ...found, ...(never ?? { kind: "no-exit" as const, flag: null, write: null }) };
}

type Shut = Pick<Endless, "kind" | "flag" | "write">;

/** Why this way out stays shut until the join is over; null: it may open. */
function shutBy(
  reader: WorkerReader,
  act: Activation,
  loop: Loop,
  exit: Exit,
  join: WaitSite,
): Shut | null {
  let found: Shut | null = null;
  for (const any of exit.needs) {
    if (any.length === 0) return { kind: "no-exit", flag: null, write: null };
    const each = any.map((need) => unmet(reader, act, loop, need, join));
    if (each.some((e) => e === null)) continue;
    found ??= each.find((e) => e?.kind === "set-late") ?? each[0]!;
  }
  return found;
}

function unmet(
  reader: WorkerReader,
  act: Activation,
  loop: Loop,
  need: Need,
  join: WaitSite,
): Shut | null {
  const all = endingWrites(reader, need);
  const writes = all.filter((w) => !(w.fn === act.fn && w.at > loop.end));
  const flag = need.key.slice(need.key.lastIndexOf("::") + 2);
  if (writes.some((w) => hasGaps(w.fn, false)) || hasGaps(act.fn, false)) return null;
  if (writes.length === 0)
    return begins(reader, need) ? { kind: "never-set", flag, write: null } : null;
  const late = writes.every(
    (w) =>
      w.fn === join.act.fn &&
      comesAfter(w.fn, w.at, join.effect.at) &&
      !reader.loops.around(w.fn, w.at).some((l) => l.start < join.effect.at),
  );
  return late ? { kind: "set-late", flag, write: writes[0]! } : null;
}

/** Later in the body, and not in another arm of a branch. */
function comesAfter(fn: Fn, at: Ref, before: Ref): boolean {
  let depth = 0;
  for (let i = before; i < at; i++) {
    const op = fn.fact.ops[i]!;
    const { k } = op;
    if (opensBlock(op)) depth++;
    else if (k === "end") depth = Math.max(0, depth - 1);
    else if ((k === "else" || k === "case") && depth === 0) return false;
  }
  return at > before;
}

/** Writes that open the way out, but for those that make the object. */
export function endingWrites(
  reader: Pick<WorkerReader, "writes">,
  need: Need,
): readonly FlagWrite[] {
  return reader.writes
    .of(need.key)
    .filter((w) => ends(need, w.value) && w.fn.fact.kind !== "constructor");
}

/** The loop is entered at all: the variable begins with another value, or gets one. */
function begins(reader: WorkerReader, need: Need): boolean {
  const initial = reader.writes.initial(need.key);
  if (initial !== null && !ends(need, initial)) return true;
  return reader.writes.of(need.key).some((w) => !ends(need, w.value));
}

/** Code that could not be read may hold the way out. */
export function hasGaps(fn: Fn, within: boolean): boolean {
  const { start, end } = fn.fact;
  return fn.file.facts.gaps.some((g) => !within || (g.start < end && start < g.end));
}

const stopName =
  /stop|shut_?down|close|quit|terminat|exit|destroy|finish|finali[sz]e|deinit|uninit|clean_?up|tear_?down|kill|halt|join_?all/i;

/** Somebody wants the worker to end here: an object ends, or a function that is named for it runs. */
export function isStopPath(wait: WaitSite): boolean {
  return wayTo(wait.run, wait.act, wait.effect).some(({ act }) => isStop(act));
}

export const isStopNamed = (name: string): boolean => stopName.test(name);

export function isStop(act: Activation): boolean {
  if (act.destroys !== null || act.fn.fact.kind === "destructor") return true;
  return isStopNamed(act.fn.fact.name);
}
