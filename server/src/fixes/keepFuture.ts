/**
 * “Keep the future”, for a call of `std::async` whose future nobody keeps: it is kept in a local, so that the rest of
 * the block runs beside the task and the wait comes at the block's end. Of use only where something follows in the
 * block.
 */

import type { FileFacts } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";
import type { Edit, Fix } from "./fix.ts";
import { type Site, siteAt, startOf, textOf } from "./site.ts";
import { freshName } from "./sourceText.ts";

export const keepFuture: Fix = {
  id: "keep-future",
  prepare(finding, files) {
    if (finding.rule !== "future-dtor") return null;
    const plan = planFor(finding, files);
    return {
      id: "keep-future",
      title: { id: "fix.keep-future", holes: {} },
      grade: "A",
      disabled: "id" in plan ? plan : null,
    };
  },
  apply(finding, files, readText) {
    const plan = finding.rule === "future-dtor" ? planFor(finding, files) : null;
    if (plan === null || "id" in plan) return null;
    const source = textOf(plan, readText);
    const start = source === null ? null : startOf(source, plan.statement);
    if (source === null || start === null) return null;
    const { file, op, fn } = plan;
    // `(void)` before the call says that the future is dropped on purpose: it goes.
    const before = source.text.slice(start, op.start);
    if (!/^(?:\(\s*void\s*\)\s*)?$/.test(before)) return null;
    const name = freshName(source.text.slice(fn.start, fn.end), "pending");
    return [{ file, start, end: op.start, text: `auto ${name} = ` }] satisfies Edit[];
  },
};

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
