/** Workers that hang, throw and die cost one task each, and order never depends on them. */

import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { neverCancelled } from "../../server/src/base/cancel.ts";
import {
  defaultWorkers,
  type PoolOptions,
  runTasks,
} from "../../server/src/platform/workerPool.ts";

const options: PoolOptions = {
  module: fileURLToPath(new URL("echoWorker.mjs", import.meta.url)),
  workers: 2,
  timeLimit: 1500,
  enough: () => false,
};
const ignore = (): void => {};

describe("the pool", () => {
  test.for([1, 2, 5])("answers in the order of the tasks, with %i workers", async (workers) => {
    const tasks = [1, 2, 3, 4, 5, 6, 7];
    let done = 0;
    const outcomes = await runTasks(tasks, { ...options, workers }, () => done++, neverCancelled);
    expect(outcomes).toEqual(tasks.map((task) => ({ kind: "done", result: task * 2 })));
    expect(done).toBe(7);
  });

  test("replaces a worker that hangs, throws or ends", async () => {
    const outcomes = await runTasks(
      [1, "hang", 2, "throw", 3, "exit", 4],
      options,
      ignore,
      neverCancelled,
    );
    expect(outcomes).toEqual([
      { kind: "done", result: 2 },
      { kind: "slow" },
      { kind: "done", result: 4 },
      { kind: "crashed", message: "as asked" },
      { kind: "done", result: 6 },
      { kind: "crashed", message: "worker ended with code 3" },
      { kind: "done", result: 8 },
    ]);
  });

  test("can be cancelled while a worker hangs", async () => {
    const token = { cancelled: false };
    setTimeout(() => (token.cancelled = true), 200);
    await expect(
      runTasks(["hang", "hang"], { ...options, timeLimit: 60_000 }, ignore, token),
    ).rejects.toThrow("cancelled");
  });

  test("begins nothing after enough", async () => {
    let begun = 0;
    const outcomes = await runTasks(
      [1, 2, 3],
      { ...options, workers: 1, enough: () => begun++ > 0 },
      ignore,
      neverCancelled,
    );
    expect(outcomes).toEqual([
      { kind: "done", result: 2 },
      { kind: "skipped" },
      { kind: "skipped" },
    ]);
  });

  test("gives up when every worker fails", async () => {
    const tasks = Array.from({ length: 30 }, () => "throw");
    await expect(runTasks(tasks, options, ignore, neverCancelled)).rejects.toThrow(
      "every worker thread fails: as asked",
    );
  });

  test("nothing to do", async () => {
    expect(await runTasks([], options, ignore, neverCancelled)).toEqual([]);
    expect(defaultWorkers()).toBeGreaterThanOrEqual(1);
  });
});
