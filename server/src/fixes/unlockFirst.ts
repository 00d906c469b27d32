/**
 * “Wait after unlocking”, for a wait under a lock that whoever ends it needs. A thread that is joined is taken out
 * under the lock first, so that of two callers only one joins it; anything else is waited for between `unlock` and
 * `lock`, and a person looks at what the lock was meant to keep together.
 *
 * The guard must be a local of one lock in the function with the wait: a lock that a caller holds is not ours to open.
 */

import { lastPart } from "../base/names.ts";
import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";
import type { Edit } from "./fix.ts";
import { goesOnAfter, guardsAround, type LocalGuard } from "./guards.ts";
import { plannedFix } from "./plannedFix.ts";
import { calleeName, endOf, fieldTypeOf, type Site, siteAt, startOf } from "./site.ts";
import { declarationStart, freshName, indentAt, type SourceText } from "./sourceText.ts";

interface Plan extends Site {
  readonly guard: LocalGuard;
  /** The thread that is joined by a statement of its own, as written; null for other waits. */
  readonly thread: string | null;
  readonly goesOn: boolean;
}

export const unlockFirst = plannedFix<Plan>({
  id: "unlock-first",
  rules: ["lock-wait"],
  grade: (plan) => (plan?.thread == null ? "B" : "A"),
  plan: planFor,
  edits: editsOf,
});

function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Plan | Message {
  const site = siteAt(finding.span, files);
  if (site === null) return { id: "fix.shape", holes: { f: finding.function } };
  const { fn, body, statement } = site;
  if (!/^(?:call|assign|return|local)$/.test(statement.kind))
    return { id: "fix.unlock-first.part", holes: {} };
  const guards = guardsAround(fn, body, statement);
  const held = guards.filter((guard) => holds(finding, site, guard));
  const [guard] = held;
  if (guard === undefined || held.length > 1)
    return { id: "fix.unlock-first.caller", holes: { k: finding.message.holes["k"] ?? "" } };
  const unlocks = fn.ops.some(
    (op) =>
      op.k === "member" &&
      /^(?:un)?lock$|^release$/.test(op.name) &&
      isName(fn, op.obj, guard.op.name),
  );
  if (unlocks) return { id: "fix.unlock-first.own", holes: { k: guard.op.name } };
  const thread = joined(site, files);
  return { ...site, guard, thread, goesOn: goesOnAfter(guard, statement) };
}

/** By the place where the chain says that the lock is taken; there is one where it says so. */
function holds({ chain }: Finding, { file }: Site, { op }: LocalGuard): boolean {
  return chain.some(
    ({ kind, span }) =>
      kind === "lock" && span.file === file && span.start >= op.start && span.end <= op.end,
  );
}

function isName(fn: FunctionFact, at: number, name: string): boolean {
  const op = fn.ops[at];
  return op?.k === "name" && op.name === name;
}

/** `thread_` of the statement `thread_.join();`, when it is a field of type `std::thread` of the function's class. */
function joined(site: Site, files: ReadonlyMap<string, FileFacts>): string | null {
  const { fn, op, at, statement } = site;
  if (statement.root !== at || op.k !== "call" || calleeName(site) !== "join") return null;
  const callee = fn.ops[op.callee];
  const object = callee?.k === "member" && !callee.arrow ? fn.ops[callee.obj] : undefined;
  if (object?.k !== "name") return null;
  const type = fieldTypeOf(fn, object.name, files);
  const isThread = type !== null && lastPart(type.name) === "thread" && type.pointers === 0;
  return isThread ? object.name : null;
}

function editsOf(plan: Plan, source: SourceText): readonly Edit[] | null {
  const { file, fn, guard, statement, thread, goesOn } = plan;
  const start = startOf(source, statement);
  const end = endOf(source, statement);
  if (start === null || end === null) return null;
  const declared = declarationStart(source, guard.op.start);
  const type = /^(const\s+)?((?:::)?std::)(lock_guard|scoped_lock|unique_lock)\b/.exec(
    source.text.slice(declared, guard.op.start),
  );
  if (type === null) return null;
  const { name } = guard.op;
  const edits: Edit[] = [];
  if (guard.form !== "unique_lock" || type[1] !== undefined) {
    const text = `${type[2] ?? ""}unique_lock`;
    edits.push({ file, start: declared, end: declared + type[0].length, text });
  }
  const line = `${source.eol}${indentAt(source, start)}`;
  if (thread === null) edits.push({ file, start, end: start, text: `${name}.unlock();${line}` });
  else {
    const own = freshName(source.text.slice(fn.start, fn.end), "ended");
    const text = [
      `std::thread ${own} = std::move(${thread});`,
      `${name}.unlock();`,
      `if (${own}.joinable()) ${own}.join();`,
    ].join(line);
    edits.push({ file, start, end, text });
  }
  if (goesOn && statement.kind !== "return")
    edits.push({ file, start: end, end, text: `${line}${name}.lock();` });
  const [last, before] = [edits[edits.length - 1], edits[edits.length - 2]];
  // Two edits must not touch: what comes behind the wait goes into the one that replaces it.
  if (thread !== null && last !== undefined && before?.end === last.start)
    return [...edits.slice(0, -2), { ...before, text: before.text + last.text }];
  return edits;
}
