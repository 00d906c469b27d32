/**
 * One run of the built command line on one tree, as anybody would run it: it is told the folder and nothing
 * else. Results are kept beside the trees, by tree and by build. Knows no cases.
 */

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Names a build by all that decides what it finds. */
export function buildId(cli) {
  const folder = dirname(cli);
  const parts = readdirSync(folder).filter(
    (name) => /^(?:cli|worker)\.\w+$|\.wasm$/.test(name) || join(folder, name) === cli,
  );
  const hash = createHash("sha256");
  for (const name of parts.toSorted()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest("hex").slice(0, 12);
}

/**
 * `tree`: name and folder. Resolves to what happened: `status` is `ok`, `timeout` or `crash`; the report is null
 * unless all went well.
 */
export async function runTree(tree, { cli, build, cache, seconds, fresh }) {
  const kept = join(cache, build, `${tree.name.replaceAll("/", "-")}.json`);
  if (!fresh && existsSync(kept)) {
    const result = JSON.parse(readFileSync(kept, "utf8"));
    // More time may change how it ends.
    if (result.status !== "timeout" || result.seconds >= seconds)
      return { ...result, cached: true };
  }
  mkdirSync(dirname(kept), { recursive: true });
  const scratch = `${kept}.${process.pid}`;
  try {
    const result = await run(tree.folder, cli, seconds, `${scratch}.report`);
    // A crash may be the machine's: out of memory, or ended by somebody.
    if (result.status !== "crash") {
      writeFileSync(scratch, JSON.stringify(result));
      renameSync(scratch, kept);
    }
    return { ...result, cached: false };
  } finally {
    for (const left of [scratch, `${scratch}.report`]) rmSync(left, { force: true });
  }
}

function run(folder, cli, seconds, output) {
  const words = ["check", ".", "--format", "json", "--fail-on", "never", "--quiet", "-o", output];
  const started = performance.now();
  const child = spawn(process.execPath, [cli, ...words], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk) => (said = (said + chunk).slice(-2000)));
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, peakOf(child.pid))), 500);
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, seconds * 1000);
  // Ended by a person, the run must not leave a process of gigabytes behind.
  const end = () => {
    child.kill("SIGKILL");
    process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, end);
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", (code, signal) => {
      for (const name of ["SIGINT", "SIGTERM"]) process.off(name, end);
      clearInterval(watch);
      clearTimeout(limit);
      const report = late || code !== 0 ? null : JSON.parse(readFileSync(output, "utf8"));
      done({
        status: report !== null ? "ok" : late ? "timeout" : "crash",
        seconds,
        wallMs: Math.round(performance.now() - started),
        peakBytes: Math.max(peak, report?.summary.peakRssBytes ?? 0),
        said: report === null ? `exit ${code ?? signal}: ${said}` : "",
        report,
      });
    });
  });
}

/** For runs that end without a report. Only Linux tells; 0 elsewhere. */
function peakOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
