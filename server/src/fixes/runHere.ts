/**
 * “On the loop itself, run it at once”, for work that is posted to a loop and waited for by code that runs on that
 * loop. The lambda that is posted gets a name; on the loop it is called, elsewhere it is posted as before, and the
 * wait finds what it waits for in both cases.
 *
 * Needs a way to ask: a method of the loop's class, without arguments, that compares the running thread's id with one
 * that the object keeps. The loop is a field of the class or a parameter, the posted work a lambda that stands in the
 * call. Whoever runs it at once runs it in another order and, perhaps, under a lock: to be known, but right.
 */

import { lastPart } from "../base/names.ts";
import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { TypeRef } from "../facts/typeRef.ts";
import type { Finding, Message } from "../rules/finding.ts";
import type { Fix } from "./fix.ts";
import { endOf, type Site, siteAt, startOf, textOf } from "./site.ts";
import { freshName, indentAt } from "./sourceText.ts";

interface Plan extends Site {
  /** Receiver of the post, as an expression of the facts: `loop_`, and how its members are reached. */
  readonly object: number;
  readonly arrow: boolean;
  readonly lambda: number;
  readonly asks: string;
}

export const runHere: Fix = {
  id: "run-here",
  prepare(finding, files) {
    if (finding.rule !== "self-wait") return null;
    const plan = planFor(finding, files);
    return {
      id: "run-here",
      title: { id: "fix.run-here", holes: { l: finding.dependsOn.name } },
      grade: "A",
      disabled: "id" in plan ? plan : null,
    };
  },
  apply(finding, files, readText) {
    const plan = finding.rule === "self-wait" ? planFor(finding, files) : null;
    if (plan === null || "id" in plan) return null;
    const source = textOf(plan, readText);
    if (source === null) return null;
    const { file, fn, statement, object, arrow, lambda, asks, op } = plan;
    const start = startOf(source, statement);
    const end = endOf(source, statement);
    const receiver = fn.ops[object];
    const work = fn.ops[lambda];
    if (start === null || end === null || receiver === undefined || work === undefined) return null;
    const { text } = source;
    const name = freshName(text.slice(fn.start, fn.end), "task");
    const loop = text.slice(receiver.start, receiver.end);
    const post = text.slice(start, work.start) + name + text.slice(work.end, op.end);
    const line = `${source.eol}${indentAt(source, start)}`;
    const made = [
      `auto ${name} = ${text.slice(work.start, work.end)};`,
      `if (${loop}${arrow ? "->" : "."}${asks}()) ${name}();`,
      `else ${post};`,
    ];
    return [{ file, start, end, text: made.join(line) }];
  },
};

/** The post of the chain that stands in the same function as the wait. */
function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Plan | Message {
  const shape: Message = { id: "fix.shape", holes: { f: finding.function } };
  const posts = finding.chain.filter(
    ({ kind, function: name }) => kind === "post" && name === finding.function,
  );
  const post = posts[posts.length - 1];
  const site = post === undefined ? null : siteAt(post.span, files);
  if (site === null) return { id: "fix.run-here.post", holes: { f: finding.function } };
  const { fn, op, at, statement } = site;
  if (op.k !== "call" || statement.root !== at) return shape;
  const callee = fn.ops[op.callee];
  if (callee?.k !== "member") return shape;
  const lambda = op.args.find((arg) => fn.ops[arg]?.k === "lambda");
  const body = lambda === undefined ? undefined : fn.ops[lambda];
  if (lambda === undefined || op.args.length !== 1 || body?.k !== "lambda")
    return { id: "fix.run-here.lambda", holes: {} };
  if ((site.facts.functions[body.fn]?.params.length ?? 0) > 0)
    return { id: "fix.run-here.lambda", holes: {} };
  const type = typeOf(site, callee.obj, files);
  const asks = type === null ? null : askingMethod(type, files);
  if (asks === null) return { id: "fix.run-here.ask", holes: { l: finding.dependsOn.name } };
  return { ...site, object: callee.obj, arrow: callee.arrow, lambda, asks };
}

/** Class of a plain name: a parameter, a local, or a field of the function's class. */
function typeOf(
  { fn }: Site,
  object: number,
  files: ReadonlyMap<string, FileFacts>,
): string | null {
  const op = fn.ops[object];
  if (op?.k !== "name") return null;
  const own = [...fn.params, ...fn.ops.flatMap((one) => (one.k === "local" ? [one] : []))].find(
    ({ name }) => name === op.name,
  );
  if (own !== undefined) return classOf(own.type);
  const owner = fn.scope[fn.scope.length - 1];
  for (const { types } of files.values()) {
    const type = types.find(({ name, defined }) => name === owner && defined);
    const field = type?.fields.find(({ name }) => name === op.name);
    if (field !== undefined) return classOf(field.type);
  }
  return null;
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
