/** A program of test/hangs as somebody would have it: without the lines that mark what the tests expect. */

import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const marks = /^\/\/ +\^.*\n/gm;

export function copyProgram(from, folder) {
  cpSync(from, folder, { recursive: true });
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!/\.(?:cc|cpp|h)$/.test(name)) continue;
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, "utf8").replace(marks, ""));
  }
}
