/**
 * The first word of a statement or declaration, where macros stand that are a statement by themselves. Knows nothing
 * of what follows the head.
 */

import { T } from "../lex.ts";
import { COLON, DOT, LB, LC, LP, LT, P, RC, SEMI, TILDE } from "./marks.ts";
import {
  type Frame,
  type Rewriting,
  blank,
  breaks,
  endAfter,
  isMacro,
  isName,
  kindAt,
  macroEnd,
  sameText,
  textOf,
  tokenAfter,
  tokenBefore,
  wordAt,
} from "./rewriting.ts";
import { W } from "./words.ts";

/** What a statement or declaration may start with. */
export function statementStart(r: Rewriting, i: number, frame: Frame): void {
  const w = wordAt(r, i);
  const { place } = frame;
  if (place === P.list || place === P.paren) return;
  if (place === P.enum) return;
  if (w === W.template || (w === W.extern && wordAt(r, tokenAfter(r, i)) === W.template))
    return instantiation(r, i, w === W.template ? i : tokenAfter(r, i));
  if (w === W.staticAssert) {
    const end = macroEnd(r, i);
    if (end !== i) blank(r, i, kindAt(r, tokenAfter(r, end)) === SEMI ? tokenAfter(r, end) : end);
    return;
  }
  if (w === W.using) {
    const next = tokenAfter(r, i);
    if (wordAt(r, next) === W.typename) blank(r, next, next);
    return;
  }
  if (!isName(r, i)) return;
  if (place === P.code) codeStart(r, i);
  else outsideStart(r, i, frame);
}

/** `template class A<int>;`, `extern template void f(int);` */
function instantiation(r: Rewriting, i: number, template: number): void {
  if (kindAt(r, tokenAfter(r, template)) === LT) return;
  for (let n = template, steps = 0; n < r.count && steps < 2000; n++, steps++) {
    const k = r.kind[n];
    if (k === SEMI) return blank(r, i, n);
    if (k === LC || k === RC) return;
    if (k === LP) {
      if (r.match[n] === -1) return;
      n = r.match[n] as number;
    }
  }
}

/** A macro with arguments that stands for a statement, without its semicolon or with a block. */
function codeStart(r: Rewriting, i: number): void {
  const next = tokenAfter(r, i);
  if (kindAt(r, next) === LP) {
    const close = r.match[next] as number;
    if (close === -1) return;
    const behind = tokenAfter(r, close);
    const k = kindAt(r, behind);
    if (k === LC) {
      if (!looksLikeParameters(r, next, close)) endAfter(r, close);
      return;
    }
    if ((k === T.word && startsStatement(r, behind)) || k === RC) {
      if (isMacro(r, i) || breaks(r, close, behind)) endAfter(r, close);
    }
    return;
  }
  if (!isMacro(r, i)) return;
  const k = kindAt(r, next);
  if (k === LC || k === RC) {
    if (kindAt(r, tokenBefore(r, i)) !== COLON && breaks(r, i, next)) blank(r, i, i);
    else if (k === LC && r.word[i] === W.shout) blank(r, i, i);
  } else if (k === T.word && breaks(r, i, next) && startsStatement(r, next)) {
    blank(r, i, i);
  }
}

/** Not `const`, `override` and the like, and no operator that is a word. */
function startsStatement(r: Rewriting, i: number): boolean {
  const w = wordAt(r, i);
  if (w === W.trailer || w === W.noexcept) return false;
  if (w === W.before) {
    const text = textOf(r, i);
    return text !== "and" && text !== "or" && text !== "else";
  }
  return true;
}

/** Whether each part of an argument list could be a parameter, and one of them must be. */
function looksLikeParameters(r: Rewriting, open: number, close: number): boolean {
  for (let n = open + 1; n < close; n++) {
    const k = r.kind[n];
    if (k === LP || k === LB || k === LC) return false;
    if (k === T.string || k === T.number || k === DOT || k === T.arrow) return false;
    if (k === T.word && wordAt(r, n) === W.value) return false;
  }
  return true;
}

/** Macros in front of, or in place of, a declaration. */
export function outsideStart(r: Rewriting, i: number, frame: Frame): void {
  const next = tokenAfter(r, i);
  if (kindAt(r, next) !== LP) return;
  const close = r.match[next] as number;
  if (close === -1) return;
  if (frame.place === P.class && sameText(r, i, frame.name)) return;
  const behind = tokenAfter(r, close);
  const k = kindAt(r, behind);
  const macro = isMacro(r, i);
  // It says nothing that a fact is made of.
  if (macro && k === SEMI && frame.place === P.class) return blank(r, i, close);
  if (k === RC || behind >= r.count) {
    if (frame.place !== P.class || macro) endAfter(r, close);
    return;
  }
  if (k === TILDE && frame.place === P.class) {
    endAfter(r, close);
    return;
  }
  if (k !== T.word) return;
  const w = wordAt(r, behind);
  if (w === W.trailer || w === W.noexcept || w === W.before) return;
  if (
    w === W.specifier &&
    !breaks(r, close, behind) &&
    /^(?:const|volatile)$/.test(textOf(r, behind)) &&
    !macro
  )
    return;
  if (r.word[i] === W.mute) return blank(r, i, close);
  if (breaks(r, close, behind)) {
    if (
      !macro &&
      w === W.plain &&
      kindAt(r, tokenAfter(r, behind)) === LP &&
      frame.place !== P.outside
    )
      return;
    endAfter(r, close);
  } else if (macro) {
    blank(r, i, close);
  }
}
