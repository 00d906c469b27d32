/** A worker for the pool's test: doubles numbers, and misbehaves on request. */

import { parentPort } from "node:worker_threads";

let last = Promise.resolve();
parentPort.on("message", (task) => {
  last = last.then(async () => {
    if (task === "hang") for (;;);
    if (task === "throw") throw new Error("as asked");
    if (task === "exit") process.exit(3);
    // Later tasks answer sooner: order must not depend on it.
    await new Promise((done) => setTimeout(done, 20 - task));
    parentPort.postMessage(task * 2);
  });
});
