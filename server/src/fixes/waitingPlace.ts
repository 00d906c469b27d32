/**
 * Where an owner function (`main`) can take over a stop that a signal handler ran. Facts alone.
 *
 * The stop must run at a place that the owner reaches without it, and before the owner would wait for it. So
 * a place is one where the owner already waits for that very stop, in one of three shapes, the last one in
 * the body:
 *
 * 1. a call that says that it waits (`waitUntilStop`, `join`, `Wait`), on an object that the moved code uses,
 *    or a loop that does nothing but sleep or wait, endless or until the handler says so: take it *before*;
 * 2. a loop that works until a variable says stop which the handler sets, and that has no other way out, or
 *    a single `pause()`, which any signal ends: take it *after*;
 * 3. the handler's call is itself only a wait, and the owner makes the same call under a condition that says
 *    whether the handler has made it: nobody needs the handler's wait to get on, and the owner may end without
 *    any signal. Take it *before* that, *if asked* by then, without waiting.
 *
 * A call that runs the service (`run`, `serve`) is no place: before it, it would never run; after it, nothing
 * would end it. Nor is the last `return`: an owner that gets there by itself would begin to wait for a signal.
 * Errs to the side of finding no place.
 */

import { lastPart } from "../base/names.ts";
import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { Op } from "../facts/op.ts";
import { namesIn, namesUsed } from "./namesUsed.ts";
import {
  allStatements,
  type Block,
  closure,
  ownersOf,
  type Statement,
  statementTree,
} from "./statementTree.ts";

export interface WaitingPlace {
  readonly shape: "before" | "after" | "ifAsked";
  readonly statement: Statement;
}

/** What is known of the code that is to run there. */
export interface Moved {
  /** Names of objects that it uses. */
  readonly objects: ReadonlySet<string>;
  /** Variables that the handler sets, and those that only the moved code sets. */
  readonly handlerSets: ReadonlySet<string>;
  readonly movedSets: ReadonlySet<string>;
  /** The call of the finding, when it is itself the wait. */
  readonly onlyWait: { readonly fn: FunctionFact; readonly op: number } | null;
}

export function waitingPlace(
  facts: FileFacts,
  owner: FunctionFact,
  moved: Moved,
): WaitingPlace | null {
  const body = statementTree(owner.ops);
  const candidates = allStatements(body).filter((statement) => isStraight(statement));
  if (moved.onlyWait !== null) return sameWait(owner, body, candidates, moved);
  for (const statement of candidates.toReversed()) {
    if (statement.kind === "loop") {
      if (isIdleLoop(facts, owner, statement, moved)) return before(statement);
      if (isFlagLoop(owner, statement, moved)) return { shape: "after", statement };
    } else if (isLeaf(statement)) {
      if (waitsForStop(owner, statement, moved)) return before(statement);
      // Ends with the signal itself: a second time it would wait for another one.
      if (isPause(owner, statement)) return { shape: "after", statement };
    }
  }
  return null;
}

function before(statement: Statement): WaitingPlace {
  const { owner } = statement.block;
  // `for (init; ...)` is a loop in a scope of its own.
  const wrapped =
    owner?.kind === "scope" && statement.kind === "loop" && owner.end === statement.end;
  return { shape: "before", statement: wrapped ? owner : statement };
}

/** Runs once, if it is reached: not in a loop, a switch, a handler of exceptions or an `else`. */
function isStraight(statement: Statement): boolean {
  let inner = statement;
  for (const owner of ownersOf(statement)) {
    if (owner.kind === "loop" || owner.kind === "switch" || owner.kind === "catch") return false;
    if (owner.kind === "if" && inner.block !== owner.blocks[0]) return false;
    inner = owner;
  }
  return true;
}

function isLeaf(statement: Statement): boolean {
  return statement.blocks.length === 0;
}

const waiting =
  /^(?:[wW]ait(?!ing|er)|[jJ]oin|[aA]wait|[bB]lock_?[uU]ntil)|(?:[wW]ait|[jJ]oin)$|_(?:wait|join)_|(?:Wait|Join)(?=[A-Z])/;
/** Waits for a beginning, or for some time only. */
const notForTheEnd = /start|init|ready|connect|open|boot|launch|^wait_?(?:for|until)$|timed|try/i;
const sleeping =
  /^(?:pause|sigsuspend|sleep|usleep|nanosleep|sleep_for|sleep_until|yield|sched_yield)$/;
/** Asks for a state; `std::chrono` makes its durations by calls. */
const asking =
  /^(?:is|has|was)_?[a-z]|^(?:stopp|running|done|finish|closed|exit|quit|alive|load$|test$)|^(?:hours|minutes|seconds|milliseconds|microseconds|nanoseconds)$/i;

function calleeName(ops: readonly Op[], at: number): string {
  const op = ops[at];
  const callee = op?.k === "call" ? ops[op.callee] : undefined;
  return callee?.k === "name" || callee?.k === "member" ? lastPart(callee.name) : "";
}

