/**
 * Turns a closed chain into steps that a person can follow: who runs this, what it waits for, who would end
 * the wait, and why that one cannot run. Nothing is decided here.
 */

import type { ClassInfo } from "../link/program.ts";
import type { Confidence, Message, Party, Step, StepKind } from "../rules/finding.ts";
import type { Activation, Effect, Evidence } from "./activation.ts";
import { type ClosedChain, wayTo } from "./chains.ts";
import { type Context, fileSpanOf, partyOf, type Run } from "./contexts.ts";
import { displayPath, type Path } from "./path.ts";
import type { Release, WaitSite } from "./releases.ts";
import type { Solver } from "./solver.ts";

export const text = (id: string, holes: Record<string, string> = {}): Message => ({ id, holes });

/** Short name of a function: its last two parts. */
export function shortName(name: string): string {
  const parts = name.split("::");
  return parts.slice(-2).join("::");
}

export function functionName(act: Activation): string {
  return act.destroys === null ? act.fn.name : `${act.destroys.name}::~${act.destroys.fact.name}`;
}

interface Draft {
  readonly kind: StepKind;
  readonly act: Activation;
  readonly span: { readonly start: number; readonly end: number };
  readonly context: Party;
  readonly text: Message;
  readonly evidence: Message;
  readonly certainty: Confidence;
}

export function toStep(draft: Draft): Step {
  return {
    kind: draft.kind,
    span: fileSpanOf(draft.act, draft.span),
    function: functionName(draft.act),
    context: draft.context.name,
    text: draft.text,
    certainty: draft.certainty,
    evidence: draft.evidence,
  };
}

export function explainChain(solver: Solver, chain: ClosedChain): Step[] {
  const steps: Step[] = [];
  const waitingAt = new Map<Context, number>();
  chain.links.forEach((link, i) => {
    const { wait, release } = link;
    if (i === 0) steps.push(...beginning(solver, wait.run));
    steps.push(...calls(solver, wait.run, wait.act, wait.effect));
    waitingAt.set(wait.run.context, steps.length + 1);
    steps.push(waitStep(solver, wait));
    steps.push(...releaseSteps(solver, release, wait, link.releases));
  });
  const last = chain.links.at(-1)!;
  const party = partyOf(solver, chain.context);
  const at = closingPlace(last.release, last.wait);
  steps.push(
    toStep({
      kind: "close",
      act: at.act,
      span: at.span,
      context: party,
      text: text("step.close", { c: party.name, n: String(waitingAt.get(chain.context) ?? 1) }),
      evidence: text("evidence.unique-releaser"),
      certainty: "certain",
    }),
  );
  return steps;
}

/** Who runs this: the context, and for a work item where it was posted. */
export function beginning(solver: Solver, run: Run): Step[] {
  const party = partyOf(solver, run.context);
  const out: Step[] = [];
  const { context } = run;
  if (context.created !== null) {
    const kind = context.kind === "signal" ? "register" : "entry";
    const name = context.kind === "signal" ? "step.register" : "step.spawn";
    out.push(
      toStep({
        kind,
        act: context.created.act,
        span: context.created.effect,
        context: party,
        text: text(name, { c: party.name, f: shortName(context.entry.fn.name) }),
        evidence: named(solver, context),
        certainty: "certain",
      }),
    );
  }
  out.push(...posting(run, party));
  const kind: StepKind = "entry";
  const id = `step.entry.${context.kind}`;
  out.push(
    toStep({
      kind,
      act: run.root,
      span: run.root.fn.fact.nameSpan,
      context: party,
      text: text(id, { c: party.name, f: shortName(functionName(run.root)) }),
      evidence: run.dispatch === null ? named(solver, context) : inferred(run),
      certainty: "certain",
    }),
  );
  return out;
}

function named(solver: Solver, context: Context): Message {
  if (context.library !== null) return text("evidence.model", { library: context.library });
  const party = partyOf(solver, context);
  return party.name === party.path ? text("evidence.exact") : text("evidence.name-literal");
}

function inferred(run: Run): Message {
  const { dispatch } = run;
  const owner = dispatch?.site.act.fn.owner;
  return owner == null ? text("evidence.exact") : text("evidence.inferred", { class: owner.name });
}

/** The call that handed the work item over, in the function that made it. */
function posting(run: Run, party: Party): Step[] {
  if (run.kind !== "item") return [];
  const place = postedAt(run);
  if (place === null) return [];
  return [
    toStep({
      kind: "post",
      act: place.act,
      span: place.span,
      context: contextNameOf(place.act),
      text: text("step.post", { f: shortName(run.root.fn.name), c: party.name }),
      evidence: inferred(run),
      certainty: "certain",
    }),
  ];
}

