/** Places stay with their text while it is edited: by random edits of texts in which every letter is unique. */

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  changedDocument,
  forgetMoves,
  offsetNow,
  offsetThen,
  openedDocument,
  type OpenDocument,
} from "../../server/src/lsp/openDocument.ts";

const original = Array.from({ length: 60 }, (_, i) =>
  i % 10 === 9 ? "\n" : String.fromCharCode(0x4e00 + i),
).join("");

const edits = fc.array(
  fc.record({
    from: fc.nat(100),
    length: fc.nat(8),
    text: fc.constantFrom("", "x", "yy\n", "\n\n", "zzzzzzzz"),
    whole: fc.boolean(),
  }),
  { maxLength: 6 },
);

test("every letter that survives is found at its new place, and back", () => {
  fc.assert(
    fc.property(edits, (list) => {
      let open = openedDocument("/a.cpp", "file:///a.cpp", "cpp", 1, original);
      for (const [i, edit] of list.entries()) open = applied(open, edit, i + 2);
      const text = open.document.getText();
      for (let offset = 0; offset < original.length; offset++) {
        const letter = original[offset] ?? "";
        if (letter === "\n") continue;
        const now = text.indexOf(letter);
        // A letter may be replaced by itself when a whole text is sent: then it has not moved either.
        if (now < 0) continue;
        expect(offsetNow(open.moves, offset)).toBe(now);
        expect(offsetThen(open.moves, now)).toBe(offset);
      }
    }),
  );
});

test("no edit makes a place leave the text", () => {
  fc.assert(
    fc.property(edits, fc.nat(60), (list, offset) => {
      let open = openedDocument("/a.cpp", "file:///a.cpp", "cpp", 1, original);
      for (const [i, edit] of list.entries()) open = applied(open, edit, i + 2);
      const now = offsetNow(open.moves, offset);
      expect(now).toBeGreaterThanOrEqual(0);
      expect(now).toBeLessThanOrEqual(open.document.getText().length);
    }),
  );
});

test("what an answer knows is forgotten, what came later is not", () => {
  let open = openedDocument("/a.cpp", "file:///a.cpp", "cpp", 1, "abc");
  open = applied(open, { from: 0, length: 0, text: "x", whole: false }, 2);
  open = applied(open, { from: 0, length: 0, text: "yy", whole: false }, 3);
  expect(offsetNow(open.moves, 0)).toBe(3);
  expect(offsetNow(forgetMoves(open, 2).moves, 1)).toBe(3);
  expect(forgetMoves(open, 3).moves).toEqual([]);
});

function applied(
  open: OpenDocument,
  edit: { from: number; length: number; text: string; whole: boolean },
  version: number,
): OpenDocument {
  const { document } = open;
  const text = document.getText();
  const start = Math.min(edit.from, text.length);
  const end = Math.min(start + edit.length, text.length);
  const change = edit.whole
    ? { text: text.slice(0, start) + edit.text + text.slice(end) }
    : {
        range: { start: document.positionAt(start), end: document.positionAt(end) },
        text: edit.text,
      };
  return changedDocument(open, [change], version);
}
