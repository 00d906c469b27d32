/** Makes what a thread needs to read files: the parser, once a file asks for it, and the cache. */

import { createExtractor, type Extract } from "./extractor.ts";
import { extractorId } from "./extractorId.ts";
import { openFactsCache } from "./factsCache.ts";
import type { FileReader } from "./fileTask.ts";

/** `cacheFolder`: null for no cache. Without a bundle there is none either: see extractorId.ts. */
export async function makeFileReader(cacheFolder: string | null): Promise<FileReader> {
  const id = cacheFolder === null ? null : await extractorId();
  let loading: Promise<Extract> | null = null;
  return {
    extractor: () => (loading ??= createExtractor()),
    cache: cacheFolder === null || id === null ? null : openFactsCache(cacheFolder, id),
  };
}
