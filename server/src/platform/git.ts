/**
 * The one door to git: which lines below a folder differ from a base. Four short commands and never more, none of which
 * writes, asks a network, or runs a program that the repository names: no hooks are among them, external diffs, text
 * conversions and file monitors are off, and what a partial clone has not got is not fetched. Filters that the
 * repository's own configuration sets up git may still run, so nobody calls this in a folder that is not trusted.
 */

import { execFile } from "node:child_process";
import { resolve } from "node:path";
import type { Changes, LineRange } from "../base/changedLines.ts";

/** Milliseconds. A diff of a large work tree takes seconds; whatever takes longer hangs. */
const patience = 60_000;

const mostOutput = 256 * 1024 * 1024;

/** The first of these that exists: where a change will most likely go. */
const usualBases = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/**
 * What is different in the work tree since it left `base`: from their common ancestor on, so that what others did on
 * the base meanwhile is not counted. An empty base is the usual one. Files that git does not know yet, and does not
 * ignore, are new. A place where lines were only taken away counts with the lines around it.
 */
export async function changedSince(folder: string, base: string): Promise<Changes> {
  const inside = await git(folder, ["rev-parse", "--is-inside-work-tree"]);
  if (inside.kind === "missing") return { kind: "no-git" };
  if (inside.kind === "error" || inside.text.trim() !== "true") return { kind: "no-repository" };
  const head = await commitOf(folder, "HEAD");
  if (head === null) return { kind: "no-commit" };
  const found = await baseOf(folder, base);
  if (found === null) return { kind: "no-base", base };
  const common = await git(folder, ["merge-base", found.commit, head]);
  const from = common.kind === "text" ? common.text.trim() : found.commit;
  const diff = await git(folder, [
    "diff",
    "-U0",
    "-M",
    "--relative",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--ignore-submodules",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    from,
    "--",
  ]);
  if (diff.kind !== "text") return { kind: "failed", text: textOf(diff) };
  const added = await git(folder, ["ls-files", "-z", "--others", "--exclude-standard"]);
  if (added.kind !== "text") return { kind: "failed", text: textOf(added) };
  const lines = new Map<string, readonly LineRange[] | "all">();
  for (const [name, ranges] of linesOfDiff(diff.text)) lines.set(resolve(folder, name), ranges);
  for (const name of added.text.split("\0"))
    if (name !== "") lines.set(resolve(folder, name), "all");
  return { kind: "changes", base: found.name, lines };
}

async function baseOf(
  folder: string,
  base: string,
): Promise<{ readonly name: string; readonly commit: string } | null> {
  for (const name of base === "" ? [...usualBases, "HEAD"] : [base]) {
    const commit = await commitOf(folder, name);
    if (commit !== null) return { name, commit };
  }
  return null;
}

/** What a person writes is never an option of git. */
async function commitOf(folder: string, revision: string): Promise<string | null> {
  if (revision.startsWith("-")) return null;
  const found = await git(folder, ["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]);
  return found.kind === "text" ? found.text.trim() : null;
}

/** Ranges of the new side of a unified diff without context, by the file's name there. */
export function linesOfDiff(diff: string): ReadonlyMap<string, readonly LineRange[]> {
  const files = new Map<string, LineRange[]>();
  let ranges: LineRange[] = [];
  // Lines of the files themselves begin with `+`, `-` or `\`; how many come is said by each hunk's head.
  let left = 0;
  for (const line of diff.split("\n")) {
    if (left > 0 && /^[-+]/.test(line)) {
      left--;
      continue;
    }
    const name = /^\+\+\+ (.*?)\t?\r?$/.exec(line)?.[1];
    if (name !== undefined) {
      ranges = [];
      if (name !== "/dev/null") files.set(unquoted(name).replace(/^b\//, ""), ranges);
      continue;
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null) continue;
    const gone = Number(hunk[1] ?? "1");
    const start = Number(hunk[2]);
    const count = Number(hunk[3] ?? "1");
    left = gone + count;
    ranges.push(
      count > 0
        ? { first: start - 1, last: start + count - 2 }
        : { first: Math.max(start - 1, 0), last: start },
    );
  }
  return files;
}

/** Git writes a name with unusual characters as a C string. */
function unquoted(name: string): string {
  if (!name.startsWith('"')) return name;
  const bytes: number[] = [];
  const text = Buffer.from(name.slice(1, -1), "utf8");
  for (let i = 0; i < text.length; i++) {
    const byte = text[i] ?? 0;
    if (byte !== 0x5c) {
      bytes.push(byte);
      continue;
    }
    const octal = /^[0-7]{3}/.exec(text.toString("latin1", i + 1, i + 4))?.[0];
    if (octal !== undefined) {
      bytes.push(Number.parseInt(octal, 8));
      i += 3;
      continue;
    }
    i++;
    const escaped = String.fromCodePoint(text[i] ?? 0);
    bytes.push((escapes[escaped] ?? escaped).codePointAt(0) ?? 0);
  }
  return Buffer.from(bytes).toString("utf8");
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

type Said =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "error"; readonly text: string };

function textOf(said: Said): string {
  return said.kind === "missing" ? "git" : said.text;
}

function git(folder: string, args: readonly string[]): Promise<Said> {
  const quiet = ["--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"];
  const options = {
    cwd: folder,
    timeout: patience,
    maxBuffer: mostOutput,
    windowsHide: true,
    env: { ...process.env, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_NO_LAZY_FETCH: "1" },
  };
  return new Promise((done) => {
    execFile("git", [...quiet, ...args], options, (error, stdout, stderr) => {
      if (error === null) done({ kind: "text", text: stdout });
      // A folder that is not there gives the same code as a program that is not there.
      else if (error.code === "ENOENT") done({ kind: "missing" });
      else done({ kind: "error", text: (stderr.trim() || error.message).split("\n")[0] ?? "" });
    });
  });
}
