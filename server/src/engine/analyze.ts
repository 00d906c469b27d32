/**
 * facts -> program -> solved -> findings, and the tables that features ask for. Pure: the same files give the
 * same answer, whatever the order in which they came.
 */

import type { CancelToken } from "../base/cancel.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import { type IncludePaths, noIncludePaths } from "../link/includes.ts";
import { link } from "../link/link.ts";
import { namedCalls } from "../link/namedCalls.ts";
import type { Program } from "../link/program.ts";
import type { ModelSet } from "../models/modelSet.ts";
import type { Finding } from "../rules/finding.ts";
import { byPlace } from "../rules/fold.ts";
import { rules } from "../rules/registry.ts";
import { contradictsWhatIsSaid } from "../rules/saidContexts.ts";
import type { Analysis, FollowedCalls, Stats } from "../solve/analysis.ts";
import type { CallGrade } from "../solve/activation.ts";
import { solve } from "../solve/solve.ts";
import type { Solved } from "../solve/solved.ts";
import { sizesOf } from "./sizes.ts";
import { contextTables } from "./tables.ts";

export function analyze(
  files: ReadonlyMap<string, FileFacts>,
  models: ModelSet,
  includePaths: IncludePaths | null,
  cancel: CancelToken,
  linked: () => void = () => {},
): Analysis {
  const program = link(files, includePaths ?? noIncludePaths);
  linked();
  const solved = solve(program, models, cancel);
  const tables = contextTables(solved);
  return {
    findings: findingsOf(solved).filter((finding) => !contradictsWhatIsSaid(finding, models)),
    ...tables,
    stats: statsOf(
      files,
      program,
      solved,
      tables.waits.filter((w) => w.unknown).length,
      tables.waits.length,
    ),
  };
}

function findingsOf(solved: Solved): Finding[] {
  const found: Finding[] = [];
  for (const rule of rules) rule.check(solved, (finding) => found.push(finding));
  return found.sort(
    (a, b) =>
      byPlace(a, b) ||
      a.chain.length - b.chain.length ||
      (a.fingerprint < b.fingerprint ? -1 : a.fingerprint > b.fingerprint ? 1 : 0),
  );
}

function statsOf(
  files: ReadonlyMap<string, FileFacts>,
  program: Program,
  solved: Solved,
  unknownWaits: number,
  waits: number,
): Stats {
  const { solver } = solved;
  return {
    ...sizesOf(files),
    functions: program.functions.filter((f) => f.fact.defined && f.fact.kind !== "initializer")
      .length,
    contexts: solved.found.contexts.filter((c) => c.kind !== "unknown").length,
    waits,
    unknownWaits,
    followed: followedCalls([...solver.calls.values()].flatMap((ofFile) => [...ofFile.values()])),
    named: namedCalls(program, solved.typer),
    cutFunctions: solver.cut.size,
  };
}

function followedCalls(grades: Iterable<CallGrade>): FollowedCalls {
  const n: Record<CallGrade, number> = {
    exact: 0,
    "override-set": 0,
    callback: 0,
    library: 0,
    guess: 0,
    unresolved: 0,
  };
  for (const grade of grades) n[grade]++;
  const { exact, callback, library, guess, unresolved } = n;
  return { exact, overrideSet: n["override-set"], callback, library, guess, unresolved };
}
