/**
 * `coroutine-thread-wait`: a coroutine that stops its thread rather than itself: a wait that blocks the thread, or a
 * lock of threads that is held across a suspension. What is awaited itself (a lock or event made for coroutines)
 * suspends only the coroutine, and is no such wait.
 */

import type { Ref } from "../facts/op.ts";
import type { Fn } from "../link/program.ts";
import { wayTo } from "../solve/chains.ts";
import { shortName, text } from "../solve/explain.ts";
import type { Held } from "../solve/locks/lockState.ts";
import { placeStep } from "../solve/locks/explainLocks.ts";
import { displayLock } from "../solve/locks/lockPath.ts";
import type { WaitSite } from "../solve/releases.ts";
import type { Solved } from "../solve/solved.ts";
import { calleeAt, type Shown } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Finding, Party } from "./finding.ts";
import type { Rule } from "./rule.ts";
import { waitFinding } from "./waitFinding.ts";

export const coroutineThreadWait: Rule = {
  id: "coroutine-thread-wait",
  level: "warning",
  rank: 7,
  check(solved, report) {
    const seen = new Set<string>();
    for (const run of solved.found.runs) {
      for (const wait of solved.chains.waitsOf(run)) {
        if (wait.effect.timed || wait.effect.unclear || solved.stuck.has(wait.effect)) continue;
        const shown = inCoroutine(wait);
        if (shown === null) continue;
        const place = `${shown.act.fn.id}|${shown.span.start}`;
        if (seen.has(place)) continue;
        seen.add(place);
        report(
          waitFinding(solved, wait, {
            rule: "coroutine-thread-wait",
            level: "warning",
            shown,
            message: (f, _blocked, awaited) =>
              text("finding.coroutine-thread-wait", { f, w: awaited.name }),
          }),
        );
      }
    }
    for (const fn of solved.locks.bodies.functions) {
      if (awaitedIn(fn).size === 0) continue;
      const found = heldWhileSuspended(solved, fn);
      if (found !== null) report(lockFinding(fn, found.held, found.at));
    }
  },
};

const memo = new WeakMap<Fn, ReadonlySet<Ref>>();

/** What the function awaits, by operation; empty: it is no coroutine. */
function awaitedIn(fn: Fn): ReadonlySet<Ref> {
  let known = memo.get(fn);
  if (known === undefined) {
    known = new Set(fn.fact.ops.flatMap((op) => (op.k === "await" ? [op.a] : [])));
    memo.set(fn, known);
  }
  return known;
}

/** The call in the innermost coroutine on the way to the wait. */
function inCoroutine(wait: WaitSite): Shown | null {
  const way = wayTo(wait.run, wait.act, wait.effect);
  const at = way.findLast(({ act }) => act.destroys === null && awaitedIn(act.fn).size > 0);
  if (at === undefined) return null;
  if (at.effect === wait.effect && awaitedIn(at.act.fn).has(at.effect.at)) return null;
  const name = at.effect.k === "wait" ? at.effect.text : calleeAt(at.act, at.effect);
  return { act: at.act, span: at.effect, text: name };
}

function heldWhileSuspended(solved: Solved, fn: Fn): { held: Held; at: Ref } | null {
  const locks = solved.locks.bodies.of(fn);
  const awaited = awaitedIn(fn);
  for (let at = 0; at < fn.fact.ops.length; at++) {
    if (fn.fact.ops[at]?.k !== "await") continue;
    // A lock that was awaited is made for coroutines.
    const held = locks?.at(at).held.find((h) => !awaited.has(h.at));
    if (held !== undefined) return { held, at };
  }
  return null;
}

function lockFinding(fn: Fn, held: Held, at: Ref): Finding {
  const op = fn.fact.ops[at]!;
  const k = displayLock(held.path);
  const blocked: Party = { kind: "unknown", name: shortName(fn.name), path: fn.name };
  const lock: Party = { kind: "lock", name: k, path: k };
  const file = fn.file.path;
  return {
    rule: "coroutine-thread-wait",
    level: "warning",
    confidence: "certain",
    message: text("finding.coroutine-thread-wait.lock", { k }),
    span: { file, start: op.start, end: op.end },
    function: fn.name,
    functionSpan: { file, start: fn.fact.start, end: fn.fact.end },
    blocked,
    dependsOn: lock,
    chain: [
      placeStep(fn, held, "lock", blocked, text("step.lock", { e: k })),
      placeStep(fn, op, "wait", blocked, text("step.suspend")),
    ],
    fingerprint: fingerprint("coroutine-thread-wait", [fn.name], [k]),
  };
}
