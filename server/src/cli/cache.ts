/** `waitchain cache`: says what a cache folder holds, or empties it. */

import { resolve } from "node:path";
import { cacheFolder } from "../platform/cacheFolder.ts";
import { cacheLimit, type CacheStats, cacheStats, clearCache } from "../platform/cacheUpkeep.ts";
import { errorText, InputError } from "../platform/inputError.ts";
import { type Locale, renderMessage } from "../report/messages.ts";
import type { Terminal } from "./terminal.ts";

export async function tellCache(
  given: string | undefined,
  locale: Locale,
  terminal: Terminal,
): Promise<void> {
  const folder = resolve(terminal.cwd, given ?? cacheFolder());
  const { entries, bytes } = await cacheStats(folder);
  const holes = {
    folder,
    n: String(entries),
    size: megabytes(bytes),
    limit: megabytes(cacheLimit),
  };
  await terminal.out(`${renderMessage({ id: "cache.stats", holes }, locale)}\n`);
}

/** Throws InputError when something cannot be removed. */
export async function emptyCache(
  given: string | undefined,
  locale: Locale,
  terminal: Terminal,
): Promise<void> {
  const folder = resolve(terminal.cwd, given ?? cacheFolder());
  let removed: CacheStats;
  try {
    removed = await clearCache(folder);
  } catch (error) {
    throw new InputError(errorText(error));
  }
  const holes = { folder, n: String(removed.entries), size: megabytes(removed.bytes) };
  await terminal.out(`${renderMessage({ id: "cache.cleared", holes }, locale)}\n`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
