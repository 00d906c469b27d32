/** How much was looked at, as far as the files themselves say. */

import type { FileFacts } from "../facts/fileFacts.ts";
import type { Stats } from "../solve/analysis.ts";

type Sizes = Pick<Stats, "files" | "lines" | "bytes" | "filesWithGaps" | "bytesInGaps">;

export function sizesOf(files: ReadonlyMap<string, FileFacts>): Sizes {
  let lines = 0;
  let bytes = 0;
  let filesWithGaps = 0;
  let bytesInGaps = 0;
  for (const facts of files.values()) {
    lines += facts.lineStarts.length;
    bytes += facts.length;
    if (facts.gaps.length > 0) filesWithGaps++;
    for (const gap of facts.gaps) bytesInGaps += gap.end - gap.start;
  }
  return { files: files.size, lines, bytes, filesWithGaps, bytesInGaps };
}
