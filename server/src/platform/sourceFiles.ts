/** Source files that are changed: read only where the text, written back, would be the same bytes. */

import { readFile, writeFile } from "node:fs/promises";
import { createExtractor, type Extract } from "./extractor.ts";

export interface SourceFiles {
  extractor(): Promise<Extract>;
  /** null: it cannot be read, or has bytes that a text does not keep. */
  read(path: string): Promise<string | null>;
  write(path: string, text: string): Promise<void>;
}

export const sourceFiles: SourceFiles = {
  extractor: createExtractor,
  async read(path) {
    const bytes = await readFile(path).catch(() => null);
    if (bytes === null) return null;
    const text = bytes.toString("utf8");
    // A byte order mark is kept by this and not by the analysis: offsets would differ.
    return !text.startsWith("\uFEFF") && Buffer.from(text, "utf8").equals(bytes) ? text : null;
  },
  write: (path, text) => writeFile(path, text),
};
