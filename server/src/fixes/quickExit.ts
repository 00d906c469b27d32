/**
 * “End the process without destroying static objects”, for `exit` on a thread that a static object waits for. Nothing
 * that destructors do takes place then: whether that is right is for a person to say, so the edit is looked through.
 */

import { lastPart } from "../base/names.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";
import { plannedFix } from "./plannedFix.ts";
import { calleeName, type Site, siteAt } from "./site.ts";

export const quickExit = plannedFix<Site>({
  id: "quick-exit",
  rules: ["exit-in-worker"],
  grade: () => "B",
  plan: planFor,
  edits(plan) {
    const at = plan.op.start + calleeName(plan).length - "exit".length;
    return [{ file: plan.file, start: at, end: at, text: "quick_" }];
  },
});

function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Site | Message {
  const site = siteAt(finding.span, files);
  if (site === null) return { id: "fix.shape", holes: { f: finding.function } };
  const name = calleeName(site);
  if (lastPart(name) !== "exit") return { id: "fix.quick-exit.other", holes: {} };
  return site.file.endsWith(".c") ? { id: "fix.quick-exit.c", holes: {} } : site;
}
