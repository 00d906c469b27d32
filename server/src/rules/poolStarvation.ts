/**
 * `pool-starvation`: a work item of a pool waits for other items of the same pool. Another worker can run them, as
 * long as there is one: once every worker is in such a wait, nobody is left. An item of which there is but one at a
 * time cannot use up a pool, and is not reported.
 */

import type { Activation } from "../solve/activation.ts";
import { wayTo } from "../solve/chains.ts";
import { fileSpanOf, partyOf, type Run } from "../solve/contexts.ts";
import {
  eventName,
  functionName,
  handedOver,
  postedAt,
  shortName,
  text,
} from "../solve/explain.ts";
import type { Release, WaitSite } from "../solve/releases.ts";
import type { Solved } from "../solve/solved.ts";
import type { Finding, Step } from "./finding.ts";
import type { Rule } from "./rule.ts";
import { waitFinding } from "./waitFinding.ts";

export const poolStarvation: Rule = {
  id: "pool-starvation",
  level: "warning",
  rank: 6,
  check(solved, report) {
    const places = new Map<string, { needed: WaitSite | null; multiple: boolean }>();
    for (const run of solved.found.runs) {
      if (run.kind !== "item" || !run.context.many) continue;
      for (const wait of solved.chains.waitsOf(run)) {
        if (wait.effect.timed || wait.effect.unclear || solved.stuck.has(wait.effect)) continue;
        // Items of several kinds may come to one wait; which of them is there more than once makes no difference.
        const key = `${run.context.id}|${wait.act.fn.id}|${wait.effect.at}`;
        const place = places.get(key) ?? { needed: null, multiple: false };
        places.set(key, place);
        if (place.needed === null && neededItems(solved, wait).length > 0) place.needed = wait;
        place.multiple ||= isMultiple(solved, run, 0);
      }
    }
    for (const { needed, multiple } of places.values())
      if (needed !== null && multiple) report(finding(solved, needed));
  },
};

function finding(solved: Solved, wait: WaitSite): Finding {
  return waitFinding(solved, wait, {
    rule: "pool-starvation",
    level: "warning",
    message: (f, blocked) => text("finding.pool-starvation", { f, l: blocked.name }),
    after: neededItems(solved, wait)
      .slice(0, 1)
      .map((release) => neededStep(solved, wait, release)),
  });
}

/** The items without which the wait does not end; empty when somebody else can end it. */
function neededItems(solved: Solved, wait: WaitSite): readonly Release[] {
  const { run, effect } = wait;
  const all = solved.releases.of(effect.event).filter((r) => !isConstruction(r));
  const { kind } = effect.event;
  const produced = kind === "value" || kind === "task" || kind === "count";
  // What the item itself would do later ends no wait. Of a value another instance of the item is meant, where what stands
  // around the wait gives the value at its end; elsewhere in the item it belongs to some other work.
  const around = new Set(wayTo(run, wait.act, effect).map(({ act }) => act));
  around.delete(wait.act);
  const isOwn = (r: Release): boolean => r.act === null || around.has(r.act);
  const others = all.filter((r) => r.run !== run || (produced && isOwn(r)));
  if (!others.every((r) => r.run.context === run.context)) return [];
  // The item itself may have come past it, as where an error is answered at once.
  if (all.some((r) => r.run === run && cameBy(solved, r, wait))) return [];
  return others.length === all.length || produced ? others : [];
}

function cameBy(solved: Solved, { act, effect }: Release, wait: WaitSite): boolean {
  if (act === null || effect === null) return false;
  // What the function does after its own wait it has done in none of its calls of itself for this one.
  if (act === wait.act) return act.effects.indexOf(effect) < act.effects.indexOf(wait.effect);
  return solved.chains.passed({ act, effect }, wait, wait.run);
}

function isConstruction(release: Release): boolean {
  return release.act?.fn.fact.kind === "constructor" && release.effect?.k === "write";
}

const maxPosts = 6;

/** May several instances of the item be under way at once? */
function isMultiple(solved: Solved, run: Run, depth: number): boolean {
  const place = handedOver(workIn(run));
  if (place === null || depth > maxPosts) return false;
  const post = place.act.effects.find(
    (e) => e.start >= place.span.start && e.end <= place.span.end && e.k !== "write",
  );
  if (post !== undefined && post.loops > 0) return true;
  // An item that comes to the function that adds it adds another one like itself.
  if ([...run.reached.keys()].some((act) => act.fn === place.act.fn)) return true;
  return (solved.found.runsOf.get(place.act) ?? []).some((poster) =>
    isRepeated(solved, poster, place.act, depth),
  );
}

/** Below wrappers that only call what they were given: what a person posted. */
function workIn(run: Run): Activation {
  let work = run.root;
  for (let i = 0; i < maxPosts; i++) {
    const [only, ...others] = work.effects.filter((e) => e.k === "call");
    if (only === undefined || others.length > 0) return work;
    if (only.k !== "call" || (only.via !== "callback" && only.via !== "library")) return work;
    if (only.to.bindings.creator === null) return work;
    work = only.to;
  }
  return work;
}

function isRepeated(solved: Solved, poster: Run, act: Activation, depth: number): boolean {
  const { context, kind } = poster;
  if (context.kind === "unknown" || context.kind === "signal") return false;
  if (kind === "entry" && context.many) return true;
  const [first] = act.effects;
  if (
    first !== undefined &&
    wayTo(poster, act, first)
      .slice(0, -1)
      .some((w) => w.effect.loops > 0)
  )
    return true;
  return kind === "item" && isMultiple(solved, poster, depth + 1);
}

/** The item that would have to run; where its worker fulfils the promise after it, that place. */
function neededStep(solved: Solved, wait: WaitSite, release: Release): Step {
  const party = partyOf(solved.solver, release.run.context);
  const { root } = release.run;
  const place = release.run.kind === "item" ? postedAt(release.run) : null;
  const posted = place ?? { act: root, span: root.fn.fact.nameSpan };
  const isPost = place !== null || release.act === null || release.effect === null;
  const at = isPost ? posted : { act: release.act, span: release.effect };
  return {
    kind: isPost ? "post" : "release",
    span: fileSpanOf(at.act, at.span),
    function: functionName(at.act),
    context: party.name,
    text: isPost
      ? text("step.post", { f: shortName(functionName(root)), c: party.name })
      : text("step.release", { e: eventName(wait.effect) }),
    certainty: release.exact ? "certain" : "likely",
    evidence: text("evidence.exact"),
  };
}
