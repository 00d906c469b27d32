/**
 * `npm run bench [-- FOLDER...] [--sizes 1,2,4,8] [--edits 20] [--jobs 2] [--seconds 600]`: what Waitchain costs, on
 * generated projects and on real folders, as ratios to what parsing alone costs for the same files on the same
 * machine a moment before. A clock says nothing across machines, so nothing here passes or fails; what must not grow
 * is counted in test/perf/.
 */

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { measureEdits } from "./bench/edits.mjs";
import { generatedProject } from "./bench/project.mjs";
import { root } from "./setUp.mjs";

const { values: flags, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    sizes: { type: "string", default: "1,2,4,8" },
    edits: { type: "string", default: "20" },
    jobs: { type: "string", default: "2" },
    seconds: { type: "string", default: "600" },
  },
});
const out = join(root, ".tsbuild/bench");
/** What starting costs would hide the rest: size 1 has 20,000 lines here. */
const scale = 8;
const scratch = mkdtempSync(join(tmpdir(), "bench-"));
const columns = [
  "project",
  "files",
  "lines",
  "MB",
  "parse CPU s",
  "read CPU s",
  "x parse",
  "read wall s",
  "warm read wall s",
  "x parse",
  "check CPU s",
  "x parse",
  "peak MB",
  "KB/line",
  "edit ms p50",
  "p95",
  "max",
];

/** The files that `check` takes, parsed in one thread by the parser library alone; what it cost. */
const parseOnly = `
import { Language, Parser } from "web-tree-sitter";
import { neverCancelled } from "./server/src/base/cancel.ts";
import { walkFiles } from "./server/src/platform/fileWalk.ts";
import { readParserFiles } from "./server/src/platform/parserFiles.ts";
import { readText } from "./server/src/platform/readText.ts";

const folder = process.argv[2];
const { core, grammar } = await readParserFiles();
await Parser.init({ wasmBinary: core });
const parser = new Parser();
parser.setLanguage(await Language.load(grammar));
const { files } = await walkFiles([folder], { base: folder, exclude: [] }, neverCancelled);
const sum = { files: 0, lines: 0, bytes: 0, cpu: 0 };
for (const file of files) {
  const read = await readText(file, file, 10 * 1024 * 1024);
  if (read.kind !== "text") continue;
  const before = process.cpuUsage();
  parser.parse(read.text).delete();
  const { user, system } = process.cpuUsage(before);
  sum.cpu += (user + system) / 1e6;
  sum.files++;
  sum.bytes += read.text.length;
  sum.lines += read.text.split("\\n").length;
}
console.log(JSON.stringify(sum));
`;

try {
  await buildAll();
  console.log(columns.join(" | "));
  console.log(columns.map(() => "---").join(" | "));
  for (const size of flags.sizes.split(",").filter((text) => text !== "")) {
    const folder = join(scratch, `size-${size}`);
    for (const { name, text } of generatedProject(scale * Number(size))) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    await measure(folder, `generated ${size}`);
  }
  for (const folder of folders) await measure(resolve(folder), basename(resolve(folder)));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function measure(folder, name) {
  const parse = await run(folder, [join(out, "parse.mjs"), folder]);
  if (parse === null) throw new Error(`${folder} cannot be parsed in ${flags.seconds} s`);
  const { files, lines, bytes, cpu: parseCpu } = JSON.parse(parse.said);
  const cache = join(scratch, `cache-${name}`);
  const words = ["-j", flags.jobs, "-q", "--cache-dir", cache];
  const facts = ["facts", ".", "-o", join(scratch, "all.facts"), ...words];
  const cold = await run(folder, [join(out, "cli.mjs"), ...facts]);
  const warm = await run(folder, [join(out, "cli.mjs"), ...facts]);
  const check = ["check", ".", "-f", "json", "-o", join(scratch, "report.json"), ...words];
  const all = await run(folder, [join(out, "cli.mjs"), ...check, "--no-cache"]);
  const edits =
    all === null
      ? null
      : await measureEdits(folder, join(out, "server.mjs"), Number(flags.edits), cache);
  const times = (part) => (part === undefined ? "-" : (part / parseCpu).toFixed(2));
  const seconds = (part) => (part === undefined ? "-" : part.toFixed(2));
  const peak = all?.peak ?? cold?.peak;
  const cells = [
    name,
    files,
    lines,
    (bytes / 1e6).toFixed(1),
    seconds(parseCpu),
    seconds(cold?.cpu),
    times(cold?.cpu),
    seconds(cold?.wall),
    seconds(warm?.wall),
    times(warm?.wall),
    seconds(all?.cpu),
    times(all?.cpu),
    peak === undefined ? "-" : Math.round(peak / 1e6),
    peak === undefined ? "-" : (peak / 1000 / lines).toFixed(2),
    ...[0.5, 0.95, 1].map((share) => (edits === null ? "-" : quantile(edits, share))),
  ];
  console.log(cells.join(" | "));
}

function quantile(sorted, share) {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
}

/** Null when it takes too long. Seconds of CPU time of all threads, seconds of wall time, bytes. */
function run(cwd, words) {
  const told = join(scratch, "usage.json");
  // In the process itself, because nobody else can tell what its threads took.
  const usage = `import { writeFileSync } from "node:fs"; process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeFileSync(${JSON.stringify(told)}, JSON.stringify([userCPUTime + systemCPUTime, maxRSS])); });`;
  const preload = `data:text/javascript,${encodeURIComponent(usage)}`;
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", preload, ...words], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += chunk));
  let said = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  let late = false;
  const limit = setTimeout(
    () => {
      late = true;
      child.kill("SIGKILL");
    },
    Number(flags.seconds) * 1000,
  );
  return new Promise((done, failed) => {
    child.on("close", (code, signal) => {
      clearTimeout(limit);
      if (late) return done(null);
      if (code !== 0 && code !== 1)
        return failed(new Error(`${words[0]} ended with ${code ?? signal}: ${errors}`));
      const [cpu, rss] = JSON.parse(readFileSync(told, "utf8"));
      done({
        cpu: cpu / 1e6,
        peak: rss * 1024,
        wall: (performance.now() - started) / 1000,
        said,
      });
    });
  });
}

async function buildAll() {
  const words = ["esbuild.mjs", "--only", "cli,worker,server", "--out", out];
  const { status } = spawnSync(process.execPath, words, {
    cwd: root,
    stdio: ["ignore", "ignore", 2],
  });
  if (status !== 0) process.exit(1);
  await build({
    absWorkingDir: root,
    stdin: { contents: parseOnly, resolveDir: root, sourcefile: "parse.mjs" },
    outfile: join(out, "parse.mjs"),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    banner: {
      js: 'import { createRequire as createRequire_ } from "node:module"; const require = createRequire_(import.meta.url);',
    },
    logLevel: "warning",
  });
}
