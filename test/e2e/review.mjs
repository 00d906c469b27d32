/** A repair of several files: picked from the light bulb, looked through in the refactor preview, applied. */

import assert from "node:assert/strict";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { errorIn } from "./reported.mjs";
import { command, editor, goToLine, lightBulb, openFile, shot } from "./workbench.mjs";

export const name = "pool-stop-in-task: review a repair";

export function prepare(hangs, folder) {
  mkdirSync(folder, { recursive: true });
  cpSync(join(hangs, "pool-stop-in-task/bug"), folder, { recursive: true });
}

export async function run({ page, workspace, read, step }) {
  const { file, line, column } = errorIn(workspace).location;
  await openFile(page, file);
  await goToLine(page, line, column);
  const code = editor(page);
  await code.locator(".squiggly-error").first().waitFor({ timeout: 60_000 });
  const asks = "Only ask for the stop here, and let the owner wait";
  const menu = await lightBulb(page, asks);
  const fix = menu.getByText(asks).first();
  await shot(page, "70-menu");
  const entries = await menu.locator(".monaco-list-row.action").allInnerTexts();
  step(`the light bulb offers: ${entries.join("; ")}`);
  await fix.click();
  const preview = page.locator(".bulk-edit-panel");
  await preview.getByText("pool.h").first().waitFor();
  await shot(page, "71-preview");
  step("the preview shows the changes of three files");
  const files = preview.locator(".monaco-list-row[aria-level='1']");
  assert.equal(await files.count(), 3);
  for (let i = 0; i < 3; i++) await files.nth(i).locator("input, .monaco-checkbox").first().click();
  await shot(page, "72-ticked");
  await preview.getByText("Apply", { exact: true }).first().click();
  await code.locator(".squiggly-error").first().waitFor({ state: "detached" });
  step("applied, and the finding is gone");
  await command(page, "File: Save All");
  await page.waitForFunction(() => document.querySelector(".tab.dirty") === null);
  assert.match(read("main.cpp"), /pool_\.requestStop\(\);/);
  assert.match(read("pool.cpp"), /void Pool::requestStop\(\)\n\{\n {4}close\(\);\n\}\n/);
  assert.match(read("pool.h"), /void requestStop\(\);\n/);
  step("all three files have changed");
  await shot(page, "73-reviewed");
}
