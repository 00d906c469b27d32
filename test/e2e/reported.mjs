/**
 * What the command line reports of a folder: the editor must show the same finding at the same place, so
 * that is what these tests look for. Needs dist/cli.mjs.
 */

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const cli = join(dirname(fileURLToPath(import.meta.url)), "../../dist/cli.mjs");

/** The one error of a folder. */
export function errorIn(folder) {
  const args = [cli, "check", ".", "--format", "json"];
  const ended = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  if (ended.status !== 1) throw new Error(`code ${ended.status} instead of 1: ${ended.stderr}`);
  const errors = JSON.parse(ended.stdout).findings.filter(({ level }) => level === "error");
  if (errors.length === 0) throw new Error(`no error is reported in ${folder}`);
  return errors[0];
}
