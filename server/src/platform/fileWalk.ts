/**
 * Which C and C++ files lie below the given paths. Honours .gitignore, leaves out what is generated or built,
 * survives symlink loops. A file that is named by the caller is always taken. Reads directories, never sources.
 */

import type { Dirent } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import { type CancelToken, throwIfCancelled } from "../base/cancel.ts";
import { errorCode, errorText, InputError } from "./inputError.ts";

export interface WalkOptions {
  /** Patterns as in .gitignore, relative to `base`; a match is left out. */
  readonly exclude: readonly string[];
  /** Absolute directory. */
  readonly base: string;
}

export interface WalkResult {
  /** Absolute paths, sorted, each real file once. */
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

/** Throws InputError for a path that does not exist or cannot be read, Cancelled when told so. */
export async function walkFiles(
  paths: readonly string[],
  options: WalkOptions,
  cancel: CancelToken,
): Promise<WalkResult> {
  const walk: Walk = {
    base: options.base,
    excluded: ignore().add([...options.exclude]),
    cancel,
    files: new Map(),
    directories: new Set(),
    links: [],
    notes: [],
  };
  for (const given of paths) {
    const path = resolve(options.base, given);
    const kind = await kindOfGiven(path, given);
    if (kind === "file") await takeFile(walk, path);
    else await walkDirectory(walk, path, await rulesAbove(path));
  }
  // Last, so that a file which is reached both ways keeps the name that is not a link.
  for (let i = 0; i < walk.links.length; i++) {
    const link = walk.links[i];
    if (link !== undefined) await followLink(walk, link);
  }
  return { files: [...walk.files.values()].toSorted(), notes: walk.notes };
}

export function isSourceName(name: string): boolean {
  const dot = name.lastIndexOf(".");
  return dot > 0 && sourceExtensions.has(name.slice(dot + 1).toLowerCase());
}

const sourceExtensions: ReadonlySet<string> = new Set(
  "c cc cpp cxx c++ h hh hpp hxx h++ inl ipp tcc tpp txx cu cuh".split(" "),
);

interface Walk {
  readonly base: string;
  readonly excluded: Ignore;
  readonly cancel: CancelToken;
  /** Real path -> the name under which it was found first. */
  readonly files: Map<string, string>;
  /** Real paths of directories that were entered: what makes loops end. */
  readonly directories: Set<string>;
  readonly links: Link[];
  readonly notes: string[];
}

interface Link {
  readonly path: string;
  readonly rules: readonly IgnoreFile[];
}

/** One .gitignore and the directory that its patterns are relative to. */
interface IgnoreFile {
  readonly directory: string;
  readonly patterns: Ignore;
}

async function kindOfGiven(path: string, given: string): Promise<"file" | "directory"> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return "directory";
    if (found.isFile()) return "file";
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new InputError(`no such file or directory: ${given}`);
    if (code === "ELOOP") throw new InputError(`symbolic link that leads to itself: ${given}`);
    if (code === "EACCES" || code === "EPERM")
      throw new InputError(`no permission to read: ${given}`);
    throw new InputError(`cannot read ${given}: ${errorText(error)}`);
  }
  throw new InputError(`neither a file nor a directory: ${given}`);
}

async function takeFile(walk: Walk, path: string): Promise<void> {
  const real = await realpath(path).catch(() => path);
  if (!walk.files.has(real)) walk.files.set(real, path);
}

async function walkDirectory(
  walk: Walk,
  directory: string,
  above: readonly IgnoreFile[],
): Promise<void> {
  throwIfCancelled(walk.cancel);
  const real = await realpath(directory).catch(() => directory);
  if (walk.directories.has(real)) return;
  walk.directories.add(real);
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    walk.notes.push(`${nameIn(walk, directory)}: skipped, ${reasonOf(error)}`);
    return;
  }
  const own = entries.some((entry) => entry.name === ".gitignore")
    ? await readIgnore(directory)
    : null;
  const rules = own === null ? above : [...above, own];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    await visit(walk, entry, join(directory, entry.name), rules);
  }
}

