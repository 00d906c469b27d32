/**
 * “Only post the work, do not wait for it”, where the caller does not need what the work brings. Two forms:
 *
 * - the function makes something to wait for (a promise, a semaphore, a latch), posts a lambda that fulfils it, and
 *   waits. All three go; what is left is the post.
 * - the function is a method that posts what it is given and waits; its caller uses no result. The caller calls the
 *   method that only posts.
 *
 * The lambda then outlives the call: what it captures must be its own. Locals that it took by reference are taken by
 * value where that means the same, else the fix is refused. Right as it is only where nobody goes on after it who could
 * count on the work being done: at the end of a task. Everything else is looked through.
 */

import { lastPart } from "../base/names.ts";
import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { Op } from "../facts/op.ts";
import type { Finding, Message, RuleId } from "../rules/finding.ts";
import type { Edit } from "./fix.ts";
import { assignedIn, localsOf, namesIn, namesUsed } from "./namesUsed.ts";
import { plannedFix } from "./plannedFix.ts";
import {
  calleeName,
  endOf,
  fieldTypeOf,
  lineAround,
  merged,
  type Site,
  siteAt,
  startOf,
} from "./site.ts";
import type { SourceText } from "./sourceText.ts";
import { allStatements, type Statement, statementTree } from "./statementTree.ts";

const rules: readonly RuleId[] = ["self-wait", "wait-cycle", "loop-blocked"];

interface Plan extends Site {
  readonly lambda: FunctionFact;
  /** How the lambda captures then; null when it may stay as it is. */
  readonly captures: string | null;
  /** Statements of the function and of the lambda that only wait, or end a wait. */
  readonly gone: readonly Statement[];
  /** The method that only posts, for the callee's name; null where the function posts itself. */
  readonly instead: string | null;
  readonly isLast: boolean;
}

export const postOnly = plannedFix<Plan>({
  id: "post-only",
  rules,
  holes: (finding) => ({ l: finding.dependsOn.name }),
  grade: (plan) => (plan?.isLast === true ? "A" : "B"),
  plan: (finding, files) => callerPlan(finding, files) ?? ownPlan(finding, files),
  edits: editsOf,
});

function refusal(why: string, holes: Message["holes"] = {}): Message {
  return { id: `fix.post-only.${why}`, holes };
}

/** The post of the chain that stands in the same function as the wait. */
function ownPlan(finding: Finding, files: ReadonlyMap<string, FileFacts>): Plan | Message | null {
  const post = finding.chain.findLast(
    ({ kind, function: name }) => kind === "post" && name === finding.function,
  );
  if (post === undefined) return null;
  const site = siteAt(post.span, files);
  const wait = siteAt(finding.span, files);
  if (site === null || wait === null || wait.fn !== site.fn) return refusal("form");
  const { fn, facts, body } = site;
  const lambda = lambdaOf(site);
  if (lambda === null) return refusal("lambda");
  if (wait.statement.kind !== "call" || wait.statement.root !== wait.at) return refusal("result");
  const waited = madeForWait(fn, wait);
  if (waited.size === 0) return refusal("form");
  const gone: Statement[] = [];
  for (const statement of allStatements(body)) {
    if (statement.root === site.statement.root || !uses(fn.ops, statement, waited)) continue;
    const op = fn.ops[statement.root];
    const made = op?.k === "local" && waited.has(op.name);
    if (statement.blocks.length > 0 || (!made && op?.k !== "call")) return refusal("form");
    if (!made && usesOthers(fn, statement, waited)) return refusal("form");
    gone.push(statement);
  }
  for (const statement of allStatements(statementTree(lambda.ops))) {
    if (!uses(lambda.ops, statement, waited)) continue;
    // A value that is brought is made by what may do more than that.
    if (statement.blocks.length > 0 || statement.kind !== "call") return refusal("result");
    if (usesOthers(lambda, statement, waited)) return refusal("result");
    gone.push(statement);
  }
  if (fn.ops.some((op) => op.k === "return" && op.value >= 0)) return refusal("result");
  const captures = ownCaptures(facts, fn, lambda, waited, files);
  if (typeof captures !== "string") return captures;
  const rest = body.statements.filter((one) => !gone.includes(one));
  const isLast = beginsContext(finding, site) && rest.at(-1)?.root === site.statement.root;
  return { ...site, lambda, captures, gone, instead: null, isLast };
}

