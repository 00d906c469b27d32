/**
 * “Take the signal in a thread of its own”, where it may wait as it likes: the signals are blocked, and a thread that
 * asks for them by `sigwait` calls what was the handler. They must be blocked before any thread is there, for each
 * inherits that from its maker: so it is the first thing in `main`, and a static object that may start a thread before
 * `main` is a reason against it. `main` joins the thread before it returns; that this comes only once a signal has come
 * is for a person to see to.
 */

import { append } from "../base/append.ts";
import { lastPart } from "../base/names.ts";
import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";
import { plannedFix } from "./plannedFix.ts";
import {
  deliverInstead,
  firstInMain,
  signalInstalled,
  type SignalInstalled,
  signalRules,
} from "./signalInstalled.ts";
import { includeEdits, merged, startOf } from "./site.ts";
import { freshName, indentAt, lineStart } from "./sourceText.ts";
import { allStatements, type Statement } from "./statementTree.ts";

interface Plan extends SignalInstalled {
  /** The `return` at the end of `main`; null where it has none. */
  readonly end: Statement | null;
}

export const sigwaitThread = plannedFix<Plan>({
  id: "sigwait-thread",
  rules: signalRules,
  grade: () => "C",
  plan: planFor,
  edits(plan, source) {
    const { file, fn, end, signals, handler } = plan;
    const { text, eol, indent } = source;
    const set = freshName(text, "stopSignals");
    const thread = freshName(text, "stopThread");
    const blocked = firstInMain(plan, source, [
      `// Blocked before there is any thread: each takes this over from the one that makes it.`,
      `sigset_t ${set};`,
      `sigemptyset(&${set});`,
      ...signals.map((signal) => `sigaddset(&${set}, ${signal});`),
      `pthread_sigmask(SIG_BLOCK, &${set}, nullptr);`,
    ]);
    const number = freshName(text, "signalNumber");
    const taken = deliverInstead(plan, source, [
      `std::thread ${thread}([${set}] {`,
      `${indent}int ${number} = 0;`,
      `${indent}if (sigwait(&${set}, &${number}) == 0) ${handler}(${number});`,
      `});`,
    ]);
    const join = (own: string): string =>
      [
        `// TODO: if main comes here without a signal: pthread_kill(${thread}.native_handle(), ${signals[0] ?? ""});`,
        `${thread}.join();`,
      ].join(eol + own);
    const at = end === null ? lineStart(source, fn.end - 1) : startOf(source, end);
    if (blocked === null || taken === null || at === null) return null;
    if (end === null && text.slice(at, fn.end - 1).trim() !== "") return null;
    const own = end === null ? indentAt(source, fn.end - 1) + indent : indentAt(source, at);
    const last = end === null ? own + join(own) + eol : join(own) + eol + own;
    return merged([
      ...includeEdits(file, source, "signal.h"),
      ...includeEdits(file, source, "thread"),
      blocked,
      ...taken,
      { file, start: at, end: at, text: last },
    ]);
  },
});

function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Plan | Message {
  const installed = signalInstalled(finding, files);
  if ("id" in installed) return installed;
  const { body, statement } = installed;
  const early = allStatements(body).filter(
    ({ kind, first }) => kind === "return" && first > statement.last,
  );
  const last = body.statements.at(-1);
  const end = last?.kind === "return" ? last : null;
  if (early.some((one) => one.root !== end?.root))
    return { id: "fix.sigwait-thread.returns", holes: {} };
  const starter = starterBeforeMain(files);
  return starter === null
    ? { ...installed, end }
    : { id: "fix.sigwait-thread.static", holes: { v: starter } };
}

/** A static object whose making may start a thread, as far as names tell. Errs to the side of saying so. */
function starterBeforeMain(files: ReadonlyMap<string, FileFacts>): string | null {
  const methods = new Map<string, FunctionFact[]>();
  for (const { functions } of files.values()) {
    for (const fn of functions) {
      const owner = fn.scope.at(-1);
      if (fn.defined && owner !== undefined) append(methods, owner, fn);
    }
  }
  const types = [...files.values()].flatMap((facts) =>
    facts.types.filter(({ defined }) => defined),
  );
  const fieldsOf = (name: string): readonly string[] =>
    types
      .filter((type) => type.name === name)
      .flatMap(({ fields, bases }) => [
        ...fields.filter(({ type }) => type.pointers === 0).map(({ type }) => lastPart(type.name)),
        ...bases.map((base) => lastPart(base.name)),
      ]);
  const starts = (name: string, seen: Set<string>): boolean => {
    if (seen.has(name)) return false;
    seen.add(name);
    const own = methods.get(name) ?? [];
    const open = own.filter(({ kind }) => kind === "constructor");
    const visited = new Set(open);
    for (let fn = open.pop(); fn !== undefined; fn = open.pop()) {
      if (startsThread(fn, new Set(fieldsOf(name)))) return true;
      const called = new Set(fn.ops.flatMap((op) => (op.k === "name" ? [lastPart(op.name)] : [])));
      for (const next of own) {
        if (visited.has(next) || !called.has(next.name)) continue;
        visited.add(next);
        open.push(next);
      }
    }
    return fieldsOf(name).some((field) => starts(field, seen));
  };
  for (const { variables } of files.values()) {
    for (const { name, type, declaredOnly } of variables) {
      if (declaredOnly || type.pointers > 0 || type.reference) continue;
      if (starts(lastPart(type.name), new Set())) return name;
    }
  }
  return null;
}

function startsThread({ ops, inits }: FunctionFact, fields: ReadonlySet<string>): boolean {
  const has = [...fields].some((field) => /^j?thread$|Thread$/.test(field));
  if (has && inits.some(({ args }) => args.length > 0)) return true;
  return ops.some((op) => {
    if (op.k === "construct" || op.k === "new" || op.k === "local")
      return /(?:^|::)j?thread$|Thread$/.test(op.type.name);
    return op.k === "name" && /(?:^|::)(?:pthread_create|async|j?thread)$/.test(op.name);
  });
}
