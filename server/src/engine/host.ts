/**
 * Host takes changes, Snapshot answers for one revision. No IO: files come in as facts, made elsewhere.
 * A snapshot is immutable; its analysis is computed on first use and kept.
 */

import { type CancelToken, neverCancelled } from "../base/cancel.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { IncludePaths } from "../link/includes.ts";
import type { ModelSet } from "../models/modelSet.ts";
import type { Analysis } from "../solve/analysis.ts";
import { analyze } from "./analyze.ts";

export interface Change {
  /** New or replaced files. `path` is any string; results name files by it. */
  readonly upsert?: readonly { readonly path: string; readonly facts: FileFacts }[];
  readonly remove?: readonly string[];
  /** Instead of those before. */
  readonly models?: ModelSet;
  /** What a build says about where headers are; null when none does. */
  readonly includePaths?: IncludePaths | null;
}

export interface Snapshot {
  readonly revision: number;
  readonly files: ReadonlyMap<string, FileFacts>;
  /** Throws Cancelled when the token says so; nothing half-built is kept. `linked` is called when files are linked. */
  analysis(cancel?: CancelToken, linked?: () => void): Analysis;
}

export class Host {
  #files = new Map<string, FileFacts>();
  #revision = 0;
  #snapshot: Snapshot | null = null;
  #models: ModelSet;
  #includePaths: IncludePaths | null = null;

  constructor(models: ModelSet) {
    this.#models = models;
  }

  apply(change: Change): void {
    const files = new Map(this.#files);
    for (const path of change.remove ?? []) files.delete(path);
    for (const { path, facts } of change.upsert ?? []) files.set(path, facts);
    this.#files = files;
    this.#models = change.models ?? this.#models;
    if (change.includePaths !== undefined) this.#includePaths = change.includePaths;
    this.#revision++;
    this.#snapshot = null;
  }

  snapshot(): Snapshot {
    this.#snapshot ??= makeSnapshot(this.#revision, this.#files, this.#models, this.#includePaths);
    return this.#snapshot;
  }
}

function makeSnapshot(
  revision: number,
  files: ReadonlyMap<string, FileFacts>,
  models: ModelSet,
  includePaths: IncludePaths | null,
): Snapshot {
  let result: Analysis | null = null;
  return {
    revision,
    files,
    analysis(cancel = neverCancelled, linked) {
      result ??= analyze(files, models, includePaths, cancel, linked);
      return result;
    },
  };
}
