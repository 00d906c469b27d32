/**
 * Offsets <-> lines and columns, at the edge: a place that the analysis knows, said in terms of the text as
 * it is *now*, although the answer may be some keystrokes old.
 */

import { lineStartsOf, offsetAt, positionAt } from "../base/lineIndex.ts";
import type { FileSpan } from "../base/span.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { WireLocation, WirePosition, WireRange } from "../protocol/requests.ts";
import { offsetNow, offsetThen, type OpenDocument } from "./openDocument.ts";
import { uriOfPath } from "./paths.ts";

export interface Places {
  range(span: FileSpan): WireRange;
  location(span: FileSpan): WireLocation;
  /** Offset in the analysed text; null for text that is newer than the answer. */
  offset(path: string, position: WirePosition): number | null;
}

export function makePlaces(
  files: ReadonlyMap<string, FileFacts>,
  documentOf: (path: string) => OpenDocument | undefined,
): Places {
  const range = (span: FileSpan): WireRange => {
    const open = documentOf(span.file);
    if (open !== undefined) {
      const start = offsetNow(open.moves, span.start);
      const end = Math.max(start, offsetNow(open.moves, span.end));
      return { start: open.document.positionAt(start), end: open.document.positionAt(end) };
    }
    const lineStarts = files.get(span.file)?.lineStarts ?? [0];
    return {
      start: wirePosition(lineStarts, span.start),
      end: wirePosition(lineStarts, Math.max(span.start, span.end)),
    };
  };
  return {
    range,
    location: (span) => ({
      uri: documentOf(span.file)?.document.uri ?? uriOfPath(span.file),
      range: range(span),
    }),
    offset(path, position) {
      const open = documentOf(path);
      if (open !== undefined) return offsetThen(open.moves, open.document.offsetAt(position));
      const lineStarts = files.get(path)?.lineStarts;
      if (lineStarts === undefined) return null;
      return offsetAt(lineStarts, { line: position.line, column: position.character });
    },
  };
}

/** A range in a text at hand, for edits. */
export function rangeIn(text: string, start: number, end: number): WireRange {
  const lineStarts = lineStartsOf(text);
  return { start: wirePosition(lineStarts, start), end: wirePosition(lineStarts, end) };
}

function wirePosition(lineStarts: readonly number[], offset: number): WirePosition {
  const { line, column } = positionAt(lineStarts, offset);
  return { line, character: column };
}
