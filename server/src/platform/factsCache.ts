/**
 * Facts on disk: one file for the content of a source and the extractor that read it, in the form of `encodeFacts`.
 * Any number of processes may use one folder at once: a file comes into being by renaming a finished one, its name
 * says all that its content depends on, and what is not whole or not ours counts as absent. Never throws: a cache
 * that cannot be used costs time, not a result.
 */

import { createHash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { isPacked } from "../facts/packed.ts";
import { errorCode, errorText } from "./inputError.ts";

export interface FactsCache {
  /** Names the facts of a source with this content. */
  key(content: Uint8Array): string;
  /** In memory of its own, so that it can be handed to another thread. Null when there is nothing of use. */
  read(key: string): Uint8Array<ArrayBuffer> | null;
  write(key: string, packed: Uint8Array): void;
  /** Why the first entry that could not be written was not, or null. After it nothing more is tried. */
  readonly problem: string | null;
}

/** `extractor` is the id of whoever makes the facts. Nothing is created before the first entry. */
export function openFactsCache(folder: string, extractor: string): FactsCache {
  let problem: string | null = null;
  let written = 0;
  return {
    get problem() {
      return problem;
    },
    key: (content) => createHash("sha256").update(extractor).update(content).digest("hex"),
    read: (key) => {
      const found = readEntry(entryPath(folder, key));
      return found !== null && isPacked("file", found) ? found : null;
    },
    write(key, packed) {
      if (problem !== null) return;
      const path = entryPath(folder, key);
      const scratch = `${path}.${process.pid}-${threadId}-${written++}`;
      try {
        writeInto(folder, scratch, packed);
        renameSync(scratch, path);
      } catch (error) {
        problem = reasonOf(error);
        remove(scratch);
      }
    },
  };
}

/** 256 folders: none grows so large that a file system would be slow in it. */
function entryPath(folder: string, key: string): string {
  return join(folder, key.slice(0, 2), key.slice(2));
}

function readEntry(path: string): Uint8Array<ArrayBuffer> | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return null;
  }
  try {
    const { size, mtimeMs } = fstatSync(file);
    const bytes = new Uint8Array(size);
    let length = 0;
    while (length < size) {
      const got = readSync(file, bytes, length, size - length, null);
      if (got === 0) return null;
      length += got;
    }
    if (Date.now() - mtimeMs > usedAfterMs) markUsed(file);
    return bytes;
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}

/** What was not used for longest goes first when room is made. Once a day is exact enough, and nearly free. */
const usedAfterMs = 24 * 3600 * 1000;

function markUsed(file: number): void {
  const now = new Date();
  try {
    futimesSync(file, now, now);
  } catch {
    // read-only: then nothing is removed there either
  }
}

function writeInto(folder: string, path: string, packed: Uint8Array): void {
  try {
    writeFileSync(path, packed);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    // What somebody's sources say is nobody else's business.
    mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
    tag(folder);
    writeFileSync(path, packed);
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // what could not be written mostly cannot be removed either
  }
}

/** The sign by which backups know a folder that is not worth keeping: https://bford.info/cachedir/ */
function tag(folder: string): void {
  try {
    writeFileSync(join(folder, tagName), tagText, { flag: "wx" });
  } catch {
    // it is there, mostly
  }
}

export const tagName = "CACHEDIR.TAG";
const tagText =
  "Signature: 8a477f597d28d172789f06886806bc55\n# Facts that waitchain keeps about C++ files. May be deleted at any time.\n";

function reasonOf(error: unknown): string {
  switch (errorCode(error)) {
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full";
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return "no permission to write there";
    default:
      return errorText(error);
  }
}
