/** Entry point of a worker thread: takes one file at a time, answers with its facts. */

import { parentPort, workerData } from "node:worker_threads";
import { makeFileReader } from "./fileReader.ts";
import { runFileTask, type FileTask } from "./fileTask.ts";

const port = parentPort;
if (port !== null) {
  const { cacheFolder } = workerData as { readonly cacheFolder: string | null };
  const ready = makeFileReader(cacheFolder);
  // One after the other, in the order in which they come: the pool counts on it.
  let last: Promise<void> = Promise.resolve();
  port.on("message", (task: FileTask) => {
    last = last.then(async () => {
      const result = await runFileTask(task, await ready);
      port.postMessage(result, result.packed === null ? [] : [result.packed.buffer]);
    });
    // An exception ends this worker, and the pool starts another: only the one file is lost.
  });
}
