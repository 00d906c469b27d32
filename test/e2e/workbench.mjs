/** What a person does in VS Code, as steps for a browser driver. Waits for effects, never for time. */

import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const shots = join(dirname(fileURLToPath(import.meta.url)), "shots");
const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export async function launchBrowser(exists) {
  const executablePath = process.env.CHROMIUM ?? browsers.find(exists);
  if (executablePath === undefined) throw new Error("no chromium: apt-get install chromium");
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export async function openWorkbench(browser, url, size = { width: 1440, height: 900 }) {
  const page = await browser.newPage({ viewport: size });
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  await page.locator(".monaco-workbench").waitFor();
  return page;
}

export async function shot(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

/** The file in the active editor. */
export function editor(page) {
  return page.locator(".editor-instance .monaco-editor").first();
}

/** Through Ctrl+P, as people do. */
export async function openFile(page, path) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  await until(
    async () => {
      await ask(page, "Control+p", path);
      // Enter would take the first row, which may still be of what was shown before.
      await rowOf(page, name).click({ timeout: 5000 });
    },
    () =>
      page
        .getByRole("tab", { name: new RegExp(`^${escape(name)}`), selected: true })
        .first()
        .waitFor({ timeout: 5000 }),
  );
  await quickInput(page).waitFor({ state: "hidden" });
}

/** Through the palette. */
export async function command(page, title) {
  await ask(page, "F1", `>${title}`);
  await rowOf(page, title).click();
}

export async function goToLine(page, line, column = 1) {
  await until(
    async () => {
      await ask(page, "Control+g", `:${line}:${column}`);
      await rowOf(page, "").waitFor();
      await page.keyboard.press("Enter");
    },
    () => cursorAt(page, line, 3000),
  );
  await quickInput(page).waitFor({ state: "hidden" });
}

export function quickInput(page) {
  return page.locator(".quick-input-widget input");
}

/** Opens a quick input by its key. While the one before it closes, keys are lost. */
export async function ask(page, key, text) {
  await until(
    () => page.keyboard.press(key),
    () => quickInput(page).fill(text, { timeout: 3000 }),
  );
}

export function rowOf(page, text) {
  return page.locator(".quick-input-list .monaco-list-row").filter({ hasText: text }).first();
}

/** Until the status bar says that the cursor is there. */
export async function cursorAt(page, line, timeout = 3000) {
  await page
    .locator(".statusbar-item")
    .getByText(new RegExp(`Ln ${line},`))
    .first()
    .waitFor({ timeout });
}

/** Opens the light bulb's menu at the cursor, until it has a row with this text. The menu is returned. */
export async function lightBulb(page, text) {
  const menu = page.locator(".action-widget");
  await until(
    async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+Period");
    },
    () => menu.getByText(text).first().waitFor({ timeout: 5000 }),
  );
  return menu;
}

/** Some clicks are lost while the editor lays itself out: repeat until the effect shows. */
export async function until(act, effect, times = 5) {
  for (let turn = 1; ; turn++) {
    try {
      await act();
      return await effect();
    } catch (error) {
      if (turn === times) throw error;
    }
  }
}

/** The view container of Waitchain, whether it is open already or not. */
export async function openContainer(page) {
  const chains = page.getByRole("tree", { name: /Blocking Chain/ });
  await until(
    () =>
      page
        .getByRole("tab", { name: /^Waitchain/ })
        .first()
        .click(),
    () => chains.waitFor({ timeout: 3000 }),
  );
  return chains;
}

export function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
