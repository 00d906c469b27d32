/**
 * `npm start`, the first of the two commands: from a fresh clone to a chain on the screen. Installs, builds,
 * packages, runs the analyser on a bundled incident, and says how to see the same in an editor.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { installPackages, node, requireNode, root } from "./setUp.mjs";

const incident = "test/hangs/taskd-vip/bug";

requireNode();
installPackages();
if (node(["tools/package.mjs"]) !== 0) stop("the build failed, see above");

console.log(`\n$ waitchain check ${incident}\n`);
const code = node(["dist/cli.mjs", "check", incident]);
if (code > 1) stop("the analyser failed, see above");
if (code === 0)
  stop("nothing was found in a program that hangs: that is a defect, please report it");

const demo = existsSync(join(root, "tools/demo.mjs"))
  ? ", or without an installation: npm run demo"
  : "";
console.log(`\nIn VS Code: code --install-extension waitchain.vsix${demo}. All tests: npm test`);

function stop(message) {
  console.error(`\nnpm start: ${message}`);
  process.exit(1);
}
