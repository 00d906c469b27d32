/**
 * Paths -> facts of every C and C++ file below them, in worker threads. The one way in which files enter the
 * analysis, for the command line and for the server. Knows no rule and no report.
 */

import { relative, resolve, sep } from "node:path";
import { Cancelled, type CancelToken, neverCancelled, throwIfCancelled } from "../base/cancel.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import { createExtractor } from "./extractor.ts";
import { type FileResult, type FileTask, runFileTask } from "./fileTask.ts";
import { walkFiles } from "./fileWalk.ts";
import { errorText, InputError } from "./inputError.ts";
import { locate } from "./parserFiles.ts";
import { defaultWorkers, runTasks, type TaskOutcome } from "./workerPool.ts";

export interface IndexOptions {
  /** Absolute directory that relative paths, exclude patterns and the names in notes are relative to. */
  readonly base: string;
  readonly exclude: readonly string[];
  readonly maxFileBytes: number;
  /** Milliseconds for one file. Only workers can be stopped: with 0 workers there is no limit. */
  readonly fileTimeLimit: number;
  /** Milliseconds after which no further file is begun; null for no limit. */
  readonly timeLimit: number | null;
  /** Number of threads; 0 reads in this one; null for half of the cores. */
  readonly workers: number | null;
}

export function defaultIndexOptions(base: string): IndexOptions {
  return {
    base,
    exclude: [],
    maxFileBytes: 10 * 1024 * 1024,
    fileTimeLimit: 20_000,
    timeLimit: null,
    workers: null,
  };
}

export interface IndexedFile {
  /** Absolute. */
  readonly path: string;
  readonly facts: FileFacts;
}

export interface IndexResult {
  /** Sorted by path. */
  readonly files: readonly IndexedFile[];
  /** What was skipped or repaired, and why. */
  readonly notes: readonly string[];
  /** Milliseconds of wall time. */
  /** Files that the time limit left unread. */
  readonly unread: number;
  readonly timings: { readonly scan: number; readonly extract: number };
}

export interface IndexProgress {
  readonly done: number;
  readonly total: number;
  /** The file that was read last, as notes name it. */
  readonly name: string;
}

/** Throws InputError for a path that is missing or a named file that is unreadable, Cancelled when told so. */
export async function indexPaths(
  paths: readonly string[],
  options: IndexOptions,
  onProgress: (progress: IndexProgress) => void = () => {},
  cancel: CancelToken = neverCancelled,
): Promise<IndexResult> {
  const started = performance.now();
  const walked = await walkFiles(paths, options, cancel);
  const scanned = performance.now();
  const tasks = walked.files.map((path) => ({
    path,
    name: nameFor(path, options.base),
    maxBytes: options.maxFileBytes,
  }));
  let done = 0;
  const onDone = (index: number): void => {
    onProgress({ done: ++done, total: tasks.length, name: tasks[index]?.name ?? "" });
  };
  const { timeLimit } = options;
  const enough = (): boolean => timeLimit !== null && performance.now() - started > timeLimit;
  const results = await runAll(tasks, options, enough, onDone, cancel);
  const named = new Set(paths.map((path) => resolve(options.base, path)));
  const notes = [...walked.notes];
  const files: IndexedFile[] = [];
  let unread = 0;
  for (const [i, { facts, note, reason }] of results.entries()) {
    if (reason === "unread") unread++;
    const path = tasks[i]?.path ?? "";
    if (note !== null) {
      if (named.has(path) && reason !== null) throw new InputError(note.replace(": skipped,", ":"));
      notes.push(note);
    }
    if (facts !== null) files.push({ path, facts });
  }
  const ended = performance.now();
  return { files, notes, unread, timings: { scan: scanned - started, extract: ended - scanned } };
}

async function runAll(
  tasks: readonly FileTask[],
  options: IndexOptions,
  enough: () => boolean,
  onDone: (index: number) => void,
  cancel: CancelToken,
): Promise<FileResult[]> {
  const workers = options.workers ?? defaultWorkers();
  // In a checkout without a build there is no module that a worker could run.
  const module = workers === 0 ? null : locate("worker.mjs", "dist/worker.mjs");
  if (module === null) return runHere(tasks, enough, onDone, cancel);
  const pool = { module, workers, timeLimit: options.fileTimeLimit, enough };
  const outcomes = await runTasks<FileResult>(tasks, pool, onDone, cancel);
  return outcomes.map((outcome, i) =>
    resultOf(outcome, tasks[i]?.name ?? "", options.fileTimeLimit),
  );
}

async function runHere(
  tasks: readonly FileTask[],
  enough: () => boolean,
  onDone: (index: number) => void,
  cancel: CancelToken,
): Promise<FileResult[]> {
  const extract = await createExtractor();
  const results: FileResult[] = [];
  for (const [i, task] of tasks.entries()) {
    throwIfCancelled(cancel);
    const run = enough()
      ? null
      : runFileTask(task, extract).catch((error) => crashed(task.name, error));
    results.push(run === null ? unreadResult : await run);
    onDone(i);
  }
  if (cancel.cancelled) throw new Cancelled();
  return results;
}

function resultOf(outcome: TaskOutcome<FileResult>, name: string, timeLimit: number): FileResult {
  switch (outcome.kind) {
    case "done":
      return outcome.result;
    case "slow": {
      const note = `${name}: skipped, reading it took longer than ${timeLimit / 1000} s`;
      return { facts: null, note, reason: "slow" };
    }
    case "skipped":
      return unreadResult;
    case "crashed":
      return crashed(name, outcome.message);
  }
}

function crashed(name: string, error: unknown): FileResult {
  return {
    facts: null,
    note: `${name}: skipped, reading it failed (${errorText(error)})`,
    reason: "crash",
  };
}

const unreadResult: FileResult = { facts: null, note: null, reason: "unread" };

function nameFor(path: string, base: string): string {
  const name = relative(base, path);
  return (name.startsWith("..") ? path : name).split(sep).join("/");
}
