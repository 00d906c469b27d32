/**
 * Who includes whom, by the written path alone: `#include "a/b.h"` means the file whose path ends so, the one
 * nearest to the includer when there are several. Headers outside the workspace are no concern of ours.
 */

import { nearest } from "./names.ts";
import type { FileUnit } from "./program.ts";

/** For each file, the files that include it directly. */
export function includersOf(
  files: readonly FileUnit[],
): ReadonlyMap<FileUnit, readonly FileUnit[]> {
  const byName = new Map<string, FileUnit[]>();
  for (const file of files) push(byName, baseName(file.path), file);
  const out = new Map<FileUnit, FileUnit[]>();
  for (const file of files) {
    for (const include of file.facts.includes) {
      const wanted = include.path.replace(/^(\.\.?\/)+/, "");
      const found = (byName.get(baseName(wanted)) ?? []).filter(
        (f) => f.path === wanted || f.path.endsWith(`/${wanted}`),
      );
      if (found.length === 0) continue;
      const target = nearest(
        found.map((f) => ({ file: f })),
        file,
      ).file;
      if (target !== file) push(out, target, file);
    }
  }
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

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
