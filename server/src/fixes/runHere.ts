/**
 * “On the loop itself, do it at once”, for a function that posts a lambda to a loop and waits until it has run, where
 * the caller runs on that loop. Before the promise is made the loop is asked; on it the lambda's statements are done
 * in place, and what the promise would bring is returned.
 *
 * Needs a way to ask: a method of the loop's class, without arguments, that compares the running thread's id with one
 * that the object keeps. And the plain shape, at the end of the function: a promise, perhaps its future, the post of a
 * lambda that fulfils the promise last, the wait. Who does it at once does it in another order and, perhaps, under a
 * lock: to be known, but right.
 */

import { lastPart } from "../base/names.ts";
import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { Op } from "../facts/op.ts";
import type { TypeRef } from "../facts/typeRef.ts";
import type { Finding, Message } from "../rules/finding.ts";
import { plannedFix } from "./plannedFix.ts";
import { doingAt, type Site, siteAt, startOf, typeOfName, wholeOf } from "./site.ts";
import { indentAt, reindent } from "./sourceText.ts";
import { type Block, type Statement, statementTree } from "./statementTree.ts";

interface Plan extends Site {
  /** Receiver of the post, and how its members are reached. */
  readonly object: number;
  readonly arrow: boolean;
  readonly asks: string;
  /** The declaration of the promise. */
  readonly promise: Statement;
  readonly work: FunctionFact;
  /** Statements of the lambda; the last one fulfils the promise. */
  readonly does: readonly Statement[];
  /** Of `set_value(x)`; null for `set_value()`. */
  readonly value: Op | null;
}

export const runHere = plannedFix<Plan>({
  id: "run-here",
  rules: ["self-wait"],
  holes: ({ dependsOn }) => ({ l: dependsOn.name }),
  grade: () => "A",
  plan: planFor,
  edits({ file, fn, object, arrow, asks, promise, does, value }, source) {
    const at = startOf(source, promise);
    const receiver = fn.ops[object];
    const fulfils = does[does.length - 1];
    const from = does[0] === undefined ? null : startOf(source, does[0]);
    const to = fulfils === undefined ? null : startOf(source, fulfils);
    if (at === null || receiver === undefined || from === null || to === null) return null;
    const { text, eol, indent } = source;
    const own = indentAt(source, at);
    const loop = text.slice(receiver.start, receiver.end);
    const before = text.slice(from, to).trimEnd();
    const result = value === null ? "return;" : `return ${text.slice(value.start, value.end)};`;
    const inner = own + indent;
    const [first, ...more] = reindent(before, indentAt(source, from), inner);
    const lines = [
      `if (${loop}${arrow ? "->" : "."}${asks}()) {`,
      ...(first === undefined || first === "" ? [] : [inner + first, ...more]),
      inner + result,
      `${own}}`,
    ];
    return [{ file, start: at, end: at, text: `${lines.join(eol)}${eol}${own}` }];
  },
});

/** The post of the chain that stands in the same function as the wait. */
function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Plan | Message {
  const form: Message = { id: "fix.run-here.form", holes: {} };
  const posts = finding.chain.filter(
    ({ kind, function: name }) => kind === "post" && name === finding.function,
  );
  const post = posts[posts.length - 1];
  const site = post === undefined ? null : siteAt(post.span, files);
  if (site === null) return { id: "fix.run-here.post", holes: { f: finding.function } };
  const { fn, op, at, statement, facts, body } = site;
  const callee = op.k === "call" ? fn.ops[op.callee] : undefined;
  if (op.k !== "call" || statement.root !== at || callee?.k !== "member") return form;
  const given = op.args.length === 1 ? fn.ops[op.args[0] ?? -1] : undefined;
  const work = given?.k === "lambda" ? facts.functions[given.fn] : undefined;
  if (work === undefined || work.params.length > 0 || work.captures.some(({ value }) => value >= 0))
    return { id: "fix.run-here.lambda", holes: {} };
  const type = typeOf(site, callee.obj, files);
  const asks = type === null ? null : askingMethod(type, files);
  if (asks === null) return { id: "fix.run-here.ask", holes: { l: finding.dependsOn.name } };
  const does = statementTree(work.ops).statements;
  const fulfilled = fulfilledBy(work, does);
  const ending = fulfilled === null ? null : endingOf(fn, body, statement, fulfilled.promise);
  if (fulfilled === null || ending === null) return form;
  const isLast = ending.wait.first <= doingAt(fn, finding.span) && !leavesEarly(work);
  if (!isLast || (ending.wait.kind === "return") !== (fulfilled.value !== null)) return form;
  const { value } = fulfilled;
  const { object, arrow } = { object: callee.obj, arrow: callee.arrow };
  return { ...site, object, arrow, asks, promise: ending.promise, work, does, value };
}

