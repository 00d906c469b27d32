/**
 * `signal-unsafe`: a handler whose path calls what is not async-signal-safe. One finding a handler, for the
 * first such call in the order of execution, shown at the call in the handler that leads there; silent where the
 * handler already blocks outright. Where nothing of interest was interpreted, static types say what is called.
 */

import { append } from "../base/append.ts";
import type { Op, Ref } from "../facts/op.ts";
import { type BodyTyper, makeBodyTyper } from "../link/bodyTypes.ts";
import { candidates } from "../link/names.ts";
import type { ClassInfo, Fn } from "../link/program.ts";
import { fnContext, viable } from "../link/types.ts";
import { modelOfCall } from "../models/modelSet.ts";
import type { FunctionModel } from "../models/schema.ts";
import type { Activation, Effect } from "../solve/activation.ts";
import { partyOf, type Run, runsHere } from "../solve/contexts.ts";
import {
  beginning,
  callStep,
  confidenceOf,
  functionName,
  shortName,
  text,
} from "../solve/explain.ts";
import { pickDefinition } from "../solve/expressions.ts";
import type { Solved } from "../solve/solved.ts";
import { levelFor } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Finding } from "./finding.ts";
import { handlerProper, type Hop } from "./handlerProper.ts";
import { handlers } from "./handlers.ts";
import { isMadeBefore } from "./madeBefore.ts";
import type { Rule } from "./rule.ts";

type CallEffect = Extract<Effect, { k: "call" }>;

interface Call extends Hop {
  readonly span: { readonly start: number; readonly end: number };
  /** Where it was interpreted: the activation and the call. */
  readonly act: Activation | null;
  readonly effect: CallEffect | null;
}

interface Unsafe {
  readonly way: readonly Call[];
  readonly name: string;
}

export const signalUnsafe: Rule = {
  id: "signal-unsafe",
  level: "warning",
  rank: 5,
  check(all, report) {
    const { program, types, models } = all.solver;
    const typer = makeBodyTyper(program, types, models);
    for (const { solved, run } of handlers(all)) {
      const unsafe = new Search(solved, typer, run).inActivation(run.root);
      if (unsafe !== null) report(finding(solved, run, unsafe));
    }
  },
};

/** Calls through functions that were not interpreted: further down than this nothing is looked at. */
const maxDepth = 12;
const maxMacros = 4;

/** One search from one handler. What was found harmless once is not looked at again. */
class Search {
  readonly #solved: Solved;
  readonly #typer: BodyTyper;
  readonly #run: Run;
  readonly #seen = new Set<Fn | Activation>();

  constructor(solved: Solved, typer: BodyTyper, run: Run) {
    this.#solved = solved;
    this.#typer = typer;
    this.#run = run;
  }

