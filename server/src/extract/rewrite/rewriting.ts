/**
 * What the rules of the rewriting share: the tokens, what was made of them so far, where in the code the walk is, and
 * the few ways in which a rule looks at tokens and changes them. Mutable during one call of `readable`. Must never
 * know a rule.
 */

import { T, type Tokens } from "../lex.ts";
import { GT, LB, LC, LP, LT, P, RB, RC, RP, SEMI } from "./marks.ts";
import { W, muteBody, shout, words } from "./words.ts";

export interface Frame {
  place: number;
  /** First token of the statement or declaration, -1 before it. */
  start: number;
  /** What the statement has had so far, outside of brackets: the last `)`, `class`, ... or -1. */
  paren: number;
  classKey: number;
  enum: number;
  namespace: number;
  equals: number;
  colon: number;
  /** Number of the last token of a template head, -1 for none. */
  templateEnd: number;
  /** Whether the statement around goes on behind the closing brace. */
  goesOn: boolean;
  /** Token of the class's name. */
  name: number;
  /** Open angle brackets that look like template arguments. */
  opener: number;
}

/** `text` is what the tokens were made of. */
export interface Rewriting {
  readonly text: string;
  readonly kind: Uint8Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly match: Int32Array;
  readonly units: Uint16Array;
  readonly count: number;
  readonly word: Uint8Array;
  readonly frames: Frame[];
  depth: number;
  /** Tokens behind which a semicolon was put. */
  readonly cuts: Set<number>;
}

export function makeRewriting(text: string, tokens: Tokens): Rewriting {
  const { kind, start: from, end: to, match, units, count } = tokens;
  const word = classify(text, tokens);
  return { text, kind, from, to, match, units, count, word, frames: [], depth: 0, cuts: new Set() };
}

export function textOf(r: Rewriting, i: number): string {
  return r.text.slice(r.from[i], r.to[i]);
}

/** The token after `i` that was not taken out; `count` at the end. */
export function tokenAfter(r: Rewriting, i: number): number {
  let n = i + 1;
  while (n < r.count && r.kind[n] === 0) n++;
  return n;
}

/** The token before `i` that was not taken out; -1 at the start. */
export function tokenBefore(r: Rewriting, i: number): number {
  let n = i - 1;
  while (n >= 0 && r.kind[n] === 0) n--;
  return n;
}

export function kindAt(r: Rewriting, i: number): number {
  return i >= 0 && i < r.count ? (r.kind[i] as number) : 0;
}

export function wordAt(r: Rewriting, i: number): number {
  return i >= 0 && i < r.count && r.kind[i] === T.word ? (r.word[i] as number) : -1;
}

/** A word that names something: no keyword, but perhaps a macro. */
export function isName(r: Rewriting, i: number): boolean {
  const w = wordAt(r, i);
  return (w >= 0 && w <= W.macro) || w === W.qt;
}

export function isMacro(r: Rewriting, i: number): boolean {
  const w = wordAt(r, i);
  return w === W.shout || w === W.mute || w === W.macro;
}

/** Takes the tokens `i` to `j` out. */
export function blank(r: Rewriting, i: number, j: number): void {
  const from = r.from[i] as number;
  const to = r.to[j] as number;
  r.units.fill(32, from, to);
  r.kind.fill(0, i, j + 1);
}

/** Puts other text in the place of the tokens `i` to `j`; it must not be longer. */
export function replace(r: Rewriting, i: number, j: number, by: string): void {
  const at = r.from[i] as number;
  const to = r.to[j] as number;
  r.units.fill(32, at, to);
  for (let c = 0; c < by.length; c++) r.units[at + c] = by.charCodeAt(c);
}

/** The tokens `i` to `j` as one word. */
export function asWord(r: Rewriting, i: number, j: number): void {
  const end = r.to[j] as number;
  for (let at = r.from[i] as number; at < end; at++) {
    const c = r.units[at] as number;
    const inWord =
      c >= 128 || c === 95 || (c >= 48 && c <= 57) || ((c | 32) >= 97 && (c | 32) <= 122);
    if (!inWord) r.units[at] = 95;
  }
  r.to[i] = end;
  r.word[i] = W.plain;
  r.kind[i] = T.word;
  if (j > i) r.kind.fill(0, i + 1, j + 1);
}

export function putSign(r: Rewriting, at: number, sign: number): void {
  r.units[at] = sign;
}

