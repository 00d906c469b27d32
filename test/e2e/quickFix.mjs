/** The third incident: the quick fix is picked from the light bulb, the finding goes, the file has changed. */

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { copyProgram } from "./program.mjs";
import { errorIn } from "./reported.mjs";
import { editor, goToLine, lightBulb, openFile, shot } from "./workbench.mjs";

export const name = "storaged-signal: quick fix";

export function prepare(hangs, folder) {
  mkdirSync(folder, { recursive: true });
  copyProgram(join(hangs, "storaged-signal/bug/src"), join(folder, "src"));
}

export async function run({ page, workspace, read, step }) {
  const { file: path, line, column } = errorIn(workspace).location;
  const before = read(path);
  await openFile(page, path);
  await goToLine(page, line, column);
  const code = editor(page);
  await code.locator(".squiggly-error").first().waitFor({ timeout: 60_000 });
  step("squiggle on the call in the handler");
  await shot(page, "20-handler");

  const menu = await lightBulb(page, "Show the blocking chain");
  await shot(page, "21-menu");
  const entries = await menu.locator(".monaco-list-row.action").allInnerTexts();
  assert.ok(entries.length > 2, `a fix beside the chain and the rule: ${entries.join("; ")}`);
  assert.doesNotMatch(entries[0], /Show the blocking chain|Explain/);
  step(`the light bulb offers: ${entries[0]}`);
  await page.keyboard.press("Enter");

  await code.locator(".squiggly-error").first().waitFor({ state: "detached" });
  await code
    .locator(".codelens-decoration")
    .getByText(/blocks/)
    .first()
    .waitFor({ state: "detached" });
  step("the finding is gone, and so is the lens");
  await page.keyboard.press("Control+k");
  await page.keyboard.press("s");
  await page.waitForFunction(() => document.querySelector(".tab.dirty") === null);
  assert.notEqual(read(path), before);
  step("the file on disk has changed");
  await shot(page, "23-fixed");
}
