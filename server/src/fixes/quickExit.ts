/**
 * “End the process without destroying static objects”, for `exit` on a thread that a static object waits for. Nothing
 * that destructors do takes place then: whether that is right is for a person to say, so the edit is looked through.
 */

import { lastPart } from "../base/names.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";
import type { Fix } from "./fix.ts";
import { calleeName, type Site, siteAt, textOf } from "./site.ts";

export const quickExit: Fix = {
  id: "quick-exit",
  prepare(finding, files) {
    if (finding.rule !== "exit-in-worker") return null;
    const plan = planFor(finding, files);
    return {
      id: "quick-exit",
      title: { id: "fix.quick-exit", holes: {} },
      grade: "B",
      disabled: "id" in plan ? plan : null,
    };
  },
  apply(finding, files, readText) {
    const plan = finding.rule === "exit-in-worker" ? planFor(finding, files) : null;
    if (plan === null || "id" in plan || textOf(plan, readText) === null) return null;
    const name = calleeName(plan);
    const at = plan.op.start + name.length - "exit".length;
    return [{ file: plan.file, start: at, end: at, text: "quick_" }];
  },
};

function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Site | Message {
  const site = siteAt(finding.span, files);
  if (site === null) return { id: "fix.shape", holes: { f: finding.function } };
  const name = calleeName(site);
  if (lastPart(name) !== "exit") return { id: "fix.quick-exit.other", holes: {} };
  return /\.(?:c|h)$/.test(site.file) && site.file.endsWith(".c")
    ? { id: "fix.quick-exit.c", holes: {} }
    : site;
}
