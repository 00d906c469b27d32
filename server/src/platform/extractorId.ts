/** What tells one extractor from another: facts kept on disk are used only by the one that made them. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { factsVersion } from "../facts/fileFacts.ts";
import { readParserFiles } from "./parserFiles.ts";

/**
 * A digest of the running bundle and of the grammar, so that a build in which anything of the extractor changed
 * never sees what another made. Null for sources that run as they are: which of them changed is not known.
 */
export async function extractorId(): Promise<string | null> {
  const bundle = fileURLToPath(import.meta.url);
  if (bundle.endsWith(".ts")) return null;
  const { core, grammar } = await readParserFiles();
  const hash = createHash("sha256")
    .update(String(factsVersion))
    .update(await readFile(bundle));
  return hash.update(core).update(grammar).digest("hex");
}
