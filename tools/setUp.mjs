/**
 * What the two commands share: packages, steps and their times, and the few programs beyond npm. Plain node
 * without dependencies, because it runs before there are any.
 */

import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

export function requireNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) {
    console.error(`waitchain needs Node 20 or newer, this is ${process.versions.node}.`);
    process.exit(1);
  }
}

/** `npm ci` unless node_modules holds just what the lock file says. */
export function installPackages() {
  const reason = staleReason();
  if (reason === null) return;
  console.log(`${reason}: npm ci`);
  const ended = npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (ended !== 0) {
    console.error("npm ci failed: is the npm registry within reach?");
    process.exit(1);
  }
}

/** Compares with the list that npm keeps of what it installed. Packages of other platforms may be absent. */
function staleReason() {
  const list = join(root, "node_modules/.package-lock.json");
  if (!existsSync(list)) return "packages are not installed";
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(list, "utf8")).packages;
  const differs = Object.entries(wanted).some(([path, { version, optional }]) => {
    if (path === "") return false;
    return path in present ? present[path].version !== version : optional !== true;
  });
  return differs ? "the installed packages are not those of the lock file" : null;
}

export function npm(args) {
  // Inside `npm run`, npm says where it is; `npm` alone is a script that Windows cannot spawn.
  const itself = process.env.npm_execpath;
  const found = itself?.endsWith(".js")
    ? spawnSync(process.execPath, [itself, ...args], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  return found.status ?? 1;
}

/** Runs node on a file of the repository or of a package; returns the exit code. */
export function node(args, env = {}) {
  const ended = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  return ended.status ?? 1;
}

/** Path of the script behind a command of an installed package. */
export function bin(packageName, command = packageName) {
  const folder = join(root, "node_modules", packageName);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const script = typeof manifest.bin === "string" ? manifest.bin : manifest.bin[command];
  return join(folder, script);
}

/** Programs that some tests need and npm does not have. `commands`: any one will do; `variable` names its path. */
export const programs = [
  {
    name: "g++",
    commands: ["g++"],
    debian: "g++",
    use: "compiling and running the programs that hang",
  },
  { name: "gdb", commands: ["gdb"], debian: "gdb", use: "stack dumps of the programs that hang" },
  {
    name: "chromium",
    commands: ["chromium", "chromium-browser", "google-chrome"],
    debian: "chromium",
    variable: "CHROMIUM",
    use: "the tests in a real VS Code",
  },
  {
    name: "bazel",
    commands: ["bazel"],
    debian: "bazel-bootstrap",
    use: "the build rule of examples/bazel",
  },
];

/** Those of `programs` that are missing, after an attempt to install them where that is ours to do. */
export function missingPrograms() {
  const before = programs.filter((program) => !isPresent(program));
  if (before.length === 0 || !mayInstall()) return before;
  const names = before.map((program) => program.debian);
  console.log(`missing ${names.join(", ")}: apt-get install`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (args) =>
    spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env }).status === 0;
  if (apt(["-q", "update"])) apt(["-q", "install", "-y", "--no-install-recommends", ...names]);
  return programs.filter((program) => !isPresent(program));
}

function isPresent({ commands, variable }) {
  if (variable !== undefined && process.env[variable]) return isExecutable(process.env[variable]);
  const folders = (process.env.PATH ?? "").split(delimiter);
  return commands.some((command) => folders.some((folder) => isExecutable(join(folder, command))));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function mayInstall() {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version");
}
