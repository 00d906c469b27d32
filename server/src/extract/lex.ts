/**
 * The tokens of the code that a build would compile: comments, preprocessor lines and the branches that a
 * condition leaves out are passed over, and what they said is kept. One walk over the text, no parser. Must
 * never know what the tokens are used for, nor another file.
 */

import type { Include, MacroFact } from "../facts/fileFacts.ts";
import { preprocessor } from "./preproc.ts";

/** Kinds of tokens; a sign of one character has its own code instead. 0 is a token that was taken out. */
export const T = {
  word: 1,
  number: 2,
  string: 3,
  char: 4,
  /** `::` */
  scope: 5,
  /** `->` */
  arrow: 6,
  /** `&&` */
  and: 7,
  /** `...` */
  dots: 8,
  /** Any other operator of more than one character; `>>` is two tokens. */
  operator: 9,
} as const;

export interface Tokens {
  readonly count: number;
  readonly kind: Uint8Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** For a bracket the token that closes or opens it, else and without one -1. */
  readonly match: Int32Array;
  /** The text's UTF-16 units, with blanks for what is not code. */
  readonly units: Uint16Array<ArrayBuffer>;
  readonly includes: readonly Include[];
  readonly macros: readonly MacroFact[];
}

const space = 32;
const newline = 10;
const quote = 34;
const hash = 35;
const apostrophe = 39;
const star = 42;
const slash = 47;
const backslash = 92;

const isWord = new Uint8Array(128);
const isDigit = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  if (/\w/.test(String.fromCharCode(c))) isWord[c] = 1;
  if (c >= 48 && c <= 57) isDigit[c] = 1;
}

function wordUnit(c: number): boolean {
  return c < 128 ? isWord[c] === 1 : c !== 0xfeff && c !== 0xa0;
}

export function lex(text: string): Tokens {
  const { length } = text;
  const units = new Uint16Array(length);
  for (let i = 0; i < length; i++) units[i] = text.charCodeAt(i);
  let capacity = 64 + (length >> 2);
  let kind = new Uint8Array(capacity);
  let start = new Uint32Array(capacity);
  let end = new Uint32Array(capacity);
  const preproc = preprocessor(text);
  let count = 0;
  let atLineStart = true;
  let i = 0;

  while (i < length) {
    const c = units[i] as number;
    if (c <= space || c === 0xfeff || c === 0xa0) {
      if (c === newline || c === 13) atLineStart = true;
      i++;
      continue;
    }
    const next = i + 1 < length ? (units[i + 1] as number) : 0;
    if (c === slash && (next === slash || next === star)) {
      const to = next === slash ? lineEnd(units, i) : blockEnd(text, i);
      units.fill(space, i, to);
      i = to;
      continue;
    }
    if (c === hash && atLineStart) {
      let to = directiveEnd(text, units, i);
      preproc.directive(i, to);
      while (!preproc.live && to < length) {
        const from = nextDirective(text, units, to);
        if (from >= length) {
          to = length;
          break;
        }
        to = directiveEnd(text, units, from);
        preproc.directive(from, to);
      }
      units.fill(space, i, to);
      i = to;
      continue;
    }
    if (c === backslash && (next === newline || next === 13)) {
      units[i++] = space;
      continue;
    }
    atLineStart = false;
    let k: number;
    let to = i + 1;
    if (c >= 128 || isWord[c] === 1) {
      if (c < 128 && isDigit[c] === 1) {
        k = T.number;
        to = numberEnd(units, i);
      } else {
        while (to < length && wordUnit(units[to] as number)) to++;
        const after = to < length ? (units[to] as number) : 0;
        k = T.word;
        if ((after === quote || after === apostrophe) && to - i <= 3 && isPrefix(text, i, to)) {
          k = after === quote ? T.string : T.char;
          to = literalEnd(text, units, to, after, units[to - 1] === 82);
        }
      }
    } else if (c === quote) {
      k = T.string;
      to = literalEnd(text, units, i, quote, false);
    } else if (c === apostrophe) {
      k = T.char;
      to = literalEnd(text, units, i, apostrophe, false);
    } else if (c === 46 && next < 128 && isDigit[next] === 1) {
      k = T.number;
      to = numberEnd(units, i);
    } else {
      k = sign(units, i, c, next);
      if (k > T.char && k <= T.operator) to = i + signLength(units, i, k);
    }
    if (count === capacity) {
      capacity *= 2;
      kind = widened(kind, new Uint8Array(capacity));
      start = widened(start, new Uint32Array(capacity));
      end = widened(end, new Uint32Array(capacity));
    }
    kind[count] = k;
    start[count] = i;
    end[count] = to;
    count++;
    i = to;
  }
  return {
    count,
    kind,
    start,
    end,
    match: matchBrackets(kind, count),
    units,
    includes: preproc.includes,
    macros: preproc.macros,
  };
}

function widened<A extends Uint8Array | Uint32Array>(from: A, into: A): A {
  into.set(from);
  return into;
}

/** `u8R"` and the like. */
function isPrefix(text: string, from: number, to: number): boolean {
  return /^(?:u8|[uUL])?R?$/.test(text.slice(from, to));
}

function lineEnd(units: Uint16Array, from: number): number {
  let i = from;
  while (i < units.length) {
    const c = units[i] as number;
    if (c === newline) {
      const before = units[i - 1] === 13 ? i - 2 : i - 1;
      if (units[before] !== backslash) return i;
    }
    i++;
  }
  return i;
}

