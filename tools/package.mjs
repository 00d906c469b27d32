/**
 * `npm run package`: builds what is shipped and packs waitchain.vsix, then looks into it: nothing may be in
 * there that nobody asked for, nothing may be missing, and it stays small.
 */

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createVSIX } from "@vscode/vsce";
import { node, root } from "./setUp.mjs";
import { zipEntries } from "./zipEntries.mjs";

const target = join(root, "waitchain.vsix");
const limit = 5 * 1024 * 1024;

const required = [
  "extension/package.json",
  "extension/readme.md",
  "extension/changelog.md",
  "extension/LICENSE.txt",
  "extension/dist/client.cjs",
  "extension/dist/graph.js",
  "extension/dist/server.mjs",
  "extension/dist/worker.mjs",
  "extension/dist/cli.mjs",
  "extension/dist/web-tree-sitter.wasm",
  "extension/dist/tree-sitter-cpp.wasm",
  "extension/dist/config.schema.json",
  "extension/dist/modelFile.schema.json",
  "extension/dist/notices.txt",
];

const allowed = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(?:package(?:\.nls(?:\.[a-z-]+)?)?\.json|readme\.md|README\.zh-CN\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/dist\/(?:client\.cjs|graph\.js|(?:server|worker|cli)\.mjs|(?:web-tree-sitter|tree-sitter-cpp)\.wasm|(?:config|modelFile)\.schema\.json|notices\.txt)$/,
  /^extension\/dist\/rules\/[a-z-]+\.md$/,
  /^extension\/(?:media|l10n|syntaxes)\/[\w./-]+$/,
];

if (node(["esbuild.mjs", "--minify"]) !== 0) fail("the build failed");
rmSync(target, { force: true });
await createVSIX({
  cwd: root,
  packagePath: target,
  dependencies: false,
  allowMissingRepository: true,
  // The project names no repository that links could lead to.
  rewriteRelativeLinks: false,
  skipLicense: false,
});

const bytes = readFileSync(target);
const names = zipEntries(bytes);
const problems = [
  ...required.filter((name) => !names.includes(name)).map((name) => `${name} is missing`),
  ...names
    .filter((name) => !allowed.some((pattern) => pattern.test(name)))
    .map((name) => `${name} should not be there`),
];
if (names.length === 0) problems.push("no files were seen");
if (bytes.length > limit) problems.push(`${bytes.length} bytes is over the limit of ${limit}`);
if (problems.length > 0) fail(problems.join("\n  "));
console.log(`waitchain.vsix: ${names.length} files, ${(bytes.length / 1024 / 1024).toFixed(1)} MB`);

function fail(message) {
  console.error(`tools/package.mjs:\n  ${message}`);
  process.exit(1);
}
