/**
 * The findings that a reader sees: filtered by confidence and rules, with levels as configured, each with
 * an id that is stable over edits. Made once per analysis; every feature starts from it, so that all
 * surfaces agree. Knows no feature.
 */

import { append } from "../base/append.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import { filterFindings } from "../report/filter.ts";
import type { SuppressedFinding, UnusedSuppression } from "../report/suppress.ts";
import { doubt, type Finding, type Level } from "../rules/finding.ts";
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
  /** Accepted by a comment in the code. */
  readonly suppressed: readonly SuppressedFinding[];
  /** By file: comments that accept nothing. */
  readonly unused: ReadonlyMap<string, readonly UnusedSuppression[]>;
}

export function shownOf(
  analysis: Analysis,
  files: ReadonlyMap<string, FileFacts>,
  options: Pick<FeatureOptions, "confidence" | "rules">,
): Shown {
  const filter = { confidence: options.confidence, rules: options.rules, only: null };
  const findings: ShownFinding[] = [];
  const byFile = new Map<string, ShownFinding[]>();
  const idOf = idsOf(analysis.findings);
  const filtered = filterFindings(analysis.findings, filter, files);
  for (const kept of filtered.findings) {
    const shown = { id: idOf(kept), finding: kept };
    findings.push(shown);
    append(byFile, kept.span.file, shown);
  }
  const unused = new Map<string, UnusedSuppression[]>();
  for (const one of filtered.unused) append(unused, one.span.file, one);
  return { analysis, findings, byFile, suppressed: filtered.suppressed, unused };
}

/** Counted before filtering, by place: hiding one finding must not rename another. */
function idsOf(findings: readonly Finding[]): (finding: Finding) => string {
  const places = new Map<string, string[]>();
  for (const { fingerprint, span } of findings) {
    const known = places.get(fingerprint) ?? [];
    places.set(fingerprint, known);
    const place = `${span.file}:${span.start}`;
    if (!known.includes(place)) known.push(place);
  }
  return ({ fingerprint, span }) => {
    const index = places.get(fingerprint)?.indexOf(`${span.file}:${span.start}`) ?? 0;
    return index <= 0 ? fingerprint : `${fingerprint}.${index + 1}`;
  };
}

/** Severity, then confidence, then the shorter chain, then place: the order in which people read findings. */
export function byImportance(a: ShownFinding, b: ShownFinding): number {
  return (
    levelRank(a.finding.level) - levelRank(b.finding.level) ||
    doubt[a.finding.confidence] - doubt[b.finding.confidence] ||
    a.finding.chain.length - b.finding.chain.length ||
    compareText(a.finding.span.file, b.finding.span.file) ||
    a.finding.span.start - b.finding.span.start ||
    compareText(a.id, b.id)
  );
}

export function levelRank(level: Level): number {
  return level === "error" ? 0 : level === "warning" ? 1 : 2;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
