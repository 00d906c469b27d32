/**
 * Our own messages between server and client, beyond LSP: plain types and method names. The one folder of
 * the server that the client imports. Positions are LSP's (zero-based, UTF-16). All texts are already in
 * the reader's language; rule ids, kinds and keys stay English. Described for people in
 * docs/lsp-extensions.md.
 */

export interface WirePosition {
  readonly line: number;
  readonly character: number;
}

export interface WireRange {
  readonly start: WirePosition;
  readonly end: WirePosition;
}

export interface WireLocation {
  readonly uri: string;
  readonly range: WireRange;
}

export interface WireParty {
  readonly kind: string;
  /** As people call it, without its kind: `task-main`. */
  readonly name: string;
  /** With its kind, in the reader's language: `loop “task-main”`. */
  readonly text: string;
  /** Where the object lives in the code. */
  readonly path: string;
}

/** A finding with its chain. */
export interface WireFinding {
  /** Fingerprint plus a counter: unique in one answer, stable over edits. */
  readonly id: string;
  /** `self-wait`. */
  readonly rule: string;
  /** `waitchain-self-wait`, as in the diagnostic. */
  readonly code: string;
  readonly level: "error" | "warning" | "note";
  readonly confidence: "certain" | "likely" | "possible";
  readonly confidenceText: string;
  /** The one sentence of the diagnostic. */
  readonly message: string;
  /** The same in a few words, for a row of a tree: `blocks zbs-vip-server → task-main`. */
  readonly verdict: string;
  /** The function's name, shortened: `QuorumServer::Stop`. */
  readonly title: string;
  readonly location: WireLocation;
  readonly function: string;
  readonly blocked: WireParty;
  readonly dependsOn: WireParty;
  readonly steps: readonly WireStep[];
  /** How the steps hang together, for a tree. Every step is in it exactly once. */
  readonly tree: readonly WireChainNode[];
}

export interface WireStep {
  /** `entry`, `call`, `register`, `post`, `wait`, `release`, `destroy`, `lock`, `context`, `close`. */
  readonly kind: string;
  readonly location: WireLocation;
  readonly function: string;
  /** Name of the context that runs the step. */
  readonly context: string;
  /** Kind of that context (`thread`, `loop` ...), `unknown` when it is not one that we list. */
  readonly contextKind: string;
  readonly text: string;
  /** The same, shorter, for a row of a tree. */
  readonly label: string;
  readonly certainty: "certain" | "likely" | "possible";
  readonly certaintyText: string;
  /** Why we believe this link. */
  readonly evidence: string;
}

export type WireChainNode =
  | {
      readonly kind: "step";
      /** Index in `WireFinding.steps`. */
      readonly step: number;
      readonly children: readonly WireChainNode[];
    }
  | {
      /** Plain calls in a row, folded. */
      readonly kind: "calls";
      readonly title: string;
      readonly children: readonly WireChainNode[];
    };

/** Request, params `ChainsParams`, answer `ChainsResult`: the findings, most important first. */
export const chainsRequest = "waitchain/chains";
export interface ChainsParams {
  /** Only findings whose chain passes this document (and position, when given). */
  readonly uri?: string;
  readonly position?: WirePosition;
}
export interface ChainsResult {
  readonly revision: number;
  readonly findings: readonly WireFinding[];
  /** Accepted by comments in the code; empty when a document or place was asked for. */
  readonly accepted: readonly WireAccepted[];
}
export interface WireAccepted {
  readonly code: string;
  readonly message: string;
  /** Of the comment. */
  readonly location: WireLocation;
  /** Empty when none was given. */
  readonly reason: string;
}

/** Request, params `ChangesParams`, answer `ChangesResult`: findings that the change since a git base takes part in. */
export const changesRequest = "waitchain/changes";
export interface ChangesParams {
  /** A revision; empty for the branch that a change usually goes to. */
  readonly base: string;
  /** Ask git again: something was saved or committed. */
  readonly refresh: boolean;
}
export interface ChangesResult {
  readonly revision: number;
  /** What was compared with. */
  readonly base: string;
  /** Their ids. */
  readonly findings: readonly string[];
  /** Why it is not known; empty when it is. */
  readonly problem: string;
}

/** Request without params, answer `ContextsResult`: threads, loops, pools and handlers. */
export const contextsRequest = "waitchain/contexts";
export interface WireFunction {
  readonly name: string;
  readonly location: WireLocation;
}
export interface WireContext {
  readonly id: number;
  readonly party: WireParty;
  readonly entry: WireFunction;
  readonly created: WireLocation | null;
  /** Work queued to it: the function that will run, and who posts it where. */
  readonly posts: readonly {
    readonly work: string;
    readonly poster: string;
    readonly location: WireLocation;
  }[];
  /** Functions that run on it. */
  readonly runs: readonly WireFunction[];
  /** Waits elsewhere that only this context can end. */
  readonly waiters: readonly {
    readonly text: string;
    readonly function: string;
    readonly location: WireLocation;
  }[];
  /** Findings in which it is blocked or waited for. */
  readonly findings: readonly string[];
}
export interface ContextsResult {
  readonly revision: number;
  readonly contexts: readonly WireContext[];
}