function blockEnd(text: string, from: number): number {
  const at = text.indexOf("*/", from + 2);
  return at === -1 ? text.length : at + 2;
}

/** End of a preprocessor line: line breaks that are escaped or in a comment belong to it. */
function directiveEnd(text: string, units: Uint16Array, from: number): number {
  let i = from;
  while (i < units.length) {
    const c = units[i] as number;
    if (c === newline) {
      const before = units[i - 1] === 13 ? i - 2 : i - 1;
      if (units[before] !== backslash) return units[i - 1] === 13 ? i - 1 : i;
    } else if (c === slash && units[i + 1] === star) {
      i = blockEnd(text, i) - 1;
    } else if (c === slash && units[i + 1] === slash) {
      i = lineEnd(units, i);
      return units[i - 1] === 13 ? i - 1 : i;
    } else if (c === quote) {
      i = literalEnd(text, units, i, quote, false) - 1;
    }
    i++;
  }
  return i;
}

/** In text that is left out only the lines of the preprocessor and comments are looked for. */
function nextDirective(text: string, units: Uint16Array, from: number): number {
  let i = from;
  let atLineStart = false;
  while (i < units.length) {
    const c = units[i] as number;
    if (c === newline) atLineStart = true;
    else if (c === hash && atLineStart) return i;
    else if (c === slash && units[i + 1] === star) i = blockEnd(text, i) - 1;
    else if (c === slash && units[i + 1] === slash) i = lineEnd(units, i) - 1;
    else if (c === quote) {
      atLineStart = false;
      i = literalEnd(text, units, i, quote, units[i - 1] === 82) - 1;
    } else if (c > space) atLineStart = false;
    i++;
  }
  return i;
}

function numberEnd(units: Uint16Array, from: number): number {
  let i = from + 1;
  while (i < units.length) {
    const c = units[i] as number;
    const before = units[i - 1] as number;
    const exponent =
      (c === 43 || c === 45) && (before | 32) === 101 && (units[from + 1]! | 32) !== 120;
    const hexExponent = (c === 43 || c === 45) && (before | 32) === 112;
    const separator = c === apostrophe && i + 1 < units.length && wordUnit(units[i + 1] as number);
    if (!wordUnit(c) && c !== 46 && !exponent && !hexExponent && !separator) break;
    i++;
  }
  return i;
}

/** `open` is where the quote stands. A literal that its line does not close ends with the line. */
function literalEnd(
  text: string,
  units: Uint16Array,
  open: number,
  mark: number,
  raw: boolean,
): number {
  if (raw) {
    const head = text.slice(open + 1, open + 20);
    const paren = head.indexOf("(");
    if (paren !== -1) {
      const closing = `)${head.slice(0, paren)}"`;
      const at = text.indexOf(closing, open + 1);
      return at === -1 ? text.length : at + closing.length;
    }
  }
  let i = open + 1;
  while (i < units.length) {
    const c = units[i] as number;
    if (c === mark) return i + 1;
    if (c === backslash) {
      i += units[i + 1] === 13 && units[i + 2] === newline ? 3 : 2;
      continue;
    }
    if (c === newline) return i;
    i++;
  }
  return units.length;
}

function sign(units: Uint16Array, i: number, c: number, next: number): number {
  switch (c) {
    case 58:
      return next === 58 ? T.scope : c;
    case 45: // -
      return next === 62 ? T.arrow : next === 61 || next === 45 ? T.operator : c;
    case 38: // &
      return next === 38 ? T.and : next === 61 ? T.operator : c;
    case 46: // .
      return next === 46 && units[i + 2] === 46 ? T.dots : c;
    case 60: // <
      return next === 60 || next === 61 ? T.operator : c;
    case 62: // >
      return next === 61 ? T.operator : c;
    case 61: // =
      return next === 61 ? T.operator : c;
    case 43: // +
      return next === 43 || next === 61 ? T.operator : c;
    case 124: // |
      return next === 124 || next === 61 ? T.operator : c;
    case 33: // !
    case 42: // *
    case 47: // /
    case 37: // %
    case 94: // ^
      return next === 61 ? T.operator : c;
    default:
      return c;
  }
}

function signLength(units: Uint16Array, i: number, k: number): number {
  if (k === T.dots) return 3;
  if (k !== T.operator) return 2;
  // `<<=` and `<=>`.
  if (units[i] !== 60) return 2;
  const third = units[i + 2];
  return (units[i + 1] === 60 && third === 61) || (units[i + 1] === 61 && third === 62) ? 3 : 2;
}

function matchBrackets(kind: Uint8Array, count: number): Int32Array {
  const match = new Int32Array(count).fill(-1);
  const open: number[] = [];
  for (let i = 0; i < count; i++) {
    const k = kind[i] as number;
    if (k === 40 || k === 91 || k === 123) {
      open.push(i);
    } else if (k === 41 || k === 93 || k === 125) {
      const wanted = k === 41 ? 40 : k - 2;
      // A brace closes what was left open inside it; other brackets close their own kind only.
      let top = open[open.length - 1];
      if (k === 125) {
        while (top !== undefined && kind[top] !== 123) {
          open.pop();
          top = open[open.length - 1];
        }
      }
      if (top !== undefined && kind[top] === wanted) {
        match[top] = i;
        match[i] = top;
        open.pop();
      }
    }
  }
  return match;
}
