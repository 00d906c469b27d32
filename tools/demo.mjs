/**
 * `npm run demo [-- port]`: the bundled incidents in a real VS Code, in the browser, with nothing installed
 * on this machine but packages of npm. Prints one address an incident; Ctrl+C ends it and leaves nothing.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { setUp } from "../test/e2e/setup.mjs";
import { startVsCode } from "../test/e2e/vscode.mjs";
import { installPackages, node, requireNode, root } from "./setUp.mjs";

const incidents = {
  "taskd-vip": "src/consensus/quorum_server.cc",
  "taskd-runner": "src/task/task_server.cc",
  "storaged-signal": "src/daemons/StorageDaemon.cpp",
};

const port = Number(process.argv[2] ?? 0);
if (!Number.isInteger(port) || port < 0 || port > 65_535) stop(`not a port: ${process.argv[2]}`);

requireNode();
if (process.platform !== "linux" || process.arch !== "x64") {
  stop("the VS Code that npm has is for Linux on x64: install waitchain.vsix in your own instead");
}
installPackages();
setUp();
const vsix = join(root, "waitchain.vsix");
if (!existsSync(vsix) && node(["tools/package.mjs"]) !== 0) stop("the build failed, see above");

const names = Object.keys(incidents);
const folders = Object.fromEntries(
  names.map((name) => [name, join(root, `test/hangs/${name}/bug`)]),
);
const code = await startVsCode({ folders, vsix, port });
console.log("\nOpen in a browser on this machine:\n");
for (const name of names)
  console.log(`  ${name}\n    ${code.urlOf(name)}\n    begin with ${incidents[name]}\n`);
console.log("Ctrl+C ends it.");

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    void code.stop().then(() => process.exit(0));
  });
}

function stop(message) {
  console.error(`demo: ${message}`);
  process.exit(1);
}
