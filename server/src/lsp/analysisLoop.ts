/**
 * When to analyse: some time after the last change, one analysis at a time, never on every key. Keeps the
 * last answer, which every request is answered from. Knows neither documents nor the protocol.
 */

import type { FileFacts } from "../facts/fileFacts.ts";
import type { Analysis } from "../solve/analysis.ts";
import type { Analyzer } from "./analysisThread.ts";
import type { Workspace } from "./workspace.ts";

export interface Answer {
  readonly analysis: Analysis;
  readonly files: ReadonlyMap<string, FileFacts>;
  /** Of each document that was open: the version that the answer speaks of. */
  readonly versions: ReadonlyMap<string, number>;
  readonly milliseconds: number;
}

const longestDelayMs = 5000;

export interface LoopOptions {
  readonly workspace: Workspace;
  readonly analyzer: Analyzer;
  readonly debounceMs: () => number;
  readonly onAnswer: (answer: Answer) => void;
  readonly onError: (error: unknown) => void;
}

export class AnalysisLoop {
  readonly #options: LoopOptions;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #running: Promise<void> | null = null;
  #held = false;
  #revision = -1;
  #lastMs = 0;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  /** Something changed: analyse soon. Called again before that, the wait starts anew. */
  schedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (!this.#held) void this.run();
    }, this.#delay());
  }

  /** Where an analysis takes long, at most half of the time goes to it. */
  #delay(): number {
    return Math.max(this.#options.debounceMs(), Math.min(this.#lastMs, longestDelayMs));
  }

  /** While the workspace is being indexed, answers from half of it would be wrong. */
  hold(): void {
    this.#held = true;
  }

  async release(): Promise<void> {
    this.#held = false;
    await this.run();
  }

  /** Settles when an answer for everything noted so far is out. Never rejects. */
  async run(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#running !== null) await this.#running;
    this.#running = this.#once().catch(this.#options.onError);
    await this.#running;
    this.#running = null;
  }

  /** As `run`, but only when something is waiting to be looked at. */
  async upToDate(): Promise<void> {
    if (this.#held) return;
    if (this.#timer !== null || this.#running !== null) await this.run();
  }

  async #once(): Promise<void> {
    const { workspace, onAnswer } = this.#options;
    const started = performance.now();
    await workspace.settle();
    const snapshot = workspace.snapshot();
    const versions = workspace.factsVersions();
    const { models } = workspace;
    if (snapshot.revision === this.#revision) {
      workspace.answered(versions);
      return;
    }
    const analysis = await this.#options.analyzer.analyze(snapshot.files, models);
    this.#revision = snapshot.revision;
    const milliseconds = Math.round(performance.now() - started);
    this.#lastMs = milliseconds;
    workspace.answered(versions);
    onAnswer({ analysis, files: snapshot.files, versions, milliseconds });
  }
}
