/**
 * A finding: plain data, no methods, no protocol, no English. Every surface (editor, terminal, JSON) is a
 * projection of it. Texts are message ids with holes; report/messages.ts turns them into sentences.
 */

import type { FileSpan } from "../base/span.ts";

export type RuleId =
  | "self-wait"
  | "self-join"
  | "wait-cycle"
  | "signal-blocks"
  | "signal-unsafe"
  | "double-stop"
  | "future-dtor"
  | "exit-in-worker"
  | "never-released"
  | "unbounded-stop"
  | "pool-starvation"
  | "coroutine-thread-wait"
  | "loop-blocked"
  | "lock-wait"
  | "self-lock"
  | "lock-order";

export type Level = "error" | "warning" | "note";

/** `certain`: every link resolved by name and type. `likely`: one link is a guess. `possible`: more are. */
export type Confidence = "certain" | "likely" | "possible";

/** The order of confidence: the higher, the less. */
export const doubt: Readonly<Record<Confidence, number>> = { certain: 0, likely: 1, possible: 2 };

export interface Message {
  /** Key in report/messages.ts. */
  readonly id: string;
  readonly holes: Readonly<Record<string, string>>;
}

export type PartyKind =
  | "thread"
  | "loop"
  | "pool"
  | "signal"
  | "main"
  | "unknown"
  | "lock"
  | "queue"
  | "event";

/** Something that is blocked or waited for. */
export interface Party {
  readonly kind: PartyKind;
  /** As people call it: the name literal that reaches the thread, else the path. */
  readonly name: string;
  /** Where the object lives: `TaskServer::runner_thctx_`. */
  readonly path: string;
}

export type StepKind =
  | "entry"
  | "call"
  | "register"
  | "post"
  | "wait"
  | "release"
  | "destroy"
  | "lock"
  | "context"
  | "close";

export interface Step {
  readonly kind: StepKind;
  readonly span: FileSpan;
  /** Qualified name of the function in which the step stands. */
  readonly function: string;
  /** Name of the context that runs the step. */
  readonly context: string;
  readonly text: Message;
  readonly certainty: Confidence;
  /** Why we believe this link. */
  readonly evidence: Message;
}

export interface Finding {
  readonly rule: RuleId;
  readonly level: Level;
  readonly confidence: Confidence;
  readonly message: Message;
  /** The call that a person would change: callee name and argument list. */
  readonly span: FileSpan;
  readonly function: string;
  /** The whole function, for lenses. */
  readonly functionSpan: FileSpan;
  readonly blocked: Party;
  readonly dependsOn: Party;
  readonly chain: readonly Step[];
  /** Meaning only: rule, waiting functions, contexts. No path, no line; survives moved code. */
  readonly fingerprint: string;
}
