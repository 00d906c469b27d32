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
  /** For the next piece of work: whoever waits so has nothing to do. */
  readonly idle: boolean;
}

export interface FunctionContexts {
  readonly function: FunctionPlace;
  readonly contexts: readonly number[];
}

/** One function makes another run, at a place in the first. */
export interface CallLink {
  readonly from: FunctionPlace;
  readonly to: FunctionPlace;
  readonly span: FileSpan;
  /** `post`: queued there, to run later. `thread`, `signal`: the entry of a thread, a handler. */
  readonly how: "call" | "override" | "callback" | "post" | "thread" | "signal";
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
  /** Distinct call expressions in the functions that were interpreted. */
  readonly followed: FollowedCalls;
  /** Call expressions of all functions, by declarations alone. */
  readonly named: NamedCalls;
  /** Functions for which a bound was hit: calls of them were merged, or not followed. */
  readonly cutFunctions: number;
}

/** How calls were followed. Each counts once, by the weakest link that any of its contexts needed. */
export interface FollowedCalls {
  /** By type or by name. */
  readonly exact: number;
  /** One of several overrides. */
  readonly overrideSet: number;
  /** Through something callable that was stored or handed on. */
  readonly callback: number;
  /** By the model of a library. */
  readonly library: number;
  readonly guess: number;
  readonly unresolved: number;
}

/** What the declarations say that is called. */
export interface NamedCalls {
  /** Of the workspace; overrides count as one. */
  readonly function: number;
  /** Of a library that has a model. */
  readonly library: number;
  readonly constructor: number;
  /** A variable or expression that is called. */
  readonly value: number;
  /** A macro of the workspace, of which only the words are known. */
  readonly macro: number;
  readonly unresolved: number;
}

export interface Analysis {
  /** All that rules say, also several about one place (see rules/fold.ts). Sorted by file, start, rule. */
  readonly findings: readonly Finding[];
  readonly contexts: readonly ContextInfo[];
  readonly waits: readonly WaitInfo[];
  /** Functions with a known context, sorted by place. */
  readonly functions: readonly FunctionContexts[];
  /** Between functions that something reaches; sorted by place. */
  readonly calls: readonly CallLink[];
  readonly stats: Stats;
}
