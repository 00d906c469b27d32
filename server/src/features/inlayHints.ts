/**
 * Who blocks whom, in a few signs behind the call: for those who find a line above each function too much. Only at
 * findings, one for each place.
 */

import type { FileSpan, Span } from "../base/span.ts";
import type { FeatureOptions } from "./options.ts";
import { byImportance, type Shown } from "./shown.ts";
import { shortName, verdictText } from "./words.ts";
import { renderMessage } from "../report/messages.ts";
import type { Party } from "../rules/finding.ts";

export interface HintItem {
  /** The hint stands behind it. */
  readonly span: FileSpan;
  readonly label: string;
  readonly tooltip: string;
  readonly finding: string;
}

export function hintsOf(
  shown: Shown,
  file: string,
  range: Span,
  options: FeatureOptions,
): readonly HintItem[] {
  if (options.inlayHints === "off") return [];
  const hints = new Map<number, HintItem>();
  for (const item of (shown.byFile.get(file) ?? []).toSorted(byImportance)) {
    const { span, blocked, dependsOn, message } = item.finding;
    if (span.end < range.start || range.end < span.start || hints.has(span.end)) continue;
    const verdict = verdictText(item.finding, options.locale);
    hints.set(span.end, {
      span,
      label: `■ ${nameOf(blocked)}→${nameOf(dependsOn)}`,
      tooltip: `${renderMessage(message, options.locale)} (${verdict})`,
      finding: item.id,
    });
  }
  return [...hints.values()].toSorted((a, b) => a.span.end - b.span.end);
}

function nameOf(party: Party): string {
  return party.kind === "main" ? "main" : shortName(party.name);
}
