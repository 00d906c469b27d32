/**
 * Who includes whom. `#include "a/b.h"` means, as for a compiler, the file beside the includer, then the one below
 * an include path; else the file whose path ends so, the nearest to the includer when there are several. Headers
 * outside the workspace are no concern of ours.
 */

import { append } from "../base/append.ts";
import type { FileUnit } from "./program.ts";

/** What a build says about where headers are looked for: directories, in order, named like the files are. */
export interface IncludePaths {
  readonly ofFile: ReadonlyMap<string, readonly string[]>;
  /** For files that are not compiled by themselves: headers. */
  readonly ofOthers: readonly string[];
}

export const noIncludePaths: IncludePaths = { ofFile: new Map(), ofOthers: [] };

/** Fills `FileUnit.includes`. */
export function tieIncludes(files: readonly FileUnit[], paths: IncludePaths): void {
  const byName = new Map<string, FileUnit[]>();
  for (const file of files) append(byName, baseName(file.path), file);
  for (const file of files) {
    const directories = paths.ofFile.get(file.path) ?? paths.ofOthers;
    for (const { path, system } of file.facts.includes) {
      const target = targetOf(file, path, system, directories, byName.get(baseName(path)) ?? []);
      if (target !== null && target !== file && !file.includes.includes(target))
        file.includes.push(target);
    }
  }
}

function targetOf(
  file: FileUnit,
  written: string,
  system: boolean,
  directories: readonly string[],
  named: readonly FileUnit[],
): FileUnit | null {
  if (named.length === 0) return null;
  const places = system ? directories : [directory(file.path), ...directories];
  for (const place of places) {
    const wanted = joined(place, written);
    const found = named.find((f) => f.path === wanted);
    if (found !== undefined) return found;
  }
  const wanted = written.replace(/^(\.\.?\/)+/, "");
  let best: FileUnit | null = null;
  for (const f of named) {
    if (f.path !== wanted && !f.path.endsWith(`/${wanted}`)) continue;
    if (best === null || common(f.path, file.path) > common(best.path, file.path)) best = f;
  }
  return best;
}

/** For each file, the files that include it directly. */
export function includersOf(
  files: readonly FileUnit[],
): ReadonlyMap<FileUnit, readonly FileUnit[]> {
  const out = new Map<FileUnit, FileUnit[]>();
  for (const file of files) for (const target of file.includes) append(out, target, file);
  return out;
}

/** Everything that sees what stands in `file`: itself and whoever includes it, near or far. */
export function reachedFrom(
  file: FileUnit,
  includers: ReadonlyMap<FileUnit, readonly FileUnit[]>,
): ReadonlySet<FileUnit> {
  const all = new Set([file]);
  for (const f of all) for (const includer of includers.get(f) ?? []) all.add(includer);
  return all;
}

const seenBy = new WeakMap<FileUnit, readonly FileUnit[]>();

/** All that the file includes, near or far, the nearest first; the file itself is the first of all. */
export function seenFrom(file: FileUnit): readonly FileUnit[] {
  let known = seenBy.get(file);
  if (known === undefined) {
    const all = new Set([file]);
    for (const f of all) for (const target of f.includes) all.add(target);
    seenBy.set(file, (known = [...all]));
  }
  return known;
}

/** Length of the common start of two paths. */
export function common(a: string, b: string): number {
  let n = 0;
  const most = Math.min(a.length, b.length);
  while (n < most && a.charCodeAt(n) === b.charCodeAt(n)) n++;
  return n;
}

/** `a/b` and `../c.h` -> `a/c.h`. */
function joined(place: string, written: string): string {
  const parts = place === "" || place === "." ? [] : place.split("/");
  for (const part of written.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "." && (part !== "" || parts.length === 0)) parts.push(part);
  }
  return parts.join("/");
}

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const directory = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
