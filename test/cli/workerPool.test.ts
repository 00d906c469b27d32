/** Workers that hang, throw and die cost one task each, and order never depends on them. */

import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type CancelToken, neverCancelled } from "../../server/src/base/cancel.ts";
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

/** Outcomes in the order of the tasks, and how many came. */
async function run(
  tasks: readonly unknown[],
  change: Partial<PoolOptions> = {},
  cancel: CancelToken = neverCancelled,
): Promise<{ outcomes: unknown[]; heard: number }> {
  const outcomes: unknown[] = tasks.map(() => null);
  let heard = 0;
  await runTasks(
    tasks,
    { ...options, ...change },
    (index, outcome) => {
      outcomes[index] = outcome;
      heard++;
    },
    cancel,
  );
  return { outcomes, heard };
}

describe("the pool", () => {
  test.for([1, 2, 5])("answers in the order of the tasks, with %i workers", async (workers) => {
    const tasks = [1, 2, 3, 4, 5, 6, 7];
    const { outcomes, heard } = await run(tasks, { workers });
    expect(outcomes).toEqual(tasks.map((task) => ({ kind: "done", result: task * 2 })));
    expect(heard).toBe(7);
  });

  test("replaces a worker that hangs, throws or ends", async () => {
    const { outcomes } = await run([1, "hang", 2, "throw", 3, "exit", 4]);
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

  test("loses nothing but the task that a worker dies of, however many it has", async () => {
    const tasks = [1, 2, "exit", 3, "throw", "exit", 4, 5, 6];
    const { outcomes, heard } = await run(tasks, { workers: 1 });
    const kinds = outcomes.map((outcome) => (outcome as { kind: string }).kind);
    expect(kinds).toEqual(tasks.map((task) => (typeof task === "number" ? "done" : "crashed")));
    expect(heard).toBe(tasks.length);
  });

  test("can be cancelled while a worker hangs", async () => {
    const token = { cancelled: false };
    setTimeout(() => (token.cancelled = true), 200);
    await expect(run(["hang", "hang"], { timeLimit: 60_000 }, token)).rejects.toThrow("cancelled");
  });

  test("begins nothing after enough", async () => {
    let begun = 0;
    const { outcomes } = await run([1, 2, 3], { workers: 1, enough: () => begun++ > 0 });
    expect(outcomes).toEqual([{ kind: "done", result: 2 }, null, null]);
  });

  test("gives up when every worker fails", async () => {
    const tasks = Array.from({ length: 30 }, () => "throw");
    await expect(run(tasks)).rejects.toThrow("every worker thread fails: as asked");
  });

  test("nothing to do", async () => {
    expect(await run([])).toEqual({ outcomes: [], heard: 0 });
    expect(defaultWorkers()).toBeGreaterThanOrEqual(1);
  });
});
