/**
 * One document that the editor holds, and how its text has moved since the facts that were analysed: so
 * that lenses, hovers and the tree stay with their code while somebody types. Knows no analysis.
 */

import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";

/** One replacement, in offsets of the text just before it. */
export interface TextMove {
  readonly version: number;
  readonly start: number;
  readonly end: number;
  readonly length: number;
}

export interface OpenDocument {
  readonly path: string;
  readonly document: TextDocument;
  /** Oldest first; those that the current answer knows already are dropped. */
  readonly moves: readonly TextMove[];
}

export function openedDocument(
  path: string,
  uri: string,
  languageId: string,
  version: number,
  text: string,
): OpenDocument {
  return { path, document: TextDocument.create(uri, languageId, version, text), moves: [] };
}

export function changedDocument(
  before: OpenDocument,
  changes: readonly TextDocumentContentChangeEvent[],
  version: number,
): OpenDocument {
  let { document } = before;
  const moves = [...before.moves];
  for (const change of changes) {
    moves.push(moveOf(document, change, version));
    document = TextDocument.update(document, [change], version);
  }
  return { ...before, document, moves };
}

export function forgetMoves(before: OpenDocument, analysedVersion: number): OpenDocument {
  const moves = before.moves.filter((move) => move.version > analysedVersion);
  return moves.length === before.moves.length ? before : { ...before, moves };
}

/** Where an offset of the analysed text is now. What was replaced shrinks to its start. */
export function offsetNow(moves: readonly TextMove[], analysed: number): number {
  let offset = analysed;
  for (const move of moves) {
    if (offset >= move.end) offset += move.length - (move.end - move.start);
    else if (offset > move.start) offset = move.start;
  }
  return offset;
}

/** Where an offset of the current text was in the analysed text; null for text that is new since. */
export function offsetThen(moves: readonly TextMove[], current: number): number | null {
  let offset = current;
  for (let i = moves.length - 1; i >= 0; i--) {
    const move = moves[i];
    if (move === undefined || offset < move.start) continue;
    if (offset >= move.start + move.length) offset += move.end - move.start - move.length;
    else return null;
  }
  return offset;
}

function moveOf(
  document: TextDocument,
  change: TextDocumentContentChangeEvent,
  version: number,
): TextMove {
  if ("range" in change) {
    const start = document.offsetAt(change.range.start);
    const end = Math.max(start, document.offsetAt(change.range.end));
    return { version, start, end, length: change.text.length };
  }
  return wholeTextMove(document.getText(), change.text, version);
}

/** A client that sends whole texts mostly changes one place: keep what is the same before and behind it. */
function wholeTextMove(before: string, after: string, version: number): TextMove {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before.charCodeAt(head) === after.charCodeAt(head)) head++;
  let tail = 0;
  while (
    tail < shorter - head &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  return { version, start: head, end: before.length - tail, length: after.length - tail - head };
}
