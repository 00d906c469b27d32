/**
 * “Ask for the flag where the worker sleeps”, where a stop sets a flag and wakes the worker, which looks only whether
 * there is work and sleeps on. The condition asks for the flag as well, and behind the sleep the loop is left when it is
 * set: just where the loop would be left on its next turn.
 */

import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { Op } from "../facts/op.ts";
import type { Finding, Message } from "../rules/finding.ts";
import type { Edit } from "./fix.ts";
import { plannedFix } from "./plannedFix.ts";
import {
  calleeName,
  endOf,
  fieldTypeOf,
  type Site,
  siteAt,
  startOf,
  statementSpan,
  wholeOf,
} from "./site.ts";
import { indentAt } from "./sourceText.ts";
import { namesIn } from "./namesUsed.ts";
import { type Statement, statementTree } from "./statementTree.ts";

/** The site is the sleep. */
interface Plan extends Site {
  /** As it is asked for: `stop_`, or `!running_`. */
  readonly set: string;
  /** What the worker sleeps for, and whether that says when it wakes or when it sleeps on. */
  readonly asked: Op;
  readonly form: "wakes" | "sleeps";
  /** Behind this statement the loop is left; null where the code asks for the flag there already. */
  readonly leave: Statement | null;
}

export const askFlag = plannedFix<Plan>({
  id: "ask-flag",
  rules: ["never-released"],
  holes: ({ message }) => ({ k: message.holes["k"] ?? "" }),
  grade: () => "A",
  plan: planFor,
  edits({ file, set, asked, form, leave }, source) {
    const written = source.text.slice(asked.start, asked.end);
    const [joins, own] = form === "wakes" ? ["||", set] : ["&&", negated(set)];
    // Mixed without brackets, compilers warn.
    const mixed = form === "wakes" ? /&&|[?=](?!=)/ : /\|\||[?]/;
    const text = `${mixed.test(written.replace(/[=!<>]=/g, "")) ? `(${written})` : written} ${joins} ${own}`;
    const edits: Edit[] = [{ file, start: asked.start, end: asked.end, text }];
    if (leave === null) return edits;
    const start =
      leave.kind === "loop"
        ? (statementSpan(source, leave)?.start ?? null)
        : startOf(source, leave);
    const end =
      leave.kind === "loop" ? (statementSpan(source, leave)?.end ?? null) : endOf(source, leave);
    if (start === null || end === null) return null;
    const line = `${source.eol}${indentAt(source, start)}if (${set}) break;`;
    return [...edits, { file, start: end, end, text: line }];
  },
});

function refusal(why: string, k: string): Message {
  return { id: `fix.ask-flag.${why}`, holes: { k } };
}

function negated(flag: string): string {
  return flag.startsWith("!") ? flag.slice(1) : `!${flag}`;
}

/** null: the finding is another one than that the flag is not looked at. */
function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Plan | Message | null {
  if (finding.message.id !== "finding.never-released.blind") return null;
  const k = finding.message.holes["k"] ?? "";
  const sleep = finding.chain.findLast(({ kind }) => kind === "wait");
  const write = finding.chain.findLast(({ kind }) => kind === "release");
  const site = sleep === undefined ? null : siteAt(sleep.span, files);
  const writer = write === undefined ? null : siteAt(write.span, files);
  if (site === null || writer === null || site.statement.root !== site.at)
    return refusal("form", k);
  const value = valueSet(writer);
  const { fn, facts } = site;
  const isKnown =
    fieldTypeOf(fn, k, files) !== null || facts.variables.some(({ name }) => name === k);
  if (value === null || !isKnown) return refusal("flag", k);
  const set = value ? k : `!${k}`;
  const sleeps = askedIn(site, k);
  if (sleeps === null) return refusal("form", k);
  const { around } = sleeps;
  const { owner, statements } = around.block;
  const next = statements[statements.indexOf(around) + 1];
  const nextOp = next === undefined ? undefined : fn.ops[next.root];
  const asksNext = nextOp?.k === "if" && namesIn(fn.ops, nextOp.cond).has(k);
  if (asksNext) return { ...site, set, asked: sleeps.asked, form: sleeps.form, leave: null };
  if (owner?.kind !== "loop" || !endsBy(fn, owner, set) || isLockedByHand(fn, owner, around))
    return refusal("loop", k);
  return { ...site, set, asked: sleeps.asked, form: sleeps.form, leave: around };
}

