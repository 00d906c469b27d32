/**
 * Whole-workspace index: one at a time, shown as work-done progress that can be cancelled, followed by an
 * analysis. A new request cancels the one under way.
 */

import type { WorkDoneProgressServerReporter } from "vscode-languageserver";
import { Cancelled } from "../base/cancel.ts";
import { uiText } from "../features/uiMessages.ts";
import type { AnalysisLoop } from "./analysisLoop.ts";
import { problemText } from "./boundary.ts";
import type { Session } from "./session.ts";
import { enter, sendStatus } from "./status.ts";

/** Often enough to look alive, rarely enough to cost nothing. */
const progressEveryMs = 100;

export class Indexer {
  readonly #session: Session;
  readonly #loop: AnalysisLoop;
  #cancel: { cancelled: boolean } = { cancelled: false };
  #last: Promise<void> = Promise.resolve();

  constructor(session: Session, loop: AnalysisLoop) {
    this.#session = session;
    this.#loop = loop;
  }

  /**
   * Settles when the index and its analysis are done, or when a newer index took over. Never rejects.
   * `asked`: a person asked for it, and is shown its progress even where a status item tells it.
   */
  async index(asked = false): Promise<void> {
    this.#cancel.cancelled = true;
    const cancel = { cancelled: false };
    this.#cancel = cancel;
    this.#loop.hold();
    const previous = this.#last;
    this.#last = (async () => {
      await previous;
      if (!cancel.cancelled) await this.#run(cancel, asked);
    })();
    await this.#last;
  }

  async #run(cancel: { cancelled: boolean }, asked: boolean): Promise<void> {
    const { connection, workspace } = this.#session;
    const progress = await this.#begin(asked);
    progress?.token.onCancellationRequested(() => (cancel.cancelled = true));
    let message = "";
    let shownAt = 0;
    const started = performance.now();
    enter(this.#session, { kind: "indexing", done: 0, total: 0 });
    try {
      const notes = await workspace.index((done, total) => {
        const now = performance.now();
        if (now - shownAt < progressEveryMs && done !== total) return;
        shownAt = now;
        progress?.report(total === 0 ? 0 : Math.floor((100 * done) / total), `${done}/${total}`);
        enter(this.#session, { kind: "indexing", done, total });
      }, cancel);
      for (const note of notes) connection.console.info(note);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      connection.console.info(`${workspace.snapshot().files.size} files read in ${seconds} s`);
    } catch (error) {
      if (!(error instanceof Cancelled)) {
        message = error instanceof Error ? error.message : String(error);
        connection.console.error(problemText("index", error));
      }
    } finally {
      progress?.done();
    }
    // A newer index holds the loop for itself.
    if (this.#cancel !== cancel) return;
    this.#session.activity = { kind: "ready" };
    await this.#loop.release();
    if (message !== "") enter(this.#session, { kind: "error", message });
    else sendStatus(this.#session);
  }

  async #begin(asked: boolean): Promise<WorkDoneProgressServerReporter | null> {
    const { capabilities, settings } = this.#session;
    if (capabilities.window?.workDoneProgress !== true || (settings.status && !asked)) return null;
    try {
      const progress = await this.#session.connection.window.createWorkDoneProgress();
      progress.begin(uiText("progress.index", settings.features.locale), 0, "", true);
      return progress;
    } catch {
      return null; // a client may refuse: the index goes on without
    }
  }
}
