/**
 * `npm run gen [-- --check]`: writes what is generated, or fails when it is not fresh.
 *
 * From the tables in client/src/contributes.ts: `contributes`, `activationEvents`, `capabilities` (and the
 * other manifest keys that it exports) of package.json, and package.nls*.json. From the rules' pages and
 * from the settings: tables in README.md. From a run of the analyser: the chain in README.md, so that it is what the tool really
 * prints. Nothing here knows what the tables say.
 */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { build } from "esbuild";
import { bin, root } from "./setUp.mjs";

/** Manifest keys that a table may own; everything else in package.json is written by hand. */
const manifestKeys = ["contributes", "activationEvents", "capabilities", "extensionKind", "l10n"];

const check = process.argv.includes("--check");
const source = "client/src/contributes.ts";
const stale = [];
const written = [];

if (existsSync(join(root, source))) {
  const tables = await load(source);
  const owned = manifestKeys.filter((key) => tables[key] !== undefined);
  if (owned.length === 0) fail(`${source} exports none of ${manifestKeys.join(", ")}`);
  const manifest = readJson("package.json");
  for (const key of owned) manifest[key] = tables[key];
  writeJson("package.json", manifest);
  // Keys are locales as VS Code names them; the language of the source has none in the file's name.
  for (const [locale, texts] of Object.entries(tables.nls ?? {})) {
    writeJson(locale === "en" ? "package.nls.json" : `package.nls.${locale}.json`, texts);
  }
} else {
  console.log(`${source} does not exist yet: the manifest is left as it is`);
}
writeReadme();

if (stale.length > 0) fail(`not fresh: ${stale.join(", ")}. Run npm run gen`);
if (written.length > 0) {
  const json = written.filter((name) => name.endsWith(".json"));
  if (json.length > 0)
    spawnSync(process.execPath, [bin("oxfmt"), ...json], { cwd: root, stdio: "inherit" });
  console.log(`written: ${written.join(", ")}`);
} else {
  console.log("everything generated is fresh");
}

/** A TypeScript module as Node 20 can run it. */
async function load(path) {
  const bundle = await build({
    absWorkingDir: root,
    entryPoints: [path],
    bundle: true,
    write: false,
    platform: "neutral",
    format: "esm",
    logLevel: "error",
  });
  const code = Buffer.from(bundle.outputFiles[0].contents).toString("base64");
  return import(`data:text/javascript;base64,${code}`);
}

/** Compared as data: how it is laid out is the formatter's business. */
function writeJson(name, value) {
  const path = join(root, name);
  const plain = JSON.parse(JSON.stringify(value));
  if (existsSync(path) && isDeepStrictEqual(readJson(name), plain)) return;
  if (check) stale.push(name);
  else {
    writeFileSync(path, `${JSON.stringify(plain, null, 2)}\n`);
    written.push(name);
  }
}

function writeReadme() {
  const name = "README.md";
  const text = readFileSync(join(root, name), "utf8");
  let fresh = fill(text, "rules", rulesTable());
  fresh = fill(fresh, "settings", settingsTable());
  const chain = chainOfIncident();
  if (chain !== null) fresh = fill(fresh, "chain", `\`\`\`\n${chain}\n\`\`\``);
  if (fresh === text) return;
  if (check) stale.push(name);
  else {
    writeFileSync(join(root, name), fresh);
    written.push(name);
  }
}

/** Puts `content` between the marks `<!-- what -->` and `<!-- end of what -->`. */
function fill(text, what, content) {
  const begin = `<!-- ${what} -->\n`;
  const end = `<!-- end of ${what} -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) fail(`README.md has no place for the ${what}`);
  return `${text.slice(0, from)}${begin}\n${content}\n${text.slice(to)}`;
}

/** The cycle in a bundled incident, as the tool prints it; null when it does not build (other gates say so). */
function chainOfIncident() {
  const out = ".tsbuild/gen";
  const built = run(["esbuild.mjs", "--only", "cli,worker", "--out", out], root);
  if (built.status !== 0) {
    console.log("the analyser does not build: the chain in README.md is left as it is");
    return null;
  }
  const words = ["check", "src", "--rule", "wait-cycle", "--color", "never", "--locale", "en"];
  const incident = join(root, "test/hangs/taskd-vip/bug");
  const { status, stdout } = run([join(root, out, "cli.mjs"), ...words], incident);
  if (status !== 1) {
    const what = `the analyser finds nothing in ${relative(root, incident)} (exit code ${status})`;
    if (check) fail(what);
    console.warn(`warning: ${what}, the chain in README.md is left as it is`);
    return null;
  }
  return stdout.slice(0, stdout.indexOf("\n\n"));
}

function run(args, cwd) {
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  return spawnSync(process.execPath, args, { cwd, env, encoding: "utf8" });
}

/** One row a rule: its id and the first sentence of its page. */
function rulesTable() {
  const levels = ruleLevels();
  const rows = Object.entries(levels).map(
    ([id, level]) => `| \`${id}\` | ${level} | ${summaryOf(id)} |`,
  );
  return ["| rule | level | reports |", "| --- | --- | --- |", ...rows].join("\n");
}

/** One row a setting, as the editor describes it. */
function settingsTable() {
  const { contributes } = readJson("package.json");
  const texts = existsSync(join(root, "package.nls.json")) ? readJson("package.nls.json") : {};
  const pages = [contributes?.configuration ?? []].flat();
  const rows = pages.flatMap(({ properties }) =>
    Object.entries(properties).map(([id, setting]) => {
      const key = setting.markdownDescription ?? setting.description ?? "";
      const text = texts[key.replace(/^%(.*)%$/, "$1")] ?? key;
      const line = text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
      return `| \`${id}\` | \`${JSON.stringify(setting.default)}\` | ${line} |`;
    }),
  );
  return ["| setting | default | |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The table in report/ruleLevels.ts, which the compiler keeps complete. */
function ruleLevels() {
  const text = readFileSync(join(root, "server/src/report/ruleLevels.ts"), "utf8");
  const entries = [...text.matchAll(/^ {2}"?([a-z-]+)"?: "(error|warning|note)",$/gm)];
  if (entries.length === 0) fail("no rule was seen in server/src/report/ruleLevels.ts");
  return Object.fromEntries(entries.map((match) => [match[1], match[2]]));
}

/** First paragraph below the title. */
function summaryOf(id) {
  const path = join(root, `server/src/rules/${id}.md`);
  if (!existsSync(path)) return "";
  const paragraphs = readFileSync(path, "utf8").split(/\n\s*\n/);
  const first =
    paragraphs.find((part) => part.trim() !== "" && !/^(?:#|---|```)/.test(part.trim())) ?? "";
  const line = first.trim().replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
  return /^.*?[.!](?= |$)/.exec(line)?.[0] ?? line;
}

function readJson(name) {
  return JSON.parse(readFileSync(join(root, name), "utf8"));
}

function fail(message) {
  console.error(`tools/gen.mjs: ${message}`);
  process.exit(1);
}
