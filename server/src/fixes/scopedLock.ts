/**
 * “Take both locks at once”, for locks that are taken in both orders: `std::scoped_lock` takes them without ever
 * waiting for one while it holds the other, so one repaired side is enough. Both guards must be locals of one block;
 * what stands between them then runs under both locks, and is looked through.
 */

import type { FileFacts } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";
import type { Edit } from "./fix.ts";
import { guardAt, type LocalGuard } from "./guards.ts";
import { plannedFix } from "./plannedFix.ts";
import { endOf, lineAround, type Site, siteAt, startOf } from "./site.ts";
import type { SourceText } from "./sourceText.ts";

interface Plan extends Site {
  readonly first: LocalGuard;
  readonly second: LocalGuard;
  /** Statements between the two. */
  readonly between: number;
}

export const scopedLock = plannedFix<Plan>({
  id: "scoped-lock",
  rules: ["lock-order"],
  grade: (plan) => (plan?.between === 0 ? "A" : "B"),
  plan: planFor,
  edits: editsOf,
});

function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Plan | Message {
  const site = siteAt(finding.span, files);
  if (site === null) return { id: "fix.shape", holes: { f: finding.function } };
  const { fn, body, file } = site;
  const held = finding.chain[0];
  const second = guardAt(fn, body, finding.span);
  const first = held?.span.file === file ? guardAt(fn, body, held.span) : null;
  if (first === null || second === null)
    return { id: "fix.scoped-lock.other", holes: { f: finding.function } };
  if (first.statement.block !== second.statement.block)
    return { id: "fix.scoped-lock.block", holes: {} };
  // Somebody may unlock it on the way, and its name would be gone.
  if ([first, second].some(({ form }) => form === "unique_lock"))
    return { id: "fix.scoped-lock.unique", holes: {} };
  const { statements } = first.statement.block;
  const places = [first, second].map(({ statement }) =>
    statements.findIndex(({ root }) => root === statement.root),
  );
  const [from = 0, to = 0] = places;
  return to <= from
    ? { id: "fix.scoped-lock.other", holes: { f: finding.function } }
    : { ...site, first, second, between: to - from - 1 };
}

function editsOf({ file, first, second }: Plan, source: SourceText): readonly Edit[] | null {
  const start = startOf(source, first.statement);
  const end = endOf(source, first.statement);
  const gone = startOf(source, second.statement);
  const behind = endOf(source, second.statement);
  if (start === null || end === null || gone === null || behind === null) return null;
  const locks = [first, second].map(({ op }) => lockIn(source, op.start, op.end));
  if (locks.includes(null)) return null;
  const declared = source.text.slice(start, first.op.start);
  const std = /^(?:const\s+)?((?:::)?std::)(?:lock_guard|scoped_lock)\b/.exec(declared);
  if (std === null) return null;
  const text = `${std[1] ?? ""}scoped_lock ${first.op.name}(${locks.join(", ")});`;
  return [
    { file, start, end, text },
    { file, ...lineAround(source, gone, behind), text: "" },
  ];
}

/** What is in the brackets of `name(lock)`; null when there is more than one thing. */
function lockIn(source: SourceText, start: number, end: number): string | null {
  const inside = /^\w+\s*[({]([\s\S]*)[)}]$/.exec(source.text.slice(start, end))?.[1]?.trim();
  return inside === undefined || inside === "" || /,|\/[/*]/.test(inside) ? null : inside;
}
