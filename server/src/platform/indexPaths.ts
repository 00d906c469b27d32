/**
 * Paths -> facts of every C and C++ file below them, in worker threads. The one way in which files enter the
 * analysis, for the command line and for the server. Knows no rule and no report.
 */

import { relative, resolve, sep } from "node:path";
import { Cancelled, type CancelToken, neverCancelled, throwIfCancelled } from "../base/cancel.ts";
import { decodeFacts } from "../facts/decodeFacts.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import { trimCache } from "./cacheUpkeep.ts";
import { makeFileReader } from "./fileReader.ts";
import { type FileResult, type FileTask, runFileTask, skipped } from "./fileTask.ts";
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
  /** Where facts are kept from run to run; null for nowhere. */
  readonly cacheFolder: string | null;
}

export function defaultIndexOptions(base: string): IndexOptions {
  return {
    base,
    exclude: [],
    maxFileBytes: 10 * 1024 * 1024,
    fileTimeLimit: 20_000,
    timeLimit: null,
    workers: null,
    cacheFolder: null,
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
  /** Files that the time limit left unread. */
  readonly unread: number;
  /** Files whose facts were on disk. */
  readonly cacheHits: number;
  /** Milliseconds of wall time. */
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
  // Packed facts become facts as they come, while the workers read on.
  const strings = new Map<string, string>();
  const facts: (FileFacts | null)[] = tasks.map(() => null);
  const tally = { done: 0, hits: 0, made: 0 };
  const take = (result: FileResult, index: number): FileResult => {
    onProgress({ done: ++tally.done, total: tasks.length, name: tasks[index]?.name ?? "" });
    const { packed, cached } = result;
    if (packed === null) return result;
    if (cached) tally.hits++;
    else tally.made++;
    facts[index] = decodeFacts(packed, strings);
    return facts[index] === null
      ? crashed(tasks[index]?.name ?? "", "its facts are those of another version")
      : { ...result, packed: null };
  };
  const { timeLimit } = options;
  const enough = (): boolean => timeLimit !== null && performance.now() - started > timeLimit;
  const results = await runAll(tasks, options, enough, take, cancel);
  const named = new Set(paths.map((path) => resolve(options.base, path)));
  const notes = [...walked.notes];
  const files: IndexedFile[] = [];
  let unread = 0;
  for (const [i, { note, reason }] of results.entries()) {
    if (reason === "unread") unread++;
    const path = tasks[i]?.path ?? "";
    if (note !== null) {
      if (named.has(path) && reason !== null) throw new InputError(note.replace(": skipped,", ":"));
      notes.push(note);
    }
    const found = facts[i] ?? null;
    if (found !== null) files.push({ path, facts: found });
  }
  notes.push(...(await keep(options.cacheFolder, tally.made, results)));
  const timings = { scan: scanned - started, extract: performance.now() - scanned };
  return { files, notes, unread, cacheHits: tally.hits, timings };
}

/** After a run that added to the cache: keeps it below its limit, and says what went wrong. */
async function keep(
  folder: string | null,
  made: number,
  results: readonly FileResult[],
): Promise<readonly string[]> {
  if (folder === null || made === 0) return [];
  const problem = results.find(({ cacheProblem }) => cacheProblem !== null)?.cacheProblem;
  if (problem != null) return [`nothing is kept in the cache ${folder}: ${problem}`];
  await trimCache(folder);
  return [];
}

/** `take` is called once a file, as soon as it was read; what it gives takes the place of what it got. */
async function runAll(
  tasks: readonly FileTask[],
  options: IndexOptions,
  enough: () => boolean,
  take: (result: FileResult, index: number) => FileResult,
  cancel: CancelToken,
): Promise<readonly FileResult[]> {
  const results: FileResult[] = tasks.map(() => unreadResult);
  const workers = options.workers ?? defaultWorkers();
  // In a checkout without a build there is no module that a worker could run.
  const module = workers === 0 ? null : locate("worker.mjs", "dist/worker.mjs");
  if (module === null) {
    const reader = await makeFileReader(options.cacheFolder);
    for (const [i, task] of tasks.entries()) {
      throwIfCancelled(cancel);
      if (enough()) break;
      const run = runFileTask(task, reader).catch((error) => crashed(task.name, error));
      results[i] = take(await run, i);
    }
    if (cancel.cancelled) throw new Cancelled();
    return results;
  }
  const data = { cacheFolder: options.cacheFolder };
  const pool = { module, data, workers, timeLimit: options.fileTimeLimit, enough };
  await runTasks<FileResult>(
    tasks,
    pool,
    (index, outcome) => {
      const result = resultOf(outcome, tasks[index]?.name ?? "", options.fileTimeLimit);
      results[index] = take(result, index);
    },
    cancel,
  );
  return results;
}

function resultOf(outcome: TaskOutcome<FileResult>, name: string, timeLimit: number): FileResult {
  switch (outcome.kind) {
    case "done":
      return outcome.result;
    case "slow":
      return skipped(`${name}: skipped, reading it took longer than ${timeLimit / 1000} s`, "slow");
    case "crashed":
      return crashed(name, outcome.message);
  }
}

function crashed(name: string, error: unknown): FileResult {
  return skipped(`${name}: skipped, reading it failed (${errorText(error)})`, "crash");
}

const unreadResult = skipped(null, "unread");

function nameFor(path: string, base: string): string {
  const name = relative(base, path);
  return (name.startsWith("..") ? path : name).split(sep).join("/");
}
