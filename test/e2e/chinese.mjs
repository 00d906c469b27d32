/** The first walk again, in Chinese: every word of ours, in editor, hover, view, menu and page. */

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { copyProgram } from "./program.mjs";
import { errorIn } from "./reported.mjs";
import { ask, editor, goToLine, lightBulb, openFile, rowOf, shot, until } from "./workbench.mjs";

export const name = "storaged-signal: in Chinese";

export const locale = "zh-cn";

export const settings = { "workbench.colorTheme": "Default Light Modern" };

const chinese = /\p{Script=Han}/u;

export function prepare(hangs, folder) {
  mkdirSync(folder, { recursive: true });
  copyProgram(join(hangs, "storaged-signal/bug/src"), join(folder, "src"));
}

export async function run({ page, workspace, step }) {
  const { file, line, column } = errorIn(workspace).location;
  await openFile(page, file);
  await goToLine(page, line, column);
  const code = editor(page);
  const squiggle = code.locator(".squiggly-error").first();
  await squiggle.waitFor({ timeout: 60_000 });
  const lens = code.locator(".codelens-decoration").getByText(chinese).first();
  await lens.waitFor();
  step("code lens");
  await shot(page, "60-editor");

  const hover = page.locator(".monaco-hover:visible");
  await until(
    async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await page.keyboard.press("Control+i");
    },
    () => hover.getByText(/信号/).first().waitFor({ timeout: 4000 }),
  );
  await shot(page, "61-hover");
  step("hover");
  await page.keyboard.press("Escape");

  await until(
    () => lens.click({ delay: 100 }),
    () =>
      page
        .getByRole("treeitem", { name: /^第 1 步/ })
        .first()
        .waitFor({ timeout: 4000 }),
  );
  for (const row of await page.getByRole("treeitem").all()) {
    const label = await row.getAttribute("aria-label");
    assert.match(label ?? "", chinese);
  }
  await shot(page, "62-chain");
  step("blocking chain");

  await openFile(page, file);
  await goToLine(page, line, column);
  await lightBulb(page, chinese);
  await shot(page, "63-menu");
  step("light bulb");
  await page.keyboard.press("Escape");

  await ask(page, "F1", ">显示等待图");
  await rowOf(page, "显示等待图").waitFor();
  await shot(page, "64-commands");
  step("commands");
}
