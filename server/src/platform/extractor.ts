/** Text -> facts with the parser loaded: what a worker, or the process itself without workers, runs per file. */

import { extractFacts } from "../extract/extract.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import { createParser } from "../syntax/parser.ts";
import { readParserFiles } from "./parserFiles.ts";

export type Extract = (text: string) => FileFacts;

/** Loading costs about 50 ms: once per thread. */
export async function createExtractor(): Promise<Extract> {
  const parser = await createParser(await readParserFiles());
  return (text) => extractFacts(parser, text);
}
