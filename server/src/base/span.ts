/**
 * Places in source text. Offsets are UTF-16 code units everywhere; line and column exist only at the
 * edge (see lineIndex.ts). This file knows nothing of files' contents.
 */

/** Half-open range of UTF-16 offsets in one file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A range in a named file. `file` is the path that the host was given, opaque to the analysis. */
export interface FileSpan extends Span {
  readonly file: string;
}

export function contains(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

/** Order by file, then start, then end: the one order in which places are shown to people. */
export function compareSpans(a: FileSpan, b: FileSpan): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.start - b.start || a.end - b.end;
}
