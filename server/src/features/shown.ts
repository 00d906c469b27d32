/**
 * The findings that a reader sees: filtered by confidence and rules, with levels as configured, each with
 * an id that is stable over edits. Made once per analysis; every feature starts from it, so that all
 * surfaces agree. Knows no feature.
 */

import { filterFindings } from "../report/filter.ts";
import type { Confidence, Finding, Level } from "../rules/finding.ts";
import type { Analysis } from "../solve/analysis.ts";
import type { FeatureOptions } from "./options.ts";

export interface ShownFinding {
  /** Fingerprint plus a counter where several findings share it. */
  readonly id: string;
  /** Its level is as configured. */
  readonly finding: Finding;
}

export interface Shown {
  readonly analysis: Analysis;
  /** Sorted by file and start, like the analysis. */
  readonly findings: readonly ShownFinding[];
  /** By the file of the primary span. */
  readonly byFile: ReadonlyMap<string, readonly ShownFinding[]>;
}

export function shownOf(
  analysis: Analysis,
  options: Pick<FeatureOptions, "confidence" | "rules">,
): Shown {
  const filter = { confidence: options.confidence, rules: options.rules, only: null };
  const findings: ShownFinding[] = [];
  const byFile = new Map<string, ShownFinding[]>();
  const seen = new Map<string, number>();
  for (const finding of analysis.findings) {
    // Counted before filtering: hiding one finding must not rename another.
    const count = (seen.get(finding.fingerprint) ?? 0) + 1;
    seen.set(finding.fingerprint, count);
    const [kept] = filterFindings([finding], filter);
    if (kept === undefined) continue;
    const id = count === 1 ? finding.fingerprint : `${finding.fingerprint}.${count}`;
    const shown = { id, finding: kept };
    findings.push(shown);
    const inFile = byFile.get(kept.span.file);
    if (inFile === undefined) byFile.set(kept.span.file, [shown]);
    else inFile.push(shown);
  }
  return { analysis, findings, byFile };
}

/** Severity, then confidence, then the shorter chain, then place: the order in which people read findings. */
export function byImportance(a: ShownFinding, b: ShownFinding): number {
  return (
    levelRank(a.finding.level) - levelRank(b.finding.level) ||
    confidenceRank(a.finding.confidence) - confidenceRank(b.finding.confidence) ||
    a.finding.chain.length - b.finding.chain.length ||
    compareText(a.finding.span.file, b.finding.span.file) ||
    a.finding.span.start - b.finding.span.start ||
    compareText(a.id, b.id)
  );
}

export function levelRank(level: Level): number {
  return level === "error" ? 0 : level === "warning" ? 1 : 2;
}

function confidenceRank(confidence: Confidence): number {
  return confidence === "certain" ? 0 : confidence === "likely" ? 1 : 2;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