/** Puts a semicolon into the blank that follows token `i`, if there is one. */
export function endAfter(r: Rewriting, i: number): void {
  const at = r.to[i] as number;
  if (at >= r.units.length || (r.units[at] as number) > 32) return;
  putSign(r, at, SEMI);
  r.cuts.add(i);
}

/** Whether a line break stands between two tokens. */
export function breaks(r: Rewriting, i: number, j: number): boolean {
  if (i < 0 || j >= r.count) return true;
  const end = r.from[j] as number;
  for (let at = r.to[i] as number; at < end; at++) {
    if (r.text.charCodeAt(at) === 10) return true;
  }
  return false;
}

/** The `>` for a `<`, or -1. */
export function angleEnd(r: Rewriting, i: number): number {
  let open = 0;
  const limit = Math.min(r.count, i + 3000);
  for (let n = i; n < limit; n++) {
    switch (r.kind[n]) {
      case LT:
        open++;
        break;
      case GT:
        if (--open === 0) return n;
        break;
      case LP:
      case LB:
      case LC: {
        const close = r.match[n] as number;
        if (close === -1) return -1;
        n = close;
        break;
      }
      case RP:
      case RB:
      case RC:
      case SEMI:
        return -1;
      default:
    }
  }
  return -1;
}

/** The `<` for a `>`, or -1. */
export function angleStart(r: Rewriting, i: number): number {
  let open = 0;
  const limit = Math.max(-1, i - 300);
  for (let n = i; n > limit; n--) {
    switch (r.kind[n]) {
      case GT:
        open++;
        break;
      case LT:
        if (--open === 0) return n;
        break;
      case RP:
      case RB:
      case RC: {
        const close = r.match[n] as number;
        if (close === -1) return -1;
        n = close;
        break;
      }
      case LP:
      case LB:
      case LC:
      case SEMI:
        return -1;
      default:
    }
  }
  return -1;
}

/** The last token of a macro with its arguments, if it has any. */
export function macroEnd(r: Rewriting, i: number): number {
  const next = tokenAfter(r, i);
  if (kindAt(r, next) !== LP) return i;
  const close = r.match[next] as number;
  return close === -1 ? i : close;
}

export function enterPlace(
  r: Rewriting,
  place: number,
  goesOn: boolean,
  name: number,
  opener: number,
): void {
  r.depth++;
  let frame = r.frames[r.depth];
  if (frame === undefined) {
    frame = newFrame();
    r.frames[r.depth] = frame;
  }
  frame.place = place;
  frame.goesOn = goesOn;
  frame.name = name;
  frame.opener = opener;
  fresh(frame);
}

export function inCode(r: Rewriting): boolean {
  for (let d = r.depth; d >= 0; d--) {
    const { place } = r.frames[d] as Frame;
    if (place === P.code) return true;
    if (place === P.class || place === P.outside) return false;
  }
  return false;
}

export function sameText(r: Rewriting, i: number, j: number): boolean {
  return j !== -1 && textOf(r, i) === textOf(r, j);
}

function classify(text: string, tokens: Tokens): Uint8Array {
  const own = new Map<string, number>();
  for (const { name, params, body } of tokens.macros) {
    if (words.has(name) || body === name) continue;
    const mute = muteBody.test(body) && (params === null || body !== "");
    own.set(name, mute ? W.mute : W.macro);
  }
  const word = new Uint8Array(tokens.count);
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.kind[i] !== T.word) continue;
    const name = text.slice(tokens.start[i], tokens.end[i]);
    let known = words.get(name) ?? (own.size > 0 ? own.get(name) : undefined);
    if (known === undefined) {
      const c = name.charCodeAt(0);
      known =
        name.length > 1 && ((c >= 65 && c <= 90) || c === 95) && shout.test(name)
          ? W.shout
          : W.plain;
    }
    word[i] = known;
  }
  return word;
}

export function newFrame(): Frame {
  return {
    place: P.outside,
    start: -1,
    paren: -1,
    classKey: -1,
    enum: -1,
    namespace: -1,
    equals: -1,
    colon: -1,
    templateEnd: -1,
    goesOn: false,
    name: -1,
    opener: -1,
  };
}

export function fresh(frame: Frame): void {
  frame.start = -1;
  frame.paren = -1;
  frame.classKey = -1;
  frame.enum = -1;
  frame.namespace = -1;
  frame.equals = -1;
  frame.colon = -1;
  frame.templateEnd = -1;
}
