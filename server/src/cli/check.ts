/**
 * `waitchain check`: paths -> facts -> analysis -> report -> exit code. Says what it left out. The order of
 * the steps is all that is here: each step is made elsewhere.
 */

import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import picocolors from "picocolors";
import { Cancelled, type CancelToken } from "../base/cancel.ts";
import type { ChangedLines, Changes } from "../base/changedLines.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import { offersFor } from "../fixes/registry.ts";
import type { IncludePaths } from "../link/includes.ts";
import type { ModelSet } from "../models/modelSet.ts";
import { cacheFolder } from "../platform/cacheFolder.ts";
import type { BuildPaths } from "../platform/compileCommands.ts";
import { sha256 } from "../platform/hash.ts";
import type { IndexOptions, IndexProgress, IndexResult } from "../platform/indexPaths.ts";
import { errorCode, errorText, InputError } from "../platform/inputError.ts";
import type { SourceFiles } from "../platform/sourceFiles.ts";
import { commonDirectory, nameBelow, type ReportRoot, reportRoot } from "../platform/reportRoot.ts";
import { atLeast, type Filtered, filterFindings } from "../report/filter.ts";
import { gapsReport } from "../report/gaps.ts";
import { isOfChange, problemOf } from "../report/ofChange.ts";
import { type JsonFix, jsonReport, type Measures } from "../report/json.ts";
import { type Locale, renderMessage } from "../report/messages.ts";
import { openable, type ReportInput } from "../report/project.ts";
import { shortReport } from "../report/short.ts";
import { summaryLine, textReport } from "../report/text.ts";
import { unusedReport } from "../report/unused.ts";
import type { Finding } from "../rules/finding.ts";
import type { Analysed } from "./analyse.ts";
import { tellNotes, tellStats } from "./asides.ts";
import type { CheckOptions } from "./options.ts";
import { type Fixed, fixFindings } from "./fixFindings.ts";
import { progressLine, type ProgressLine } from "./progress.ts";
import { unifiedDiff } from "./unifiedDiff.ts";
import { localeFor, showsUnicode, type Terminal, wantsColour } from "./terminal.ts";

export type ExitCode = 0 | 1 | 2 | 130;

/** The two large steps, handed in so that a test can check this one without them. */
export interface CheckSteps {
  readonly index: (
    paths: readonly string[],
    options: IndexOptions,
    onProgress: (progress: IndexProgress) => void,
    cancel: CancelToken,
  ) => Promise<IndexResult>;
  readonly analyse: (
    files: readonly { readonly path: string; readonly facts: FileFacts }[],
    cancel: CancelToken,
    models: ModelSet,
    includePaths: IncludePaths | null,
  ) => Analysed;
  readonly build: (directories: readonly string[], root: ReportRoot) => Promise<BuildPaths>;
  /** Those that ship and the user's own. Throws InputError. */
  readonly models: (paths: readonly string[], cwd: string, locale: Locale) => Promise<ModelSet>;
  /** For `--since`. */
  readonly changedSince: (folder: string, base: string) => Promise<Changes>;
  /** For `--fix`. */
  readonly sources: SourceFiles;
  readonly version: string;
}

