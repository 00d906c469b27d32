/**
 * “Here only ask for the stop, let the owner wait”, for a method that both asks an object to end and waits for it, and
 * is called where the wait can never end. What comes before the wait becomes a method of its own beside it, the stop
 * calls that, and so does the place of the finding; whoever else calls the stop goes on waiting.
 *
 * Needs a plain method without arguments and result that nobody overrides, and somebody else who calls it: else nobody
 * would wait. What asks runs twice then, once at each of the two, so it must not delete anything; a person looks through.
 */

import { lastPart } from "../base/names.ts";
import { compareSpans } from "../base/span.ts";
import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { Finding, Message, RuleId } from "../rules/finding.ts";
import type { Edit } from "./fix.ts";
import { guardAt } from "./guards.ts";
import { endsSomething } from "./notifyOnly.ts";
import { plannedFix } from "./plannedFix.ts";
import { calleeName, merged, type Place, type Site, siteAt, statementSpan } from "./site.ts";
import { bodyStart, indentAt, lineStart, lineWithComments, type SourceText } from "./sourceText.ts";
import { allStatements, ownersOf, type Statement } from "./statementTree.ts";
import { saysWait } from "./waitingPlace.ts";

const rules: readonly RuleId[] = ["self-wait", "wait-cycle", "loop-blocked", "self-join"];

/** The site is the wait in the method that stops. */
interface Plan extends Site {
  readonly name: string;
  /** What asks, and the guards in it that the wait needs again. */
  readonly asks: readonly Statement[];
  readonly again: readonly Statement[];
  /** The call that shall only ask. */
  readonly call: Site;
  /** Where the class declares a method that is defined outside. */
  readonly declared: (Place & { readonly at: FunctionFact }) | null;
}

export const twoPhaseStop = plannedFix<Plan>({
  id: "two-phase-stop",
  rules,
  grade: () => "B",
  plan: planFor,
  edits: editsOf,
});

function refusal(why: string, holes: Message["holes"]): Message {
  return { id: `fix.two-phase-stop.${why}`, holes };
}

/** null: the wait is not that of a stop. */
function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Plan | Message | null {
  const site = siteAt(finding.span, files);
  if (site === null || !endsSomething.test(site.fn.name)) return null;
  const { fn } = site;
  const f = fn.name;
  const owner = fn.scope.at(-1);
  const isMethod = fn.kind === "method" || (fn.kind === "function" && fn.qualifier > 0);
  if (!isMethod || owner === undefined || fn.isStatic) return refusal("method", { f });
  if (fn.params.length > 0 || fn.result.name !== "void") return refusal("signature", { f });
  const named = methodsOf(owner, files);
  const isSame = (one: FunctionFact): boolean => one.name === fn.name;
  if (named.some((one) => isSame(one) && (one.isVirtual || one.isOverride)))
    return refusal("virtual", { f });
  const parts = partsOf(site);
  if ("id" in parts) return parts;
  const call = callBefore(finding, fn.name, files);
  if (call === null || (call.fn.scope.at(-1) === owner && call.fn.kind === "destructor"))
    return refusal("call", { f });
  if (!isCalledElsewhere(fn.name, call, files)) return refusal("owner", { f });
  const name = requestName(fn.name);
  if (named.some((one) => one.name === name)) return refusal("taken", { r: name });
  const declared = fn.qualifier === 0 ? null : declarationOf(fn, owner, files);
  if (fn.qualifier > 0 && declared === null) return refusal("method", { f });
  return { ...site, name, ...parts, call, declared };
}

/** What comes before the first wait of the method, on its outermost level. */
function partsOf({ fn, body, statement }: Site): Pick<Plan, "asks" | "again"> | Message {
  const f = fn.name;
  const outer = ownersOf(statement).at(-1) ?? statement;
  const { statements } = body;
  let end = statements.findIndex((one) => one.root === outer.root || waits(fn, one));
  const isUsedFrom = (name: string, from: number): boolean => {
    const first = statements[from]?.first ?? fn.ops.length;
    return fn.ops.slice(first).some((op) => op.k === "name" && op.name === name);
  };
  const localAt = (at: number): string | null => {
    const op = fn.ops[statements[at]?.root ?? -1];
    return op?.k === "local" ? op.name : null;
  };
  for (let name = localAt(end - 1); name !== null && isUsedFrom(name, end);) {
    end--;
    name = localAt(end - 1);
  }
  const asks = statements.slice(0, Math.max(end, 0));
  const all = allStatements({ owner: null, statements: asks });
  if (asks.every(({ kind }) => kind === "local")) return refusal("only-waits", { f });
  if (fn.ops.slice(0, asks.at(-1)?.last).some(({ k }) => k === "delete"))
    return refusal("once", { f });
  const leaves = all.some(({ kind }) => kind === "return" || kind === "goto");
  // Who asks a second time leaves early, and must come to the wait all the same: it looks for itself.
  if (leaves && statements[end]?.kind !== "if") return refusal("leaves", { f });
  if (isLockedByHand(fn, asks)) return refusal("locked", { f });
  const again: Statement[] = [];
  for (const one of asks) {
    const op = fn.ops[one.root];
    if (op?.k !== "local" || !isUsedFrom(op.name, end)) continue;
    if (guardAt(fn, body, { file: "", ...op }) === null) return refusal("uses", { v: op.name });
    again.push(one);
  }
  return { asks, again };
}

function waits(fn: FunctionFact, statement: Statement): boolean {
  return fn.ops.slice(statement.first, statement.last + 1).some((op) => {
    const callee = op.k === "call" ? fn.ops[op.callee] : undefined;
    const named = callee?.k === "name" || callee?.k === "member" ? lastPart(callee.name) : "";
    return saysWait(named);
  });
}

