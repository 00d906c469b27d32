/** One file from path to facts, and the messages in which a worker talks about it. */

import type { FileFacts } from "../facts/fileFacts.ts";
import type { Extract } from "./extractor.ts";
import { readText, type SkipReason } from "./readText.ts";

export interface FileTask {
  readonly path: string;
  /** What notes call the file. */
  readonly name: string;
  readonly maxBytes: number;
}

export interface FileResult {
  /** null when the file was skipped: `note` says why. */
  readonly facts: FileFacts | null;
  readonly note: string | null;
  readonly reason: SkipReason | "crash" | "slow" | "unread" | null;
}

/** Throws only what `extract` throws: after that, the parser's memory cannot be trusted any more. */
export async function runFileTask(task: FileTask, extract: Extract): Promise<FileResult> {
  const read = await readText(task.path, task.name, task.maxBytes);
  if (read.kind === "skipped") return { facts: null, note: read.note, reason: read.reason };
  return { facts: extract(read.text), note: read.note, reason: null };
}
