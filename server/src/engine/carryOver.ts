/**
 * After an edit that changed no fact but places (comments, blank lines, formatting), the analysis before is the
 * analysis now, at other places. Nothing is linked or solved for it, so it costs a look at what was edited.
 */

import type { Span } from "../base/span.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { Analysis } from "../solve/analysis.ts";
import { sizesOf } from "./sizes.ts";

type Files = ReadonlyMap<string, FileFacts>;

/** null: something else changed than places, or nobody can tell. */
export function carryOver(analysis: Analysis, before: Files, now: Files): Analysis | null {
  if (before.size !== now.size) return null;
  const moves = new Map<string, Moves>();
  for (const [path, facts] of now) {
    const old = before.get(path);
    if (old === facts) continue;
    const moved = old === undefined ? null : movesBetween(old, facts);
    if (moved === null) return null;
    moves.set(path, moved);
  }
  try {
    const { stats, ...places } = analysis;
    return { ...move(places, moves), stats: { ...stats, ...sizesOf(now) } };
  } catch (error) {
    if (error instanceof UnknownPlace) return null;
    throw error;
  }
}

/** Beginnings and ends apart: what touched may not touch any more. */
interface Moves {
  readonly starts: ReadonlyMap<number, number>;
  readonly ends: ReadonlyMap<number, number>;
}

class UnknownPlace extends Error {}

/** Accepting comments are no part of an analysis; the rest of what is left out says where lines begin. */
const apart: ReadonlySet<string> = new Set(["lineStarts", "length", "suppressions"]);

function movesBetween(before: FileFacts, now: FileFacts): Moves | null {
  const starts = new Map<number, number>();
  const ends = new Map<number, number>();
  for (const key of Object.keys(now) as (keyof FileFacts)[])
    if (!apart.has(key) && !same(before[key], now[key], starts, ends)) return null;
  return inOrder(starts) && inOrder(ends) ? { starts, ends } : null;
}

function same(
  before: unknown,
  now: unknown,
  starts: Map<number, number>,
  ends: Map<number, number>,
): boolean {
  if (typeof before !== "object" || typeof now !== "object" || before === null || now === null)
    return before === now;
  if (Array.isArray(before) || Array.isArray(now)) {
    if (!Array.isArray(before) || !Array.isArray(now) || before.length !== now.length) return false;
    for (let i = 0; i < before.length; i++)
      if (!same(before[i], now[i], starts, ends)) return false;
    return true;
  }
  const old = before as Readonly<Record<string, unknown>>;
  const fresh = now as Readonly<Record<string, unknown>>;
  const keys = Object.keys(old);
  if (keys.length !== Object.keys(fresh).length) return false;
  for (const key of keys) {
    const places = key === "start" ? starts : key === "end" ? ends : null;
    if (places !== null) {
      if (!noted(places, old[key] as number, fresh[key] as number)) return false;
    } else if (!same(old[key], fresh[key], starts, ends)) return false;
  }
  return true;
}

function noted(places: Map<number, number>, from: number, to: number): boolean {
  const known = places.get(from);
  if (known === undefined) places.set(from, to);
  return known === undefined || known === to;
}

/** What stood before something else still does: the analysis compares places. */
function inOrder(places: ReadonlyMap<number, number>): boolean {
  const sorted = [...places].sort(([a], [b]) => a - b);
  return sorted.every(([, to], i) => i === 0 || sorted[i - 1]![1] < to);
}

/** A copy with other places, of what has some in a file that moved; the rest is shared, and so is what was. */
function move<T>(whole: T, moves: ReadonlyMap<string, Moves>): T {
  const done = new Map<unknown, unknown>();
  function copy(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const known = done.get(value);
    if (known !== undefined) return known;
    const moved = Array.isArray(value) ? list(value) : record(value as Record<string, unknown>);
    if (moved !== value) done.set(value, moved);
    return moved;
  }
  function list(items: readonly unknown[]): readonly unknown[] {
    let made: unknown[] | null = null;
    for (let i = 0; i < items.length; i++) {
      const moved = copy(items[i]);
      if (moved !== items[i]) (made ??= [...items])[i] = moved;
    }
    return made ?? items;
  }
  function record(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { file, start, end } = value;
    const places = typeof file === "string" ? moves.get(file) : undefined;
    if (places !== undefined && typeof start === "number" && typeof end === "number")
      return { ...value, ...movedSpan(places, start, end) };
    let made: Record<string, unknown> | null = null;
    for (const key in value) {
      const moved = copy(value[key]);
      if (moved !== value[key]) (made ??= { ...value })[key] = moved;
    }
    return made ?? value;
  }
  return copy(whole) as T;
}

/** A brace at the end and a keyword at the beginning are places of their own, and stay in one piece. */
function movedSpan({ starts, ends }: Moves, start: number, end: number): Span {
  const from = starts.get(start);
  const to = ends.get(end);
  if (from !== undefined) return { start: from, end: to ?? from + end - start };
  if (to === undefined) throw new UnknownPlace();
  return { start: to - (end - start), end: to };
}
