/**
 * From the analysis' terms to those of a report: offsets to lines and columns, file names to names that a
 * person can open. Pure: line starts come from the facts, never from a file system.
 */

import { positionAt } from "../base/lineIndex.ts";
import type { FileSpan } from "../base/span.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { Analysis } from "../solve/analysis.ts";
import type { SuppressedFinding, UnusedSuppression } from "./suppress.ts";

/** What every format is made from. `files` maps the names that the analysis uses to their facts. */
export interface ReportInput {
  readonly analysis: Analysis;
  readonly files: ReadonlyMap<string, FileFacts>;
  /** What file names are relative to: `.` or an absolute path, written with `/`. */
  readonly root: string;
  /** What comments in the code accept, out of what was asked for. */
  readonly suppressed: readonly SuppressedFinding[];
  /** Comments that accept nothing, when asked for. */
  readonly unused: readonly UnusedSuppression[];
}

/** 1-based, columns in UTF-16 units, the end exclusive. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A file without facts (it cannot happen but by a bug) gives line 1: a report is still better than none. */
export function locationOf(span: FileSpan, files: ReadonlyMap<string, FileFacts>): Location {
  const lineStarts = files.get(span.file)?.lineStarts ?? [0];
  const start = positionAt(lineStarts, span.start);
  const end = positionAt(lineStarts, Math.max(span.start, span.end));
  return {
    file: span.file,
    line: start.line + 1,
    column: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
  };
}

/** A name that opens from the working directory: file names are relative to the report's root. */
export function openable(file: string, root: string): string {
  if (root === "." || root === "") return file;
  return root.endsWith("/") ? root + file : `${root}/${file}`;
}
