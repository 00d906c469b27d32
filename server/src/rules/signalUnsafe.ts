/**
 * `signal-unsafe`: a handler whose path calls what is not async-signal-safe. One finding a handler, at the
 * first such call in the order of execution; silent where the handler already blocks outright.
 */

import type { Op } from "../facts/op.ts";
import { candidates } from "../link/names.ts";
import type { Fn } from "../link/program.ts";
import { fnContext } from "../link/types.ts";
import type { Activation } from "../solve/activation.ts";
import { partyOf, type Run } from "../solve/contexts.ts";
import { beginning, callStep, functionName, shortName, text } from "../solve/explain.ts";
import { pickDefinition } from "../solve/expressions.ts";
import { wayTo } from "../solve/chains.ts";
import type { Solved } from "../solve/solved.ts";
import { levelFor } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";

interface Call {
  readonly fn: Fn;
  readonly op: Op;
}

interface Unsafe {
  readonly act: Activation;
  /** From the call in `act` to the unsafe one, through functions of no other interest. */
  readonly way: readonly Call[];
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
      const found = unsafeFrom(solved, act.fn, op, 0, new Set());
      if (found !== null) return { act, ...found };
    }
  }
  return null;
}

const maxDepth = 8;

function unsafeFrom(
  solved: Solved,
  fn: Fn,
  op: Op,
  depth: number,
  seen: Set<Fn>,
): { way: readonly Call[]; name: string } | null {
  const here: Call = { fn, op };
  if (op.k === "new") return { way: [here], name: "operator new" };
  if (op.k !== "call") return null;
  const callee = fn.fact.ops[op.callee];
  if (callee?.k !== "name") return null;
  const { program, models } = solved.solver;
  for (const candidate of candidates(callee.name, fnContext(program, fn))) {
    const model = models.function(candidate);
    if (model !== undefined)
      return model.signalSafe === false ? { way: [here], name: candidate } : null;
    const known = program.freeFunctions.get(candidate);
    if (known === undefined) continue;
    const target = pickDefinition(known, fn);
    if (target === null || seen.has(target) || depth >= maxDepth) return null;
    seen.add(target);
    for (const inner of target.fact.ops) {
      const found = unsafeFrom(solved, target, inner, depth + 1, seen);
      if (found !== null) return { way: [here, ...found.way], name: found.name };
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
  if (hop != null)
    for (const x of wayTo(run, hop.from, hop.effect))
      steps.push(callStep(x.act, x.effect, context));
  unsafe.way.forEach((call, i) => {
    const next = unsafe.way[i + 1];
    steps.push({
      kind: "call",
      span: { file: call.fn.file.path, start: call.op.start, end: call.op.end },
      function: call.fn.name,
      context: context.name,
      text: text("step.call", { f: next === undefined ? unsafe.name : shortName(next.fn.name) }),
      certainty: "certain",
      evidence: text("evidence.exact"),
    });
  });
  const last = unsafe.way.at(-1)!;
  const span = { file: last.fn.file.path, start: last.op.start, end: last.op.end };
  const guesses = steps.some((s) => s.certainty !== "certain");
  const confidence = guesses ? "likely" : "certain";
  return {
    rule: "signal-unsafe",
    level: levelFor("warning", confidence),
    confidence,
    message: text("finding.signal-unsafe", { h, f: unsafe.name }),
    span,
    function: last.fn.name,
    functionSpan: { file: last.fn.file.path, start: last.fn.fact.start, end: last.fn.fact.end },
    blocked: context,
    dependsOn: { kind: "event", name: unsafe.name, path: unsafe.name },
    chain: steps,
    fingerprint: fingerprint("signal-unsafe", [last.fn.name, unsafe.name], [context.path]),
  };
}
