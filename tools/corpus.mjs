/**
 * `npm run corpus -- --cases FILE --repos FOLDER`: how much the built command line finds of documented bugs, whether
 * what it found is gone after the repair, and what else it says. Needs trees on this machine and no network; the
 * tool under test is told a folder and nothing of the case.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import {
  findingsAt,
  isGrave,
  isNegative,
  nearMiss,
  placesAfter,
  placesBefore,
  shortRule,
  stillThere,
} from "./corpus/match.mjs";
import { buildId, runTree } from "./corpus/runTree.mjs";
import { summaryPage, terminalTable, totalsOf, totalsText } from "./corpus/tables.mjs";
import { root } from "./setUp.mjs";

const usage = `Usage: npm run corpus -- --cases FILE --repos FOLDER [options]

  --cases FILE    the documented bugs, JSON
  --repos FOLDER  holds <owner>+<name>/<first 12 of commit>/ for every tree; results are kept in .results/
  --case ID       only this one (repeatable)
  --rule RULE     only cases of this rule (repeatable)
  --jobs N        trees at a time (default 1: a large one needs gigabytes)
  --timeout S     seconds for one tree (default 300)
  --fresh         do not use results that were kept
  --json FILE     everything, as data
  --quick         after the fix, only the trees of what was found before it
  --summary       write docs/corpus.md, keeping what people wrote in it; not with --case or --rule
  --cli FILE      another build than dist/cli.mjs

Exit codes: 0 ran, or skipped because there is no such folder; 2 wrong usage`;

const { values: options } = read(process.argv.slice(2));
if (options.help) {
  console.log(usage);
  process.exit(0);
}
if (options.cases === undefined || options.repos === undefined) {
  stop("--cases and --repos are needed\n\n" + usage);
}
const jobs = positive("jobs", options.jobs);
const seconds = positive("timeout", options.timeout);
const chosen = [...(options.case ?? []), ...(options.rule ?? [])];
if (options.summary && chosen.length > 0) {
  stop("--summary is about all cases: leave out --case and --rule");
}

const repos = resolve(options.repos);
if (!existsSync(repos)) {
  console.log(`corpus: SKIPPED, nothing was measured: no folder ${options.repos}`);
  process.exit(0);
}
const cli = resolve(options.cli ?? join(root, "dist/cli.mjs"));
if (!existsSync(cli)) stop(`no ${options.cli ?? "dist/cli.mjs"}: npm run build -- --dev makes it`);

const cases = chosenCases(readCases(options.cases));
const build = buildId(cli);
const results = new Map();
await runAll(treesOf(cases, "bug_commit"));
await runAll(treesOf(options.quick ? cases.filter(wasFound) : cases, "fix_commit"));
const rows = cases.map(outcomeOf);
const totals = totalsOf(rows, results);
console.log(`${terminalTable(rows, results)}\n\n${totalsText(totals)}`);
if (options.json !== undefined)
  writeFileSync(options.json, `${JSON.stringify(asData(), null, 2)}\n`);
if (options.summary) writeSummary();

function read(words) {
  try {
    return parseArgs({
      args: words,
      options: {
        cases: { type: "string" },
        repos: { type: "string" },
        case: { type: "string", multiple: true },
        rule: { type: "string", multiple: true },
        jobs: { type: "string", default: "1" },
        timeout: { type: "string", default: "300" },
        fresh: { type: "boolean", default: false },
        json: { type: "string" },
        quick: { type: "boolean", default: false },
        summary: { type: "boolean", default: false },
        cli: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    return stop(`${error.message}\n\n${usage}`);
  }
}

function positive(name, text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    stop(`--${name} takes a whole number from 1, not ${text}`);
  return value;
}

function readCases(file) {
  let list;
  try {
    list = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    stop(`cannot read ${file}: ${error.message}`);
  }
  const whole = ({ id, repo, bug_commit, rule, report, also, chain }) =>
    [id, repo, bug_commit, rule, report?.file].every((text) => typeof text === "string") &&
    Array.isArray(also) &&
    Array.isArray(chain);
  if (!Array.isArray(list) || list.length === 0) stop(`${file} holds no list of cases`);
  const broken = list.findIndex((one) => !whole(one));
  if (broken >= 0) stop(`${file}: case ${list[broken].id ?? `number ${broken + 1}`} lacks a part`);
  return list;
}

function chosenCases(all) {
  for (const id of options.case ?? []) {
    if (!all.some((one) => one.id === id)) stop(`there is no case ${id}`);
  }
  for (const rule of options.rule ?? []) {
    if (!all.some((one) => one.rule === rule)) stop(`there is no case of rule ${rule}`);
  }
  return all.filter(
    ({ id, rule }) =>
      (options.case?.includes(id) ?? true) && (options.rule?.includes(rule) ?? true),
  );
}

/** Distinct trees that are on this machine, in the order of the cases. */
function treesOf(list, which) {
  return [...new Set(list.map((one) => treeName(one, which)))]
    .filter((name) => name !== null && existsSync(join(repos, name)))
    .map((name) => ({ name, folder: join(repos, name) }));
}

