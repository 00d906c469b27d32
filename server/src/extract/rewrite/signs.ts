/**
 * Signs that the grammar does not expect where C++ has them: default arguments `= {}`, calls of destructors and
 * operators, member pointers, `&` and `&&` behind parameters, pieces of strings joined by macros.
 */

import { T } from "../lex.ts";
import { operatorEnd } from "./keywords.ts";
import { isTrailing } from "./macros.ts";
import { AMP, COMMA, DOT, EQ, GT, LC, LP, LT, P, RP, SEMI, STAR, TILDE } from "./marks.ts";
import {
  type Frame,
  type Rewriting,
  angleEnd,
  angleStart,
  asWord,
  blank,
  isMacro,
  isName,
  kindAt,
  macroEnd,
  replace,
  textOf,
  tokenAfter,
  tokenBefore,
  wordAt,
} from "./rewriting.ts";
import { W } from "./words.ts";

/** `= {}` as a default argument; `T* = nullptr` without a name. */
export function atEquals(r: Rewriting, i: number, previous: number, frame: Frame): void {
  if (frame.place !== P.paren) {
    const inTemplate = i < frame.templateEnd;
    if (!inTemplate && frame.equals === -1 && wordAt(r, previous) !== W.operator) frame.equals = i;
    // `= delete` says nothing that a fact is made of, and does not go with `template`.
    const word = tokenAfter(r, i);
    const plain = frame.place === P.outside || frame.place === P.class;
    if (
      plain &&
      wordAt(r, word) === W.before &&
      kindAt(r, tokenAfter(r, word)) === SEMI &&
      frame.paren !== -1
    ) {
      if (textOf(r, word) === "delete") blank(r, i, word);
      return;
    }
    if (!inTemplate) return;
  }
  const next = tokenAfter(r, i);
  const pk = kindAt(r, previous);
  if (kindAt(r, next) === LC) {
    const close = r.match[next] as number;
    const k = close === -1 ? 0 : kindAt(r, tokenAfter(r, close));
    if (k === COMMA || k === RP || k === GT) {
      if (close === next + 1 || isParameter(r, previous)) {
        replace(r, next, close, "0");
        r.kind[next] = T.number;
        r.kind.fill(0, next + 1, close + 1);
      }
    }
  }
  if (
    pk === STAR ||
    (wordAt(r, previous) === W.specifier && kindAt(r, tokenBefore(r, previous)) === STAR)
  ) {
    const word = tokenAfter(r, i);
    const k = kindAt(r, tokenAfter(r, word));
    if (k === COMMA || k === RP || k === GT) {
      let star = pk === STAR ? previous : tokenBefore(r, previous);
      while (kindAt(r, tokenBefore(r, star)) === STAR) star = tokenBefore(r, star);
      blank(r, star, previous);
    }
  }
}

/** Whether a name, or what stands for one, has a type in front of it. */
function isParameter(r: Rewriting, i: number): boolean {
  const k = kindAt(r, i);
  if (k === AMP || k === T.and || k === STAR) return true;
  if (!isName(r, i)) return false;
  const before = tokenBefore(r, i);
  const bk = kindAt(r, before);
  return bk === T.word || bk === GT || bk === AMP || bk === T.and || bk === STAR || bk === T.dots;
}

export function atArrow(r: Rewriting, i: number): void {
  const next = tokenAfter(r, i);
  // `a->*b` becomes a member access, told apart by its star.
  if (kindAt(r, next) === STAR && r.from[next] === r.to[i]) return blank(r, next, next);
  atMember(r, i);
}

/** Names of members that the grammar does not take: operators, destructors with arguments. */
export function atMember(r: Rewriting, i: number): void {
  let next = tokenAfter(r, i);
  if (isName(r, next) && kindAt(r, tokenAfter(r, next)) === LC && kindAt(r, i) === DOT) {
    // `{.a{1}}`
    const pk = kindAt(r, tokenBefore(r, i));
    if (pk === LC || pk === COMMA) blank(r, i, next);
    return;
  }
  if (wordAt(r, next) === W.operator) {
    const end = operatorEnd(r, next);
    if (end !== -1) asWord(r, next, end);
    return;
  }
  if (kindAt(r, next) === TILDE) {
    const name = tokenAfter(r, next);
    if (wordAt(r, name) === W.decltype) {
      const end = macroEnd(r, name);
      if (end !== name) asWord(r, name, end);
      return;
    }
    const less = tokenAfter(r, name);
    if (kindAt(r, less) === LT) {
      const end = angleEnd(r, less);
      if (end !== -1 && kindAt(r, tokenAfter(r, end)) === LP) blank(r, less, end);
    }
    return;
  }
  // `p->A<T>::~A()`
  for (let steps = 0; steps < 6 && isName(r, next); steps++) {
    let at = tokenAfter(r, next);
    if (kindAt(r, at) === LT) {
      const end = angleEnd(r, at);
      if (end === -1) return;
      at = tokenAfter(r, end);
    }
    if (kindAt(r, at) !== T.scope) return;
    const name = tokenAfter(r, at);
    if (kindAt(r, name) === TILDE) return blank(r, next, at);
    if (wordAt(r, name) === W.operator) {
      const end = operatorEnd(r, name);
      if (end !== -1) asWord(r, name, end);
      return;
    }
    next = name;
  }
}

/** `(A::*p)(int)`: a pointer to member becomes a pointer. */
export function atMemberPointer(r: Rewriting, i: number): void {
  let first = i;
  for (;;) {
    let name = tokenBefore(r, first);
    if (kindAt(r, name) === GT) {
      const less = angleStart(r, name);
      if (less === -1) break;
      name = tokenBefore(r, less);
    }
    if (!isName(r, name) && wordAt(r, name) !== W.template) break;
    first = name;
    const scope = tokenBefore(r, name);
    if (kindAt(r, scope) !== T.scope) break;
    first = scope;
  }
  blank(r, first, i);
}

/** `void f() &;`, `operator T() const&& {` */
export function atRefQualifier(r: Rewriting, i: number, previous: number, frame: Frame): void {
  if (frame.place !== P.outside && frame.place !== P.class) return;
  if (!isTrailing(r, previous, frame)) return;
  const next = tokenAfter(r, i);
  const k = kindAt(r, next);
  const w = wordAt(r, next);
  if (
    k === LC ||
    k === SEMI ||
    k === EQ ||
    k === T.arrow ||
    w === W.trailer ||
    w === W.noexcept ||
    isMacro(r, next)
  )
    blank(r, i, i);
}

/** `"%" PRId64 "s"`: what is between pieces of a string is taken out. */
export function atString(r: Rewriting, i: number, previous: number): void {
  if (wordAt(r, previous) === W.extern || wordAt(r, previous) === W.operator) return;
  for (let next = tokenAfter(r, i); isName(r, next); next = tokenAfter(r, next)) {
    const plain = wordAt(r, next) === W.plain;
    const end = plain ? next : macroEnd(r, next);
    if (r.from[next] === r.to[i] && !endsPiece(r, next, end)) return;
    if (plain && kindAt(r, tokenAfter(r, next)) === LP) return;
    blank(r, next, end);
  }
}

/** A word right behind the quote may be a suffix: those of the standard are in small letters. */
function endsPiece(r: Rewriting, i: number, end: number): boolean {
  const c = r.text.charCodeAt(r.from[i] as number);
  if (c < 65 || c > 90) return false;
  const k = kindAt(r, tokenAfter(r, end));
  return k === T.string || k === COMMA || k === RP || k === SEMI;
}
