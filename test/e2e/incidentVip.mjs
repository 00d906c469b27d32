/**
 * The first incident, as the person on call sees it: open the file, read the squiggle, the lens and the
 * hover, unfold the chain, walk it, and look which threads there are.
 */

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { copyProgram } from "./program.mjs";
import { errorIn } from "./reported.mjs";
import {
  command,
  cursorAt,
  editor,
  goToLine,
  openContainer,
  openFile,
  shot,
  until,
} from "./workbench.mjs";

export const name = "taskd-vip: read a chain";

export function prepare(hangs, folder) {
  mkdirSync(folder, { recursive: true });
  copyProgram(join(hangs, "taskd-vip/bug/src"), join(folder, "src"));
}

export async function run({ page, workspace, read, step }) {
  const error = errorIn(workspace);
  const { file, line: errorLine, column } = error.location;
  const names = [error.blocked.name, error.dependsOn.name];
  assert.deepEqual(new Set(names), new Set(["task-main", "zbs-vip-server"]));

  await openFile(page, file);
  const code = editor(page);
  await goToLine(page, errorLine, column);
  await code.locator(".squiggly-error").first().waitFor({ timeout: 60_000 });
  step("squiggle on the wait");

  const lens = code.locator(".codelens-decoration").getByText(`blocks loop “${names[0]}”`).first();
  await lens.waitFor();
  step("code lens above the function");
  await shot(page, "1-editor");

  const text = read(file).split("\n")[errorLine - 1];
  const [word] = /\w+/.exec(text.slice(column - 1));
  await until(
    async () => {
      await page.mouse.move(5, 5);
      await code.locator(".view-line").getByText(word, { exact: true }).last().hover();
    },
    () =>
      page
        .locator(".monaco-hover")
        .getByText(/Waits for/)
        .first()
        .waitFor({ timeout: 4000 }),
  );
  const hover = await page.locator(".monaco-hover:visible").first().innerText();
  for (const name of names) assert.ok(hover.includes(name), hover);
  assert.match(hover, /Show chain/);
  step("hover on the call");
  await shot(page, "2-hover");
  await page.keyboard.press("Escape");
  await page.mouse.move(700, 860);

  await until(
    () => lens.click({ delay: 100 }),
    () =>
      page
        .getByRole("treeitem", { name: /^Step 1 of \d+/ })
        .first()
        .waitFor({ timeout: 4000 }),
  );
  step("lens opens the chain in the tree");
  await shot(page, "3-chain");

  const steps = page.getByRole("treeitem", { name: /^Step \d+ of \d+/ });
  assert.ok((await steps.count()) >= 4, "the chain is unfolded");
  const release = page.getByRole("treeitem", { name: /would end the wait|would end here/ }).first();
  const label = await release.getAttribute("aria-label");
  const line = Number(/line (\d+)/.exec(label ?? "")?.[1]);
  assert.ok(line > 0, `a line in ${label}`);
  await until(
    () => release.click(),
    () => cursorAt(page, line),
  );
  step(`a click on a step lands on its line (Ln ${line})`);
  await shot(page, "4-step");

  const [number] = /\d+/.exec(label ?? "") ?? ["0"];
  const next = page
    .getByRole("treeitem", { name: new RegExp(`^Step ${Number(number) + 1} of`) })
    .first();
  await page.keyboard.press("F4");
  await page
    .waitForFunction(
      (text) =>
        document
          .querySelector(".monaco-list-row.selected[aria-label*='Step']")
          ?.getAttribute("aria-label")
          ?.startsWith(text),
      `Step ${Number(number) + 1} of`,
    )
    .catch(() => next.waitFor());
  step("F4 goes to the next step");
  await shot(page, "5-next-step");

  const marks = page.locator(".view-overlays [class*='ced-']");
  await marks.first().waitFor({ state: "attached" });
  await page.keyboard.press("Escape");
  await marks.first().waitFor({ state: "detached" });
  step("Esc clears the marks");

  await openContainer(page);
  await threads(page);
  step("Threads & Loops names the loop");
  await shot(page, "6-threads");

  await command(page, "Wait Chains: Explain Rule");
  const rule = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await rule.locator("h1, p").first().waitFor();
  await shot(page, "7-rule");
  step("the rule's page opens");
}

/** Gives the second view the room of the first, and unfolds the loop of the incident. */
async function threads(page) {
  await unfold(page, /^Blocking Chain/, false);
  await unfold(page, /^Threads & Loops/, true);
  const tree = page.getByRole("tree", { name: /Threads & Loops/ });
  const loop = tree.getByRole("treeitem", { name: /zbs-vip-server/ }).first();
  await loop.waitFor();
  await until(
    async () => {
      await loop.click();
      await page.keyboard.press("ArrowRight");
    },
    () =>
      tree
        .getByRole("treeitem", { name: /^Runs here/ })
        .first()
        .waitFor({ timeout: 3000 }),
  );
}

async function unfold(page, title, wanted) {
  const header = page.getByRole("button", { name: title }).first();
  const isSo = async () => (await header.getAttribute("aria-expanded")) === String(wanted);
  await until(
    async () => {
      // On its title: further right are the buttons that come with the mouse.
      if (!(await isSo())) await header.click({ position: { x: 30, y: 10 } });
    },
    async () => assert.ok(await isSo(), `${title} unfolded: ${wanted}`),
  );
}
