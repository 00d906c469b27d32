/**
 * `Disk` over real files, by way of platform/. Each workspace folder is walked by itself, so that exclude
 * patterns mean the same in every folder. Knows nothing of documents and of the protocol.
 */

import { Cancelled, type CancelToken, neverCancelled } from "../base/cancel.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import { cacheFolder } from "../platform/cacheFolder.ts";
import { createExtractor, type Extract } from "../platform/extractor.ts";
import { walkFiles } from "../platform/fileWalk.ts";
import { changedSince } from "../platform/git.ts";
import { defaultIndexOptions, type IndexOptions, indexPaths } from "../platform/indexPaths.ts";
import { errorText } from "../platform/inputError.ts";
import { readText } from "../platform/readText.ts";
import { loadUserModels } from "../platform/userModels.ts";
import type { Disk, IndexedFile } from "./disk.ts";
import type { IndexSettings } from "./settings.ts";

/** Larger than any source that a person edits; limits what an editor buffer or a fix may make us read. */
const largestText = 16 * 1024 * 1024;

export function makeNodeDisk(): Disk {
  let extractor: Promise<Extract> | null = null;
  const extract = async (text: string): Promise<FileFacts> => {
    extractor ??= createExtractor();
    return (await extractor)(text);
  };
  return {
    index,
    list,
    async read(path, settings) {
      const read = await readText(path, path, settings.maxFileSizeKB * 1024);
      return read.kind === "text" ? extract(read.text) : null;
    },
    async text(path) {
      const read = await readText(path, path, largestText);
      return read.kind === "text" ? read.text : null;
    },
    userModels: loadUserModels,
    changedSince,
    extract: (_path, text) => extract(text),
  };
}

async function index(
  folders: readonly string[],
  settings: IndexSettings,
  onProgress: (done: number, total: number) => void,
  cancel: CancelToken,
): Promise<{ files: readonly IndexedFile[]; notes: readonly string[] }> {
  const files = new Map<string, IndexedFile>();
  const notes: string[] = [];
  let before = 0;
  for (const folder of folders) {
    let total = 0;
    try {
      const result = await indexPaths(
        [folder],
        indexOptions(folder, settings),
        (progress) => {
          total = progress.total;
          onProgress(before + progress.done, before + progress.total);
        },
        cancel,
      );
      for (const file of result.files) files.set(file.path, file);
      notes.push(...result.notes);
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      // One folder that cannot be read must not take the others with it.
      notes.push(`${folder}: ${errorText(error)}`);
    }
    before += total;
  }
  return { files: [...files.values()], notes };
}

async function list(
  folders: readonly string[],
  settings: IndexSettings,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const folder of folders) {
    const walk = { base: folder, exclude: settings.exclude };
    const result = await walkFiles([folder], walk, neverCancelled).catch(() => null);
    for (const file of result?.files ?? []) found.add(file);
  }
  return found;
}

function indexOptions(folder: string, settings: IndexSettings): IndexOptions {
  return {
    ...defaultIndexOptions(folder),
    exclude: settings.exclude,
    maxFileBytes: settings.maxFileSizeKB * 1024,
    workers: settings.workers === 0 ? null : settings.workers,
    cacheFolder: settings.cache ? cacheFolder() : null,
  };
}
