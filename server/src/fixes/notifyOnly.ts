/**
 * “In the handler only notify; stop in main”, for calls that block in a signal handler. The handler posts a
 * semaphore, which is async-signal-safe, and keeps errno; `main` waits for that and makes the call itself.
 *
 * Where in `main`: before it waits for the very stop that moves, or after a loop that the handler ends, or, if
 * the moved call is itself only a wait that `main` makes as well, there, if asked (waitingPlace.ts). So the
 * semaphore is waited for only where `main` would wait for the stop anyhow, and before it would. What moves:
 * the call, what only prepares it and what follows it (movablePiece.ts).
 *
 * A place that takes a stop would lose all but the first of anything else (a report, a reload): only a call
 * that is named for an end moves.
 *
 * Handler and `main` must stand in one file, outside classes and named namespaces. `sem_init` is the first
 * statement of `main`: no handler is installed before that, but by a static object. Text decides what facts
 * cannot: where statements end and what is conditional. Where it is unclear no edit is made.
 */

import { lastPart } from "../base/names.ts";
import { compareSpans, type FileSpan } from "../base/span.ts";
import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";
import type { Edit } from "./fix.ts";
import { type Handler, type MovablePiece, movablePiece, refusal } from "./movablePiece.ts";
import { assignedIn, namesIn } from "./namesUsed.ts";
import { notifyOnlyEdits } from "./notifyOnlyEdits.ts";
import { plannedFix } from "./plannedFix.ts";
import { doingAt, type Place } from "./site.ts";
import { allStatements, ownersOf, type Statement, statementTree } from "./statementTree.ts";
import { type WaitingPlace, waitingPlace } from "./waitingPlace.ts";

export const notifyOnly = plannedFix<Plan>({
  id: "notify-only",
  rules: ["signal-blocks"],
  grade: () => "B",
  plan: planFor,
  edits(plan, { text }) {
    const { file } = plan;
    const edits = notifyOnlyEdits(plan, text, file.endsWith(".c"));
    return edits?.map((edit): Edit => ({ file, ...edit })) ?? null;
  },
});

export interface Plan extends Place {
  readonly handler: Handler;
  /** The function at namespace scope in which the handler stands: itself, or around a lambda. */
  readonly outermost: FunctionFact;
  readonly piece: MovablePiece;
  readonly place: WaitingPlace;
}

/**
 * The call of the finding may stand in a function that the handler only forwards to: the first call that can
 * move is taken, from there up to the handler. A refusal is a message, that about the finding's own call.
 */
function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Plan | Message {
  const { chain, span } = finding;
  const isOwn = (at: FileSpan): boolean => compareSpans(at, span) === 0;
  const end = chain.findIndex((step) => isOwn(step.span) || step.kind === "close");
  const above = chain
    .slice(0, Math.max(end, 0))
    .filter(({ kind }) => kind === "call")
    .map((step) => step.span);
  const own = planAt(span, finding, files);
  if (!("id" in own)) return own;
  for (const call of above.toReversed()) {
    const plan = planAt(call, finding, files);
    if (!("id" in plan)) return plan;
  }
  return own;
}

/** All that facts can tell. */
function planAt(
  call: FileSpan,
  finding: Finding,
  files: ReadonlyMap<string, FileFacts>,
): Plan | Message {
  const facts = files.get(call.file);
  const fn = facts?.functions.find((one) => one.defined && doingAt(one, call) >= 0);
  if (facts === undefined || fn === undefined) return refusal("shape", { h: finding.function });
  const h = fn.kind === "lambda" ? finding.function : fn.name;
  const main = facts.functions.find(
    ({ name, scope, kind, defined }) =>
      name === "main" && scope.length === 0 && kind === "function" && defined,
  );
  if (main === undefined) return refusal("no-main", {});
  const outermost = outermostOf(facts, fn);
  if (outermost.kind !== "function" || outermost.qualifier > 0) return refusal("member", { h });
  const named = outermost.scope.find((part) => part !== "");
  if (named !== undefined) return refusal("namespace", { h, n: named });
  for (const { name, start, end } of [outermost, main]) {
    if (facts.gaps.some((gap) => gap.start < end && start < gap.end))
      return refusal("gap", { f: name });
  }
  if (fn === main) return refusal("shape", { h });
  if (isCalledBeside(facts, fn, finding, call.file)) return refusal("called", { h });
  if (fn.ops.some((op) => op.k === "name" && /^(?:::)?sem_post$/.test(op.name)))
    return refusal("notified", { h });
  const onlyWait = finding.chain.some(
    ({ kind, span }) => kind === "wait" && compareSpans(span, call) === 0,
  );
  return planOfCall({ facts, fn, main }, outermost, call, onlyWait);
}

