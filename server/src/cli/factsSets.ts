/**
 * `waitchain facts` writes what files say, `waitchain link` takes it from there: reading can be spread over a build
 * system's machines, each file by itself, and the analysis made once where all of it comes together.
 */

import { readFile, writeFile } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import type { CancelToken } from "../base/cancel.ts";
import { factsVersion } from "../facts/fileFacts.ts";
import { decodeFactsSet, encodeFactsSet } from "../facts/factsSet.ts";
import { cacheFolder } from "../platform/cacheFolder.ts";
import { type IndexedFile, indexPaths, type IndexResult } from "../platform/indexPaths.ts";
import { errorText, InputError } from "../platform/inputError.ts";
import { tellNotes } from "./asides.ts";
import type { ExitCode } from "./check.ts";
import type { FactsOptions } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** Files are named relative to the working directory. Throws InputError. */
export async function writeFacts(
  paths: readonly string[],
  options: FactsOptions,
  terminal: Terminal,
  interrupt: CancelToken,
): Promise<ExitCode> {
  const { cwd } = terminal;
  const indexed = await indexPaths(
    paths.map((path) => resolve(cwd, path)),
    {
      base: cwd,
      exclude: options.exclude,
      maxFileBytes: options.maxFileSize,
      fileTimeLimit: options.fileTimeout,
      timeLimit: null,
      workers: options.jobs ?? null,
      cacheFolder: options.cache ? resolve(cwd, options.cacheDir ?? cacheFolder()) : null,
    },
    () => {},
    interrupt,
  );
  const files = indexed.files.map(({ path, facts }) => ({
    name: relative(cwd, path).split(sep).join("/"),
    facts,
  }));
  try {
    await writeFile(resolve(cwd, options.output), encodeFactsSet(files));
  } catch (error) {
    throw new InputError(`cannot write ${options.output}: ${errorText(error)}`);
  }
  tellNotes(indexed.notes, options, terminal);
  return 0;
}

/** In the place of reading sources. A file that is in several sets counts once. Throws InputError. */
export async function readFactsSets(sets: readonly string[], cwd: string): Promise<IndexResult> {
  const started = performance.now();
  const strings = new Map<string, string>();
  const files = new Map<string, IndexedFile>();
  for (const set of sets) {
    for (const { name, facts } of await readSet(set, cwd, strings)) {
      const path = resolve(cwd, name);
      files.set(path, { path, facts });
    }
  }
  const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const timings = { scan: 0, extract: performance.now() - started };
  return { files: sorted, notes: [], unread: 0, cacheHits: 0, timings };
}

async function readSet(
  set: string,
  cwd: string,
  strings: Map<string, string>,
): Promise<NonNullable<ReturnType<typeof decodeFactsSet>>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(resolve(cwd, set));
  } catch (error) {
    throw new InputError(`cannot read ${set}: ${errorText(error)}`);
  }
  const found = decodeFactsSet(bytes, strings);
  if (found === null || found.some(({ facts }) => facts.version !== factsVersion))
    throw new InputError(`${set} holds no facts of this version of waitchain`);
  return found;
}
