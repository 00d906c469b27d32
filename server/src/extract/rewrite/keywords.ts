/**
 * Words of C++ and of well-known libraries behind which the grammar expects less than there may be. Each function is
 * one word.
 */

import { T } from "../lex.ts";
import { AMP, COLON, COMMA, LB, LC, LP, LT, P, RP, SEMI, STAR } from "./marks.ts";
import { atBracket } from "./places.ts";
import {
  type Frame,
  type Rewriting,
  angleEnd,
  asWord,
  blank,
  inCode,
  isMacro,
  isName,
  kindAt,
  macroEnd,
  putSign,
  replace,
  textOf,
  tokenAfter,
  tokenBefore,
  wordAt,
} from "./rewriting.ts";
import { W } from "./words.ts";

export function classWord(r: Rewriting, i: number, frame: Frame): void {
  if (frame.place !== P.paren) frame.classKey = i;
  if (frame.place === P.paren || frame.place === P.list) return;
  // `class EXPORT(x) Name`, `struct PACKED Name {`
  for (let n = tokenAfter(r, i); ; n = tokenAfter(r, n)) {
    if (kindAt(r, n) === LB) {
      atBracket(r, n);
      if (kindAt(r, n) === LB) return;
      continue;
    }
    if (!isName(r, n) && wordAt(r, n) !== W.attribute) return;
    if (wordAt(r, n) === W.attribute) {
      blank(r, n, macroEnd(r, n));
      continue;
    }
    const end = macroEnd(r, n);
    const next = tokenAfter(r, end);
    if (wordAt(r, next) === W.attribute || (kindAt(r, next) === LB && kindAt(r, next + 1) === LB)) {
      if (isMacro(r, n)) blank(r, n, end);
      continue;
    }
    if (!isName(r, next)) return;
    const third = tokenAfter(r, next);
    const k = kindAt(r, third);
    const head =
      k === LC || k === COLON || k === LT || k === T.scope || wordAt(r, third) === W.trailer;
    const more =
      isName(r, third) ||
      (k === LP && r.match[third] !== -1 && isName(r, tokenAfter(r, r.match[third] as number)));
    if (!head && !more && !(k === SEMI && textOf(r, i) === "class")) return;
    blank(r, n, end);
  }
}

export function enumWord(r: Rewriting, i: number): void {
  let next = tokenAfter(r, i);
  if (wordAt(r, next) === W.classKey) next = tokenAfter(r, next);
  // `enum : int {`
  if (kindAt(r, next) !== COLON) {
    if (isMacro(r, next) && isName(r, tokenAfter(r, macroEnd(r, next))))
      blank(r, next, macroEnd(r, next));
    return;
  }
  for (let n = next; n < r.count && n < next + 12; n++) {
    const k = r.kind[n];
    if (k === LC) return blank(r, next, n - 1);
    if (k === SEMI) return;
  }
}

export function typenameWord(r: Rewriting, i: number, previous: number): void {
  let at = tokenAfter(r, i);
  if (kindAt(r, at) === T.scope) at = tokenAfter(r, at);
  if (!isName(r, at)) return;
  let qualified = false;
  for (;;) {
    const next = tokenAfter(r, at);
    if (kindAt(r, next) === T.scope) {
      qualified = true;
      at = tokenAfter(r, next);
      if (wordAt(r, at) === W.template) at = tokenAfter(r, at);
      if (!isName(r, at)) return;
    } else if (kindAt(r, next) === LT) {
      const end = angleEnd(r, next);
      if (end === -1) return;
      at = end;
    } else break;
  }
  if (!qualified) return;
  const k = kindAt(r, tokenAfter(r, at));
  const pw = wordAt(r, previous);
  if ((k === LP || k === LC) && kindAt(r, previous) !== LT) blank(r, i, i);
  else if (pw === W.new || pw === W.using) blank(r, i, i);
}

export function noexceptWord(r: Rewriting, i: number, previous: number, frame: Frame): void {
  const open = tokenAfter(r, i);
  const pw = wordAt(r, previous);
  if (kindAt(r, open) !== LP) {
    const trailing =
      kindAt(r, previous) === RP ||
      pw === W.specifier ||
      kindAt(r, previous) === AMP ||
      kindAt(r, previous) === T.and;
    if (trailing && frame.place !== P.code && kindAt(r, open) !== LC) blank(r, i, i);
    return;
  }
  const close = r.match[open] as number;
  if (close === -1) return;
  if (
    kindAt(r, previous) === RP ||
    pw === W.specifier ||
    pw === W.trailer ||
    kindAt(r, previous) === AMP ||
    kindAt(r, previous) === T.and
  )
    blank(r, i, close);
  else replace(r, i, i, "sizeof");
}