export function saysWait(name: string): boolean {
  return waiting.test(name) && !notForTheEnd.test(name);
}

/** One of its calls waits, and on an object that the moved code uses. */
function waitsForStop(owner: FunctionFact, statement: Statement, moved: Moved): boolean {
  const { ops } = owner;
  return closure(ops, statement.root).some((at) => {
    if (ops[at]?.k !== "call") return false;
    return saysWait(calleeName(ops, at)) && intersects(namesIn(ops, at), moved.objects);
  });
}

function isPause({ ops }: FunctionFact, { root }: Statement): boolean {
  return /^(?:pause|sigsuspend)$/.test(calleeName(ops, root));
}

function isIdleLoop(facts: FileFacts, owner: FunctionFact, loop: Statement, moved: Moved): boolean {
  const { ops } = owner;
  let idles = false;
  for (let at = loop.first; at <= loop.last; at++) {
    const op = ops[at];
    if (op === undefined) continue;
    if (op.k === "assign" || op.k === "new" || op.k === "delete" || op.k === "lambda") return false;
    if (op.k !== "call") continue;
    const name = calleeName(ops, at);
    const waits = sleeping.test(name) || waiting.test(name);
    if (!waits && !asking.test(name)) return false;
    idles ||= waits;
  }
  if (!idles) return false;
  const tests = testsOf(ops, loop);
  if (tests.every((test) => ops[test]?.k === "literal")) return true;
  const { names } = namesUsed(facts, owner, loop.first, loop.last);
  return intersects(names, moved.handlerSets) || intersects(names, moved.objects);
}

function isFlagLoop({ ops }: FunctionFact, loop: Statement, moved: Moved): boolean {
  const tests = testsOf(ops, loop);
  const ends = tests.some((test) => {
    const op = ops[test];
    const flag = op?.k === "unary" && op.op === "!" ? op.a : test;
    const named = ops[flag];
    if (named?.k === "name") return moved.handlerSets.has(named.name);
    // `flag.load()`
    return (
      named?.k === "call" &&
      calleeName(ops, flag) === "load" &&
      intersects(namesIn(ops, flag), moved.handlerSets)
    );
  });
  if (!ends) return false;
  return allStatements({ owner: null, statements: [loop] }).every(
    ({ kind, ...inner }) =>
      (kind !== "break" && kind !== "goto") ||
      (kind === "break" && nearestBreakable(inner.block) !== loop),
  );
}

function nearestBreakable(block: Block): Statement | null {
  for (let { owner } = block; owner !== null; owner = owner.block.owner)
    if (owner.kind === "loop" || owner.kind === "switch") return owner;
  return null;
}

/** The loop's own conditions; none for `for (;;)`. */
function testsOf(ops: readonly Op[], loop: Statement): readonly number[] {
  return loop.blocks
    .flatMap(({ statements }) => statements)
    .flatMap(({ kind, root }) => {
      const op = ops[root];
      return kind === "test" && op?.k === "test" && op.cond >= 0 ? [op.cond] : [];
    });
}

function sameWait(
  owner: FunctionFact,
  body: Block,
  candidates: readonly Statement[],
  { onlyWait, movedSets }: Moved,
): WaitingPlace | null {
  if (onlyWait === null || movedSets.size === 0) return null;
  const wanted = printed(onlyWait.fn.ops, onlyWait.op);
  const guard = candidates.findLast(({ kind, root, first, blocks }) => {
    const op = owner.ops[root];
    if (kind !== "if" || op?.k !== "if" || blocks.length !== 1 || first < 0) return false;
    if (!intersects(namesIn(owner.ops, op.cond), movedSets)) return false;
    return (blocks[0]?.statements ?? []).some(
      (inner) => isLeaf(inner) && printed(owner.ops, inner.root) === wanted,
    );
  });
  if (guard === undefined) return null;
  // What the owner does before must not depend on the handler having got through.
  const dependent = allStatements(body).some(
    ({ kind, first, last }) =>
      kind === "loop" &&
      first < guard.first &&
      owner.ops.slice(first, last).some((op) => op.k === "name" && movedSets.has(op.name)),
  );
  return dependent ? null : { shape: "ifAsked", statement: guard };
}

/** Equal for expressions that are written alike. */
function printed(ops: readonly Op[], at: number): string {
  const op = ops[at];
  if (op === undefined) return "";
  switch (op.k) {
    case "name":
      return op.name.replace(/^::/, "");
    case "literal":
    case "string":
      return JSON.stringify(op.text);
    case "this":
      return "this";
    case "member":
      return `${printed(ops, op.obj)}.${op.name}`;
    case "unary":
      return `${op.op}${printed(ops, op.a)}`;
    case "call":
      return `${printed(ops, op.callee)}(${op.args.map((arg) => printed(ops, arg)).join(",")})`;
    default:
      return `?${op.start}`;
  }
}

function intersects(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const name of a) if (b.has(name)) return true;
  return false;
}