async function visit(
  walk: Walk,
  entry: Dirent,
  path: string,
  rules: readonly IgnoreFile[],
): Promise<void> {
  if (entry.isSymbolicLink()) {
    walk.links.push({ path, rules });
  } else if (entry.isDirectory()) {
    if (await leavesOutDirectory(walk, path, rules)) return;
    await walkDirectory(walk, path, rules);
  } else if (entry.isFile() && isSourceName(entry.name) && !leavesOutFile(walk, path, rules)) {
    await takeFile(walk, path);
  }
}

async function followLink(walk: Walk, link: Link): Promise<void> {
  const target = await stat(link.path).catch(() => null);
  if (target === null) return;
  if (target.isDirectory()) {
    if (await leavesOutDirectory(walk, link.path, link.rules)) return;
    await walkDirectory(walk, link.path, link.rules);
  } else if (
    target.isFile() &&
    isSourceName(basename(link.path)) &&
    !leavesOutFile(walk, link.path, link.rules)
  ) {
    await takeFile(walk, link.path);
  }
}

async function leavesOutDirectory(
  walk: Walk,
  path: string,
  rules: readonly IgnoreFile[],
): Promise<boolean> {
  const name = basename(path);
  if (name.startsWith(".") || name === "node_modules" || name.startsWith("bazel-")) return true;
  if (matches(walk, `${path}${sep}`) || isIgnored(`${path}${sep}`, rules)) return true;
  if (buildDirectory.test(name) || (await exists(join(path, "CMakeCache.txt")))) {
    walk.notes.push(`${nameIn(walk, path)}: skipped, a build directory`);
    return true;
  }
  return false;
}

/**
 * Only names that hold nothing but output in practice: `builder` or `build_tools` are sources. A tree that
 * CMake configured is known by its cache file, whatever it is called.
 */
const buildDirectory =
  /^(?:out|_?build|(?:cmake-)?build[-_.]?(?:debug|release|relwithdebinfo|minsizerel|asan|tsan|ubsan|dir|output)|cmake-build-.*)$/i;

function leavesOutFile(walk: Walk, path: string, rules: readonly IgnoreFile[]): boolean {
  return generated.test(path) || matches(walk, path) || isIgnored(path, rules);
}

/** Output of protoc and of its gRPC plugin. */
const generated = /\.pb\.(?:h|cc)$/;

function matches(walk: Walk, path: string): boolean {
  const name = relativeTo(walk.base, path);
  return name !== null && walk.excluded.ignores(name);
}

/** The innermost .gitignore that says anything decides, as in git. */
function isIgnored(path: string, rules: readonly IgnoreFile[]): boolean {
  for (let i = rules.length - 1; i >= 0; i--) {
    const rule = rules[i];
    if (rule === undefined) continue;
    const name = relativeTo(rule.directory, path);
    if (name === null) continue;
    const verdict = rule.patterns.test(name);
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

/** The .gitignore files between the root of the repository and a given directory, outermost first. */
async function rulesAbove(directory: string): Promise<readonly IgnoreFile[]> {
  const rules: IgnoreFile[] = [];
  let at = directory;
  while (!(await exists(join(at, ".git")))) {
    const parent = dirname(at);
    if (parent === at) return []; // no repository: only what lies below counts
    const file = await readIgnore(parent);
    if (file !== null) rules.unshift(file);
    at = parent;
  }
  // Whoever names an ignored directory wants what is in it.
  return isIgnored(`${directory}${sep}`, rules) ? [] : rules;
}

async function readIgnore(directory: string): Promise<IgnoreFile | null> {
  try {
    const text = await readFile(join(directory, ".gitignore"), "utf8");
    return { directory, patterns: ignore().add(text) };
  } catch {
    return null;
  }
}

/** With `/`, and the final one of a directory kept; null when `path` does not lie below `directory`. */
function relativeTo(directory: string, path: string): string | null {
  const name = relative(directory, path).split(sep).join("/");
  if (!ignore.isPathValid(name)) return null;
  return path.endsWith(sep) ? `${name}/` : name;
}

function nameIn(walk: Walk, path: string): string {
  return relativeTo(walk.base, path) ?? path;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function reasonOf(error: unknown): string {
  const code = errorCode(error);
  if (code === "EACCES" || code === "EPERM") return "no permission to read it";
  return errorText(error);
}
