/**
 * `node test/e2e/run.mjs [name …]`: installs the packed extension into a clean VS Code and does what people
 * do with it, in a real browser. Exit code 0 when all went well. Pictures are in shots/.
 *
 * --vsix=FILE takes another package than waitchain.vsix in the root. --pictures puts the READMEs' pictures into media/.
 */

import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { setUp } from "./setup.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const hangs = resolve(here, "../hangs");
const given = process.argv.slice(2);
const vsix = resolve(
  given.find((word) => word.startsWith("--vsix="))?.slice(7) ?? join(here, "../../waitchain.vsix"),
);
const words = given.filter((word) => !word.startsWith("--"));

setUp();
// Only now are the packages there that these need.
const { startVsCode, testSettings } = await import("./vscode.mjs");
const { launchBrowser, openWorkbench, shot } = await import("./workbench.mjs");
const all = [
  await import("./incidentVip.mjs"),
  await import("./quickFix.mjs"),
  await import("./judge.mjs"),
  await import("./picture.mjs"),
  await import("./firstSteps.mjs"),
  await import("./server.mjs"),
  await import("./chinese.mjs"),
  await import("./review.mjs"),
  await import("./onlyChanges.mjs"),
];
const tests = all.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
if (tests.length === 0) throw new Error("no test of that name");

const browser = await launchBrowser(existsSync);
const failed = [];
for (const test of tests) {
  const from = performance.now();
  const step = (text) =>
    console.log(`  ${((performance.now() - from) / 1000).toFixed(1)} s  ${text}`);
  console.log(test.name);
  const folder = mkdtempSync(join(tmpdir(), "waitchain-e2e-"));
  let code = null;
  let page = null;
  try {
    test.prepare(hangs, folder);
    const settings = { ...testSettings, ...test.settings };
    code = await startVsCode({
      folders: { workspace: folder },
      vsix,
      settings,
      trusted: test.trusted,
      locale: test.locale,
    });
    page = await openWorkbench(browser, code.urlOf("workspace"));
    step("workbench");
    const workspace = code.pathOf("workspace");
    const read = (path) => readFileSync(join(workspace, path), "utf8");
    await test.run({ page, root: code.root, workspace, read, step });
    console.log("  ok");
  } catch (error) {
    failed.push(test.name);
    console.error(error);
    // A test may have opened more windows than its own.
    for (const [i, window] of (page?.context().pages() ?? []).entries())
      await shot(window, `failed-${tests.indexOf(test)}-${i}`).catch(() => {});
  } finally {
    await page?.close();
    await code?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
await browser.close();
console.log(
  failed.length === 0 ? `e2e: ${tests.length} passed` : `e2e: FAILED ${failed.join("; ")}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

/** What the READMEs show, by the name under which a walk takes it. */
const pictures = {
  "2-hover": "hover.png",
  "3-chain": "chain.png",
  "41-picture": "graph.png",
  "61-hover": "hover.zh-cn.png",
  "62-chain": "chain.zh-cn.png",
};
if (given.includes("--pictures") && failed.length === 0)
  for (const [name, picture] of Object.entries(pictures))
    copyFileSync(join(here, `shots/${name}.png`), join(here, "../../media/readme", picture));
