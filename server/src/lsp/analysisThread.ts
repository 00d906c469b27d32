/**
 * The analysis in a thread of its own, so that a long one never keeps the editor waiting for an answer from
 * the last. Both ends of the talk are here; the threads themselves are made in main.ts. Facts are sent
 * once: afterwards only what changed.
 */

import { carryOver } from "../engine/carryOver.ts";
import { Host } from "../engine/host.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { ModelFile } from "../models/schema.ts";
import { modelsWith } from "../platform/userModels.ts";
import type { Analysis } from "../solve/analysis.ts";

/** One end of a channel between threads. What is received was sent by the other end, which is also here. */
export interface Port {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

export interface AnalysisThread extends Port {
  /** Called when the thread has ended, however that came. */
  onEnd(listener: (reason: string) => void): void;
}

interface Question {
  readonly upsert: readonly { readonly path: string; readonly facts: FileFacts }[];
  readonly remove: readonly string[];
  /** The users' own; left out when they are those of the question before. */
  readonly models?: readonly ModelFile[];
}

type Answer =
  | { readonly kind: "analysis"; readonly analysis: Analysis }
  | { readonly kind: "failed"; readonly message: string };

export interface Analyzer {
  /** The last answer, where nothing that decided it has changed since but places. Never asks the thread. */
  carried(files: ReadonlyMap<string, FileFacts>, models: readonly ModelFile[]): Analysis | null;
  /** One at a time. Rejects when the analysis fails; the next call then starts afresh. */
  analyze(files: ReadonlyMap<string, FileFacts>, models: readonly ModelFile[]): Promise<Analysis>;
}

interface Known {
  readonly analysis: Analysis;
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly models: readonly ModelFile[];
}

/** The end that asks. A thread that dies is replaced at the next question. */
export function makeAnalyzer(startThread: () => AnalysisThread): Analyzer {
  let thread: AnalysisThread | null = null;
  let sent: ReadonlyMap<string, FileFacts> = new Map();
  let sentModels: readonly ModelFile[] | null = null;
  /** The answer that was given last, and what it speaks of. */
  let last: Known | null = null;
  let settle: ((outcome: Answer) => void) | null = null;

  function start(): AnalysisThread {
    const started = startThread();
    started.onMessage((answer) => settle?.(answer as Answer));
    started.onEnd((message) => {
      if (thread === started) thread = null;
      settle?.({ kind: "failed", message });
    });
    sent = new Map();
    sentModels = null;
    return started;
  }

  return {
    carried(files, models) {
      if (last === null || last.models !== models) return null;
      const analysis = carryOver(last.analysis, last.files, files);
      if (analysis !== null) last = { analysis, files, models };
      return analysis;
    },
    async analyze(files, models) {
      thread ??= start();
      const question: Question = {
        ...differenceOf(sent, files),
        ...(models === sentModels ? {} : { models }),
      };
      sentModels = models;
      const outcome = await new Promise<Answer>((done) => {
        settle = done;
        thread?.send(question);
      });
      settle = null;
      if (outcome.kind === "failed") throw new Error(outcome.message);
      last = { analysis: outcome.analysis, files, models };
      return outcome.analysis;
    },
  };

  function differenceOf(
    before: ReadonlyMap<string, FileFacts>,
    now: ReadonlyMap<string, FileFacts>,
  ): Question {
    sent = now;
    return {
      upsert: [...now].flatMap(([path, facts]) =>
        before.get(path) === facts ? [] : [{ path, facts }],
      ),
      remove: [...before.keys()].filter((path) => !now.has(path)),
    };
  }
}

/** The end that answers. */
export function serveAnalyses(port: Port): void {
  const host = new Host(modelsWith([]));
  port.onMessage((message) => {
    const { models, ...change } = message as Question;
    host.apply(models === undefined ? change : { ...change, models: modelsWith(models) });
    port.send(answerOf(host));
  });
}

function answerOf(host: Host): Answer {
  try {
    return { kind: "analysis", analysis: host.snapshot().analysis() };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: "failed", message };
  }
}
