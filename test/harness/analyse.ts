/** Texts to findings, in process, as the command line and the editor do it. */

import { neverCancelled } from "../../server/src/base/cancel.ts";
import { Host } from "../../server/src/engine/host.ts";
import { extractFacts } from "../../server/src/extract/extract.ts";
import type { FileFacts } from "../../server/src/facts/fileFacts.ts";
import { foldFindings } from "../../server/src/rules/fold.ts";
import { builtinModels } from "../../server/src/models/builtin.ts";
import type { Analysis } from "../../server/src/solve/analysis.ts";
import type { SourceFile } from "./fixture.ts";
import { testParser } from "./parser.ts";

const parser = await testParser();

export interface FactsOfFile {
  readonly path: string;
  readonly facts: FileFacts;
}

export function factsOf({ path, text }: SourceFile): FactsOfFile {
  return { path, facts: extractFacts(parser, text) };
}

export function hostOf(files: readonly FactsOfFile[]): Host {
  const host = new Host(builtinModels);
  host.apply({ upsert: files });
  return host;
}

export function analyse(
  sources: readonly SourceFile[],
): Analysis & { readonly files: ReadonlyMap<string, FileFacts> } {
  const snapshot = hostOf(sources.map(factsOf)).snapshot();
  const analysis = snapshot.analysis(neverCancelled);
  return { ...analysis, findings: foldFindings(analysis.findings), files: snapshot.files };
}
