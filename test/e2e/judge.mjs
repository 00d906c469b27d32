/**
 * What a person says back: groups and filters chains, asks which thread runs a function, accepts a finding from the
 * light bulb with a reason, and finds it among the accepted ones.
 */

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { copyProgram } from "./program.mjs";
import { errorIn } from "./reported.mjs";
import {
  command,
  editor,
  goToLine,
  lightBulb,
  openContainer,
  openFile,
  quickInput,
  rowOf,
  shot,
} from "./workbench.mjs";

export const name = "taskd-runner: judge findings";

export const settings = {
  "waitchain.inlayHints": "findings",
  "waitchain.statusBar": "always",
  "workbench.colorTheme": "Default Light Modern",
};

export function prepare(hangs, folder) {
  mkdirSync(folder, { recursive: true });
  copyProgram(join(hangs, "taskd-runner/bug/src"), join(folder, "src"));
}

export async function run({ page, workspace, read, step }) {
  const error = errorIn(workspace);
  const { file, line, column } = error.location;
  await openFile(page, file);
  await goToLine(page, line, column);
  const code = editor(page);
  await code.locator(".squiggly-error").first().waitFor({ timeout: 60_000 });
  await code.locator(".view-line").getByText(/■/).first().waitFor();
  step("an inlay hint says who blocks whom");
  await shot(page, "30-hint");

  const tree = await openContainer(page);
  const roots = tree.getByRole("treeitem", { level: 1 });
  await roots.first().waitFor();
  const before = await roots.count();
  assert.ok(before >= 2, `${before} findings`);
  await command(page, "Wait Chains: Group Chains By…");
  await pick(page, "File");
  await tree
    .getByRole("treeitem", { name: /\.cc|\.h/ })
    .first()
    .waitFor();
  await shot(page, "31-groups");
  step("grouped by file");
  await command(page, "Wait Chains: Group Chains By…");
  await pick(page, "Finding");

  await command(page, "Wait Chains: Filter Chains…");
  await pick(page, "Rule");
  await pick(page, error.rule);
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page
    .getByText(/^Filtered: \d+ of \d+ findings/)
    .first()
    .waitFor();
  await shot(page, "32-filter");
  step("filtered by rule, and the view says so");
  await command(page, "Wait Chains: Clear Filter");
  await page
    .getByText(/^Filtered:/)
    .first()
    .waitFor({ state: "detached" });

  await openFile(page, file);
  await goToLine(page, line, column);
  await command(page, "Wait Chains: Which Thread Runs This Function?");
  const threads = page.getByRole("tree", { name: /Threads & Loops/ });
  await page
    .getByText(/” runs on: /)
    .first()
    .waitFor();
  await threads.getByRole("treeitem").first().waitFor();
  await shot(page, "33-runs-on");
  step("Threads & Loops says which thread runs the function");

  await openFile(page, file);
  await goToLine(page, line, column);
  const menu = await lightBulb(page, /^Accept waitchain-/);
  await shot(page, "34-menu");
  await menu.getByText(`Accept ${error.rule} here`).first().click();
  await quickInput(page).fill("the runner is stopped first");
  await shot(page, "35-reason");
  await page.keyboard.press("Enter");
  await code.locator(".squiggly-error").first().waitFor({ state: "detached" });
  await page.keyboard.press("Control+s");
  await page.waitForFunction(() => document.querySelector(".tab.dirty") === null);
  assert.match(
    read(file),
    /\/\/ NOLINTNEXTLINE\(waitchain-[a-z-]+\): the runner is stopped first\n/,
  );
  await page
    .getByRole("treeitem", { name: /Accepted in the code/ })
    .first()
    .waitFor();
  await shot(page, "36-accepted");
  step("accepted with a reason: the squiggle is gone, the view keeps it");
}

async function pick(page, text) {
  await rowOf(page, text).click();
}
