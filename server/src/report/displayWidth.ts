/**
 * How many terminal columns a text takes, and cutting a text to columns. A table of wide ranges instead of
 * a library: errs by one column for a few rare signs, which only shifts a padding.
 */

/** Columns: East Asian wide and full-width signs and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const sign of text) width += widthOf(sign.codePointAt(0) ?? 0);
  return width;
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/** Keeps the end, which tells more of a qualified name or a path than its start. */
export function cutStart(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text;
  const room = Math.max(0, width - displayWidth(ellipsis));
  const signs = Array.from(text);
  let kept = "";
  let used = 0;
  for (let i = signs.length - 1; i >= 0; i--) {
    const sign = signs[i] ?? "";
    const next = used + displayWidth(sign);
    if (next > room) break;
    kept = sign + kept;
    used = next;
  }
  return ellipsis + kept;
}

/** Breaks between words, and inside text without spaces (Chinese) between any two signs. Never empty. */
export function wrap(text: string, width: number): string[] {
  if (displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const piece of text.match(/[⺀-鿿＀-￯]|[^\s⺀-鿿＀-￯]+|\s+/gu) ?? []) {
    if (line.trim() !== "" && displayWidth(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else {
      line += piece;
    }
  }
  if (line.trim() !== "" || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

function widthOf(code: number): number {
  if (code < 0x300) return 1;
  for (const [from, to] of zeroWidth) if (code >= from && code <= to) return 0;
  for (const [from, to] of wide) if (code >= from && code <= to) return 2;
  return 1;
}

const zeroWidth: readonly (readonly [number, number])[] = [
  [0x300, 0x36f],
  [0x200b, 0x200f],
  [0xfe00, 0xfe0f],
];

/** Unicode's East Asian Width, classes W and F, by block. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe4f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];