/** Throws InputError for what the caller must repair, Cancelled when `interrupt` says so. */
export async function check(
  paths: readonly string[],
  options: CheckOptions,
  steps: CheckSteps,
  terminal: Terminal,
  interrupt: CancelToken,
): Promise<ExitCode> {
  const root = reportRoot(paths, terminal.cwd);
  const locale = localeFor(options.locale, terminal);
  const models = await steps.models(paths, terminal.cwd, locale);
  const progress = progressLine(terminal, options.quiet ?? false);
  const changed = await changedLines(paths, options, steps, locale, terminal.cwd);
  const build = await steps.build([commonDirectory(paths, terminal.cwd), root.directory], root);
  let indexed: IndexResult;
  let analysed: Analysed;
  try {
    indexed = await steps.index(
      paths.map((path) => resolve(terminal.cwd, path)),
      indexOptions(options, root.directory, terminal.cwd),
      progress.show,
      interrupt,
    );
    const files = indexed.files.map(({ path, facts }) => ({ path: nameBelow(root, path), facts }));
    analysed = analyseInTime(files, models, build.paths, options, steps, progress);
  } finally {
    progress.end();
  }
  const filter = {
    confidence: options.confidence,
    rules: options.rule.levels,
    only: options.rule.only,
  };
  const asked = ({ analysis, files }: Analysed): Asked => {
    const all = filterFindings(analysis.findings, filter, files);
    if (changed === null) return { ...all, all: all.findings.length };
    const pathOf = (file: string): string => resolve(root.directory, file);
    const findings = all.findings.filter((one) => isOfChange(one, changed.lines, files, pathOf));
    return { ...all, findings, all: all.findings.length };
  };
  let filtered = asked(analysed);
  if (options.fix === true || options.fixDryRun === true) {
    const again = (files: ReadonlyMap<string, FileFacts>): Analysed =>
      analyseInTime(listed(files), models, build.paths, options, steps, progress);
    const paths = new Map(indexed.files.map(({ path }) => [nameBelow(root, path), path]));
    const fixed = await fixFindings({
      findings: filtered.findings,
      before: analysed.analysis.findings,
      files: analysed.files,
      read: (file) => steps.sources.read(paths.get(file) ?? file),
      extract: await steps.sources.extractor(),
      analyse: (files) => again(files).analysis.findings,
    });
    progress.end();
    if (options.fixDryRun === true) {
      await deliver(diffsOf(fixed, root.label), options, terminal);
      tellFixed(fixed, "fixes.would", locale, terminal);
      return exitCode(filtered.findings, options);
    }
    for (const [file, { after }] of fixed.changes)
      await steps.sources.write(paths.get(file) ?? file, after);
    tellFixed(fixed, "fixes.made", locale, terminal);
    if (fixed.files !== null) {
      analysed = again(fixed.files);
      progress.end();
      filtered = asked(analysed);
    }
  }
  const started = performance.now();
  const { findings, suppressed, unused } = filtered;
  const input: ReportInput = {
    analysis: { ...analysed.analysis, findings },
    files: analysed.files,
    root: root.label,
    suppressed,
    unused: options.reportUnusedSuppressions === true ? unused : [],
  };
  const notes = [...build.notes, ...indexed.notes, ...notesOn(indexed, analysed, options)];
  if (changed !== null) {
    const holes = { base: changed.base, n: String(findings.length), all: String(filtered.all) };
    const part = renderMessage({ id: "changes.part", holes }, locale);
    if (options.format === "json") notes.push(part);
    else terminal.err(`${part}\n`);
  }
  const measures = measured(indexed, analysed);
  const report = render(input, options, notes, measures, locale, steps.version, terminal);
  await deliver(report, options, terminal);
  if (options.format !== "text" || options.output !== undefined) {
    terminal.err(`${summaryLine(input, locale)}\n`);
  }
  if (options.format !== "json") tellNotes(notes, options, terminal);
  if (options.stats === true) {
    tellStats(input, { ...measures, report: performance.now() - started }, locale, terminal);
  }
  if (indexed.unread > 0 || indexed.files.length === 0) return 2;
  return exitCode(findings, options);
}

interface Asked extends Filtered {
  /** Findings before those that the change has no part in were left out. */
  readonly all: number;
}

/** null: all are asked for. Throws InputError where it cannot be known: to take all for changed, or none, misleads. */
async function changedLines(
  paths: readonly string[],
  { since }: CheckOptions,
  steps: CheckSteps,
  locale: Locale,
  cwd: string,
): Promise<{ readonly base: string; readonly lines: ChangedLines } | null> {
  if (since === undefined) return null;
  const changes = await steps.changedSince(commonDirectory(paths, cwd), since);
  if (changes.kind === "changes") return changes;
  throw new InputError(renderMessage(problemOf(changes), locale));
}

function exitCode(findings: readonly Finding[], { failOn }: CheckOptions): ExitCode {
  if (failOn === "never") return 0;
  return findings.some(({ level }) => atLeast(level, failOn)) ? 1 : 0;
}

function listed(
  files: ReadonlyMap<string, FileFacts>,
): readonly { readonly path: string; readonly facts: FileFacts }[] {
  return [...files].map(([path, facts]) => ({ path, facts }));
}

function diffsOf({ changes }: Fixed, root: string): string {
  return [...changes]
    .map(([file, { before, edits }]) => unifiedDiff(openable(file, root), before, edits))
    .join("");
}

function tellFixed(
  { findings, changes }: Fixed,
  id: "fixes.made" | "fixes.would",
  locale: Locale,
  terminal: Terminal,
): void {
  const holes = { n: String(findings.length), files: String(changes.size) };
  terminal.err(`${renderMessage({ id, holes }, locale)}\n`);
}

function indexOptions(options: CheckOptions, base: string, cwd: string): IndexOptions {
  return {
    base,
    exclude: options.exclude,
    maxFileBytes: options.maxFileSize,
    fileTimeLimit: options.fileTimeout,
    timeLimit: options.timeout ?? null,
    workers: options.jobs ?? null,
    cacheFolder: options.cache ? resolve(cwd, options.cacheDir ?? cacheFolder()) : null,
  };
}

/**
 * The analysis runs without a pause, so no signal handler would be called: the caller has removed its own,
 * and Ctrl-C ends the process. A time limit gives the analysis as long as it gave the reading.
 */
