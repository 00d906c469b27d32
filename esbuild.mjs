/**
 * Bundles: the extension's client, the language server, the worker and the command line, each one file, with
 * the two wasm files, the schemas of models, the rules' pages and the licences of what is inside beside them.
 *
 *   node esbuild.mjs [--dev] [--watch] [--minify] [--only cli,worker] [--out dist]
 *
 * --dev warns about an entry point that does not exist or does not build, where a plain build fails.
 */

import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { noticesFor } from "./tools/notices.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const { values: flags } = parseArgs({
  options: {
    dev: { type: "boolean", default: false },
    watch: { type: "boolean", default: false },
    minify: { type: "boolean", default: false },
    only: { type: "string" },
    out: { type: "string", default: "dist" },
  },
});
const out = resolve(root, flags.out);

/** CommonJS libraries inside an ES module still ask for require(). */
const requireBanner =
  'import { createRequire as createRequire_ } from "node:module"; const require = createRequire_(import.meta.url);';

const allEntries = [
  {
    from: "client/src/extension.ts",
    to: "client.cjs",
    format: "cjs",
    external: ["vscode"],
    banner: '"use strict";',
  },
  { from: "client/src/graphPage.ts", to: "graph.js", format: "iife", platform: "browser" },
  { from: "server/src/lsp/main.ts", to: "server.mjs", format: "esm", banner: requireBanner },
  { from: "server/src/platform/worker.ts", to: "worker.mjs", format: "esm", banner: requireBanner },
  {
    from: "server/src/cli/main.ts",
    to: "cli.mjs",
    format: "esm",
    banner: `#!/usr/bin/env node\n${requireBanner}`,
  },
];

const assets = [
  "node_modules/web-tree-sitter/web-tree-sitter.wasm",
  "node_modules/tree-sitter-cpp/tree-sitter-cpp.wasm",
  "server/src/models/config.schema.json",
  "server/src/models/modelFile.schema.json",
];

const wanted = flags.only?.split(",");
const entries = allEntries.filter(
  ({ to }) => wanted === undefined || wanted.includes(to.replace(/\..*/, "")),
);
if (entries.length === 0) fail(`--only ${flags.only} names no bundle`);

copyFiles();
const inputs = [];
let failed = false;
for (const entry of entries) {
  if (existsSync(join(root, entry.from))) failed = !(await bundle(entry)) || failed;
  else if (flags.dev) console.warn(`warning: no ${entry.from}, ${entry.to} is not built`);
  else fail(`entry point ${entry.from} is missing`);
}
if (failed) fail("the build failed");
if (!flags.watch) {
  const shippedAsWasm = ["tree-sitter-cpp", "web-tree-sitter"];
  writeFileSync(join(out, "notices.txt"), noticesFor(inputs, root, shippedAsWasm));
  printSizes();
}

async function bundle(entry) {
  const options = {
    absWorkingDir: root,
    entryPoints: [entry.from],
    outfile: join(out, entry.to),
    bundle: true,
    format: entry.format,
    platform: entry.platform ?? "node",
    target: entry.platform === "browser" ? "chrome114" : "node20",
    external: entry.external ?? [],
    banner: { js: entry.banner ?? "" },
    legalComments: "none",
    minify: flags.minify,
    // Names of functions and classes stay: they are in messages and stacks that people send us.
    keepNames: flags.minify,
    loader: { ".md": "text" },
    logLevel: "warning",
    metafile: true,
  };
  if (flags.watch) {
    await (await esbuild.context(options)).watch();
    return true;
  }
  try {
    const { metafile } = await esbuild.build(options);
    inputs.push(...Object.keys(metafile.inputs));
    if (entry.to === "cli.mjs") chmodSync(join(out, entry.to), 0o755);
    return true;
  } catch {
    return false; // esbuild has printed what is wrong; the other bundles are still worth having
  }
}

/** What is not bundled. Removes only what no longer belongs: another process may be running the rest. */
function copyFiles() {
  const rules = join(root, "server/src/rules");
  const pages = readdirSync(rules).filter((name) => name.endsWith(".md"));
  const names = assets.map((asset) => asset.replace(/^.*\//, ""));
  mkdirSync(join(out, "rules"), { recursive: true });
  removeAllBut(out, ["rules", "notices.txt", ...names, ...allEntries.map(({ to }) => to)]);
  removeAllBut(join(out, "rules"), pages);
  for (const asset of assets) {
    if (!existsSync(join(root, asset))) fail(`${asset} is missing: run npm ci`);
    copyFileSync(join(root, asset), join(out, asset.replace(/^.*\//, "")));
  }
  for (const page of pages) copyFileSync(join(rules, page), join(out, "rules", page));
}

function removeAllBut(folder, names) {
  for (const name of readdirSync(folder)) {
    if (!names.includes(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function printSizes() {
  for (const name of readdirSync(out).toSorted((a, b) => (a < b ? -1 : 1))) {
    const found = statSync(join(out, name));
    if (found.isFile()) console.log(`  ${flags.out}/${name}  ${Math.ceil(found.size / 1024)} KB`);
  }
}

function fail(message) {
  console.error(`esbuild.mjs: ${message}`);
  process.exit(1);
}
