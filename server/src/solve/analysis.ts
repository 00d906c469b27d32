/**
 * The answer of one whole analysis, as plain data: what features and reports project from. Immutable.
 */

import type { FileSpan } from "../base/span.ts";
import type { Finding, Party } from "../rules/finding.ts";

export interface ContextInfo {
  /** Stable within one analysis; index in Analysis.contexts. */
  readonly id: number;
  readonly party: Party;
  /** The function that the context runs first. */
  readonly entry: FunctionPlace;
  /** Where it is created: the `std::thread(...)`, the `sigaction` call. null for main and unknown. */
  readonly created: FileSpan | null;
  /** Work posted to it: where, and the function that will run. */
  readonly posts: readonly PostInfo[];
  /** Waits elsewhere that only this context can end: indices in Analysis.waits. */
  readonly waiters: readonly number[];
}

export interface PostInfo {
  readonly span: FileSpan;
  readonly poster: string;
  readonly work: FunctionPlace;
}

export interface FunctionPlace {
  /** Qualified name; a lambda is `Outer::function::<lambda>`. */
  readonly name: string;
  /** The whole definition, and its name within. */
  readonly span: FileSpan;
  readonly nameSpan: FileSpan;
}

export interface WaitInfo {
  readonly span: FileSpan;
  readonly function: FunctionPlace;
  /** What ends it, as people read it: `end of thread “worker”`, `flag “stopped_”`. */
  readonly event: Party;
  /** Contexts on which this wait runs: indices in Analysis.contexts. */
  readonly contexts: readonly number[];
  /** Contexts that could end it. */
  readonly releasedBy: readonly number[];
  /** True when nobody in the workspace was found that ends it: the analysis stays silent about it. */
  readonly unknown: boolean;
  readonly timed: boolean;
}

export interface FunctionContexts {
  readonly function: FunctionPlace;
  readonly contexts: readonly number[];
}

export interface Stats {
  readonly files: number;
  readonly lines: number;
  /** UTF-16 units of all files. */
  readonly bytes: number;
  readonly filesWithGaps: number;
  readonly bytesInGaps: number;
  readonly functions: number;
  readonly contexts: number;
  readonly waits: number;
  readonly unknownWaits: number;
  readonly calls: number;
  readonly unresolvedCalls: number;
  /** Times a bound of the analysis was hit: something was left out, knowingly. */
  readonly overflows: number;
}

export interface Analysis {
  /** Sorted by file, start, rule. */
  readonly findings: readonly Finding[];
  readonly contexts: readonly ContextInfo[];
  readonly waits: readonly WaitInfo[];
  /** Functions with a known context, sorted by place. */
  readonly functions: readonly FunctionContexts[];
  readonly stats: Stats;
}
