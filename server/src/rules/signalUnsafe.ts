/**
 * `signal-unsafe`: a handler whose path calls what is not async-signal-safe. One finding a handler, at the
 * first such call in the order of execution; silent where the handler already blocks outright.
 */

import type { Op } from "../facts/op.ts";
import { candidates } from "../link/names.ts";
import type { Fn } from "../link/program.ts";
import { fnContext } from "../link/types.ts";
import type { Activation } from "../solve/activation.ts";
import { type Contexts, fileSpanOf, partyOf, type Run } from "../solve/contexts.ts";
import { beginning, callStep, functionName, shortName, text, toStep } from "../solve/explain.ts";
import { pickDefinition } from "../solve/expressions.ts";
import { wayTo } from "../solve/chains.ts";
import type { Solved } from "../solve/solved.ts";
import { functionSpanOf, levelFor } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";

interface Unsafe {
  readonly act: Activation;
  /** The call in `act`; it may lead to the unsafe one through functions of no other interest. */
  readonly op: Op;
  readonly name: string;
}

export const signalUnsafe: Rule = {
  id: "signal-unsafe",
  level: "warning",
  rank: 5,
  check(solved, report) {
    for (const run of solved.found.runs) {
      if (run.context.kind !== "signal") continue;
      const unsafe = firstUnsafe(solved, run);
      if (unsafe !== null) report(finding(solved, run, unsafe));
    }
  },
};

function firstUnsafe(solved: Solved, run: Run): Unsafe | null {
  for (const act of run.reached.keys()) {
    if (act.destroys !== null) continue;
    for (const op of act.fn.fact.ops) {
      const name = unsafeName(solved, act.fn, op, 0, new Set());
      if (name !== null) return { act, op, name };
    }
  }
  return null;
}

const maxDepth = 8;

function unsafeName(solved: Solved, fn: Fn, op: Op, depth: number, seen: Set<Fn>): string | null {
  if (op.k === "new") return "operator new";
  if (op.k !== "call") return null;
  const callee = fn.fact.ops[op.callee];
  if (callee?.k !== "name") return null;
  const { program, models } = solved.solver;
  for (const candidate of candidates(callee.name, fnContext(program, fn))) {
    const model = models.function(candidate);
    if (model !== undefined) return model.signalSafe === false ? candidate : null;
    const known = program.freeFunctions.get(candidate);
    if (known === undefined) continue;
    const target = pickDefinition(known, fn);
    if (target === null || seen.has(target) || depth >= maxDepth) return null;
    seen.add(target);
    for (const inner of target.fact.ops) {
      const name = unsafeName(solved, target, inner, depth + 1, seen);
      if (name !== null) return name;
    }
    return null;
  }
  return null;
}

function finding(solved: Solved, run: Run, unsafe: Unsafe): Finding {
  const { solver } = solved;
  const context = partyOf(solver, run.context);
  const h = shortName(functionName(run.root));
  const steps = beginning(solver, run);
  const hop = run.reached.get(unsafe.act);
  if (hop != null) for (const x of wayTo(run, hop.from, hop.effect)) steps.push(callStep(x.act, x.effect, context));
  const span = { start: unsafe.op.start, end: unsafe.op.end };
  steps.push(toStep({ kind: "call", act: unsafe.act, span, context, text: text("step.call", { f: unsafe.name }), evidence: text("evidence.exact"), certainty: "certain" }));
  const guesses = steps.some((s) => s.certainty !== "certain");
  const confidence = guesses ? "likely" : "certain";
  return {
    rule: "signal-unsafe",
    level: levelFor("warning", confidence),
    confidence,
    message: text("finding.signal-unsafe", { h, f: unsafe.name }),
    span: fileSpanOf(unsafe.act, span),
    function: functionName(unsafe.act),
    functionSpan: functionSpanOf(unsafe.act),
    blocked: context,
    dependsOn: { kind: "event", name: unsafe.name, path: unsafe.name },
    chain: steps,
    fingerprint: fingerprint("signal-unsafe", [functionName(unsafe.act), unsafe.name], [context.path]),
  };
}

export type { Contexts };
