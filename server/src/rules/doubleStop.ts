/**
 * `double-stop`: destroying one object runs the same stop function on the same object twice, from a
 * destructor body and again from a member's or base's destructor, and the function is not written to be run
 * twice: it waits, joins or hands out work without asking first whether it already did.
 */

import type { Activation, Effect } from "../solve/activation.ts";
import { fileSpanOf, partyOf, type Run } from "../solve/contexts.ts";
import {
  beginning,
  calls,
  callStep,
  confidenceOf,
  functionName,
  shortName,
  text,
  toStep,
  waitText,
} from "../solve/explain.ts";
import { displayPath, type Path } from "../solve/path.ts";
import type { Solved } from "../solve/solved.ts";
import { awaitedBy, functionSpanOf } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Finding, Party } from "./finding.ts";
import type { Rule } from "./rule.ts";

interface Place {
  readonly act: Activation;
  readonly effect: Extract<Effect, { k: "call" }>;
  readonly way: readonly Place[];
}

export const doubleStop: Rule = {
  id: "double-stop",
  level: "warning",
  rank: 4,
  check(solved, report) {
    for (const [act, runs] of solved.found.runsOf) {
      if (act.destroys === null) continue;
      const run = [...runs].sort((a, b) => a.id - b.id)[0]!;
      // The whole destruction is looked at from its outermost object.
      if (isPartOfLarger(run, act)) continue;
      for (const [first, second] of repeated(act)) report(finding(solved, run, act, first, second));
    }
  },
};

function isPartOfLarger(run: Run, act: Activation): boolean {
  for (let hop = run.reached.get(act); hop != null; hop = run.reached.get(hop.from))
    if (hop.from.destroys !== null) return true;
  return false;
}

/** Stop functions reached twice on one object within the destruction, in order. */
function repeated(root: Activation): [Place, Place][] {
  const seen = new Map<Activation, Place>();
  const visited = new Set<Activation>();
  const out: [Place, Place][] = [];
  const visit = (act: Activation, way: readonly Place[], depth: number): void => {
    if (depth > 12 || visited.has(act)) return;
    visited.add(act);
    for (const effect of act.effects) {
      if (effect.k !== "call" || effect.queue !== null) continue;
      const place: Place = { act, effect, way };
      const { to } = effect;
      if (
        to.destroys === null &&
        to.fn.fact.kind !== "destructor" &&
        to.fn.fact.kind !== "constructor" &&
        act.fn.fact.kind === "destructor" &&
        act.destroys === null &&
        hasObject(to)
      ) {
        const before = seen.get(to);
        if (before === undefined) seen.set(to, place);
        else if (before.act !== act && !isIdempotent(to) && sameArguments(before, place))
          out.push([before, place]);
      }
      if (to.destroys !== null || to.fn.fact.kind === "destructor")
        visit(to, [...way, place], depth + 1);
    }
  };
  visit(root, [], 0);
  return out;
}

/** What is given no object, as a function that returns the one instance of a class, stops none. */
function hasObject({ fn, bindings }: Activation): boolean {
  const given = fn.fact.isStatic ? bindings.params : [bindings.self, ...bindings.params];
  return given.some((values) => values.some((v) => v.k === "object"));
}

/** Two calls with other arguments (a key, `this` as a cookie) stop two things. */
function sameArguments(a: Place, b: Place): boolean {
  const written = ({ act, effect }: Place): string | null => {
    const { ops } = act.fn.fact;
    const op = ops[effect.at];
    if (op?.k !== "call" || op.args.length === 0) return "";
    const texts = op.args.map((ref) => {
      const arg = ops[ref];
      return arg?.k === "literal" || arg?.k === "string" ? arg.text : null;
    });
    return texts.includes(null) ? null : texts.join(",");
  };
  const first = written(a);
  return first !== null && first === written(b);
}

/**
 * Every wait, join and hand-over stands under a condition (`if (thread_.joinable())`, `if (stopped_.exchange(true)) return;`):
 * then a second run does nothing. A body without any of these has nothing to do twice.
 */
function isIdempotent(act: Activation, depth = 0): boolean {
  const heavy = act.effects.filter(
    (e) =>
      e.k === "wait" ||
      e.k === "store" ||
      (e.k === "call" &&
        // A library that invokes something decides how often.
        e.via !== "library" &&
        (depth < 2
          ? e.to.destroys === null && !isIdempotent(e.to, depth + 1)
          : e.to.effects.some((x) => x.k === "wait" || x.k === "store"))),
  );
  if (heavy.length === 0) return true;
  const firstHeavy = Math.min(...heavy.map((e) => e.at));
  if (leavesEarly(act, firstHeavy)) return true;
  // What it does for each element of a container that it empties is not done again.
  return heavy.every(
    (e) =>
      e.arms.length > 0 ||
      (e.loops > 0 && act.takes.size + act.clears.size > 0) ||
      (e.k === "wait" && e.event.kind === "flag"),
  );
}

/** `if (...) return;` before the first thing that matters. */
function leavesEarly(act: Activation, before: number): boolean {
  const { ops } = act.fn.fact;
  let conditions = 0;
  for (let i = 0; i < before; i++) {
    const k = ops[i]?.k;
    if (k === "if") conditions++;
    else if (k === "end" && conditions > 0) conditions--;
    else if (k === "return" && conditions > 0) return true;
  }
  return false;
}

function finding(solved: Solved, run: Run, root: Activation, first: Place, second: Place): Finding {
  const { solver } = solved;
  const context = partyOf(solver, run.context);
  const stop = second.effect.to;
  const object = objectOf(stop);
  const o = object === null ? shortName(stop.fn.owner?.name ?? "") : displayPath(object);
  const f = shortName(functionName(stop));
  const hop = run.reached.get(root);
  const steps = [...beginning(solver, run)];
  if (hop != null)
    steps.push(
      ...calls(solver, run, hop.from, hop.effect),
      callStep(hop.from, hop.effect, context),
    );
  for (const p of [
    ...first.way,
    first,
    ...second.way.filter((w) => !first.way.some((x) => x.effect === w.effect)),
    second,
  ])
    steps.push(callStep(p.act, p.effect, context));
  const wait = stop.effects.find((e) => e.k === "wait");
  if (wait?.k === "wait") {
    steps.push(
      toStep({
        kind: "wait",
        act: stop,
        span: wait,
        context,
        text: waitText(solver, wait),
        evidence: text("evidence.exact"),
        certainty: "certain",
      }),
    );
  }
  const dependsOn: Party =
    wait?.k === "wait"
      ? awaitedBy(solved, { run, act: stop, effect: wait })
      : { kind: "event", name: o, path: o };
  return {
    rule: "double-stop",
    level: "warning",
    confidence: confidenceOf(steps),
    message: text("finding.double-stop", { f, o }),
    span: fileSpanOf(second.act, second.effect),
    function: functionName(second.act),
    functionSpan: functionSpanOf(second.act),
    blocked: context,
    dependsOn,
    chain: steps,
    fingerprint: fingerprint(
      "double-stop",
      [functionName(first.act), functionName(second.act), functionName(stop)],
      [o],
    ),
  };
}

function objectOf(act: Activation): Path | null {
  const self = act.bindings.self[0];
  return self?.k === "object" ? self.path : null;
}
