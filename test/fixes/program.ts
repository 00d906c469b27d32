/** A program in memory for tests of fixes: read, analysed, repaired, compiled and run. */

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Host } from "../../server/src/engine/host.ts";
import { extractFacts } from "../../server/src/extract/extract.ts";
import type { FileFacts } from "../../server/src/facts/fileFacts.ts";
import type { Edit, FixOffer } from "../../server/src/fixes/fix.ts";
import { applyFix, offersFor } from "../../server/src/fixes/registry.ts";
import { builtinModels } from "../../server/src/models/builtin.ts";
import { foldFindings } from "../../server/src/rules/fold.ts";
import type { Finding, RuleId } from "../../server/src/rules/finding.ts";
import { buildFolder, compileErrors } from "../harness/compiler.ts";
import { testParser } from "../harness/parser.ts";

export type Sources = ReadonlyMap<string, string>;

export interface Analysed {
  readonly sources: Sources;
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly findings: readonly Finding[];
}

/** All files below `test/hangs/<name>`. */
export function sourcesOf(name: string): Sources {
  const root = fileURLToPath(new URL(`../hangs/${name}`, import.meta.url));
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && /\.(?:cc|cpp|h)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  return new Map(names.map((file) => [relative(root, file), readFileSync(file, "utf8")]));
}

export async function analysed(sources: Sources): Promise<Analysed> {
  const parser = await testParser();
  const host = new Host(builtinModels);
  host.apply({
    upsert: [...sources].map(([path, text]) => ({ path, facts: extractFacts(parser, text) })),
  });
  const snapshot = host.snapshot();
  return { sources, files: snapshot.files, findings: snapshot.analysis().findings };
}

export function blocking({ findings }: Analysed): readonly Finding[] {
  return findings.filter(({ rule }) => rule === "signal-blocks");
}

/** The first `signal-blocks` finding, and what the handler that only notifies says of it. */
export function offered(program: Analysed): { finding: Finding; offers: readonly FixOffer[] } {
  const [finding] = blocking(program);
  if (finding === undefined) throw new Error("no finding");
  const offers = offersFor(finding, program.files).filter(({ id }) => id === "notify-only");
  return { finding, offers };
}

export function editsFor({ sources, files }: Analysed, finding: Finding): readonly Edit[] | null {
  return applyFix("notify-only", finding, files, (file) => sources.get(file) ?? null);
}

/** Throws where edits overlap, are not sorted or leave the text. */
export function applied(sources: Sources, edits: readonly Edit[]): Sources {
  const after = new Map(sources);
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const text = sources.get(file);
    if (text === undefined) throw new Error(`an edit of ${file}, which is not there`);
    let out = "";
    let at = 0;
    let last = -1;
    for (const edit of edits.filter((one) => one.file === file)) {
      if (edit.start <= last || edit.start < at || edit.end < edit.start || edit.end > text.length)
        throw new Error(`edits overlap or leave the text: ${JSON.stringify(edits)}`);
      out += text.slice(at, edit.start) + edit.text;
      at = edit.end;
      last = edit.start;
    }
    after.set(file, out + text.slice(at));
  }
  return after;
}

export async function repaired(sources: Sources): Promise<Sources> {
  const program = await analysed(sources);
  const { finding, offers } = offered(program);
  const [offer] = offers;
  if (offer === undefined || offer.disabled !== null)
    throw new Error(`not offered: ${offer?.disabled?.id ?? "nothing"}`);
  const edits = editsFor(program, finding);
  if (edits === null) throw new Error("no edits");
  return applied(sources, edits);
}

export interface RunResult {
  readonly compiler: string;
  /** null when it was not built, or did not end. */
  readonly status: number | null;
}

/** Compiled as the programs that hang are, with warnings as errors. A hang ends after five seconds. */
export async function run(sources: Sources): Promise<RunResult> {
  const folder = buildFolder();
  try {
    const paths = [...sources].map(([name, text]) => {
      const path = join(folder.path, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    });
    const units = paths.filter((path) => !/\.h(?:pp)?$/.test(path));
    const program = join(folder.path, "program");
    const options = ["-O0", "-g", "-pthread", "-Wall", "-Wextra", "-Werror", "-o", program];
    const errors = await compileErrors([...options, ...units]);
    if (errors !== null) return { compiler: errors, status: null };
    const { status } = spawnSync(program, [], { timeout: 5000, killSignal: "SIGKILL" });
    return { compiler: "", status };
  } finally {
    folder.remove();
  }
}

/** Folded, of one rule. */
export function ofRule({ findings }: Analysed, rule: RuleId): readonly Finding[] {
  return foldFindings(findings).filter((finding) => finding.rule === rule);
}

/** What one fix says of the first finding of a rule. */
export function offerOf(program: Analysed, rule: RuleId, fix: string): FixOffer | undefined {
  const [finding] = ofRule(program, rule);
  if (finding === undefined) throw new Error(`no ${rule}`);
  return offersFor(finding, program.files).find(({ id }) => id === fix);
}

/** The sources with one fix made for the first finding of a rule. */
export async function after(sources: Sources, rule: RuleId, fix: string): Promise<Sources> {
  const program = await analysed(sources);
  const [finding] = ofRule(program, rule);
  if (finding === undefined) throw new Error(`no ${rule}`);
  const edits = applyFix(fix, finding, program.files, (file) => sources.get(file) ?? null);
  if (edits === null) throw new Error("no edits");
  return applied(sources, edits);
}