export function decltypeWord(r: Rewriting, i: number): void {
  const end = macroEnd(r, i);
  if (end === i) return;
  const next = tokenAfter(r, end);
  const k = kindAt(r, next);
  if (k === LP || k === LC) asWord(r, i, end);
}

/** `new T*[n]`: what the stars say is read from the text. */
export function newWord(r: Rewriting, i: number): void {
  let at = tokenAfter(r, i);
  if (kindAt(r, at) === LP && r.match[at] !== -1) at = tokenAfter(r, r.match[at] as number);
  if (wordAt(r, at) === W.specifier) at = tokenAfter(r, at);
  if (kindAt(r, at) !== T.word) return;
  for (;;) {
    const next = tokenAfter(r, at);
    if (kindAt(r, next) === T.scope) at = tokenAfter(r, next);
    else if (kindAt(r, next) === LT) {
      const end = angleEnd(r, next);
      if (end === -1) return;
      at = end;
    } else if (wordAt(r, at) === W.type && wordAt(r, next) === W.type) at = next;
    else break;
  }
  const star = tokenAfter(r, at);
  if (kindAt(r, star) !== STAR) return;
  let last = star;
  while (kindAt(r, tokenAfter(r, last)) === STAR) last = tokenAfter(r, last);
  const k = kindAt(r, tokenAfter(r, last));
  if (k === LB || k === LP || k === LC || k === SEMI || k === COMMA || k === RP)
    blank(r, star, last);
}

export function asmWord(r: Rewriting, i: number): void {
  let at = tokenAfter(r, i);
  while (kindAt(r, at) === T.word) at = tokenAfter(r, at);
  if (kindAt(r, at) !== LP || r.match[at] === -1) return;
  blank(r, i, r.match[at] as number);
}

export function qtWord(r: Rewriting, i: number, frame: Frame): void {
  const text = textOf(r, i);
  const next = tokenAfter(r, i);
  if (text === "signals" || text === "Q_SIGNALS") {
    if (frame.start === i && kindAt(r, next) === COLON && frame.place === P.class) {
      replace(r, i, i, "public");
      r.word[i] = W.access;
    }
    return;
  }
  if (text === "slots" || text === "Q_SLOTS") {
    if (wordAt(r, tokenBefore(r, i)) === W.access && kindAt(r, next) === COLON) blank(r, i, i);
    return;
  }
  if (frame.place === P.code) return;
  blank(r, i, macroEnd(r, i));
}

/** `foreach (T x, list)` is `for (T x : list)`, if it declares its variable. */
export function foreachWord(r: Rewriting, i: number): void {
  const open = tokenAfter(r, i);
  if (kindAt(r, open) !== LP) return;
  const close = r.match[open] as number;
  let names = 0;
  for (let n = open + 1; n < close; n++) {
    const k = r.kind[n] as number;
    if (k === T.word) names++;
    else if (k === LT) {
      const end = angleEnd(r, n);
      if (end === -1) return;
      n = end;
    } else if (k === COMMA) {
      if (names < 2) return;
      putSign(r, r.from[n] as number, COLON);
      replace(r, i, i, "for");
      r.word[i] = W.head;
      return;
    } else if (k !== T.scope && k !== STAR && k !== AMP && k !== T.and) return;
  }
}

/** Last token of an operator's name, in front of the `(` of a call; -1 if there is none. */
export function operatorEnd(r: Rewriting, i: number): number {
  let at = tokenAfter(r, i);
  const k = kindAt(r, at);
  if ((k === LP || k === LB) && r.match[at] === tokenAfter(r, at)) {
    const end = r.match[at] as number;
    if (kindAt(r, tokenAfter(r, end)) === LP || kindAt(r, tokenAfter(r, end)) === LT) return end;
    return k === LB ? end : -1;
  }
  for (let steps = 0; at < r.count && steps < 40; steps++) {
    if (kindAt(r, at) === LP) return tokenBefore(r, at);
    if (
      kindAt(r, at) === SEMI ||
      kindAt(r, at) === RP ||
      kindAt(r, at) === LC ||
      kindAt(r, at) === COMMA
    )
      return -1;
    at = tokenAfter(r, at);
  }
  return -1;
}

/** `return operator()(x);` calls an operator of one's own. */
export function operatorWord(r: Rewriting, i: number, previous: number, frame: Frame): void {
  if (frame.place !== P.code && frame.place !== P.paren && frame.place !== P.list) {
    frame.equals = -1;
    return;
  }
  if (frame.place !== P.code && !inCode(r)) return;
  const free =
    kindAt(r, previous) !== T.scope && !isName(r, previous) && wordAt(r, previous) !== W.type;
  if (!free) return;
  const end = operatorEnd(r, i);
  if (end !== -1) asWord(r, i, end);
}