/** Where the work item itself was made and handed over. */
export function postedAt(run: Run): ReturnType<typeof handedOver> {
  return handedOver(run.root);
}

/** The same for an item that is an object around the work (a coroutine): the first lambda that it runs. */
export function workOf(
  run: Run,
): { work: Activation; at: NonNullable<ReturnType<typeof handedOver>> } | null {
  for (const act of run.reached.keys()) {
    const { creator } = act.bindings;
    if (act.fn.fact.kind !== "lambda" || creator === null || run.reached.has(creator)) continue;
    const at = handedOver(act);
    if (at !== null) return { work: act, at };
  }
  return null;
}

/** Where the lambda was made and given to somebody. */
export function handedOver(
  work: Activation,
): { act: Activation; span: { start: number; end: number } } | null {
  const { creator } = work.bindings;
  if (creator === null) return null;
  const { ops } = creator.fn.fact;
  const at = ops.findIndex((op) => op.k === "lambda" && creator.fn.lambdas.get(op.fn) === work.fn);
  if (at < 0) return null;
  let outer = at;
  for (let i = at + 1; i < ops.length; i++) {
    const op = ops[i]!;
    if ((op.k === "call" || op.k === "construct" || op.k === "new") && op.args.includes(outer))
      outer = i;
    else if (op.k === "cast" && op.a === outer) outer = i;
  }
  const op = ops[outer]!;
  return { act: creator, span: op };
}

function contextNameOf(act: Activation): Party {
  return { kind: "unknown", name: "", path: act.fn.name };
}

/** Does the call come there whichever override it enters? */
export type EachLeads = (act: Activation, call: Effect) => boolean;

/** Calls on the way to a wait or release. */
export function calls(
  solver: Solver,
  run: Run,
  act: Activation,
  effect: Effect,
  each: EachLeads = () => false,
): Step[] {
  const party = partyOf(solver, run.context);
  return wayTo(run, act, effect)
    .slice(0, -1)
    .map((hop) => callStep(hop.act, hop.effect, party, each));
}

/** More overriders than this say nothing about which one it is. A destructor's base is the same for all of them. */
const maxOverriders = 6;

export function certaintyOf({ grade, evidence, via }: Extract<Effect, { k: "call" }>): Confidence {
  if (grade === "exact") return "certain";
  const one = evidence.kind !== "override-set" || Number(evidence.detail) <= maxOverriders;
  return one || via === "destroy" ? "likely" : "possible";
}

export function callStep(
  act: Activation,
  effect: Effect,
  context: Party,
  each: EachLeads = () => false,
): Step {
  if (effect.k !== "call") throw new Error("a way consists of calls");
  const whichever = effect.grade === "override-set" && each(act, effect);
  const certainty = whichever ? "certain" : certaintyOf(effect);
  const f = shortName(functionName(effect.to));
  const evidence = whichever
    ? text("evidence.override-each", { n: effect.evidence.detail })
    : evidenceText(effect.evidence);
  const base = { act, span: effect, context, certainty, evidence };
  if (effect.via === "destroy" || effect.via === "exit")
    return toStep({
      ...base,
      kind: "destroy",
      text: text("step.destroy", {
        e: effect.text,
        t: shortName(effect.to.destroys?.name ?? effect.text),
      }),
    });
  if (effect.via === "callback")
    return toStep({ ...base, kind: "call", text: text("step.callback", { f, p: effect.text }) });
  return toStep({ ...base, kind: "call", text: text("step.call", { f }) });
}

function evidenceText(evidence: Evidence): Message {
  switch (evidence.kind) {
    case "type":
      return text("evidence.type", { t: evidence.detail });
    case "exact":
      return text("evidence.exact");
    case "override":
      return text("evidence.override", { t: evidence.detail });
    case "override-set":
      return text("evidence.override-set", { n: evidence.detail });
    case "callback":
      return text("evidence.callback", {
        place: evidence.detail.slice(evidence.detail.indexOf("|") + 1),
      });
    case "model":
      return text("evidence.model", { library: evidence.detail });
    case "inferred":
      return text("evidence.inferred", { class: evidence.detail });
    case "last":
      return text("evidence.last", { p: evidence.detail });
  }
}

export function waitStep(solver: Solver, wait: WaitSite): Step {
  const party = partyOf(solver, wait.run.context);
  return toStep({
    kind: "wait",
    act: wait.act,
    span: wait.effect,
    context: party,
    text: waitText(solver, wait.effect),
    evidence: wait.effect.grade === "exact" ? text("evidence.exact") : text("evidence.assumed"),
    certainty: wait.effect.grade === "exact" ? "certain" : "likely",
  });
}

/**
 * Where a person would look for the wait: the call of a latch-like object (one made only of locks, conditions
 * and plain variables) rather than the lines inside it.
 */