  inActivation(act: Activation): Unsafe | null {
    if (this.#seen.has(act)) return null;
    this.#seen.add(act);
    const byOp = new Map<number, CallEffect[]>();
    for (const effect of act.effects) {
      if (effect.k !== "call" || !this.#run.reached.has(effect.to)) continue;
      if (!runsHere(effect.guards, this.#run.context)) continue;
      append(byOp, effect.at, effect);
    }
    const steps = act.destroys === null ? act.fn.fact.ops.length : 0;
    for (let at = 0; at < steps; at++) {
      const called = byOp.get(at);
      byOp.delete(at);
      const found = this.#at(act, act.fn, at, called ?? [], 0);
      if (found !== null) return found;
    }
    for (const effects of byOp.values()) {
      const found = this.#through(act, effects);
      if (found !== null) return found;
    }
    return null;
  }

  #through(act: Activation, effects: readonly CallEffect[]): Unsafe | null {
    for (const effect of effects) {
      const found = this.inActivation(effect.to);
      if (found === null) continue;
      const hop = { fn: act.fn, at: effect.at, via: effect.via, span: effect, act, effect };
      return { way: [hop, ...found.way], name: found.name };
    }
    return null;
  }

  #inFunction(fn: Fn, depth: number): Unsafe | null {
    if (this.#seen.has(fn) || depth > maxDepth) return null;
    this.#seen.add(fn);
    for (let at = 0; at < fn.fact.ops.length; at++) {
      const found = this.#at(null, fn, at, [], depth);
      if (found !== null) return found;
    }
    return null;
  }

  #at(
    act: Activation | null,
    fn: Fn,
    at: Ref,
    called: readonly CallEffect[],
    depth: number,
  ): Unsafe | null {
    const op = fn.fact.ops[at]!;
    if (fn !== this.#run.root.fn && isMadeBefore(fn, at)) return null;
    const name = this.#unsafeName(fn, op);
    if (name !== null) return { way: [{ fn, at, via: null, span: op, act, effect: null }], name };
    if (act !== null && called.length > 0) return this.#through(act, called);
    for (const target of this.#targets(fn, op)) {
      const found = this.#inFunction(target, depth + 1);
      if (found === null) continue;
      const hop = { fn, at, via: "call" as const, span: op, act, effect: null };
      return { way: [hop, ...found.way], name: found.name };
    }
    return null;
  }

  /** Name of what the operation itself calls, if that must not be called in a handler. */
  #unsafeName(fn: Fn, op: Op): string | null {
    const body = this.#typer.of(fn);
    switch (op.k) {
      case "new":
        return op.placement < 0 ? "operator new" : null;
      case "delete":
        return "operator delete";
      case "call": {
        const mention = body.mentions.get(op.callee);
        const callee = fn.fact.ops[op.callee];
        if (mention?.k === "model") {
          const model = modelOfCall(mention.model, op.args.length);
          return model.signalSafe === false && !(callee?.k === "member" && locks(model))
            ? mention.name
            : null;
        }
        return callee?.k === "name" ? this.#inMacro(fn, callee.name, 0) : null;
      }
      case "binary": {
        const type = body.types[op.a] ?? null;
        return (op.op === "<<" || op.op === ">>") &&
          type?.cls == null &&
          type?.model?.signalSafe === false
          ? `${type.name}::operator${op.op}`
          : null;
      }
      default:
        return null;
    }
  }

  /** A macro of the workspace: what it calls by name stands in its text. */
  #inMacro(fn: Fn, written: string, depth: number): string | null {
    const { program, models } = this.#solved.solver;
    const macro = depth > maxMacros ? undefined : program.macros.get(written);
    for (const [, word = ""] of macro?.body.matchAll(/([A-Za-z_][\w:]*)\s*\(/g) ?? []) {
      if (word === written) continue;
      const model = models.function(word);
      if (model?.signalSafe === false) return word;
      const inner = this.#inMacro(fn, word, depth + 1);
      if (inner !== null) return inner;
      const type = this.#solved.solver.types.resolve(
        { name: word, args: [], pointers: 0, reference: false, callable: false },
        fnContext(program, fn),
      );
      const cls = type?.cls ?? null;
      const own = cls === null ? this.#free(fn, word) : endOf(cls);
      const found = own === null ? null : this.#inFunction(own, 1);
      if (found !== null) return found.name;
    }
    return null;
  }

  /** What the operation calls, as far as there is one answer. */
  #targets(fn: Fn, op: Op): readonly Fn[] {
    if (op.k !== "call") return [];
    const named = this.#typer.of(fn).named.get(op.callee) ?? [];
    const fit = viable(named, op.args.length).filter((f) => f.fact.defined);
    if (fit.length === 1) return fit;
    const picked = fit.some((f) => f.owner !== null) ? null : pickDefinition(fit, fn);
    return picked === null ? [] : [picked];
  }

  #free(fn: Fn, word: string): Fn | null {
    const { program } = this.#solved.solver;
    for (const candidate of candidates(word, fnContext(program, fn))) {
      const known = program.freeFunctions.get(candidate);
      if (known !== undefined) return pickDefinition(known, fn);
    }
    return null;
  }
}

/**
 * Whether a lock in a handler does harm depends on who else takes it: that is for `signal-blocks` to say. Functions of
 * POSIX go by its list.
 */
function locks(model: FunctionModel): boolean {
  return model.effects?.some((e) => e.do === "lock" || e.do === "unlock") === true;
}

/** What a macro makes of the class ends with the statement. */
function endOf(cls: ClassInfo): Fn | null {
  return cls.methods.get(`~${cls.fact.name}`)?.[0]?.definition ?? null;
}

function finding(solved: Solved, run: Run, unsafe: Unsafe): Finding {
  const { solver } = solved;
  const context = partyOf(solver, run.context);
  const shown = unsafe.way[handlerProper(unsafe.way)]!;
  const h = shortName(shown.act === null ? shown.fn.name : functionName(shown.act));
  const steps = beginning(solver, run);
  unsafe.way.forEach((call, i) => {
    if (call.act !== null && call.effect !== null) {
      steps.push(callStep(call.act, call.effect, context));
      return;
    }
    const next = unsafe.way[i + 1];
    steps.push({
      kind: "call",
      span: { file: call.fn.file.path, start: call.span.start, end: call.span.end },
      function: call.fn.name,
      context: context.name,
      text: text("step.call", { f: next === undefined ? unsafe.name : shortName(next.fn.name) }),
      certainty: "certain",
      evidence: text("evidence.exact"),
    });
  });
  const confidence = confidenceOf(steps);
  const { file, fact } = shown.fn;
  return {
    rule: "signal-unsafe",
    level: levelFor("warning", confidence),
    confidence,
    message: text("finding.signal-unsafe", { h, f: unsafe.name }),
    span: { file: file.path, start: shown.span.start, end: shown.span.end },
    function: shown.fn.name,
    functionSpan: { file: file.path, start: fact.start, end: fact.end },
    blocked: context,
    dependsOn: { kind: "event", name: unsafe.name, path: unsafe.name },
    chain: steps,
    fingerprint: fingerprint("signal-unsafe", [shown.fn.name, unsafe.name], [context.path]),
  };
}
