/**
 * `lock-order`: two locks are taken in both orders by code that can run at once. Which objects they belong to
 * is told by class and field alone, so this stays a warning.
 */

import type { Fn } from "../link/program.ts";
import { callStep, confidenceOf, shortName, text } from "../solve/explain.ts";
import type { Acquire, Held } from "../solve/locks/lockState.ts";
import { acquireSteps, placeStep } from "../solve/locks/explainLocks.ts";
import { excludesEachOther } from "../solve/locks/instances.ts";
import {
  areTwo,
  displayLock,
  kindOf,
  type Part,
  partsOf,
  partsOfObject,
} from "../solve/locks/lockPath.ts";
import type { Solved } from "../solve/solved.ts";
import { runnerOf } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Finding, Step } from "./finding.ts";
import type { Rule } from "./rule.ts";

/** The second lock is taken while the first is held. */
interface Order {
  readonly fn: Fn;
  readonly held: Held;
  readonly acquire: Acquire;
  /** The way from `fn` to where the second lock is taken, when callbacks lie between. */
  readonly steps: readonly Step[] | null;
  readonly at: { readonly start: number; readonly end: number };
  readonly gates: ReadonlySet<string>;
  /** Where the two locks lie. */
  readonly first: readonly Part[];
  readonly second: readonly Part[];
}

export const lockOrder: Rule = {
  id: "lock-order",
  level: "warning",
  rank: 6,
  check(solved, report) {
    const orders = ordersOf(solved);
    let outer: Outer | null = null;
    for (const [key, forward] of [...orders].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
      const [first, second] = key.split("\u0000") as [string, string];
      if (first > second) continue;
      const backward = orders.get(`${second}\u0000${first}`);
      if (backward === undefined) continue;
      outer ??= heldByCallers(solved);
      const pair = conflicting(solved, outer, forward, backward);
      if (pair !== null) report(finding(solved, ...pair));
    }
  },
};

/** Examples remembered for one order of two locks. */
const maxExamples = 4;

function ordersOf(solved: Solved): ReadonlyMap<string, readonly Order[]> {
  const { bodies, nestings } = solved.locks;
  const out = new Map<string, Order[]>();
  const add = (held: Held, acquire: Acquire, order: Omit<Order, "held" | "acquire">): void => {
    const first = kindOf(held.path);
    const second = kindOf(acquire.path);
    if (first === null || second === null || first === second || acquire.optional) return;
    if (held.at === acquire.at) return;
    const key = `${first}\u0000${second}`;
    const list = out.get(key);
    if (list === undefined) out.set(key, [{ held, acquire, ...order }]);
    else if (list.length < maxExamples) list.push({ held, acquire, ...order });
  };
  for (const fn of bodies.functions) {
    for (const acquire of bodies.of(fn)?.acquires ?? [])
      for (const held of acquire.held)
        add(held, acquire, {
          fn,
          steps: null,
          at: acquire,
          gates: others(acquire.held, held),
          first: partsOf(held.path),
          second: partsOf(acquire.path),
        });
  }
  for (const { held, act, effect, way, site } of nestings) {
    const party = runnerOf(solved, act.fn);
    add(held.held, site.acquire, {
      fn: act.fn,
      at: effect,
      first: partsOfObject(held.lock),
      second: partsOfObject(site.lock),
      gates: others(
        solved.locks.instances.heldAt(act, effect).map((h) => h.held),
        held.held,
      ),
      steps: [
        callStep(act, effect, party),
        ...way.map((hop) => callStep(hop.act, hop.effect, party)),
        ...acquireSteps(site.act.fn, site.acquire, party),
      ],
    });
  }
  return out;
}

function others(all: readonly Held[], but: Held): ReadonlySet<string> {
  return new Set(all.flatMap((h) => (h === but ? [] : (kindOf(h.path) ?? []))));
}

type Outer = ReadonlyMap<Fn, ReadonlySet<string>>;

