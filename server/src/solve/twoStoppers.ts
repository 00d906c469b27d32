/**
 * A stop that lets a second caller wait beside the first, until the worker says that it has stopped; and the worker
 * wakes one of those who wait. Knows nothing of how that is told. Everything that is not understood counts as waking.
 */

import { opensBlock } from "../facts/blocks.ts";
import type { Op, Ref } from "../facts/op.ts";
import { operands } from "../facts/operands.ts";
import { lastPart } from "../base/names.ts";
import type { Fn } from "../link/program.ts";
import type { Activation, Effect } from "./activation.ts";
import type { FlagWrite } from "./flagWrites.ts";
import { destructorOf } from "./lifetimes.ts";
import { ends, type WaitSite } from "./releases.ts";
import { isNotifyOfField, keyOf, type WakeReader } from "./wakeUps.ts";
import { hasGaps, isStop } from "./workerEnds.ts";

export interface SecondStopper {
  readonly flag: string;
  /** Where the worker says that it has stopped. */
  readonly write: FlagWrite;
}

export function secondStopper(reader: WakeReader, wait: WaitSite): SecondStopper | null {
  const { act, effect } = wait;
  const { event } = effect;
  const flag = event.flags[0];
  if (event.kind !== "condition" || flag === undefined || event.flags.length > 1) return null;
  if (effect.timed || effect.unclear || effect.arms.length > 0 || hasGaps(act.fn, false))
    return null;
  const key = keyOf(flag.path);
  if (key === null || !isStop(act) || !letsSecondThrough(reader, act.fn, key, effect.at))
    return null;
  if (!isCalledAtTheEnd(act.fn)) return null;
  const written: Activation[] = [];
  for (const [other] of reader.found.runsOf) {
    if (other.fn === act.fn) {
      // Who has been woken wakes the next.
      if (other.effects.some((e) => isNotifyOfField(e, event.of) && e.at > effect.at)) return null;
      continue;
    }
    const notifies = other.effects.filter((e) => isNotifyOfField(e, event.of));
    const said = other.effects.filter(
      (e) => e.k === "write" && keyOf(e.to) === key && ends(flag, e.value),
    );
    // Of the notifications of the one who says it, those beside the write count.
    const meant = notifies.filter((n) => said.length === 0 || said.some((w) => sameArms(n, w)));
    if (meant.some((e) => !wakesOne(e))) return null;
    if (said.length === 0) continue;
    if (meant.length === 0 || hasGaps(other.fn, false)) return null;
    written.push(other);
  }
  const fns = new Set(written.map((a) => a.fn));
  const writes = reader.writes
    .of(key)
    .filter((w) => ends(flag, w.value) && w.fn !== act.fn && w.fn.fact.kind !== "constructor");
  const first = writes[0];
  if (first === undefined || writes.some((w) => !fns.has(w.fn))) return null;
  return { flag: lastPart(key), write: first };
}

const sameArms = (a: Effect, b: Effect): boolean => a.arms.join() === b.arms.join();

const wakesOne = (e: Effect): boolean => e.k === "release" && e.one && e.loops === 0;

/** Under a condition that asks for the flag the first caller sets it; the wait stands behind, for all who come. */
function letsSecondThrough(reader: WakeReader, fn: Fn, key: string, before: Ref): boolean {
  const { ops } = fn.fact;
  const { places } = reader.typer.of(fn);
  const mentions = (ref: Ref): boolean => {
    const op = ops[ref];
    return op !== undefined && (places.get(ref) === key || operands(op).some(mentions));
  };
  const open: Op[] = [];
  let turnsAway = false;
  for (let i = 0; i < before; i++) {
    const op = ops[i]!;
    if (opensBlock(op)) open.push(op);
    else if (op.k === "end") open.pop();
    else if (op.k === "return" || op.k === "throw") return false;
    else if (op.k === "assign" && places.get(op.target) === key)
      turnsAway ||= open.some((o) => o.k === "if" && mentions(o.cond));
  }
  return turnsAway;
}

/** The destructor stops as well: there are two callers, and one of them cannot know of the other. */
function isCalledAtTheEnd(fn: Fn): boolean {
  const dtor = fn.owner === null ? null : destructorOf(fn.owner);
  if (dtor === null || dtor === fn) return false;
  const { ops } = dtor.fact;
  return ops.some((op) => {
    const callee = op.k === "call" ? ops[op.callee] : undefined;
    return (
      (callee?.k === "name" || callee?.k === "member") && lastPart(callee.name) === fn.fact.name
    );
  });
}
