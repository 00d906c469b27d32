/** A worker for the pool's test: doubles numbers, and misbehaves on request. */

import { parentPort } from "node:worker_threads";

parentPort.on("message", (task) => {
  if (task === "hang") for (;;);
  if (task === "throw") throw new Error("as asked");
  if (task === "exit") process.exit(3);
  // Later tasks answer sooner: order must not depend on it.
  setTimeout(() => parentPort.postMessage(task * 2), 20 - task);
});
