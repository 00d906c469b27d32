/**
 * “Keep the future”, for a call of `std::async` whose future nobody keeps: it is kept in a local, so that the rest of
 * the block runs beside the task and the wait comes at the block's end. Of use only where something follows in the
 * block.
 */

import type { FileFacts } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";
import { plannedFix } from "./plannedFix.ts";
import { type Site, siteAt, startOf } from "./site.ts";
import { freshName } from "./sourceText.ts";

export const keepFuture = plannedFix<Site>({
  id: "keep-future",
  rules: ["future-dtor"],
  grade: () => "A",
  plan: planFor,
  edits({ file, op, fn, statement }, source) {
    const start = startOf(source, statement);
    if (start === null) return null;
    // `(void)` before the call says that the future is dropped on purpose: it goes.
    const before = source.text.slice(start, op.start);
    if (!/^(?:\(\s*void\s*\)\s*)?$/.test(before)) return null;
    const name = freshName(source.text.slice(fn.start, fn.end), "pending");
    return [{ file, start, end: op.start, text: `auto ${name} = ` }];
  },
});

function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Site | Message {
  const site = siteAt(finding.span, files);
  if (site === null) return { id: "fix.shape", holes: { f: finding.function } };
  const { statement, fn, at } = site;
  const root = fn.ops[statement.root];
  const isCall = statement.root === at || (root?.k === "cast" && root.a === at);
  if (!isCall) return { id: "fix.keep-future.part", holes: {} };
  const { statements } = statement.block;
  const last = statements[statements.length - 1]?.root === statement.root;
  return last ? { id: "fix.keep-future.last", holes: {} } : site;
}
