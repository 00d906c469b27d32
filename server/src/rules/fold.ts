/**
 * One finding a bug: of several at one place the most specific stays, of several for one meaning the shortest.
 * Comes after the choice of what a reader asked for, so that a rule that is off hides nothing. It must never know
 * how findings are shown.
 */

import { compareSpans } from "../base/span.ts";
import { doubt, type Finding } from "./finding.ts";
import { rules } from "./registry.ts";

/** Sorted by file, start, rule. */
export function foldFindings(findings: readonly Finding[]): readonly Finding[] {
  const ordered = findings.toSorted(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      doubt[a.confidence] - doubt[b.confidence] ||
      a.chain.length - b.chain.length ||
      compareSpans(a.span, b.span) ||
      (a.fingerprint < b.fingerprint ? -1 : 1),
  );
  const places = new Set<string>();
  const kept: Finding[] = [];
  const blockingHandlers = new Set<string>();
  for (const finding of ordered) {
    const place = `${finding.span.file}:${finding.span.start}`;
    if (places.has(place)) continue;
    // A handler that blocks is one bug; that it also allocates goes without saying.
    if (finding.rule === "signal-blocks") blockingHandlers.add(finding.blocked.path);
    if (finding.rule === "signal-unsafe" && blockingHandlers.has(finding.blocked.path)) continue;
    places.add(place);
    kept.push(finding);
  }
  return kept.sort(byPlace);
}

export function byPlace(a: Finding, b: Finding): number {
  return compareSpans(a.span, b.span) || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

function rankOf(finding: Finding): number {
  return rules.find((rule) => rule.id === finding.rule)?.rank ?? 0;
}