export function visibleWait(wait: WaitSite): {
  act: Activation;
  span: { start: number; end: number };
  text: string;
} {
  const inside = { act: wait.act, span: wait.effect, text: wait.effect.text };
  const latch = wait.act.fn.owner;
  let act = wait.act;
  let effect: Effect = wait.effect;
  let name = wait.effect.text;
  for (let i = 0; i < 4; i++) {
    const owner = act.fn.owner;
    const hop = wait.run.reached.get(act);
    if (
      owner === null ||
      owner !== latch ||
      hop == null ||
      !isLatch(owner) ||
      act.fn.fact.kind === "lambda"
    )
      break;
    name = act.fn.fact.name;
    act = hop.from;
    effect = hop.effect;
  }
  // Its own thread's code is no caller of it.
  return act.fn.owner === latch ? inside : { act, span: effect, text: name };
}

/** Where somebody stops a thread: the call of a function that only joins, under that name, rather than its body. */
export function visibleJoin(wait: WaitSite): ReturnType<typeof visibleWait> {
  const { fact } = wait.act.fn;
  const hop = wait.run.reached.get(wait.act);
  return /^join$/i.test(fact.name) && hop?.effect.k === "call"
    ? { act: hop.from, span: hop.effect, text: fact.name }
    : visibleWait(wait);
}

const latchField =
  /(^|::)(\w*[mM]utex\w*|\w*[lL]ock|condition_variable\w*|\w*[cC]ond\w*|atomic\w*|bool|int|size_t|u?int\d+_t|unsigned|long|promise|future|sem_t|Semaphore|Baton)$/;

function isLatch(cls: ClassInfo): boolean {
  const fields = [...cls.fields.values()].filter((f) => !f.isStatic);
  return (
    fields.length > 0 &&
    cls.derived.length === 0 &&
    fields.every((f) => latchField.test(f.type.name))
  );
}

export function waitText(solver: Solver, effect: WaitSite["effect"]): Message {
  const { event } = effect;
  const e = eventName(effect);
  if (event.kind === "end" || event.kind === "drained" || event.kind === "stopped") {
    return text(event.kind === "end" ? "step.wait.end" : "step.wait.drained", {
      c: contextName(solver, event.of),
    });
  }
  if (event.kind === "task") return text("step.wait.task", { c: e });
  if (event.kind === "items" || event.kind === "room" || event.kind === "stop")
    return text("step.wait.condition", { e });
  return text(`step.wait.${event.kind}`, { e, c: e });
}

export function eventName(effect: WaitSite["effect"]): string {
  const { event } = effect;
  const flag = event.flags[0];
  return displayPath(flag !== undefined && flag.path.root !== "unknown" ? flag.path : event.of);
}

export function contextName(solver: Solver, path: Path): string {
  return solver.heap.nameOf(path) ?? displayPath(path);
}

export function releaseSteps(
  solver: Solver,
  release: Release,
  wait: WaitSite,
  count: number,
): Step[] {
  const party = partyOf(solver, release.run.context);
  const out: Step[] = [];
  const certainty: Confidence = release.exact ? "certain" : "likely";
  const evidence = count === 1 ? text("evidence.unique-releaser") : text("evidence.exact");
  if (release.act === null || release.effect === null) {
    const root = release.run.root;
    out.push(
      toStep({
        kind: "release",
        act: root,
        span: root.fn.fact.nameSpan,
        context: party,
        text: text("step.release.end", { c: party.name }),
        evidence,
        certainty,
      }),
    );
  } else {
    out.push(
      toStep({
        kind: "release",
        act: release.act,
        span: release.effect,
        context: party,
        text: text("step.release", { e: eventName(wait.effect) }),
        evidence,
        certainty,
      }),
    );
  }
  if (release.run.context === wait.run.context && release.run === wait.run) return out;
  out.push(...posting(release.run, party));
  const root = release.run.root;
  out.push(
    toStep({
      kind: "context",
      act: root,
      span: root.fn.fact.nameSpan,
      context: party,
      text: text("step.context", { f: shortName(functionName(root)), c: party.name }),
      evidence: release.run.dispatch === null ? text("evidence.exact") : inferred(release.run),
      certainty: "certain",
    }),
  );
  return out;
}

function closingPlace(
  release: Release,
  wait: WaitSite,
): { act: Activation; span: { start: number; end: number } } {
  if (release.act !== null && release.effect !== null)
    return { act: release.act, span: release.effect };
  return { act: wait.act, span: wait.effect };
}

export function confidenceOf(steps: readonly Step[]): Confidence {
  if (steps.some((s) => s.certainty === "possible")) return "possible";
  const guesses = steps.filter((s) => s.certainty !== "certain").length;
  return guesses === 0 ? "certain" : guesses === 1 ? "likely" : "possible";
}
