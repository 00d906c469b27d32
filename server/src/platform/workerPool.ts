/**
 * A pool of worker threads that answer each message with one message. A worker that takes too long or dies is
 * replaced, and only its task is lost. Knows nothing of what the tasks are.
 */

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { Cancelled, type CancelToken } from "../base/cancel.ts";

export interface PoolOptions {
  /** Path of the module that each worker runs. It answers tasks in the order in which it gets them. */
  readonly module: string;
  /** What each worker finds in `workerData`. */
  readonly data?: unknown;
  readonly workers: number;
  /** Milliseconds that one task may take; then its worker is ended. */
  readonly timeLimit: number;
  /** Asked before each task: once true, tasks that have not begun are left out. */
  readonly enough: () => boolean;
}

export type TaskOutcome<Result> =
  | { readonly kind: "done"; readonly result: Result }
  | { readonly kind: "slow" }
  | { readonly kind: "crashed"; readonly message: string };

/**
 * `onOutcome` is called once a task that was begun, in the order in which they end. Rejects with Cancelled soon
 * after the token says so, and with an Error when no worker can be started at all. All workers have ended when the
 * promise settles.
 */
export async function runTasks<Result>(
  tasks: readonly unknown[],
  options: PoolOptions,
  onOutcome: (index: number, outcome: TaskOutcome<Result>) => void,
  cancel: CancelToken,
): Promise<void> {
  const queue: Queue = { next: 0, again: [], length: tasks.length };
  const tally = { done: 0, crashed: 0 };
  const count = Math.max(1, Math.min(options.workers, tasks.length));
  const lanes = Array.from({ length: count }, async () => {
    let seat: Seat<Result> | null = null;
    try {
      for (;;) {
        seat = feed(seat, tasks, queue, options);
        if (seat === null || seat.sent.length === 0) return;
        const outcome = await outcomeOf(seat, options.timeLimit, cancel);
        const index = seat.sent.shift() as number;
        if (outcome.kind !== "done") {
          const { worker, sent } = seat;
          seat = null;
          await worker.terminate();
          // An answer may be lost on the way when a worker dies: each is asked again, alone.
          if (outcome.kind === "crashed" && sent.length > 0) sent.unshift(index);
          queue.again.push(...sent);
          if (sent[0] === index) continue;
        }
        if (outcome.kind === "crashed") tally.crashed++;
        else tally.done++;
        if (outcome.kind === "crashed" && tally.done === 0 && tally.crashed >= hopeless) {
          throw new Error(`every worker thread fails: ${outcome.message}`);
        }
        onOutcome(index, outcome);
      }
    } catch (error) {
      // The other lanes stop after the tasks that they have.
      queue.next = queue.length;
      queue.again.length = 0;
      throw error;
    } finally {
      if (seat !== null) await seat.worker.terminate();
    }
  });
  const ended = await Promise.allSettled(lanes);
  for (const lane of ended) if (lane.status === "rejected") throw lane.reason;
}

/** Half of the cores, so that an editor beside stays quick; more than 8 gain little and cost memory. */
export function defaultWorkers(): number {
  return Math.max(1, Math.min(8, Math.floor(availableParallelism() / 2)));
}

/** What has not been given to any worker. */
interface Queue {
  next: number;
  /** Tasks that were with a worker when it died: to be run with no other behind them. */
  readonly again: number[];
  readonly length: number;
}

interface Seat<Result> {
  readonly worker: Worker;
  /** Tasks that it has, oldest first: the one at work and those that wait for it in the worker. */
  readonly sent: number[];
  readonly answers: TaskOutcome<Result>[];
  /** Called when there is an answer. */
  bell: () => void;
}

/** Gives a worker the next tasks: some more than one, so that it never waits for us to hear its answer. */
function feed<Result>(
  before: Seat<Result> | null,
  tasks: readonly unknown[],
  queue: Queue,
  options: PoolOptions,
): Seat<Result> | null {
  let seat = before;
  while ((seat?.sent.length ?? 0) < ahead) {
    const alone = queue.again.length > 0;
    if (alone && (seat?.sent.length ?? 0) > 0) break;
    if ((!alone && queue.next >= queue.length) || options.enough()) break;
    const index = queue.again.shift() ?? queue.next++;
    seat ??= takeSeat(options);
    seat.sent.push(index);
    seat.worker.postMessage(tasks[index]);
    if (alone) break;
  }
  return seat;
}

function takeSeat<Result>(options: PoolOptions): Seat<Result> {
  const worker = new Worker(options.module, { workerData: options.data });
  const seat: Seat<Result> = { worker, sent: [], answers: [], bell: () => {} };
  const answer = (outcome: TaskOutcome<Result>): void => {
    seat.answers.push(outcome);
    seat.bell();
  };
  worker.on("message", (result: Result) => answer({ kind: "done", result }));
  worker.on("error", (error) => answer({ kind: "crashed", message: error.message }));
  worker.on("exit", (code) =>
    answer({ kind: "crashed", message: `worker ended with code ${code}` }),
  );
  return seat;
}

/** Of the oldest task that the worker has. */
function outcomeOf<Result>(
  seat: Seat<Result>,
  timeLimit: number,
  cancel: CancelToken,
): Promise<TaskOutcome<Result>> {
  if (cancel.cancelled) return Promise.reject(new Cancelled());
  const ready = seat.answers.shift();
  if (ready !== undefined) return Promise.resolve(ready);
  return new Promise((done, fail) => {
    let waited = 0;
    let before = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      // While this thread is busy, an answer may have come that it has not heard: that time does not count.
      waited += Math.min(now - before, 2 * tick);
      before = now;
      if (cancel.cancelled) leave(() => fail(new Cancelled()));
      else if (waited > timeLimit) leave(() => done({ kind: "slow" }));
    }, tick);
    function leave(act: () => void): void {
      clearInterval(timer);
      seat.bell = () => {};
      act();
    }
    seat.bell = () => {
      const answer = seat.answers.shift();
      if (answer !== undefined) leave(() => done(answer));
    };
  });
}

/** Tasks that a worker has at once. More would leave others idle at the end, and lose more when it dies. */
const ahead = 3;

/** Crashes without a single success after which the fault is not in the tasks. */
const hopeless = 8;

/** Milliseconds between looks at the token and the clock: short beside any limit, free beside any parse. */
const tick = 50;