/** The call of the chain that leads into a method which posts what it is given and waits. */
function callerPlan(
  finding: Finding,
  files: ReadonlyMap<string, FileFacts>,
): Plan | Message | null {
  const wait = siteAt(finding.span, files);
  if (wait === null) return null;
  const { fn } = wait;
  const param = fn.params.length === 1 ? fn.params[0] : undefined;
  const owner = fn.scope.at(-1);
  if (param === undefined || owner === undefined) return null;
  const post = fn.ops.findLast((op) => {
    const callee = op.k === "call" ? fn.ops[op.callee] : undefined;
    return callee?.k === "name" && isMethodOf(callee.name, owner, files);
  });
  const named = post?.k === "call" ? fn.ops[post.callee] : undefined;
  if (named?.k !== "name") return null;
  for (const step of finding.chain.toReversed()) {
    if (step.kind !== "call" && step.kind !== "post") continue;
    const site = siteAt(step.span, files);
    if (site === null || lastPart(calleeName(site)) !== fn.name) continue;
    const lambda = lambdaOf(site);
    if (lambda === null) return refusal("lambda");
    if (site.statement.root !== site.at) return refusal("result");
    const captures = ownCaptures(site.facts, site.fn, lambda, new Set(), files);
    if (typeof captures !== "string") return captures;
    const isLast =
      beginsContext(finding, site) && site.body.statements.at(-1)?.root === site.statement.root;
    return { ...site, lambda, captures, gone: [], instead: named.name, isLast };
  }
  return null;
}

/** A lambda that a loop or thread runs, not one that somebody calls. */
function beginsContext({ chain }: Finding, { file, fn }: Site): boolean {
  if (fn.kind !== "lambda") return false;
  return chain.some(
    ({ kind, span }) => kind === "entry" && span.file === file && span.start === fn.start,
  );
}

/** Takes one thing and brings nothing. */
function isMethodOf(name: string, owner: string, files: ReadonlyMap<string, FileFacts>): boolean {
  for (const { functions } of files.values())
    for (const fn of functions)
      if (fn.name === name && fn.scope.at(-1) === owner && fn.params.length === 1)
        return fn.result.name === "void";
  return false;
}

/** The lambda that stands as the only argument of a call, or as the last one. */
function lambdaOf({ fn, op, facts, statement, at }: Site): FunctionFact | null {
  if (op.k !== "call" || statement.root !== at) return null;
  const given = fn.ops[op.args.at(-1) ?? -1];
  return given?.k === "lambda" ? (facts.functions[given.fn] ?? null) : null;
}

/** Locals that the wait is for, with those that they are made of: the future, and its promise. */
function madeForWait(fn: FunctionFact, { at }: Site): ReadonlySet<string> {
  const locals = new Set(localsOf(fn.ops));
  const made = new Set<string>();
  const open = [...namesIn(fn.ops, at)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (!locals.has(name) || made.has(name)) continue;
    const index = fn.ops.findIndex((op) => op.k === "local" && op.name === name);
    const op = fn.ops[index];
    if (op?.k !== "local" || op.isStatic || /(?:guard|lock)$/.test(op.type.name)) continue;
    made.add(name);
    open.push(...namesIn(fn.ops, index));
  }
  return made;
}

function uses(ops: readonly Op[], { first, last }: Statement, names: ReadonlySet<string>): boolean {
  return ops
    .slice(first, last + 1)
    .some((op) => (op.k === "name" || op.k === "local") && names.has(op.name));
}

