/**
 * Where a build looks for headers, from its `compile_commands.json`. Whatever is wrong with that file is a note: it
 * only tells which of several files of one name is included. Knows nothing of C++.
 */

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { IncludePaths } from "../link/includes.ts";
import { readText } from "./readText.ts";
import { nameBelow, type ReportRoot } from "./reportRoot.ts";

export interface BuildPaths {
  /** null: there is no such file, or it says nothing. */
  readonly paths: IncludePaths | null;
  readonly notes: readonly string[];
}

/** The first found in one of the directories, or in `build/` below it. */
export async function buildPaths(
  directories: readonly string[],
  root: ReportRoot,
): Promise<BuildPaths> {
  const found = directories
    .flatMap((directory) => [directory, join(directory, "build")])
    .map((directory) => join(directory, "compile_commands.json"))
    .find((path) => existsSync(path));
  if (found === undefined) return { paths: null, notes: [] };
  const name = nameBelow(root, found);
  const read = await readText(found, name, maxBytes);
  if (read.kind === "skipped") return { paths: null, notes: [read.note] };
  return pathsIn(read.text, name, root);
}

/** `name` is how notes name the file. */
export function pathsIn(text: string, name: string, root: ReportRoot): BuildPaths {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    return { paths: null, notes: [`${name}: not valid JSON, its include paths are not used`] };
  }
  if (!Array.isArray(entries))
    return {
      paths: null,
      notes: [`${name}: not a list of commands, its include paths are not used`],
    };
  const ofFile = new Map<string, readonly string[]>();
  const all = new Set<string>();
  // Most commands of a build name the same directories: one list for all of them.
  const lists = new Map<string, readonly string[]>();
  let odd = 0;
  for (const entry of entries as readonly unknown[]) {
    const command = commandOf(entry);
    if (command === null) {
      odd++;
      continue;
    }
    const { directory, file, flags } = command;
    const key = [directory, ...flags.flat()].join("\0");
    let list = lists.get(key);
    if (list === undefined) lists.set(key, (list = namesOf(flags, directory, root)));
    for (const one of list) all.add(one);
    const path = nameBelow(root, resolve(directory, file));
    if (!ofFile.has(path)) ofFile.set(path, list);
  }
  const notes = odd === 0 ? [] : [`${name}: ${odd} entries could not be read`];
  return { paths: ofFile.size === 0 ? null : { ofFile, ofOthers: [...all] }, notes };
}

type Flag = readonly [kind: string, directory: string];

interface Command {
  readonly directory: string;
  readonly file: string;
  readonly flags: readonly Flag[];
}

function commandOf(entry: unknown): Command | null {
  if (typeof entry !== "object" || entry === null) return null;
  const { directory, file, command, arguments: words } = entry as Readonly<Record<string, unknown>>;
  if (typeof directory !== "string" || typeof file !== "string") return null;
  if (Array.isArray(words)) return { directory, file, flags: flagsAmong(words) };
  return typeof command === "string" ? { directory, file, flags: flagsIn(command) } : null;
}

function flagsAmong(words: readonly unknown[]): Flag[] {
  const flags: Flag[] = [];
  for (let i = 0; i < words.length; i++) {
    const match = /^(-I|-isystem|-iquote)(.*)$/.exec(String(words[i]));
    if (match === null) continue;
    const directory = match[2] === "" ? words[++i] : match[2];
    if (typeof directory === "string") flags.push([match[1]!, directory]);
  }
  return flags;
}

/** Read off the text: taking apart every command of a large build as a shell would takes longer than reading the code. */
function flagsIn(command: string): Flag[] {
  return [...command.matchAll(flagInText)].map(([, kind, quoted, bare]) => [
    kind!,
    (quoted ?? bare!).replaceAll(/\\([\\" ])/g, "$1"),
  ]);
}

const flagInText =
  /(?:^|\s)(-I|-isystem|-iquote)\s*(?:\\?"((?:[^"\\]|\\[^"])*)\\?"|((?:[^\s"\\]|\\.)+))/g;

/** In the order in which a compiler asks them. Those outside the root hold no file of ours. */
function namesOf(flags: readonly Flag[], directory: string, root: ReportRoot): readonly string[] {
  const names = ["-iquote", "-I", "-isystem"].flatMap((kind) =>
    flags
      .filter((flag) => flag[0] === kind)
      .map((flag) => nameBelow(root, resolve(directory, flag[1]))),
  );
  return [...new Set(names)].filter((name) => name !== ".." && !name.startsWith("../"));
}

/** A string of the host language holds twice as much; a build of that size has some hundred thousand files. */
const maxBytes = 256 * 1024 * 1024;