function treeName(one, which) {
  const commit = one[which] ?? null;
  return commit === null ? null : `${one.repo.replaceAll("/", "+")}/${commit.slice(0, 12)}`;
}

async function runAll(trees) {
  const waiting = trees.filter(({ name }) => !results.has(name));
  const count = waiting.length;
  const settings = { cli, build, cache: join(repos, ".results"), seconds, fresh: options.fresh };
  const worker = async () => {
    for (let tree = waiting.shift(); tree !== undefined; tree = waiting.shift()) {
      const result = await runTree(tree, settings);
      const grave = result.report?.findings.filter(isGrave).length ?? 0;
      results.set(tree.name, { ...result, grave });
      const how = result.cached ? "kept" : `${(result.wallMs / 1000).toFixed(1)} s`;
      console.error(`${tree.name} ${result.status}, ${how}; ${waiting.length} of ${count} left`);
      if (result.status === "crash") console.error(result.said.trim());
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

function wasFound(one) {
  return !isNegative(one) && outcomeOf(one).found === "found";
}

/** `found`: found or missed; of negatives silent, reported or unknown; no tree. `gone`: gone, stays, may stay or nothing. */
function outcomeOf(one) {
  const before = treeName(one, "bug_commit");
  const row = { case: one, before, found: "no tree", gone: "", remark: "", matches: [], left: [] };
  const result = results.get(before);
  if (result === undefined) return row;
  if (result.report === null) {
    return { ...row, found: isNegative(one) ? "unknown" : "missed", remark: result.status };
  }
  const { findings } = result.report;
  const places = placesBefore(one);
  const matches = findingsAt(findings, places);
  if (isNegative(one)) {
    return {
      ...row,
      matches,
      found: matches.length > 0 ? "reported" : "silent",
      remark: said(matches),
    };
  }
  if (matches.length === 0) {
    return { ...row, found: "missed", remark: nearMiss(findings, places, one.report) };
  }
  return {
    ...row,
    matches,
    found: "found",
    remark: said(matches),
    ...afterFix(one, matches, findings),
  };
}

function afterFix(one, matches, findings) {
  const after = treeName(one, "fix_commit");
  const fixed = after === null ? undefined : results.get(after);
  if (fixed === undefined) return {};
  if (fixed.report === null) return { remark: `${said(matches)}; after the fix ${fixed.status}` };
  const places = placesAfter(one, matches, reader(treeName(one, "bug_commit")), reader(after));
  const left = stillThere(matches, findings, fixed.report.findings, places);
  if (left.length === 0) return { gone: "gone" };
  const where = left[0].finding.location;
  return {
    gone: one.silent_after_fix === false ? "may stay" : "stays",
    left,
    remark: `${said(matches)}; left by ${left[0].by}: ${where.file}:${where.line}`,
  };
}

function said(matches) {
  return [...new Set(matches.map(({ finding, by }) => `${shortRule(finding.rule)} by ${by}`))].join(
    ", ",
  );
}

function reader(tree) {
  const folder = join(repos, tree);
  return {
    read: (file) => {
      const path = join(folder, file);
      return existsSync(path) ? readFileSync(path, "utf8") : null;
    },
    files: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/")),
  };
}

function asData() {
  const place = ({ finding, by }) => ({
    by,
    id: finding.id,
    rule: finding.rule,
    level: finding.level,
    file: finding.location.file,
    line: finding.location.line,
    message: finding.message,
  });
  return {
    build,
    totals,
    cases: rows.map((row) => ({
      id: row.case.id,
      rule: row.case.rule,
      tree: row.before,
      found: row.found,
      gone: row.gone,
      remark: row.remark,
      matches: row.matches.map(place),
      left: row.left.map(place),
    })),
    trees: [...results].map(([tree, result]) => ({
      tree,
      status: result.status,
      wallMs: result.wallMs,
      peakBytes: result.peakBytes,
      grave: result.grave,
      said: result.said,
      summary: result.report?.summary ?? null,
    })),
  };
}

function writeSummary() {
  const page = join(root, "docs/corpus.md");
  const before = existsSync(page) ? readFileSync(page, "utf8") : "";
  writeFileSync(page, summaryPage(rows, totals, before));
  console.log("\nwritten: docs/corpus.md");
}

function stop(message) {
  console.error(`corpus: ${message}`);
  process.exit(2);
}
