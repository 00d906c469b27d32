/** The page that explains a rule: copied beside the bundle, server/src/rules/ in a checkout. */

import { readFile } from "node:fs/promises";
import { locate } from "./parserFiles.ts";

/** Markdown, or null when there is no page. `rule` is an id without prefix, known to exist. */
export async function readRulePage(rule: string): Promise<string | null> {
  const path = locate(`rules/${rule}.md`, `server/src/rules/${rule}.md`);
  return path === null ? null : readFile(path, "utf8");
}
