/** The programs of test/hangs as they lie on disk. */

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceFile } from "./fixture.ts";

const root = fileURLToPath(new URL("../hangs/", import.meta.url));

export interface HangProgram {
  /** `taskd-vip/bug`, `correct/pool-of-two`. */
  readonly name: string;
  readonly folder: string;
  /** `bug` hangs, the other two exit with 0. */
  readonly kind: "bug" | "fixed" | "correct";
  /** Sorted, with paths relative to the folder. */
  readonly files: readonly SourceFile[];
}

export const hangPrograms: readonly HangProgram[] = foldersIn(root).flatMap((name) =>
  foldersIn(join(root, name)).map((part) => programAt(`${name}/${part}`)),
);

function programAt(name: string): HangProgram {
  const folder = join(root, name);
  const [group, part = ""] = name.split("/");
  const kind = group === "correct" ? "correct" : part;
  if (kind !== "bug" && kind !== "fixed" && kind !== "correct")
    throw new Error(`test/hangs/${name} is no program`);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:h|cc|cpp)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: relative(folder, path).split(sep).join("/"),
      text: readFileSync(path, "utf8"),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { name, folder, kind, files };
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}
