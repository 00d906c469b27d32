/**
 * Where `main` installs the signal handler of a finding: what fixes need that bring the signal to the handler's
 * function by another way, on a thread that may wait. Facts alone; a refusal is a message.
 *
 * Only signals that ask for the end, for those come once: a thread that takes one and is joined would lose the second
 * one, and whoever waits for the first report would not come to the end.
 */

import { lastPart } from "../base/names.ts";
import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { Op, Ref } from "../facts/op.ts";
import type { Finding, Message, RuleId } from "../rules/finding.ts";
import type { Edit } from "./fix.ts";
import { endOf, lineAround, type Site, siteAt, startOf, wholeOf } from "./site.ts";
import { bodyStart, codeFrom, indentAt, lineEnd, type SourceText } from "./sourceText.ts";
import { closure, type Statement } from "./statementTree.ts";

export const signalRules: readonly RuleId[] = ["signal-blocks", "signal-unsafe"];

/** The site is the first of the calls that install the handler. */
export interface SignalInstalled extends Site {
  /** Those calls, statements of `main` itself, and the signals that they name. */
  readonly installs: readonly Statement[];
  readonly signals: readonly string[];
  /** Name of the handler's function. */
  readonly handler: string;
}

export function signalInstalled(
  finding: Finding,
  files: ReadonlyMap<string, FileFacts>,
): SignalInstalled | Message {
  const [register] = finding.chain;
  const site = register?.kind === "register" ? siteAt(register.span, files) : null;
  if (site === null) return refusal("place", {});
  const { fn, file, body } = site;
  if (fn.name !== "main" || fn.scope.length > 0 || fn.kind !== "function")
    return refusal("place", {});
  if (file.endsWith(".c")) return refusal("c", {});
  const own = installOf(fn, site.statement);
  if (own === null) return refusal("place", {});
  const all = body.statements.flatMap((statement) => {
    const install = installOf(fn, statement);
    return install?.handler === own.handler ? [{ statement, ...install }] : [];
  });
  const [first] = all;
  if (first === undefined || !all.some(({ statement }) => statement.root === site.statement.root))
    return refusal("place", {});
  const signals = [...new Set(all.map(({ signal }) => signal))];
  const other = signals.find((signal) => !/^SIG(?:TERM|INT|QUIT)$/.test(signal));
  if (other !== undefined) return refusal("signal", { s: other });
  const installs = all.map(({ statement }) => statement);
  return { ...site, statement: first.statement, installs, signals, handler: own.handler };
}

function refusal(why: string, holes: Message["holes"]): Message {
  return { id: `fix.signal.${why}`, holes };
}

interface Install {
  readonly signal: string;
  readonly handler: string;
}

/** `signal(SIGTERM, handler)`, or `sigaction(SIGTERM, &action, ...)` behind `action.sa_handler = handler`. */
function installOf({ ops }: FunctionFact, { root }: Statement): Install | null {
  const op = ops[root];
  const callee = op?.k === "call" ? ops[op.callee] : undefined;
  if (op?.k !== "call" || callee?.k !== "name") return null;
  const [first = -1, second = -1] = op.args;
  const signal = nameAt(ops, first);
  if (signal === null) return null;
  const called = lastPart(callee.name);
  if (called === "signal") {
    const handler = nameAt(ops, second);
    return handler === null ? null : { signal, handler };
  }
  const action = called === "sigaction" ? nameAt(ops, second) : null;
  if (action === null) return null;
  const set = ops.slice(0, root).findLast((one) => {
    const target = one.k === "assign" ? ops[one.target] : undefined;
    return (
      target?.k === "member" && target.name === "sa_handler" && nameAt(ops, target.obj) === action
    );
  });
  const handler = set?.k === "assign" ? nameAt(ops, set.value) : null;
  return handler === null ? null : { signal, handler };
}

/** `name`, `&name`. */
function nameAt(ops: readonly Op[], at: Ref): string | null {
  const op = ops[at];
  if (op?.k === "unary" && op.op === "&") return nameAt(ops, op.a);
  return op?.k === "name" ? op.name.replace(/^::/, "") : null;
}

/** The lines take the place of the first installation; the others go. */
export function deliverInstead(
  { file, installs }: SignalInstalled,
  source: SourceText,
  lines: readonly string[],
): readonly Edit[] | null {
  const edits: Edit[] = [];
  for (const [i, statement] of installs.entries()) {
    const start = startOf(source, statement);
    const end = endOf(source, statement);
    if (start === null || end === null) return null;
    if (i > 0 || lines.length === 0)
      edits.push({ file, ...lineAround(source, start, end), text: "" });
    else edits.push({ file, start, end, text: lines.join(source.eol + indentAt(source, start)) });
  }
  return edits;
}

/** Lines in front of all that `main` does. */
export function firstInMain(
  { file, fn }: Site,
  source: SourceText,
  lines: readonly string[],
): Edit | null {
  const brace = bodyStart(source, fn.nameSpan.end, fn.end);
  const at = lineEnd(source, brace);
  if (brace < 0 || source.code.slice(brace + 1, at).trim() !== "") return null;
  const first = codeFrom(source, brace + 1);
  const indent = indentAt(source, first);
  const text = lines.map((line) => source.eol + indent + line).join("");
  return { file, start: at, end: at, text };
}

/** A local of `main` of a type, by its last name. */
export function localOf(
  { fn, body }: Site,
  types: RegExp,
): { readonly name: string; readonly type: string; readonly statement: Statement } | null {
  for (const statement of body.statements) {
    const op = fn.ops[statement.root];
    if (op?.k === "local" && op.type.pointers === 0 && types.test(op.type.name))
      return { name: op.name, type: op.type.name, statement };
  }
  return null;
}

/** The statement of `main` itself with a call of this name, and the call's argument. */
export function callIn(
  { fn, body }: Site,
  called: RegExp,
): { readonly statement: Statement; readonly at: Ref; readonly first: Op | undefined } | null {
  for (const statement of body.statements) {
    for (const at of closure(fn.ops, statement.root)) {
      const op = fn.ops[at];
      const callee = op?.k === "call" ? fn.ops[op.callee] : undefined;
      if (op?.k !== "call" || callee?.k !== "name" || !called.test(lastPart(callee.name))) continue;
      return { statement, at, first: wholeOf(fn.ops, op.args[0] ?? -1) };
    }
  }
  return null;
}
