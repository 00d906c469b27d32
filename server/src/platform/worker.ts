/** Entry point of a worker thread: takes one file at a time, answers with its facts. */

import { parentPort } from "node:worker_threads";
import { createExtractor } from "./extractor.ts";
import { runFileTask, type FileTask } from "./fileTask.ts";

const port = parentPort;
if (port !== null) {
  // Messages that come while the parser is still loading wait for it.
  const extractor = createExtractor();
  port.on("message", (task: FileTask) => {
    void extractor.then(async (extract) => {
      port.postMessage(await runFileTask(task, extract));
    });
    // An exception ends this worker, and the pool starts another: only the one file is lost.
  });
}