/** Request without params, answer `GraphResult`: who waits for whom. */
export const graphRequest = "waitchain/graph";
export interface WireGraphNode {
  readonly id: string;
  /** `thread`, `loop`, `pool`, `signal`, `main`, `lock`, `event`, `queue`, `unknown`. */
  readonly kind: string;
  readonly name: string;
  /** With its kind, in the reader's language. */
  readonly text: string;
  readonly location: WireLocation | null;
  /** Findings that it takes part in. */
  readonly findings: readonly string[];
}
export interface WireGraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: "waits" | "posts";
  /** What is waited for or posted, and where. */
  readonly text: string;
  readonly location: WireLocation;
  /** Places in the code that say so; `location` is the first. */
  readonly count: number;
  readonly findings: readonly string[];
}
export interface WireGraph {
  readonly nodes: readonly WireGraphNode[];
  readonly edges: readonly WireGraphEdge[];
  /** Nodes that are not in it, because there are too many. */
  readonly leftOut: number;
}
export interface GraphResult {
  readonly revision: number;
  readonly graph: WireGraph;
}

/** Request, params `{ uri, position }`, answer `RunsOnResult`: who runs the function there. */
export const runsOnRequest = "waitchain/runsOn";
export interface RunsOnResult {
  /** null: no function there of which anything is known. */
  readonly function: WireFunction | null;
  /** Ids of contexts, see `waitchain/contexts`. */
  readonly contexts: readonly number[];
}

/**
 * Request, params `AcceptParams`, answer `AcceptResult`: the edit by which a person says that a finding is wrong or
 * known: a comment in the code, or an entry in the workspace's own models. Nothing is written: the client applies it.
 */
export const acceptRequest = "waitchain/accept";
export interface AcceptParams {
  /** `ignore`: a NOLINT comment. `neverBlocks`, `runsOn`: what a function does, in `.waitchain.yml`. */
  readonly kind: "ignore" | "neverBlocks" | "runsOn";
  /** Id of the finding. */
  readonly finding: string;
  /** Of the thread or loop, for `runsOn`. */
  readonly context?: string;
  /** Empty for none. */
  readonly reason: string;
}
export interface AcceptResult {
  /** null: it cannot be written, see `problem`. */
  readonly edit: {
    readonly uri: string;
    readonly range: WireRange;
    readonly newText: string;
    /** The file has to be saved before it counts; it may not exist yet. */
    readonly config: boolean;
  } | null;
  readonly problem: string;
}

/** Request without params, answer `StatisticsResult`: what was looked at and what was not. */
export const statisticsRequest = "waitchain/statistics";
export interface StatisticsResult {
  /** Markdown, in the reader's language. */
  readonly text: string;
}

/** Request without params: index the workspace from scratch. Answered when done, with `ReindexResult`. */
export const reindexRequest = "waitchain/reindex";
export interface ReindexResult {
  readonly files: number;
}

/** Notification server -> client. */
export const statusNotification = "waitchain/status";
export interface StatusParams {
  readonly state: "indexing" | "ready" | "error";
  /** Files read so far and in all, while indexing. */
  readonly done: number;
  readonly total: number;
  readonly files: number;
  readonly filesWithGaps: number;
  readonly unknownWaits: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  /** Milliseconds of the last index or re-analysis. */
  readonly milliseconds: number;
  /** Bumped whenever findings or contexts may have changed: views ask again. */
  readonly revision: number;
  /** What went wrong, when `state` is `error`. */
  readonly message: string;
}

/**
 * Options that a client may hand over: in `initializationOptions`, in the settings of
 * `workspace/didChangeConfiguration`, or as answer to `workspace/configuration` for the section
 * `waitchain`. All are optional; the words are those of the settings in package.json.
 */
export interface ServerOptions {
  readonly confidence: "certain" | "likely" | "possible";
  readonly codeLens: "findings" | "all" | "off";
  readonly hover: "findings" | "all" | "off";
  readonly inlayHints: "findings" | "off";
  /** Rule id -> level or `off`. */
  readonly rules: Readonly<Record<string, "error" | "warning" | "note" | "off">>;
  readonly exclude: readonly string[];
  /** When a change is analysed by itself: while typing, when it is saved, or only by `waitchain/reindex`. */
  readonly run: "onType" | "onSave" | "manual";
  readonly diagnostics: {
    /** Most entries of relatedInformation per diagnostic. */
    readonly relatedSteps: number;
  };
  readonly index: {
    /** 0: half of the cores. */
    readonly workers: number;
    readonly maxFileSizeKB: number;
    /** Keep what files say in the user's cache folder, for the next start. */
    readonly cache: boolean;
    /** Wait this long after the last change before analysing again. */
    readonly debounceMs: number;
  };
  /** Display language: `en`, `zh-cn`. Only in initializationOptions; else `initialize.locale`. */
  readonly locale: string;
  /** The client understands our commands (lens and hover links). Only in initializationOptions. */
  readonly commands: boolean;
  /** The client draws `$(icon)` in lenses and hovers. Only in initializationOptions. */
  readonly icons: boolean;
  /** The client wants `waitchain/status`. Only in initializationOptions. */
  readonly status: boolean;
  /**
   * False: neither git nor the workspace's own models are used. Only in initializationOptions; else true, for whoever
   * starts a server by hand trusts what is there.
   */
  readonly trusted: boolean;
}

/** Command ids used in lenses and hover links; argument: finding id. */
export const showChainCommand = "waitchain.showChain";
/** Argument: rule id. */
export const showRuleCommand = "waitchain.showRule";
/** Arguments of the next five: finding id. */
export const showGraphCommand = "waitchain.showGraph";
export const quickFixCommand = "waitchain.quickFix";
export const ignoreCommand = "waitchain.ignoreHere";
export const neverBlocksCommand = "waitchain.markNonBlocking";
export const runsOnCommand = "waitchain.markRunsOn";
