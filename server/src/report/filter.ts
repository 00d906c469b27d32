/**
 * Which findings a reader asked for, and how grave each is for them. The one filter of all surfaces: editor
 * and terminal agree because they call this.
 */

import type { FileFacts } from "../facts/fileFacts.ts";
import { foldFindings } from "../rules/fold.ts";
import { type Confidence, doubt, type Finding, type Level, type RuleId } from "../rules/finding.ts";
import { type SuppressedFinding, suppressionsIn, type UnusedSuppression } from "./suppress.ts";

export interface Filter {
  /** The least confidence shown. */
  readonly confidence: Confidence;
  /** Rule id (without prefix) -> level or `off`. A rule that is not named keeps the level of the finding. */
  readonly rules: Readonly<Partial<Record<RuleId, Level | "off">>>;
  /** Only these rules; null for all. */
  readonly only: ReadonlySet<RuleId> | null;
}

export interface Filtered {
  readonly findings: readonly Finding[];
  /** Asked for, and accepted by a comment in the code. */
  readonly suppressed: readonly SuppressedFinding[];
  readonly unused: readonly UnusedSuppression[];
}

/**
 * Filters, folds what is left, and only then takes away what comments accept: who accepts the finding of one
 * place is not shown another one there. A level given by the reader is taken as it is, whatever the finding's
 * own level was.
 */
export function filterFindings(
  findings: readonly Finding[],
  filter: Filter,
  files: ReadonlyMap<string, FileFacts>,
): Filtered {
  const suppressions = suppressionsIn(files);
  const shown: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of foldFindings(asked(findings, filter))) {
    const by = suppressions.of(finding);
    if (by === null) shown.push(finding);
    else suppressed.push({ finding, by });
  }
  return { findings: shown, suppressed, unused: suppressions.unused(findings) };
}

function asked(findings: readonly Finding[], filter: Filter): readonly Finding[] {
  const kept: Finding[] = [];
  for (const finding of findings) {
    if (doubt[finding.confidence] > doubt[filter.confidence]) continue;
    if (filter.only !== null && !filter.only.has(finding.rule)) continue;
    const level = filter.rules[finding.rule];
    if (level === "off") continue;
    kept.push(level === undefined || level === finding.level ? finding : { ...finding, level });
  }
  return kept;
}

export function atLeast(level: Level, bound: Level): boolean {
  return levelRank[level] >= levelRank[bound];
}

const levelRank: Readonly<Record<Level, number>> = { note: 0, warning: 1, error: 2 };