function planOfCall(
  handler: Handler,
  outermost: FunctionFact,
  span: FileSpan,
  onlyWait: boolean,
): Plan | Message {
  const { facts, fn, main } = handler;
  const plan = { file: span.file, facts, handler, outermost };
  const call = doingAt(fn, span);
  const place = (piece: MovablePiece): WaitingPlace | null => {
    const sets = [...piece.locals, ...piece.statements].map(({ first, last }) =>
      assignedIn(fn.ops, first, last),
    );
    return waitingPlace(facts, main, {
      objects: objectsOf(fn, piece),
      handlerSets: assignedIn(fn.ops, 0, fn.ops.length),
      movedSets: new Set(sets.flatMap((names) => [...names])),
      onlyWait: onlyWait ? { fn, op: call } : null,
    });
  };
  const ended = callName(fn, call);
  if (!onlyWait && !endsSomething.test(ended)) return refusal("no-stop", { f: ended });
  const piece = movablePiece(handler, call, true);
  if ("id" in piece) return piece;
  const found = place(piece);
  if (found === null) return refusal("no-wait", {});
  if (found.shape !== "after")
    return isVisible(handler, piece, found) ?? { ...plan, piece, place: found };
  // The loop before it ends by what the handler sets: that must not move behind the loop.
  const alone = movablePiece(handler, call, false);
  if ("id" in alone) return alone;
  const after = place(alone);
  if (after?.shape !== "after") return refusal("no-wait", {});
  const rest = piece.statements.slice(1).filter(({ root }) => fn.ops[root]?.k !== "assign");
  if (rest.length > 0 || setsFlagOf(fn, alone, after, main))
    return refusal("order", { h: fn.name });
  return isVisible(handler, alone, after) ?? { ...plan, piece: alone, place: after };
}

/**
 * Only what comes once can move: `main` would wait for a report or a reload as if it were the end, and take
 * the first one only.
 */
export const endsSomething =
  /stop|shut_?down|quit|close|terminat|exit|finish|finali[sz]|join|destroy|delete|^reset$|kill|halt|abort|cancel|clean_?up|tear_?down|dispose|^(?:end|fini)$|_(?:end|fini)$|^(?:end|fini)_/i;

function callName({ ops }: FunctionFact, call: number): string {
  const op = ops[call];
  if (op?.k === "local") return op.name;
  if (op?.k !== "call") return op?.k ?? "";
  const callee = ops[op.callee];
  return callee?.k === "name" || callee?.k === "member" ? lastPart(callee.name) : "";
}

/** The names of the call itself and of what guards it, not of what the handler does after it. */
function objectsOf(fn: FunctionFact, { statements, locals }: MovablePiece): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { first, last } of [...locals, ...statements.slice(0, 1)]) {
    for (let at = first; at <= last; at++) for (const name of namesIn(fn.ops, at)) names.add(name);
  }
  return names;
}

/** The loop's variable would be set behind the loop that waits for it. */
function setsFlagOf(
  fn: FunctionFact,
  { statements }: MovablePiece,
  { statement }: WaitingPlace,
  main: FunctionFact,
): boolean {
  return statements.some(({ first, last }) =>
    [...assignedIn(fn.ops, first, last)].some((name) =>
      main.ops
        .slice(statement.first, statement.last + 1)
        .some((op) => op.k === "name" && op.name === name),
    ),
  );
}

/** Locals of `main` that the piece uses are declared above the place, in a block around it. */
function isVisible(
  { main }: Handler,
  { needs }: MovablePiece,
  { statement }: WaitingPlace,
): Message | null {
  const around = new Set([statement, ...ownersOf(statement)].map(({ block }) => block.owner));
  const declared = allStatements(statementTree(main.ops)).filter(
    ({ kind, last, block }) =>
      kind === "local" && last < statement.first && hasOwner(around, block.owner),
  );
  const missing = needs.find(
    (name) =>
      !main.params.some((param) => param.name === name) &&
      !declared.some(({ root }) => {
        const op = main.ops[root];
        return op?.k === "local" && op.name === name;
      }),
  );
  return missing === undefined ? null : refusal("uses", { v: missing });
}

/** Two trees of one body have their own objects: compared by place. */
function hasOwner(owners: ReadonlySet<Statement | null>, wanted: Statement | null): boolean {
  if (wanted === null) return true;
  for (const owner of owners) if (owner?.root === wanted.root) return true;
  return false;
}

function outermostOf(facts: FileFacts, fn: FunctionFact): FunctionFact {
  let at = fn;
  for (let parent = facts.functions[at.parent]; parent !== undefined;) {
    at = parent;
    parent = facts.functions[at.parent];
  }
  return at;
}

/** A caller beside the chain would no longer find the work done when the function returns. */
function isCalledBeside(
  facts: FileFacts,
  fn: FunctionFact,
  { chain }: Finding,
  file: string,
): boolean {
  if (fn.kind === "lambda") return false;
  return facts.functions.some(({ ops }) =>
    ops.some((op) => {
      const callee = op.k === "call" ? ops[op.callee] : undefined;
      if (callee?.k !== "name" || callee.name.replace(/^::/, "") !== fn.name) return false;
      return !chain.some(
        (step) =>
          step.span.file === file && step.span.start === op.start && step.span.end === op.end,
      );
    }),
  );
}
