/**
 * The JSON report: a contract with scripts outside the project. Names and meanings are those of
 * docs/report.schema.json and do not change without a new schema number. Texts are English: what programs
 * compare must not depend on the reader's language.
 */

import type { Finding, Party, Step } from "../rules/finding.ts";
import type { FollowedCalls, NamedCalls } from "../solve/analysis.ts";
import { type GapPlace, gapPlaces } from "./gaps.ts";
import { renderMessage } from "./messages.ts";
import { locationOf, type Location, type ReportInput } from "./project.ts";
import { publicRuleId } from "./ruleLevels.ts";
import type { Suppression } from "./suppress.ts";
import { type UnusedPlace, unusedPlaces } from "./unused.ts";

export interface JsonOptions {
  readonly version: string;
  readonly notes: readonly string[];
  /** Also list the regions that the parser could not read. */
  readonly withGaps: boolean;
  /** Also list the comments that accept nothing. */
  readonly withUnused: boolean;
  readonly measures: Measures;
  /** Hex digest of a text: sha-256. Handed in, as this layer has no crypto. */
  readonly hash: (text: string) => string;
  /** Quick fixes that would apply to a finding. */
  readonly fixesOf: (finding: Finding) => readonly JsonFix[];
}

/** What only the process can know. Times in milliseconds of wall time, except `cpuMs`. */
export interface Measures {
  readonly scan: number;
  readonly extract: number;
  readonly link: number;
  readonly solve: number;
  readonly report: number;
  readonly cpuMs: number;
  readonly peakRssBytes: number;
  readonly cacheHits: number;
}

export interface JsonFix {
  readonly id: string;
  readonly title: string;
  readonly grade: string;
}

export interface JsonReport {
  readonly schema: 1;
  readonly tool: { readonly name: "waitchain"; readonly version: string };
  readonly root: string;
  readonly summary: JsonSummary;
  readonly findings: readonly JsonFinding[];
  readonly suppressed?: readonly JsonFinding[];
  readonly unusedSuppressions?: readonly UnusedPlace[];
  readonly gaps?: readonly GapPlace[];
  readonly notes: readonly string[];
}

export interface JsonSummary {
  readonly files: number;
  readonly lines: number;
  readonly bytes: number;
  readonly filesWithGaps: number;
  readonly bytesInGaps: number;
  readonly functions: number;
  readonly contexts: number;
  readonly waits: number;
  readonly unresolvedCalls: number;
  readonly calls: FollowedCalls;
  readonly allCalls: NamedCalls;
  readonly cutFunctions: number;
  readonly phases: Pick<Measures, "scan" | "extract" | "link" | "solve" | "report">;
  readonly cpuMs: number;
  readonly peakRssBytes: number;
  readonly cacheHits: number;
}

export interface JsonFinding {
  readonly id: string;
  readonly rule: string;
  readonly level: string;
  readonly confidence: string;
  readonly message: string;
  readonly location: Location;
  readonly function: string;
  readonly blocked: Party;
  readonly dependsOn: Party;
  readonly chain: readonly JsonStep[];
  readonly fixes: readonly JsonFix[];
  /** null for what is reported. */
  readonly suppressed: JsonSuppression | null;
}

export interface JsonSuppression {
  readonly kind: "inSource";
  readonly file: string;
  readonly line: number;
  /** Empty when none was given. */
  readonly reason: string;
}

export interface JsonStep {
  readonly kind: string;
  readonly location: Location;
  readonly function: string;
  readonly context: string;
  readonly text: string;
  readonly certainty: string;
  readonly evidence: string;
}

export function jsonReport(input: ReportInput, options: JsonOptions): JsonReport {
  const findings = input.analysis.findings.map((finding) =>
    jsonFinding(finding, null, input, options),
  );
  const suppressed = input.suppressed.map(({ finding, by }) =>
    jsonFinding(finding, suppressionOf(by, input), input, options),
  );
  return {
    schema: 1,
    tool: { name: "waitchain", version: options.version },
    root: input.root,
    summary: summaryOf(input, options.measures),
    findings: findings.toSorted(compareFindings),
    ...(suppressed.length > 0 ? { suppressed: suppressed.toSorted(compareFindings) } : {}),
    ...(options.withUnused ? { unusedSuppressions: unusedPlaces(input.unused, input, "en") } : {}),
    ...(options.withGaps ? { gaps: gapPlaces(input.files) } : {}),
    notes: options.notes,
  };
}

function summaryOf(input: ReportInput, measures: Measures): JsonSummary {
  const { stats } = input.analysis;
  const { scan, extract, link, solve, report, cpuMs, peakRssBytes, cacheHits } = measures;
  return {
    files: stats.files,
    lines: stats.lines,
    bytes: stats.bytes,
    filesWithGaps: stats.filesWithGaps,
    bytesInGaps: stats.bytesInGaps,
    functions: stats.functions,
    contexts: stats.contexts,
    waits: stats.waits,
    unresolvedCalls: stats.followed.unresolved,
    calls: stats.followed,
    allCalls: stats.named,
    cutFunctions: stats.cutFunctions,
    phases: { scan, extract, link, solve, report },
    cpuMs,
    peakRssBytes,
    cacheHits,
  };
}

function suppressionOf({ span, reason }: Suppression, input: ReportInput): JsonSuppression {
  const { file, line } = locationOf(span, input.files);
  return { kind: "inSource", file, line, reason };
}

function jsonFinding(
  finding: Finding,
  suppressed: JsonSuppression | null,
  input: ReportInput,
  options: JsonOptions,
): JsonFinding {
  return {
    id: options.hash(finding.fingerprint).slice(0, idLength),
    rule: publicRuleId(finding.rule),
    level: finding.level,
    confidence: finding.confidence,
    message: renderMessage(finding.message, "en"),
    location: locationOf(finding.span, input.files),
    function: finding.function,
    blocked: party(finding.blocked),
    dependsOn: party(finding.dependsOn),
    chain: finding.chain.map((step) => jsonStep(step, input)),
    fixes: options.fixesOf(finding),
    suppressed,
  };
}

function jsonStep(step: Step, input: ReportInput): JsonStep {
  return {
    kind: step.kind,
    location: locationOf(step.span, input.files),
    function: step.function,
    context: step.context,
    text: renderMessage(step.text, "en"),
    certainty: step.certainty,
    evidence: renderMessage(step.evidence, "en"),
  };
}

/** Only what the contract names: the analysis may carry more. */
function party({ kind, name, path }: Party): Party {
  return { kind, name, path };
}

function compareFindings(a: JsonFinding, b: JsonFinding): number {
  return (
    compareText(a.location.file, b.location.file) ||
    a.location.line - b.location.line ||
    compareText(a.rule, b.rule) ||
    a.location.column - b.location.column ||
    compareText(a.id, b.id)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Hex digits of sha-256: 64 bits, so that thousands of findings never collide. */
const idLength = 16;