/** A call with other things than the wait's own in it does more than wait. */
function usesOthers(
  { ops }: FunctionFact,
  { root }: Statement,
  names: ReadonlySet<string>,
): boolean {
  const op = ops[root];
  if (op?.k !== "call") return true;
  return op.args.some((arg) => {
    const own = ops[arg];
    if (own?.k === "literal") return false;
    return namesIn(ops, arg).size === 0 || [...namesIn(ops, arg)].some((name) => !names.has(name));
  });
}

/** What cannot be copied, or is of no use as a copy: a pointer's target may end with the caller. */
const noValue =
  /(?:^|::)(?:unique_ptr|promise|thread|jthread|mutex|shared_mutex|condition_variable|atomic|unique_lock|lock_guard|scoped_lock|latch|sem_t|string_view|span)$/;

/** The text of a capture list in which nothing is by reference; "" where it may stay. A refusal is a message. */
function ownCaptures(
  facts: FileFacts,
  fn: FunctionFact,
  lambda: FunctionFact,
  waited: ReadonlySet<string>,
  files: ReadonlyMap<string, FileFacts>,
): string | Message {
  const { names, usesThis } = namesUsed(facts, lambda, 0, lambda.ops.length);
  const set = assignedIn(lambda.ops, 0, lambda.ops.length);
  const own = [...fn.params, ...fn.ops.flatMap((op) => (op.k === "local" ? [op] : []))];
  const params = new Set(lambda.params.map(({ name }) => name));
  const kept: string[] = [];
  const { captureDefault, captures } = lambda;
  if (captures.some(({ value, name }) => value >= 0 && !waited.has(name)))
    return refusal("init-capture");
  const explicit = captures.filter(({ name }) => !waited.has(name));
  const named = new Map(explicit.map((capture) => [capture.name, capture]));
  let byReference = captureDefault === "&" || explicit.length < captures.length;
  for (const name of [...names].toSorted()) {
    const declared = own.find((one) => one.name === name);
    if (declared === undefined || params.has(name) || waited.has(name)) continue;
    const capture = named.get(name);
    if (capture === undefined && captureDefault === "") continue;
    const reference = capture === undefined ? captureDefault === "&" : capture.byReference;
    kept.push(name);
    if (!reference) continue;
    byReference = true;
    const { type } = declared;
    // A copy in a lambda is constant: what would change the caller's thing by other means does not compile.
    if (type.pointers > 0 || noValue.test(type.name) || set.has(name))
      return refusal("reference", { v: name });
  }
  if (!byReference) return "";
  const owner = fn.kind === "lambda" ? "this" : fn.scope.at(-1);
  const isMember = (name: string): boolean =>
    own.every((one) => one.name !== name) &&
    !params.has(name) &&
    owner !== undefined &&
    (fieldTypeOf(fn, name, files) !== null || isMethodNamed(name, fn, files));
  const needsThis =
    named.has("this") || usesThis || (captureDefault !== "" && [...names].some(isMember));
  return `[${[...(needsThis ? ["this"] : []), ...kept].join(", ")}]`;
}

function isMethodNamed(
  name: string,
  fn: FunctionFact,
  files: ReadonlyMap<string, FileFacts>,
): boolean {
  const owner = fn.scope.at(-1);
  for (const { functions } of files.values())
    if (functions.some((one) => one.name === name && one.scope.at(-1) === owner)) return true;
  return false;
}

function editsOf(plan: Plan, source: SourceText): readonly Edit[] | null {
  const { file, op, lambda, captures, gone, instead, fn } = plan;
  const edits: Edit[] = [];
  if (captures !== null && captures !== "") {
    const end = source.code.indexOf("]", lambda.start);
    if (source.code.charAt(lambda.start) !== "[" || end < 0) return null;
    edits.push({ file, start: lambda.start, end: end + 1, text: captures });
  }
  if (instead !== null) {
    const name = calleeName(plan);
    edits.push({ file, start: op.start, end: op.start + name.length, text: instead });
  }
  for (const statement of gone) {
    const start = startOf(source, statement);
    const end = endOf(source, statement);
    if (start === null || end === null || start < fn.start) return null;
    edits.push({ file, ...lineAround(source, start, end), text: "" });
  }
  return merged(edits);
}
