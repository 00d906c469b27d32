/** The data files as they lie on disk, whether or not builtin.ts lists them. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../server/src/models/", import.meta.url));

export function readModelJson(name: string): unknown {
  return JSON.parse(readFileSync(folder + name, "utf8"));
}

export const dataFileNames: readonly string[] = readdirSync(`${folder}data`)
  .filter((name) => name.endsWith(".json"))
  .toSorted();

export function readDataFile(name: string): unknown {
  return readModelJson(`data/${name}`);
}