/** Locked by a call, and not unlocked before the wait: half of a pair would move. */
function isLockedByHand(fn: FunctionFact, asks: readonly Statement[]): boolean {
  let open = 0;
  for (const op of fn.ops.slice(0, (asks.at(-1)?.last ?? -1) + 1)) {
    const callee = op.k === "call" ? fn.ops[op.callee] : undefined;
    const name = callee?.k === "name" || callee?.k === "member" ? lastPart(callee.name) : "";
    if (/unlock|release$/i.test(name)) open--;
    else if (/lock$|^acquire$/i.test(name)) open++;
  }
  return open !== 0;
}

/** The last call of the chain before its wait that goes to the method, as a statement of its own. */
function callBefore(
  { chain, span }: Finding,
  method: string,
  files: ReadonlyMap<string, FileFacts>,
): Site | null {
  const wait = chain.findLastIndex(
    (step) => step.kind === "wait" && compareSpans(step.span, span) === 0,
  );
  for (const step of chain.slice(0, wait < 0 ? chain.length : wait).toReversed()) {
    if (step.kind !== "call") continue;
    const site = siteAt(step.span, files);
    if (site !== null && calleeName(site) === method)
      return site.statement.root === site.at ? site : null;
  }
  return null;
}

/** By name: whoever calls another method of that name may be somebody else, and then a person sees it. */
function isCalledElsewhere(
  method: string,
  { file, op: known }: Site,
  files: ReadonlyMap<string, FileFacts>,
): boolean {
  for (const [path, { functions }] of files) {
    for (const { ops } of functions) {
      for (const op of ops) {
        const callee = op.k === "call" ? ops[op.callee] : undefined;
        if (callee?.k !== "name" && callee?.k !== "member") continue;
        if (lastPart(callee.name) !== method) continue;
        if (path !== file || op.start !== known.start) return true;
      }
    }
  }
  return false;
}

function methodsOf(owner: string, files: ReadonlyMap<string, FileFacts>): readonly FunctionFact[] {
  return [...files.values()].flatMap(({ functions }) =>
    functions.filter((fn) => fn.scope.at(-1) === owner),
  );
}

function declarationOf(
  fn: FunctionFact,
  owner: string,
  files: ReadonlyMap<string, FileFacts>,
): Plan["declared"] {
  if (fn.templateParams.length > 0) return null;
  for (const [file, facts] of files) {
    const at = facts.functions.find(
      (one) =>
        one.name === fn.name &&
        one.scope.at(-1) === owner &&
        one.qualifier === 0 &&
        !one.defined &&
        one.params.length === 0,
    );
    if (at !== undefined) return { file, facts, at };
  }
  return null;
}

/** `requestStop`, `RequestStop` or `request_stop`, as the method is written. */
function requestName(method: string): string {
  if (/^[A-Z]/.test(method)) return `Request${method}`;
  if (/^[a-z]+_/.test(method)) return `request_${method}`;
  return `request${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}

function editsOf(
  plan: Plan,
  source: SourceText,
  open: (place: Place) => SourceText | null,
): readonly Edit[] | null {
  const { file, fn, name, asks, again, call, declared } = plan;
  const spans = asks.map((one) => statementSpan(source, one));
  const start = spans[0]?.start;
  const end = spans.at(-1)?.end;
  const brace = bodyStart(source, fn.nameSpan.end, fn.end);
  if (start === undefined || end === undefined || spans.includes(null) || brace < 0) return null;
  const { text, eol } = source;
  const asked = text.slice(start, end);
  if (/^[ \t]*#/m.test(asked)) return null;
  const repeated = again.map((one) => statementSpan(source, one));
  const line = eol + indentAt(source, start);
  const calls = [`${name}();`];
  for (const span of repeated) {
    if (span === null) return null;
    calls.push(text.slice(span.start, span.end));
  }
  const above = lineWithComments(source, fn.start);
  if (above === null) return null;
  const own = indentAt(source, fn.start);
  const head = text.slice(fn.start, fn.nameSpan.start) + name + text.slice(fn.nameSpan.end, brace);
  const ownLine = source.code.slice(lineStart(source, start), start).trim() === "";
  const inner = ownLine ? `${line}${asked}${eol}${own}` : ` ${asked} `;
  const defined = `${own}${head}{${inner}}${eol}${eol}`;
  const note = `// Asks for the end and does not wait; ${fn.name}() waits, too.${eol}`;
  const edits: Edit[] = [
    { file, start, end, text: calls.join(line) },
    { file, start: above, end: above, text: (declared === null ? own + note : "") + defined },
  ];
  if (declared !== null) {
    const header = open(declared);
    const at = header === null ? null : lineWithComments(header, declared.at.start);
    if (header === null || at === null) return null;
    const indent = indentAt(header, declared.at.start);
    const line2 = `${indent}${header.text.slice(declared.at.start, declared.at.nameSpan.start)}${name}();`;
    edits.push({
      file: declared.file,
      start: at,
      end: at,
      text: `${indent}${note}${line2}${header.eol}${header.eol}`,
    });
  }
  const { op } = call;
  edits.push({ file: call.file, start: op.start, end: op.start + fn.name.length, text: name });
  if (open(call) === null) return null;
  return mergedByFile(edits);
}

function mergedByFile(edits: readonly Edit[]): readonly Edit[] | null {
  const out: Edit[] = [];
  for (const file of [...new Set(edits.map((edit) => edit.file))].toSorted()) {
    const own = merged(edits.filter((edit) => edit.file === file));
    if (own === null) return null;
    out.push(...own);
  }
  return out;
}
