/**
 * “Wait with a time limit, and say so”, the last resort for any wait of the standard library that stands alone: it
 * hides a hang and does not heal it, and what is to be done when the time is over is for a person to write.
 */

import type { FileFacts } from "../facts/fileFacts.ts";
import type { Finding, RuleId } from "../rules/finding.ts";
import { plannedFix } from "./plannedFix.ts";
import { calleeName, endOf, includeEdits, type Site, siteAt, startOf, typeOfName } from "./site.ts";
import { indentAt } from "./sourceText.ts";

/** Rules of which the reported call is the wait itself, or contains it. */
const rules: readonly RuleId[] = [
  "self-wait",
  "wait-cycle",
  "lock-wait",
  "loop-blocked",
  "unbounded-stop",
  "never-released",
  "pool-starvation",
];

const limit = "std::chrono::seconds(10)";

interface Plan extends Site {
  readonly of: "condition" | "future";
}

export const boundedWait = plannedFix<Plan>({
  id: "bounded-wait",
  rules,
  grade: () => "C",
  plan: planFor,
  edits({ file, statement, op, of }, source) {
    const start = startOf(source, statement);
    const end = endOf(source, statement);
    if (start === null || end === null) return null;
    const { text, eol, indent } = source;
    const own = indentAt(source, start);
    const head = text.slice(start, op.start);
    const args = /^wait\s*\(([\s\S]*)\)$/.exec(text.slice(op.start, op.end))?.[1];
    if (args === undefined) return null;
    const comma = topComma(args);
    if (of === "condition" && comma < 0) return null;
    const test =
      of === "future"
        ? `${head}wait_for(${limit}) != std::future_status::ready`
        : `!${head}wait_for(${args.slice(0, comma)}, ${limit},${args.slice(comma + 1)})`;
    const late = `${own}${indent}// TODO: too late. Say so and give up; what was posted may still use locals of this function.`;
    return [
      ...includeEdits(file, source, "chrono"),
      { file, start, end, text: `if (${test}) {${eol}${late}${eol}${own}}` },
    ];
  },
});

function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Plan | null {
  const site = siteAt(finding.span, files);
  if (site === null || site.op.k !== "call" || site.statement.root !== site.at) return null;
  if (calleeName(site) !== "wait") return null;
  const { length } = site.op.args;
  // A wait without a condition may come back at any time: that is another fault.
  if (length === 2) return { ...site, of: "condition" };
  return length === 0 && isFuture(site, files) ? { ...site, of: "future" } : null;
}

/** By how it was made or declared; a name that is neither is not touched. */
function isFuture({ fn, op }: Site, files: ReadonlyMap<string, FileFacts>): boolean {
  const callee = op.k === "call" ? fn.ops[op.callee] : undefined;
  const object = callee?.k === "member" ? fn.ops[callee.obj] : undefined;
  if (object?.k === "call") {
    const made = fn.ops[object.callee];
    return made?.k === "member" && made.name === "get_future";
  }
  if (object?.k !== "name") return false;
  const type = typeOfName(fn, object.name, files);
  return /^(?:::)?std::(?:shared_)?future$/.test(type?.name ?? "");
}

/** The first comma that is in no brackets; -1 when there is none. */
function topComma(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (/[([{]/.test(c)) depth++;
    else if (/[)\]}]/.test(c)) depth--;
    else if (c === "," && depth === 0) return i;
  }
  return -1;
}
