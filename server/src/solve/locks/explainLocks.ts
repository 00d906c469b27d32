/** Steps about locks: where one is taken, through which calls, and why that blocks. Nothing is decided here. */

import type { Fn } from "../../link/program.ts";
import type { Message, Party, Step, StepKind } from "../../rules/finding.ts";
import { shortName, text } from "../explain.ts";
import type { Acquire } from "./lockState.ts";
import { lockName } from "./instances.ts";

interface Place {
  readonly start: number;
  readonly end: number;
}

export function placeStep(
  fn: Fn,
  span: Place,
  kind: StepKind,
  context: Party,
  message: Message,
  likely = false,
): Step {
  return {
    kind,
    span: { file: fn.file.path, start: span.start, end: span.end },
    function: fn.name,
    context: context.name,
    text: message,
    certainty: likely ? "likely" : "certain",
    evidence: likely ? text("evidence.override-set", { n: "2+" }) : text("evidence.exact"),
  };
}

/** The calls through which `fn` comes to take the lock, and the place where it is taken. */
export function acquireSteps(fn: Fn, acquire: Acquire, context: Party): Step[] {
  const { through } = acquire;
  if (through === null)
    return [placeStep(fn, acquire, "lock", context, text("step.lock", { e: lockName(acquire) }))];
  const { fn: callee, inner, targets } = through;
  const call = text("step.call", { f: shortName(callee.name) });
  return [
    placeStep(fn, acquire, "call", context, call, targets > 1),
    ...acquireSteps(callee, inner, context),
  ];
}

/** Stands where the lock is taken in the end. */
export function closeStep(fn: Fn, acquire: Acquire, context: Party, message: Message): Step {
  const { through } = acquire;
  return through === null
    ? placeStep(fn, acquire, "close", context, message)
    : closeStep(through.fn, through.inner, context, message);
}
