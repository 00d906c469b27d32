/** The server's life as a person sees it: a clean file, stop, start, and a workspace without a finding. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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

export async function run({ page, root, step }) {
  await openFile(page, "main.cpp");
  await openContainerWithoutTree(page);
  await page
    .getByText(/No blocking chain found\. Files: 1,/)
    .first()
    .waitFor();
  step("a clean workspace says so, with what was looked at");
  await shot(page, "10-clean");
  await command(page, "Wait Chains: Stop Server");
  await page.getByText("The analysis is stopped.").first().waitFor();
  await shot(page, "11-stopped");
  step("stopped, and says how to start");
  await page.getByRole("button", { name: "Start", exact: true }).first().click();
  await page
    .getByText(/No blocking chain found/)
    .first()
    .waitFor();
  step("started again from the view");
  await command(page, "Wait Chains: Restart Server");
  await page
    .getByText(/No blocking chain found/)
    .first()
    .waitFor();
  step("restarted");

  // As often as it takes until the editor gives up restarting it.
  const failed = page.getByText("The server has failed.").first();
  for (let turn = 0; turn < 8 && !(await failed.isVisible()); turn++) {
    for (const pid of serversBelow(root)) process.kill(pid, "SIGKILL");
    await failed.waitFor({ timeout: 2000 }).catch(() => {});
  }
  await failed.waitFor();
  await shot(page, "12-failed");
  step("killed again and again: it says that it failed");
  await page.getByRole("button", { name: "Restart", exact: true }).first().click();
  await page
    .getByText(/No blocking chain found/)
    .first()
    .waitFor();
  step("restarted when it was dead");
}

/** Language servers of this very VS Code: their program lies below its throw-away folder. */
function serversBelow(root) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return words.some((word) => word.startsWith(root) && word.endsWith("dist/server.mjs"));
      } catch {
        return false;
      }
    });
}

async function openContainerWithoutTree(page) {
  await page
    .getByRole("tab", { name: /^Waitchain/ })
    .first()
    .click();
}
