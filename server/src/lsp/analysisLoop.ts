/**
 * When to analyse: some time after the last change, one analysis at a time, never on every key; what only moved is
 * told at once. Knows neither documents nor the protocol.
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
  #running: Promise<unknown> | null = null;
  #held = false;
  #revision = -1;
  #lastMs = 0;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  /** Something changed: analyse soon. Called again before that, the wait starts anew. */
  schedule(): void {
    const soon = this.#options.debounceMs();
    // Where an analysis takes long, at most half of the time goes to it.
    const later = Math.min(this.#lastMs, longestDelayMs);
    this.#wait(soon, async () => {
      const answered = later > soon && this.#running === null && (await this.#run(true));
      if (!answered && this.#timer === null) this.#wait(later - soon, () => this.#run(false));
    });
  }

  #wait(milliseconds: number, then: () => Promise<unknown>): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (!this.#held) void then();
    }, milliseconds);
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
    await this.#run(false);
  }

  /** `cheaply`: only if the last answer holds. Says whether an answer for everything is out. */
  async #run(cheaply: boolean): Promise<boolean> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#running !== null) await this.#running;
    const run = this.#once(cheaply).catch((error: unknown) => {
      this.#options.onError(error);
      return true;
    });
    this.#running = run;
    const answered = await run;
    this.#running = null;
    return answered;
  }

  /** As `run`, but only when something is waiting to be looked at. */
  async upToDate(): Promise<void> {
    if (this.#held) return;
    const waits = this.#timer !== null || this.#running !== null;
    if (waits || this.#options.workspace.unsettled) await this.run();
  }

  async #once(cheaply: boolean): Promise<boolean> {
    const { workspace, analyzer, onAnswer } = this.#options;
    const started = performance.now();
    await workspace.settle();
    const snapshot = workspace.snapshot();
    const versions = workspace.factsVersions();
    const { models } = workspace;
    if (snapshot.revision === this.#revision) {
      workspace.answered(versions);
      return true;
    }
    const carried = analyzer.carried(snapshot.files, models);
    if (carried === null && cheaply) return false;
    const analysis = carried ?? (await analyzer.analyze(snapshot.files, models));
    this.#revision = snapshot.revision;
    const milliseconds = Math.round(performance.now() - started);
    if (carried === null) this.#lastMs = milliseconds;
    workspace.answered(versions);
    onAnswer({ analysis, files: snapshot.files, versions, milliseconds });
    return true;
  }
}
