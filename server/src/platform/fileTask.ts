/** One file from path to facts, by way of the cache, and the messages in which a worker talks about it. */

import { encodeFacts } from "../facts/encodeFacts.ts";
import type { Extract } from "./extractor.ts";
import type { FactsCache } from "./factsCache.ts";
import { decode, readBytes, replacedNote, type SkipReason } from "./readText.ts";

export interface FileTask {
  readonly path: string;
  /** What notes call the file. */
  readonly name: string;
  readonly maxBytes: number;
}

export interface FileResult {
  /** Facts as `encodeFacts` makes them; null when the file was skipped: `note` says why. */
  readonly packed: Uint8Array<ArrayBuffer> | null;
  readonly note: string | null;
  readonly reason: SkipReason | "crash" | "slow" | "unread" | null;
  /** The facts were on disk. */
  readonly cached: boolean;
  /** Why nothing more is kept on disk. */
  readonly cacheProblem: string | null;
}

/** What a thread that reads files has. */
export interface FileReader {
  /** Loads the parser when first asked. */
  readonly extractor: () => Promise<Extract>;
  readonly cache: FactsCache | null;
}

/** Throws only what the extractor throws: after that, the parser's memory cannot be trusted any more. */
export async function runFileTask(task: FileTask, reader: FileReader): Promise<FileResult> {
  const { cache } = reader;
  const read = await readBytes(task.path, task.name, task.maxBytes);
  if (read.kind === "skipped") return skipped(read.note, read.reason);
  const key = cache?.key(read.bytes) ?? null;
  const kept = key === null ? null : (cache?.read(key) ?? null);
  if (kept !== null) {
    return {
      packed: kept,
      note: replacedNote(read.bytes, task.name),
      reason: null,
      cached: true,
      cacheProblem: null,
    };
  }
  const decoded = decode(read.bytes, task.name);
  if (decoded.kind === "skipped") return skipped(decoded.note, decoded.reason);
  const packed = encodeFacts((await reader.extractor())(decoded.text));
  if (key !== null) cache?.write(key, packed);
  return {
    packed,
    note: decoded.note,
    reason: null,
    cached: false,
    cacheProblem: cache?.problem ?? null,
  };
}

export function skipped(note: string | null, reason: FileResult["reason"]): FileResult {
  return { packed: null, note, reason, cached: false, cacheProblem: null };
}
