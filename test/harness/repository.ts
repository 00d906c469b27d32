/** A git repository of one's own in a folder: nobody's configuration, no hooks, a name for commits. */

import { spawnSync } from "node:child_process";

export const withoutGit = spawnSync("git", ["--version"]).status !== 0;

/** Runs git in the folder and says what it wrote; throws where it fails. */
export function git(folder: string, ...args: readonly string[]): string {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@example.org",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@example.org",
  };
  const { status, stdout, stderr } = spawnSync("git", args, { cwd: folder, encoding: "utf8", env });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

/** Everything in the folder is committed on branch `main`. */
export function newRepository(folder: string): void {
  git(folder, "init", "-q", "-b", "main");
  commitAll(folder, "first");
}

export function commitAll(folder: string, message: string): void {
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", message);
}
