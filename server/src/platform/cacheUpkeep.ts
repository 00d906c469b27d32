/**
 * What is done with a cache folder as a whole: counted, emptied, kept below its limit. Touches only files that
 * have the names of entries, whatever else lies in a folder that somebody named by mistake.
 */

import { readdir, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { tagName } from "./factsCache.ts";

/** Bytes. Facts take about as much room as the code that they speak of: this is some 25 million lines. */
export const cacheLimit = 1024 ** 3;

export interface CacheStats {
  readonly entries: number;
  readonly bytes: number;
}

export async function cacheStats(folder: string): Promise<CacheStats> {
  let entries = 0;
  let bytes = 0;
  for (const shard of await shardsOf(folder)) {
    const found = await entriesOf(folder, shard);
    entries += found.length;
    bytes += sizeOf(found);
  }
  return { entries, bytes };
}

/** Removes all entries; what was there. Other processes may go on using the folder. */
export async function clearCache(folder: string): Promise<CacheStats> {
  let entries = 0;
  let bytes = 0;
  for (const shard of await shardsOf(folder)) {
    for (const { path, size } of await entriesOf(folder, shard)) {
      await rm(path, { force: true });
      entries++;
      bytes += size;
    }
    await rmdir(join(folder, shard)).catch(() => {});
  }
  await rm(join(folder, tagName), { force: true });
  await rmdir(folder).catch(() => {});
  return { entries, bytes };
}

/**
 * Removes what was not used for longest when the folder holds more than `limit` bytes. Whether it does is told by
 * a few of its parts: names are digests, so each part is a fair sample, and looking at all takes too long to do it
 * after every run.
 */
export async function trimCache(folder: string, limit: number = cacheLimit): Promise<void> {
  const shards = await shardsOf(folder);
  const first = Math.floor(Math.random() * shards.length);
  const sample = shards.filter(
    (_, i) => (i - first + shards.length) % shards.length < sampledShards,
  );
  let sampled = 0;
  for (const shard of sample) sampled += sizeOf(await entriesOf(folder, shard));
  if (sample.length === 0 || (sampled * shards.length) / sample.length <= limit) return;
  const all: Entry[] = [];
  for (const shard of shards) all.push(...(await entriesOf(folder, shard)));
  all.sort((a, b) => a.used - b.used);
  let bytes = sizeOf(all);
  for (const { path, size } of all) {
    if (bytes <= limit * keptShare) break;
    await rm(path, { force: true }).catch(() => {});
    bytes -= size;
  }
}

const sampledShards = 4;
/** So that room is made now and then, not after every run. */
const keptShare = 0.8;

interface Entry {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly used: number;
}

async function shardsOf(folder: string): Promise<readonly string[]> {
  return (await namesIn(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name)).toSorted();
}

/** Entries, and what processes that were ended left half-written. */
async function entriesOf(folder: string, shard: string): Promise<readonly Entry[]> {
  const names = (await namesIn(join(folder, shard))).filter((name) =>
    /^[0-9a-f]{62}(?:\.[\d-]+)?$/.test(name),
  );
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, shard, name);
      const info = await stat(path).catch(() => null); // another process may have removed it
      return info === null ? null : { path, size: info.size, used: info.mtimeMs };
    }),
  );
  return found.filter((entry) => entry !== null);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

function sizeOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0);
}
