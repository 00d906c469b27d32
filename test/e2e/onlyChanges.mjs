/**
 * A workspace that nobody trusts yet, with models that would silence its finding: the finding is shown, git is not asked.
 * Then it is trusted, the models go, and the view shows only what a change takes part in.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyProgram } from "./program.mjs";
import { errorIn } from "./reported.mjs";
import { command, goToLine, openContainer, openFile, shot, until } from "./workbench.mjs";

export const name = "taskd-vip: untrusted, then only changes";

export const settings = {
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "always",
};

export const trusted = false;

export function prepare(hangs, folder) {
  mkdirSync(folder, { recursive: true });
  copyProgram(join(hangs, "taskd-vip/bug/src"), join(folder, "src"));
  writeFileSync(
    join(folder, ".waitchain.yml"),
    "functions:\n  zbs::Sync::WaitAndReset: { effects: [] }\n",
  );
}

export async function run({ page, workspace, read, step }) {
  git(workspace, "init", "-q", "-b", "main");
  commitAll(workspace);
  const silenced = read(".waitchain.yml");
  rmSync(join(workspace, ".waitchain.yml"));
  const { file } = errorIn(workspace).location;
  writeFileSync(join(workspace, ".waitchain.yml"), silenced);

  const tree = await openContainer(page);
  const roots = tree.getByRole("treeitem", { level: 1 });
  const error = roots.filter({ hasText: /StopVIPServer/ }).first();
  await error.waitFor({ timeout: 60_000 });
  await page.getByText("Restricted Mode").first().waitFor();
  await shot(page, "60-untrusted");
  step("not trusted: the finding is shown although the workspace's own models silence it");

  await command(page, "Workspaces: Manage Workspace Trust");
  const trust = page.locator(".workspace-trust-editor").getByText("Trust", { exact: true }).first();
  await trust.waitFor();
  await shot(page, "61-trust");
  await until(
    () => trust.click(),
    () => page.getByText("You trust this folder").first().waitFor({ timeout: 5000 }),
  );
  const modal = page.locator(".monaco-modal-editor-block");
  await modal.locator(".codicon-close").first().click();
  await modal.waitFor({ state: "detached" });
  await error.waitFor({ state: "detached", timeout: 60_000 });
  await shot(page, "62-trusted");
  step("trusted: the server starts anew, with the workspace's models");

  rmSync(join(workspace, ".waitchain.yml"));
  await command(page, "Wait Chains: Restart Server");
  await error.waitFor({ timeout: 60_000 });
  commitAll(workspace);
  await command(page, "Wait Chains: Show Only Changes");
  await page
    .getByText(/^Only changes since main \(0 of \d+\)/)
    .first()
    .waitFor();
  await shot(page, "63-no-change");
  step("no change: no finding, and the view says so");

  await openFile(page, file);
  // Typed in the editor: what is written behind its back it refuses to save over.
  const lines = read(file).split("\n");
  const line = lines.findIndex((one) => one.includes(" Stop(status);"));
  await goToLine(page, line + 1, (lines[line] ?? "").indexOf("status") + 1);
  await page.keyboard.type(" ");
  await page.locator(".tab.dirty").first().waitFor();
  await page.keyboard.press("Control+s");
  await page
    .getByText(/^Only changes since main \([1-9] of \d+\)/)
    .first()
    .waitFor();
  await shot(page, "64-changed");
  step("a saved change: the findings that it takes part in");

  commitAll(workspace);
  await page
    .getByText(/^Only changes since main \(0 of \d+\)/)
    .first()
    .waitFor();
  step("committed: on the base itself nothing is changed");
  await command(page, "Wait Chains: Show Only Changes");
  await page
    .getByText(/^Only changes/)
    .first()
    .waitFor({ state: "detached" });
  await error.waitFor();
  step("turned off: all of them");
}

function commitAll(folder) {
  git(folder, "add", "-A");
  git(folder, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "all");
}

function git(folder, ...args) {
  execFileSync("git", args, { cwd: folder, stdio: "ignore" });
}
