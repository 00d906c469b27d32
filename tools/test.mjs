/**
 * `npm test`, the second of the two commands: every gate there is, on a machine with Node and the npm
 * registry. What needs more (a compiler, a debugger, a browser) is installed where that is possible, else
 * skipped and said so in the last line; with CI=true nothing may be skipped.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { bin, installPackages, missingPrograms, node, requireNode, root } from "./setUp.mjs";

requireNode();
installPackages();

const strict = process.env.CI === "true" || process.env.CI === "1";
const missing = missingPrograms();
for (const { name, debian, use } of missing) {
  console.error(
    `\n!! ${name} is missing: ${use} cannot be tested. On Debian: apt-get install ${debian}`,
  );
}
/** Tests that need a program look here for what there is not. */
const env = { WAITCHAIN_MISSING: missing.map(({ name }) => name).join(",") };

const steps = [
  { name: "generated parts", run: () => node(["tools/gen.mjs", "--check"]) },
  { name: "types", run: () => node([bin("typescript", "tsc"), "-b"]) },
  { name: "lint", run: () => node([bin("oxlint"), "--type-aware", "--deny-warnings"]) },
  { name: "format", run: () => node([bin("oxfmt"), "--check", "."]) },
  { name: "build", run: () => node(["esbuild.mjs"]) },
  { name: "tests", run: () => node([bin("vitest"), "run"], env) },
  { name: "package", run: () => node(["tools/package.mjs"]) },
  { name: "editor", run: editorTests },
];

const failed = [];
const skipped = [];
const started = performance.now();
for (const { name, run } of steps) {
  console.log(`\n== ${name}`);
  const from = performance.now();
  const code = run();
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  if (code === "skipped") skipped.push(name);
  else if (code !== 0) failed.push(name);
  console.log(
    `== ${name}: ${code === "skipped" ? "SKIPPED" : code === 0 ? "ok" : "FAILED"} (${seconds} s)`,
  );
  // Nothing after the build means anything without it.
  if (name === "build" && code !== 0) break;
}

if (strict && missing.length > 0)
  failed.push(`missing ${missing.map(({ name }) => name).join(", ")}`);
const seconds = Math.round((performance.now() - started) / 1000);
const aside = [
  ...skipped.map((name) => `${name} skipped`),
  ...missing.map(({ name }) => `${name} missing`),
];
if (failed.length > 0) {
  console.error(`\nnpm test: FAILED in ${seconds} s: ${failed.join("; ")}`);
  process.exit(1);
}
console.log(
  `\nnpm test: passed in ${seconds} s${aside.length > 0 ? ` (NOT tested: ${aside.join("; ")})` : ""}`,
);

function editorTests() {
  const script = "test/e2e/run.mjs";
  if (!existsSync(join(root, script))) return "skipped";
  if (missing.some(({ name }) => name === "chromium")) return "skipped";
  return node([script]);
}