/** Locks that are held at every call of a function, as far as calls are known; none if others may call it. */
function heldByCallers(solved: Solved): Outer {
  const out = new Map<Fn, Set<string>>();
  const roots = new Set(solved.found.runs.map((run) => run.root));
  for (const act of solved.found.runsOf.keys()) {
    if (roots.has(act)) out.set(act.fn, new Set());
    for (const effect of act.effects) {
      if (effect.k !== "call") continue;
      const held = solved.locks.instances
        .heldAt(act, effect)
        .flatMap((h) => kindOf(h.held.path) ?? []);
      const { fn } = effect.to;
      const before = out.get(fn);
      out.set(fn, new Set(before === undefined ? held : held.filter((k) => before.has(k))));
    }
  }
  return out;
}

/** Two examples of opposite orders that can really stop each other. */
function conflicting(
  solved: Solved,
  outer: Outer,
  forward: readonly Order[],
  backward: readonly Order[],
): [Order, Order] | null {
  const gatesOf = (o: Order): ReadonlySet<string> =>
    new Set([...o.gates, ...(outer.get(o.fn) ?? [])]);
  for (const f of forward) {
    for (const b of backward) {
      if (!excludesEachOther(f.held, b.acquire) || !excludesEachOther(b.held, f.acquire)) continue;
      if (areTwo(f.first, b.second) || areTwo(b.first, f.second)) continue;
      // A third lock around both orders lets only one of them in.
      const around = gatesOf(b);
      if ([...gatesOf(f)].some((g) => around.has(g))) continue;
      // Whoever comes here holds the second lock already: it is taken first after all.
      if ([f, b].some((o) => gatesOf(o).has(kindOf(o.acquire.path) ?? ""))) continue;
      if (!atOnce(solved, f.fn, b.fn)) continue;
      return [f, b];
    }
  }
  return null;
}

function atOnce(solved: Solved, a: Fn, b: Fn): boolean {
  const contexts = [a, b].map((fn) => {
    const act = solved.locks.activationOf(fn);
    return act === undefined ? null : (solved.found.runsOf.get(act) ?? []).map((r) => r.context);
  });
  const [first, second] = contexts;
  // Nobody seen runs one of them: others may.
  if (first == null || second == null || first.length === 0 || second.length === 0) return true;
  const all = new Set([...first, ...second]);
  const only = [...all][0]!;
  return all.size > 1 || only.many || only.kind === "unknown";
}

function finding(solved: Solved, here: Order, there: Order): Finding {
  const blocked = runnerOf(solved, here.fn);
  const other = runnerOf(solved, there.fn);
  const first = displayLock(here.held.path);
  const second = displayLock(here.acquire.path);
  const steps: Step[] = [
    placeStep(here.fn, here.held, "lock", blocked, text("step.lock", { e: first })),
    ...(here.steps ?? acquireSteps(here.fn, here.acquire, blocked)),
    placeStep(there.fn, there.held, "lock", other, text("step.lock", { e: second })),
    ...(there.steps ?? acquireSteps(there.fn, there.acquire, other)),
    placeStep(
      there.fn,
      there.at,
      "close",
      other,
      text("step.close.order", { e: first, e2: second, n: "1" }),
    ),
  ];
  return {
    rule: "lock-order",
    level: "warning",
    confidence: confidenceOf(steps) === "certain" ? "likely" : "possible",
    message: text("finding.lock-order", { k: first, k2: second, f: shortName(there.fn.name) }),
    span: { file: here.fn.file.path, start: here.at.start, end: here.at.end },
    function: here.fn.name,
    functionSpan: { file: here.fn.file.path, start: here.fn.fact.start, end: here.fn.fact.end },
    blocked,
    dependsOn: { kind: "lock", name: second, path: second },
    chain: steps,
    fingerprint: fingerprint("lock-order", [here.fn.name, there.fn.name], [first, second]),
  };
}