/** `p.set_value(x)` as the last statement of a lambda that does not use `p` before. */
function fulfilledBy(
  { ops }: FunctionFact,
  does: readonly Statement[],
): { readonly promise: string; readonly value: Op | null } | null {
  const last = does[does.length - 1];
  const call = last === undefined ? undefined : ops[last.root];
  const callee = call?.k === "call" ? ops[call.callee] : undefined;
  if (call?.k !== "call" || callee?.k !== "member" || callee.name !== "set_value") return null;
  const object = ops[callee.obj];
  if (object?.k !== "name" || call.args.length > 1) return null;
  const uses = ops.filter((op) => op.k === "name" && op.name === object.name).length;
  const value = call.args.length === 0 ? null : (wholeOf(ops, call.args[0] ?? -1) ?? null);
  return uses === 1 ? { promise: object.name, value } : null;
}

/** The function ends: promise, perhaps its future, the post, the wait. Nothing else may be among them. */
function endingOf(
  fn: FunctionFact,
  body: Block,
  post: Statement,
  promise: string,
): { readonly promise: Statement; readonly wait: Statement } | null {
  const { statements } = body;
  const at = statements.findIndex(({ root }) => root === post.root);
  const wait = statements[at + 1];
  if (at < 0 || wait === undefined || statements.length > at + 2) return null;
  if (wait.kind !== "return" && wait.kind !== "call") return null;
  for (const made of [statements[at - 1], statements[at - 2]]) {
    const op = made === undefined ? undefined : fn.ops[made.root];
    if (op?.k !== "local") return null;
    if (made !== undefined && op.name === promise && lastPart(op.type.name) === "promise")
      return op.args.length === 0 ? { promise: made, wait } : null;
    if (!/^(?:auto|(?:::)?std::future)$/.test(op.type.name)) return null;
  }
  return null;
}

/** Its own `return` would leave the function. */
function leavesEarly({ ops }: FunctionFact): boolean {
  return ops.some(({ k }) => k === "return");
}

/** Class of a plain name: a parameter, a local, or a field of the function's class. */
function typeOf(
  { fn }: Site,
  object: number,
  files: ReadonlyMap<string, FileFacts>,
): string | null {
  const op = fn.ops[object];
  if (op?.k !== "name") return null;
  const type = typeOfName(fn, op.name, files);
  return type === null ? null : classOf(type);
}

/** Of a smart pointer what it points to. */
function classOf(type: TypeRef): string | null {
  const pointed = /^(?:::)?std::(?:shared|unique)_ptr$/.test(type.name) ? type.args[0] : type;
  return pointed === undefined || pointed.name === "auto" ? null : lastPart(pointed.name);
}

/** A method that says whether the caller runs on the object's thread; null when there is none, or two classes differ. */
function askingMethod(type: string, files: ReadonlyMap<string, FileFacts>): string | null {
  const names = new Set<string>();
  for (const { functions } of files.values()) {
    for (const fn of functions)
      if (fn.scope[fn.scope.length - 1] === type && asksForThread(fn)) names.add(fn.name);
  }
  const [name] = names;
  return names.size === 1 && name !== undefined ? name : null;
}

/** `return std::this_thread::get_id() == thread_.get_id();`, or `tid_`, in either order. */
function asksForThread({ params, defined, result, ops }: FunctionFact): boolean {
  if (!defined || params.length > 0 || result.name !== "bool") return false;
  const returned = ops.findIndex(({ k }) => k === "return");
  const op = ops[returned];
  if (op?.k !== "return" || ops.some(({ k }) => k === "if" || k === "loop" || k === "local"))
    return false;
  const compared = ops[op.value];
  if (compared?.k !== "binary" || compared.op !== "==") return false;
  return ops.some(
    (one) =>
      one.k === "name" &&
      /^(?:(?:::)?std::this_thread::get_id|(?:::)?(?:pthread_self|gettid))$/.test(one.name),
  );
}
