/**
 * Offset <-> line and column, zero-based, columns in UTF-16 units. Used only at the edge: reports and
 * the language server. Holds the offsets of line starts, never the text.
 */

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Offsets at which lines start; the first is always 0. LF, CRLF and lone CR end a line, as in LSP. */
export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10) starts.push(i + 1);
    else if (c === 13 && text.charCodeAt(i + 1) !== 10) starts.push(i + 1);
  }
  return starts;
}

export function positionAt(lineStarts: readonly number[], offset: number): Position {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if ((lineStarts[mid] ?? 0) <= offset) low = mid;
    else high = mid - 1;
  }
  return { line: low, column: offset - (lineStarts[low] ?? 0) };
}

export function offsetAt(lineStarts: readonly number[], position: Position): number {
  const start = lineStarts[position.line];
  if (start === undefined) return lineStarts[lineStarts.length - 1] ?? 0;
  const next = lineStarts[position.line + 1];
  const offset = start + position.column;
  return next === undefined ? offset : Math.min(offset, next - 1);
}
