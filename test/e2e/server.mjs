/** The server's life as a person sees it: a clean file, stop, start, and a workspace without a finding. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command, openFile, shot } from "./workbench.mjs";

export const name = "server: clean workspace, stop and start";

export const settings = { "waitchain.statusBar": "always" };

const clean = `#include <thread>

int main() {
  std::thread worker([] {});
  worker.join();
  return 0;
}
`;

export function prepare(_hangs, folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "main.cpp"), clean);
}

export async function run({ page, step }) {
  await openFile(page, "main.cpp");
  await openContainerWithoutTree(page);
  await page.getByText(/No blocking chain found\. 1 files?/).first().waitFor();
  step("a clean workspace says so, with what was looked at");
  await shot(page, "10-clean");
  await command(page, "Wait Chains: Stop Server");
  await page.getByText("The analysis is stopped.").first().waitFor();
  await shot(page, "11-stopped");
  step("stopped, and says how to start");
  await page.getByRole("button", { name: "Start", exact: true }).first().click();
  await page.getByText(/No blocking chain found/).first().waitFor();
  step("started again from the view");
  await command(page, "Wait Chains: Restart Server");
  await page.getByText(/No blocking chain found/).first().waitFor();
  step("restarted");
}

async function openContainerWithoutTree(page) {
  await page.getByRole("tab", { name: /^Waitchain/ }).first().click();
}
