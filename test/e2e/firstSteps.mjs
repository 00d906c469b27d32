/** As somebody who has just installed it: the walkthrough, the sample that hangs, its repair, and what was looked at. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { command, editor, goToLine, lightBulb, openFile, shot } from "./workbench.mjs";

const text = fileURLToPath(new URL("../../media/sample/main.cpp", import.meta.url));

export const name = "first steps: walkthrough and sample";

export const settings = { "workbench.colorTheme": "Default Light Modern" };

export function prepare(_hangs, folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "main.cpp"), "int main() { return 0; }\n");
}

export async function run({ page, step }) {
  await openFile(page, "main.cpp");
  await command(page, "Wait Chains: First Steps");
  await page.getByText("See a real hang").first().waitFor();
  await page.getByText("See who waits for whom").first().waitFor();
  await shot(page, "50-walkthrough");
  step("the walkthrough has its four steps");

  const [sample] = await Promise.all([
    page.waitForEvent("popup"),
    command(page, "Wait Chains: Open the Sample That Hangs"),
  ]);
  sample.setDefaultTimeout(60_000);
  await sample.setViewportSize({ width: 1440, height: 900 });
  await sample.locator(".monaco-workbench").waitFor();
  await openFile(sample, "main.cpp");
  const code = editor(sample);
  await code
    .locator(".codelens-decoration")
    .getByText(/blocks/)
    .first()
    .waitFor();
  await shot(sample, "51-sample");
  step("the sample opens in a window of its own, with its finding");

  await command(sample, "Wait Chains: Show Statistics");
  const web = sample.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await web.getByRole("heading", { name: "What Waitchain has looked at" }).waitFor();
  await shot(sample, "52-statistics");
  step("statistics say what was looked at");

  await openFile(sample, "main.cpp");
  const lines = readFileSync(text, "utf8").split("\n");
  const line = lines.findIndex((one) => one.includes("reply.get()"));
  await goToLine(sample, line + 1, (lines[line] ?? "").indexOf("get()") + 2);
  const menu = await lightBulb(sample, /run the work at once/);
  await shot(sample, "53-fixes");
  await menu
    .getByText(/run the work at once/)
    .first()
    .click();
  await code
    .locator(".codelens-decoration")
    .getByText(/blocks/)
    .first()
    .waitFor({ state: "detached" });
  await shot(sample, "54-repaired");
  step("the light bulb repairs it, and nothing is left");
  await sample.close();
}
