/**
 * Which findings a reader asked for, and how grave each is for them. The one filter of all surfaces: editor
 * and terminal agree because they call this.
 */

import { foldFindings } from "../rules/fold.ts";
import { type Confidence, doubt, type Finding, type Level, type RuleId } from "../rules/finding.ts";

export interface Filter {
  /** The least confidence shown. */
  readonly confidence: Confidence;
  /** Rule id (without prefix) -> level or `off`. A rule that is not named keeps the level of the finding. */
  readonly rules: Readonly<Partial<Record<RuleId, Level | "off">>>;
  /** Only these rules; null for all. */
  readonly only: ReadonlySet<RuleId> | null;
}

/** Filters, then folds what is left. A level given by the reader is taken as it is, whatever the finding's own level was. */
export function filterFindings(findings: readonly Finding[], filter: Filter): readonly Finding[] {
  const kept: Finding[] = [];
  for (const finding of findings) {
    if (doubt[finding.confidence] > doubt[filter.confidence]) continue;
    if (filter.only !== null && !filter.only.has(finding.rule)) continue;
    const level = filter.rules[finding.rule];
    if (level === "off") continue;
    kept.push(level === undefined || level === finding.level ? finding : { ...finding, level });
  }
  return foldFindings(kept);
}

export function atLeast(level: Level, bound: Level): boolean {
  return levelRank[level] >= levelRank[bound];
}

const levelRank: Readonly<Record<Level, number>> = { note: 0, warning: 1, error: 2 };
