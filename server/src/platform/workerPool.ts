/**
 * A pool of worker threads that answer one message with one message. A worker that takes too long or dies is
 * replaced, and only its task is lost. Knows nothing of what the tasks are.
 */

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { Cancelled, type CancelToken } from "../base/cancel.ts";

export interface PoolOptions {
  /** Path of the module that each worker runs. */
  readonly module: string;
  readonly workers: number;
  /** Milliseconds that one task may take; then its worker is ended. */
  readonly timeLimit: number;
  /** Asked before each task: once true, tasks that have not begun are skipped. */
  readonly enough: () => boolean;
}

export type TaskOutcome<Result> =
  | { readonly kind: "done"; readonly result: Result }
  | { readonly kind: "slow" }
  | { readonly kind: "skipped" }
  | { readonly kind: "crashed"; readonly message: string };

/**
 * Outcomes in the order of `tasks`, whichever worker ran them. `onDone` is called once a task, in the order
 * in which they end. Rejects with Cancelled soon after the token says so, and with an Error when no worker
 * can be started at all. All workers have ended when the promise settles.
 */
export async function runTasks<Result>(
  tasks: readonly unknown[],
  options: PoolOptions,
  onDone: (index: number) => void,
  cancel: CancelToken,
): Promise<TaskOutcome<Result>[]> {
  const outcomes: (TaskOutcome<Result> | undefined)[] = tasks.map(() => undefined);
  const queue = { next: 0 };
  const tally = { done: 0, crashed: 0 };
  const count = Math.max(1, Math.min(options.workers, tasks.length));
  const lanes = Array.from({ length: count }, async () => {
    let seat: Worker | null = null;
    try {
      while (queue.next < tasks.length && !options.enough()) {
        const index = queue.next++;
        seat ??= startWorker(options.module);
        const outcome: TaskOutcome<Result> = await runOne(
          seat,
          tasks[index],
          options.timeLimit,
          cancel,
        );
        if (outcome.kind !== "done") {
          await seat.terminate();
          seat = null;
        }
        tally.done += outcome.kind === "crashed" ? 0 : 1;
        tally.crashed += outcome.kind === "crashed" ? 1 : 0;
        if (outcome.kind === "crashed" && tally.done === 0 && tally.crashed >= hopeless) {
          throw new Error(`every worker thread fails: ${outcome.message}`);
        }
        outcomes[index] = outcome;
        onDone(index);
      }
    } catch (error) {
      queue.next = tasks.length; // the other lanes stop after the task that they have
      throw error;
    } finally {
      if (seat !== null) await seat.terminate();
    }
  });
  const ended = await Promise.allSettled(lanes);
  for (const lane of ended) if (lane.status === "rejected") throw lane.reason;
  return outcomes.map((outcome) => outcome ?? { kind: "skipped" });
}

/** Half of the cores, so that an editor beside stays quick; more than 8 gain little and cost memory. */
export function defaultWorkers(): number {
  return Math.max(1, Math.min(8, Math.floor(availableParallelism() / 2)));
}

function startWorker(module: string): Worker {
  const worker = new Worker(module);
  // Between tasks nobody else listens, and an error that nobody hears ends the process.
  worker.on("error", () => {});
  return worker;
}

function runOne<Result>(
  worker: Worker,
  task: unknown,
  timeLimit: number,
  cancel: CancelToken,
): Promise<TaskOutcome<Result>> {
  return new Promise((done, fail) => {
    const started = performance.now();
    const timer = setInterval(() => {
      if (cancel.cancelled) leave(() => fail(new Cancelled()));
      else if (performance.now() - started > timeLimit) leave(() => done({ kind: "slow" }));
    }, tick);
    const onMessage = (result: Result): void => leave(() => done({ kind: "done", result }));
    const onError = (error: Error): void =>
      leave(() => done({ kind: "crashed", message: error.message }));
    const onExit = (code: number): void =>
      leave(() => done({ kind: "crashed", message: `worker ended with code ${code}` }));
    function leave(act: () => void): void {
      clearInterval(timer);
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      act();
    }
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    if (cancel.cancelled) leave(() => fail(new Cancelled()));
    else worker.postMessage(task);
  });
}

/** Crashes without a single success after which the fault is not in the tasks. */
const hopeless = 8;

/** Milliseconds between looks at the token and the clock: short beside any limit, free beside any parse. */
const tick = 50;
