/**
 * Entry point of the language server, started with `--stdio` or `--node-ipc`. The same file is what the
 * analysis thread runs: one bundle, two roles. The only file of lsp/ that knows node.
 */

import { isMainThread, type MessagePort, parentPort, Worker } from "node:worker_threads";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { type AnalysisThread, makeAnalyzer, type Port, serveAnalyses } from "./analysisThread.ts";
import { problemText } from "./boundary.ts";
import { startServer } from "./server.ts";

if (!isMainThread && parentPort !== null) {
  serveAnalyses(portOf(parentPort));
} else {
  const connection = createConnection(ProposedFeatures.all);
  const report = (name: string) => (error: unknown) =>
    connection.console.error(problemText(name, error));
  // Over stdio the library ends the process when the input closes; over ipc this is the same moment.
  process.on("disconnect", () => process.exit(0));
  process.on("uncaughtException", report("uncaught"));
  process.on("unhandledRejection", report("unhandled"));
  startServer(connection, makeAnalyzer(startThread));
}

function startThread(): AnalysisThread {
  const worker = new Worker(new URL(import.meta.url));
  return {
    ...portOf(worker),
    onEnd(listener) {
      worker.on("error", (error) => listener(error.message));
      worker.on("exit", (code) => listener(`the analysis thread ended with code ${code}`));
    },
  };
}

function portOf(end: MessagePort | Worker): Port {
  return {
    send: (message) => end.postMessage(message),
    onMessage(listener) {
      end.on("message", listener);
    },
  };
}
