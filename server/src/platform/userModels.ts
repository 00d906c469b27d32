/**
 * A user's own models on disk: `.waitchain.yml` or `.waitchain.json` in a folder, and the files that it names.
 * All or nothing: a folder with anything wrong in it gives problems and no models, and the caller decides
 * what stands in for them. Knows nothing of what the models mean.
 */

import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { builtinModelFiles } from "../models/builtin.ts";
import { makeModelSet, type ModelSet } from "../models/modelSet.ts";
import {
  type Config,
  readConfig,
  readModelFile,
  type Spanned,
  type TextProblem,
} from "../models/readModels.ts";
import type { ModelFile } from "../models/schema.ts";
import { errorCode, errorText } from "./inputError.ts";

export const configNames = [".waitchain.yml", ".waitchain.json"] as const;

export interface UserModels {
  /** The configuration file; absolute, as all paths here. */
  readonly config: string;
  /** Every file that was looked at: a change of one of them is a reason to read again. */
  readonly read: readonly string[];
  /** Patterns of further files whose coming or going is one, too; absolute, with `/`. */
  readonly globs: readonly string[];
  /** Empty when there are problems. */
  readonly files: readonly ModelFile[];
  readonly tests: readonly string[];
  readonly problems: readonly ModelFault[];
}

export interface ModelFault extends TextProblem {
  readonly file: string;
}

/** null: the folder has no configuration. Never throws for what is on disk. */
export async function loadUserModels(folder: string): Promise<UserModels | null> {
  const [config, other] = await existing(folder);
  if (config === undefined) return null;
  const problems: ModelFault[] = [];
  const read = [config];
  if (other !== undefined) {
    read.push(other);
    problems.push(fault(config, "model.twice", { other: relative(folder, other) }));
  }
  const said = await readAs(config, readConfig, problems);
  const files: ModelFile[] = said?.own == null ? [] : [said.own];
  for (const glob of said?.models ?? []) {
    const found = await matching(folder, glob, config, problems);
    for (const file of found) {
      if (read.includes(file)) continue;
      read.push(file);
      const model = await readAs(file, readModelFile, problems);
      if (model !== null) files.push(model);
    }
  }
  const tests: string[] = [];
  for (const glob of said?.tests ?? [])
    tests.push(...(await matching(folder, glob, config, problems)));
  return {
    config,
    read,
    globs: globsOf(folder, said),
    files: problems.length > 0 ? [] : files,
    tests: [...new Set(tests)],
    problems,
  };
}

/** What ships, then what users say, so that theirs wins. */
export function modelsWith(own: readonly ModelFile[]): ModelSet {
  return makeModelSet([...builtinModelFiles, ...own]);
}

/** The nearest folder that has a configuration, from `folder` up to `top`, which contains it. */
export async function configFolder(folder: string, top: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    if ((await existing(at)).length > 0) return at;
    if (at === top || dirname(at) === at || !isInside(at, top)) return null;
  }
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

async function existing(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return configNames.filter((name) => names.includes(name)).map((name) => join(folder, name));
}

async function readAs<T>(
  file: string,
  read: (
    text: string,
  ) => { kind: "read"; value: T } | { kind: "wrong"; problems: readonly TextProblem[] },
  problems: ModelFault[],
): Promise<T | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    problems.push(fault(file, "model.unread", { why: errorCode(error) || errorText(error) }));
    return null;
  }
  const outcome = read(text.startsWith("\uFEFF") ? text.slice(1) : text);
  if (outcome.kind === "read") return outcome.value;
  problems.push(...outcome.problems.map((problem) => ({ ...problem, file })));
  return null;
}

function fault(file: string, id: string, holes: Readonly<Record<string, string>>): ModelFault {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1, message: { id, holes } };
}

function globsOf(folder: string, config: Config | null): readonly string[] {
  return (config?.models ?? []).map(({ text }) => join(folder, text).split(sep).join("/"));
}

// Globs ----------------------------------------------------------------------------------------------------

/** Sorted. A pattern that matches nothing is a problem: most likely a slip. */
async function matching(
  folder: string,
  glob: Spanned,
  config: string,
  problems: ModelFault[],
): Promise<readonly string[]> {
  const pattern = glob.text.replace(/^\.\//, "");
  const fixed = pattern.slice(0, pattern.search(/[*?]|$/));
  const start = join(folder, fixed.slice(0, fixed.lastIndexOf("/") + 1));
  const expression = expressionOf(pattern);
  const found: string[] = [];
  for (const file of await filesBelow(
    start,
    pattern.includes("**") ? deepest : slashesAfter(pattern, fixed),
  )) {
    if (expression.test(relative(folder, file).split(sep).join("/"))) found.push(file);
  }
  if (found.length === 0)
    problems.push({
      ...glob,
      file: config,
      message: { id: "model.no-match", holes: { glob: glob.text } },
    });
  return found.toSorted();
}

/** Folders below the fixed beginning of a pattern with `**`. */
const deepest = 12;

function slashesAfter(pattern: string, fixed: string): number {
  return pattern.slice(fixed.lastIndexOf("/") + 1).split("/").length - 1;
}

/** `*` and `?` stay within a name, `**` + `/` stands for any folders, also none. */
function expressionOf(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (part) => {
    if (part === "**/") return "(?:[^/]+/)*";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    return part === "?" ? "[^/]" : part.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${source}$`);
}

const skipped: ReadonlySet<string> = new Set([".git", "node_modules"]);

async function filesBelow(folder: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const out: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile()) out.push(path);
    else if (entry.isDirectory() && depth > 0 && !skipped.has(entry.name))
      out.push(...(await filesBelow(path, depth - 1)));
  }
  return out;
}
