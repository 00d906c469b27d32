/**
 * g++ for tests. Where there is none, the tests that need it are skipped and say so; with CI=true they run and fail,
 * because a check that was never made must not look like one that passed.
 */

import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const compiler = "g++";
const missing =
  (process.env["WAITCHAIN_MISSING"] ?? "").split(",").includes(compiler) ||
  spawnSync(compiler, ["--version"], { stdio: "ignore" }).status !== 0;
const strict = process.env["CI"] === "true" || process.env["CI"] === "1";

/** True when tests that compile are to be left out. */
export const withoutCompiler = missing && !strict;

if (missing) {
  console.error(
    "\n!! g++ is missing: nothing is compiled and no program is run. On Debian: apt-get install g++\n",
  );
}

/** The compiler's messages, or null when it accepts the file. */
export async function compileErrors(args: readonly string[]): Promise<string | null> {
  const release = await slot();
  try {
    return await new Promise((resolve) => {
      execFile(compiler, ["-std=c++17", ...args], { timeout: 120_000 }, (error, _out, messages) =>
        resolve(error === null ? null : messages || error.message),
      );
    });
  } finally {
    release();
  }
}

/** A folder for what is built; `remove` deletes it. */
export function buildFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "waitchain-build-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Two compilers at a time: each takes a core and some hundred megabytes. */
let free = 2;
const queue: (() => void)[] = [];

async function slot(): Promise<() => void> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => queue.push(resolve));
  return () => {
    const next = queue.shift();
    if (next === undefined) free++;
    else next();
  };
}
