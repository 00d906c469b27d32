/** From facts to the answer: the engine with the models it is given, and how long it took. */

import type { CancelToken } from "../base/cancel.ts";
import { Host } from "../engine/host.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { IncludePaths } from "../link/includes.ts";
import type { ModelSet } from "../models/modelSet.ts";
import type { Analysis } from "../solve/analysis.ts";

export interface Analysed {
  readonly analysis: Analysis;
  readonly files: ReadonlyMap<string, FileFacts>;
  /** Milliseconds of wall time. */
  readonly link: number;
  readonly solve: number;
}

/** Throws Cancelled when the token says so. */
export function analyseFiles(
  files: readonly { readonly path: string; readonly facts: FileFacts }[],
  cancel: CancelToken,
  models: ModelSet,
  includePaths: IncludePaths | null = null,
): Analysed {
  const started = performance.now();
  const host = new Host(models);
  host.apply({ upsert: files, includePaths });
  const snapshot = host.snapshot();
  let linked = started;
  const analysis = snapshot.analysis(cancel, () => {
    linked = performance.now();
  });
  return {
    analysis,
    files: snapshot.files,
    link: linked - started,
    solve: performance.now() - linked,
  };
}