/** `stop_ = true`, `stop_.store(true)`. */
function valueSet({ fn: { ops }, op, statement }: Site): boolean | null {
  const root = op.k === "assign" || op.k === "call" ? op : ops[statement.root];
  const at =
    root?.k === "assign" && root.op === "="
      ? root.value
      : root?.k === "call"
        ? (root.args[0] ?? -1)
        : -1;
  const value = ops[at];
  if (value?.k !== "literal") return null;
  if (/^(?:true|1)$/.test(value.text)) return true;
  return /^(?:false|0)$/.test(value.text) ? false : null;
}

/** The condition of `wait(lock, [this] { return ...; })`, or of a loop that does nothing but wait. */
function askedIn(
  site: Site,
  k: string,
): { readonly asked: Op; readonly form: Plan["form"]; readonly around: Statement } | null {
  const { fn, op, facts, statement } = site;
  if (op.k !== "call") return null;
  const given = fn.ops[op.args[1] ?? -1];
  if (calleeName(site) === "wait" && given?.k === "lambda") {
    const lambda = facts.functions[given.fn];
    if (lambda === undefined || !sees(lambda, k)) return null;
    const { statements } = statementTree(lambda.ops);
    const returned = lambda.ops[statements[0]?.root ?? -1];
    if (statements.length !== 1 || returned?.k !== "return") return null;
    const asked = wholeOf(lambda.ops, returned.value);
    return asked === undefined ? null : { asked, form: "wakes", around: statement };
  }
  const loop = statement.block.owner;
  if (loop?.kind !== "loop") return null;
  const inner = loop.blocks.flatMap(({ statements }) => statements);
  const test = inner.find(({ kind }) => kind === "test");
  const testOp = fn.ops[test?.root ?? -1];
  if (inner.length !== 2 || testOp?.k !== "test") return null;
  const asked = wholeOf(fn.ops, testOp.cond);
  return asked === undefined ? null : { asked, form: "sleeps", around: loop };
}

/** A field by `this`, anything by a default or by its name. */
function sees({ captures, captureDefault }: FunctionFact, k: string): boolean {
  return captureDefault !== "" || captures.some(({ name }) => name === "this" || name === k);
}

/** The loop goes on exactly while the flag is not set. */
function endsBy({ ops }: FunctionFact, loop: Statement, set: string): boolean {
  const tests = loop.blocks
    .flatMap(({ statements }) => statements)
    .flatMap(({ root }) => {
      const op = ops[root];
      return op?.k === "test" ? [op.cond] : [];
    });
  if (tests.length !== 1) return false;
  const op = ops[tests[0] ?? -1];
  const name = (at: number): string | null => {
    const one = ops[at];
    return one?.k === "name" ? one.name : null;
  };
  return op?.k === "unary" && op.op === "!"
    ? name(op.a) === set
    : `!${name(tests[0] ?? -1) ?? ""}` === set;
}

/** What the loop locks by a call before it sleeps it must unlock before it is left. */
function isLockedByHand({ ops }: FunctionFact, loop: Statement, sleep: Statement): boolean {
  return ops.slice(loop.first, sleep.first).some((op) => {
    const callee = op.k === "call" ? ops[op.callee] : undefined;
    return (callee?.k === "name" || callee?.k === "member") && /lock$|^acquire$/i.test(callee.name);
  });
}