function analyseInTime(
  files: readonly { readonly path: string; readonly facts: FileFacts }[],
  models: ModelSet,
  includePaths: IncludePaths | null,
  options: CheckOptions,
  steps: CheckSteps,
  progress: ProgressLine,
): Analysed {
  progress.say(`analysing ${files.length} files`);
  const { timeout } = options;
  const limit = timeout === undefined ? Infinity : performance.now() + timeout;
  const token: CancelToken = {
    get cancelled() {
      return performance.now() > limit;
    },
  };
  try {
    return steps.analyse(files, token, models, includePaths);
  } catch (error) {
    if (error instanceof Cancelled) {
      throw new InputError("the time limit passed during the analysis: no result (see --timeout)");
    }
    throw error;
  }
}

function notesOn(indexed: IndexResult, analysed: Analysed, options: CheckOptions): string[] {
  const notes: string[] = [];
  if (indexed.unread > 0) {
    const seconds = (options.timeout ?? 0) / 1000;
    notes.push(
      `the time limit of ${seconds} s left ${indexed.unread} files unread: the result is partial`,
    );
  }
  if (indexed.files.length === 0) notes.push("no C or C++ file was read");
  const { cutFunctions } = analysed.analysis.stats;
  if (cutFunctions > 0)
    notes.push(
      `a bound of the analysis was hit: calls of ${cutFunctions} functions were merged or not followed`,
    );
  return notes;
}

function measured(indexed: IndexResult, analysed: Analysed): Measures {
  const { user, system } = process.cpuUsage();
  return {
    scan: Math.round(indexed.timings.scan),
    extract: Math.round(indexed.timings.extract),
    link: Math.round(analysed.link),
    solve: Math.round(analysed.solve),
    report: 0,
    cpuMs: Math.round((user + system) / 1000),
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    cacheHits: indexed.cacheHits,
  };
}

function render(
  input: ReportInput,
  options: CheckOptions,
  notes: readonly string[],
  measures: Measures,
  locale: Locale,
  version: string,
  terminal: Terminal,
): string {
  const toFile = options.output !== undefined;
  const gaps = options.gaps === true ? gapsReport(input, locale) : "";
  const asides = unusedReport(input.unused, input, locale) + gaps;
  switch (options.format) {
    case "json":
      return renderJson(input, options, notes, measures, version);
    case "short":
      return shortReport(input, locale) + asides;
    case "text": {
      const text = textReport(input, {
        locale,
        paint: picocolors.createColors(wantsColour(options.color, terminal, toFile)),
        width: terminal.outIsTty && !toFile ? terminal.columns : Infinity,
        unicode: showsUnicode(terminal, toFile),
        full: options.full ?? false,
      });
      return `${text}${asides}${summaryLine(input, locale)}\n`;
    }
  }
}

/** Made twice: the time of the first is what `phases.report` says. Making it costs milliseconds. */
function renderJson(
  input: ReportInput,
  options: CheckOptions,
  notes: readonly string[],
  measures: Measures,
  version: string,
): string {
  const make = (report: number): string => {
    const made = jsonReport(input, {
      version,
      notes,
      withGaps: options.gaps ?? false,
      withUnused: options.reportUnusedSuppressions ?? false,
      measures: { ...measures, report },
      hash: sha256,
      fixesOf: (finding) => fixesOf(finding, input.files),
    });
    return `${JSON.stringify(made, null, 2)}\n`;
  };
  const started = performance.now();
  make(0);
  return make(Math.round(performance.now() - started));
}

/** Those that fit, so that a script can count on what it reads. */
function fixesOf(finding: Finding, files: ReadonlyMap<string, FileFacts>): readonly JsonFix[] {
  return offersFor(finding, files)
    .filter(({ disabled }) => disabled === null)
    .map(({ id, title, grade }) => ({ id, title: renderMessage(title, "en"), grade }));
}

async function deliver(report: string, options: CheckOptions, terminal: Terminal): Promise<void> {
  const { output } = options;
  try {
    if (output === undefined) await terminal.out(report);
    else await writeFile(resolve(terminal.cwd, output), report);
  } catch (error) {
    const to = output ?? "standard output";
    switch (errorCode(error)) {
      case "EPIPE":
        return; // the reader (`| head`) has seen enough
      case "ENOSPC":
        throw new InputError(`cannot write ${to}: the disk is full, the report is incomplete`);
      case "EACCES":
      case "EPERM":
        throw new InputError(`cannot write ${to}: no permission`);
      case "ENOENT":
        throw new InputError(`cannot write ${to}: its directory does not exist`);
      case "EISDIR":
        throw new InputError(`cannot write ${to}: it is a directory`);
      default:
        throw new InputError(`cannot write ${to}: ${errorText(error)}`);
    }
  }
}
