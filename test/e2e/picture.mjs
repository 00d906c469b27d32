/**
 * The picture of who waits for whom, in high contrast: chosen chain, keyboard, table, file; and the editor's own call
 * hierarchy, through a post that no compiler sees.
 */

import assert from "node:assert/strict";
import { mkdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import { copyProgram } from "./program.mjs";
import { errorIn } from "./reported.mjs";
import { command, editor, goToLine, openFile, quickInput, shot, until } from "./workbench.mjs";

export const name = "taskd-vip: picture and call hierarchy";

export const settings = { "workbench.colorTheme": "Default High Contrast" };

export function prepare(hangs, folder) {
  mkdirSync(folder, { recursive: true });
  copyProgram(join(hangs, "taskd-vip/bug/src"), join(folder, "src"));
}

export async function run({ page, workspace, step }) {
  const { file, line, column } = errorIn(workspace).location;
  await openFile(page, file);
  await goToLine(page, line, column);
  await editor(page).locator(".squiggly-error").first().waitFor({ timeout: 60_000 });

  await command(page, "Calls: Show Call Hierarchy");
  const calls = page.getByRole("treeitem", { name: /posted|by callback|runs on/ });
  await calls.first().waitFor();
  await shot(page, "40-calls");
  step("the call hierarchy knows callers through posts and callbacks");

  await openFile(page, file);
  await goToLine(page, line, column);
  await command(page, "Wait Chains: Show Wait-For Graph");
  const web = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  const nodes = web.locator("g.node");
  await nodes.first().waitFor();
  const chain = web.locator('g.node[aria-label*="in a blocking chain"]');
  assert.ok((await chain.count()) >= 2, "both loops of the chain stand out");
  await shot(page, "41-picture");
  step("the picture shows the chain");

  await web.getByRole("button", { name: "Only this chain" }).click();
  await until(
    async () => {},
    async () => assert.equal(await nodes.count(), 2),
  );
  await nodes.first().focus();
  const focused = () => web.locator("g.node:focus").getAttribute("aria-label");
  const before = await focused();
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await focused(), before);
  await shot(page, "42-keyboard");
  step("arrow keys walk along the arrows");
  await page.keyboard.press("Enter");
  await page
    .locator(".statusbar-item")
    .getByText(/Ln \d+, Col/)
    .first()
    .waitFor();
  step("Enter opens the code");

  await web.getByRole("button", { name: "As table" }).click();
  assert.equal(await web.locator("tbody tr").count(), 2);
  await shot(page, "43-table");
  step("the same as a table");
  await web.getByRole("button", { name: "As table" }).click();

  for (const form of ["SVG", "PNG"]) {
    await web.getByRole("button", { name: `Save as ${form}` }).click();
    await quickInput(page).waitFor();
    await page.keyboard.press("Enter");
    const saved = join(workspace, `wait-for-graph.${form.toLowerCase()}`);
    await until(
      () => page.waitForTimeout(500),
      async () => assert.ok(existsSync(saved), saved),
      10,
    );
  }
  step("saved as SVG and PNG");
}
