/** What the file names of a report are relative to: the working directory if everything lies in it. */

import { statSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { errorCode, errorText, InputError } from "./inputError.ts";

export interface ReportRoot {
  /** Absolute. */
  readonly directory: string;
  /** As a report says it: `.`, or the absolute path with `/`. */
  readonly label: string;
}

/** Throws InputError, in the caller's own words, for a path that does not exist. */
export function reportRoot(paths: readonly string[], cwd: string): ReportRoot {
  const directories = paths.map((path) => directoryOf(path, cwd));
  if (directories.every((directory) => isInside(directory, cwd)))
    return { directory: cwd, label: "." };
  const common = commonDirectory(paths, cwd);
  return { directory: common, label: common.split(sep).join("/") };
}

/** The innermost directory that holds all the paths; absolute. Throws InputError as `reportRoot` does. */
export function commonDirectory(paths: readonly string[], cwd: string): string {
  const directories = paths.map((path) => directoryOf(path, cwd));
  let common = directories[0] ?? cwd;
  for (const directory of directories) {
    while (!isInside(directory, common)) common = dirname(common);
  }
  return common;
}

export function nameBelow(root: ReportRoot, path: string): string {
  return relative(root.directory, path).split(sep).join("/");
}

function directoryOf(given: string, cwd: string): string {
  const path = resolve(cwd, given);
  try {
    return statSync(path).isDirectory() ? path : dirname(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new InputError(`no such file or directory: ${given}`);
    if (code === "ELOOP") throw new InputError(`symbolic link that leads to itself: ${given}`);
    if (code === "EACCES" || code === "EPERM")
      throw new InputError(`no permission to read: ${given}`);
    throw new InputError(`cannot read ${given}: ${errorText(error)}`);
  }
}

function isInside(directory: string, base: string): boolean {
  if (directory === base) return true;
  return directory.startsWith(base.endsWith(sep) ? base : base + sep);
}
