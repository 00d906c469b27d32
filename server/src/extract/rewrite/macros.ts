/**
 * Words that only the preprocessor understands: annotations, macros that stand for types, statements or declarations,
 * and words that are one too many for the grammar. Guesses go by the shape of the code around the word, and are made
 * only where no reading of the text as C++ exists.
 */

import { T } from "../lex.ts";
import { macroArguments } from "./macroArguments.ts";
import {
  AMP,
  COLON,
  COMMA,
  DOT,
  EQ,
  GT,
  LB,
  LC,
  LP,
  LT,
  P,
  RB,
  RC,
  RP,
  SEMI,
  STAR,
  TILDE,
} from "./marks.ts";
import { isLambdaHead } from "./places.ts";
import {
  type Frame,
  type Rewriting,
  angleEnd,
  angleStart,
  asWord,
  blank,
  breaks,
  inCode,
  isMacro,
  isName,
  kindAt,
  macroEnd,
  putSign,
  sameText,
  textOf,
  tokenAfter,
  tokenBefore,
  wordAt,
} from "./rewriting.ts";
import { W } from "./words.ts";

export function plainWord(r: Rewriting, i: number, previous: number, frame: Frame): void {
  const next = tokenAfter(r, i);
  const k = kindAt(r, next);
  if (k === T.string) {
    // `PRId64 "s"`
    const pk = kindAt(r, previous);
    if (pk === LP || pk === COMMA || pk === T.operator) blank(r, i, i);
    return;
  }
  if (k !== LP) return;
  if (typeMacro(r, i, previous, frame)) return;
  if (frame.place === P.code) referenceInit(r, next, previous, frame);
}

/** `STACK_OF(X509)* p`, `ElfW(Addr) a`: a macro that makes a type reads as one word. */
function typeMacro(r: Rewriting, i: number, previous: number, frame: Frame): boolean {
  const open = tokenAfter(r, i);
  const close = r.match[open] as number;
  if (close === -1 || close === open + 1 || close > open + 12) return false;
  const pk = kindAt(r, previous);
  const pw = wordAt(r, previous);
  const behind = tokenAfter(r, close);
  let at = behind;
  while (kindAt(r, at) === STAR) at = tokenAfter(r, at);
  const stars = at !== behind;
  const k = kindAt(r, at);
  const typePlace =
    pk === LP || pk === COMMA || pk === LT || pw === W.specifier || frame.start === i;
  if (!typePlace) return false;
  for (let n = open + 1; n < close; n++) {
    const kn = r.kind[n];
    if (kn !== T.word && kn !== T.scope && kn !== STAR && kn !== COMMA) return false;
  }
  if (isName(r, at) && !isMacro(r, at)) {
    if (frame.start === i && !stars && breaks(r, close, at)) return false;
    const third = tokenAfter(r, at);
    const tk = kindAt(r, third);
    const ends =
      tk === EQ ||
      tk === SEMI ||
      tk === COMMA ||
      tk === RP ||
      tk === LB ||
      (tk === LP && frame.place !== P.paren && stars);
    if (!ends) return false;
    if (stars && frame.place === P.paren && inCode(r)) return false;
  } else if (!(stars && (k === RP || k === GT || k === COMMA) && frame.place === P.paren))
    return false;
  asWord(r, i, close);
  return true;
}

/** `T& x(a.b());` is no prototype. */
function referenceInit(r: Rewriting, open: number, previous: number, frame: Frame): void {
  const pk = kindAt(r, previous);
  if (pk !== AMP && pk !== T.and && pk !== STAR) return;
  const close = r.match[open] as number;
  if (close <= open + 1 || kindAt(r, tokenAfter(r, close)) !== SEMI) return;
  let sure = pk !== STAR;
  for (let n = frame.start; n < previous; n++) {
    const w = wordAt(r, n);
    const k = r.kind[n];
    if (k === LT) {
      const end = angleEnd(r, n);
      if (end === -1) return;
      n = end;
      continue;
    }
    if (w === W.type || w === W.specifier) sure = true;
    else if (!(k === T.scope || k === 0 || (w >= 0 && w <= W.macro) || w === W.typename)) return;
  }
  if (!sure) return;
  let value = false;
  for (let n = open + 1; n < close; n++) {
    const k = r.kind[n] as number;
    if (k === COMMA) return;
    if (
      k === DOT ||
      k === T.arrow ||
      k === T.number ||
      k === T.string ||
      k === STAR ||
      k === LP ||
      k === LB
    )
      value = true;
    if (k === LP || k === LB || k === LC) {
      const end = r.match[n] as number;
      if (end > n) n = end;
    }
  }
  if (!value) return;
  putSign(r, r.from[open] as number, EQ);
  putSign(r, r.from[close] as number, 32);
  r.kind[open] = EQ;
  r.kind[close] = 0;
  r.match[open] = -1;
}

/** A word in capitals, or a macro of this file: whether it is one too many for the grammar. */
export function macroWord(r: Rewriting, i: number, previous: number, frame: Frame): void {
  const end = macroEnd(r, i);
  const next = tokenAfter(r, end);
  const { place } = frame;
  const inBody = place === P.code || ((place === P.paren || place === P.list) && inCode(r));
  if (end !== i) {
    if (typeMacro(r, i, previous, frame)) return;
    const opens = tokenAfter(r, i);
    const call = kindAt(r, next) !== LC || inBody;
    if (call && !isDeclaredName(r, previous, frame) && wordAt(r, previous) !== W.type)
      macroArguments(
        r,
        opens,
        end,
        inBody ||
          place === P.paren ||
          (frame.start === i && place === P.outside && kindAt(r, next) !== LC),
      );
  }
  if (place === P.enum) {
    // `LIST(X)` among the enumerators.
    if (end !== i && kindAt(r, next) !== EQ) {
      const { equals } = frame;
      if (equals === -1 || kindAt(r, previous) === COMMA || kindAt(r, previous) === LC)
        blank(r, i, kindAt(r, next) === COMMA ? next : end);
    } else if (end === i && kindAt(r, next) === T.word) {
      blank(r, i, i);
    }
    return;
  }
  const own = r.word[i];
  if (
    wordAt(r, previous) === W.using ||
    kindAt(r, previous) === T.scope ||
    kindAt(r, next) === T.scope
  )
    return;
  if (own === W.mute && kindAt(r, next) !== EQ) {
    const before = kindAt(r, previous);
    if (!(place === P.code && end !== i) && before !== DOT && before !== T.arrow) {
      // Of nothing but an annotation no statement is left.
      if (!(frame.start === i && kindAt(r, next) === SEMI)) return blank(r, i, end);
    }
  }
  const pk = kindAt(r, previous);
  const pw = wordAt(r, previous);
  const nk = kindAt(r, next);
  const nw = wordAt(r, next);
  const atStart = frame.start === i || pw === W.specifier || pw === W.extern || pw === W.access;
  // Between string pieces.
  if (pk === T.string && wordAt(r, tokenBefore(r, previous)) !== W.extern && nk !== LP)
    return blank(r, i, end);
  if (nk === T.string && end === i && pw !== W.extern && pw !== W.operator) {
    if (frame.start !== i || place === P.paren || place === P.list) return blank(r, i, i);
    return;
  }
  if (pw === W.classKey && i > frame.templateEnd) return;
  if (nk === LC && end === i && pk === RP && isLambdaHead(r, previous)) return blank(r, i, i);
  // Behind the parameters of a function.
  if (place !== P.code && isTrailing(r, previous, frame)) {
    const stops = nk === LC || nk === SEMI || nk === COLON || nk === EQ || nk === T.arrow;
    const more =
      nw === W.trailer ||
      nw === W.noexcept ||
      nw === W.specifier ||
      isMacro(r, next) ||
      nw === W.attribute;
    if ((stops && place !== P.paren) || more) return blank(r, i, end);
  }
  // `int x GUARDED_BY(m);`
  if (
    (nk === SEMI ||
      nk === EQ ||
      nk === COMMA ||
      nk === LC ||
      nk === RP ||
      nk === LB ||
      isMacro(r, next)) &&
    isDeclaredName(r, previous, frame) &&
    (end !== i || nk !== LP)
  ) {
    if (!(nk === RP || nk === COMMA || nk === LC) || place === P.paren || place !== P.code)
      return blank(r, i, end);
  }
  if (end !== i && (place === P.code || place === P.list) && frame.start === i) return;
  if (
    (nk === RC || nk === 0) &&
    frame.start === i &&
    end === i &&
    (place === P.outside || place === P.class)
  )
    return blank(r, i, i);
  if (nk === TILDE && end === i && place === P.class) return blank(r, i, i);
  if (nk === LB && r.kind[next + 1] === LB && atStart) return blank(r, i, end);
  if (nk !== T.word) return;
  if (
    pw === W.before ||
    pw === W.new ||
    pw === W.case ||
    pw === W.typename ||
    pw === W.namespace ||
    pw === W.operator ||
    pw === W.enum ||
    pw === W.decltype
  )
    return;
  if (pk === DOT || pk === T.arrow) return;
  if (end !== i && frame.start === i) return; // outsideStart has decided
  if (end !== i && place === P.paren && !(pk === LP || pk === COMMA)) return;
  if (isExtra(r, i, next, previous, frame)) blank(r, i, end);
}

/** Whether what ends at `i` is the parameter list of a function, or words behind it. */
export function isTrailing(r: Rewriting, i: number, frame: Frame): boolean {
  if (i < 0) return false;
  const w = wordAt(r, i);
  if (w === W.trailer || w === W.noexcept) return frame.paren !== -1 || w === W.trailer;
  if (w === W.specifier) return frame.paren !== -1 && kindAt(r, tokenBefore(r, i)) === RP;
  return kindAt(r, i) === RP && frame.paren === i && frame.start !== r.match[i];
}

/** Whether `i` is a name behind its type: `int x`, `T<U> x`, `T* x`. */
function isDeclaredName(r: Rewriting, i: number, frame: Frame): boolean {
  if (!isName(r, i) && kindAt(r, i) !== RB) return false;
  if (kindAt(r, i) === RB)
    return frame.place !== P.code && frame.place !== P.paren && frame.start !== i;
  if (i === frame.start) return false;
  const before = tokenBefore(r, i);
  if (frame.place !== P.paren && before < frame.start) return false;
  if (frame.place === P.paren && before <= frame.opener) return false;
  const w = wordAt(r, before);
  if (w === W.type) return true;
  if (w === W.plain || w === W.shout || w === W.macro) return true;
  const k = kindAt(r, before);
  if (k === GT) return angleStart(r, before) !== -1;
  if (k === STAR || k === AMP) {
    // In code `a * b C` has no reading as an expression either.
    const type = tokenBefore(r, before);
    const tw = wordAt(r, type);
    return (
      tw === W.type ||
      tw === W.plain ||
      tw === W.shout ||
      kindAt(r, type) === GT ||
      kindAt(r, type) === STAR ||
      tw === W.specifier
    );
  }
  return false;
}

/** `MACRO Type name`, `Type MACRO name(`, `MACRO static`. A type in capitals is followed by one name only. */
function isExtra(r: Rewriting, i: number, next: number, previous: number, frame: Frame): boolean {
  const nw = wordAt(r, next);
  const pk = kindAt(r, previous);
  const pw = wordAt(r, previous);
  // Behind other macros decides what stands behind the last of them.
  if (isMacro(r, next)) {
    let behind = tokenAfter(r, macroEnd(r, next));
    while (isMacro(r, behind)) behind = tokenAfter(r, macroEnd(r, behind));
    if (behind >= r.count || kindAt(r, behind) === RC) return true;
    if (frame.start === i && frame.place !== P.paren && breaks(r, i, next)) return true;
    const bw = wordAt(r, behind);
    if (bw === W.specifier && /^(?:const|volatile)$/.test(textOf(r, behind))) return true;
    if (
      bw === W.specifier ||
      bw === W.type ||
      bw === W.classKey ||
      bw === W.template ||
      bw === W.namespace
    )
      return true;
  }
  if (nw === W.specifier) {
    const text = textOf(r, next);
    if (text !== "const" && text !== "volatile") return true;
    const third = tokenAfter(r, next);
    if (
      wordAt(r, third) === W.typename ||
      wordAt(r, third) === W.classKey ||
      wordAt(r, third) === W.specifier
    )
      return true;
    return (
      (isName(r, third) || wordAt(r, third) === W.type) && !endsDeclarator(r, tokenAfter(r, third))
    );
  }
  if (
    nw === W.type ||
    nw === W.classKey ||
    nw === W.enum ||
    nw === W.template ||
    nw === W.namespace ||
    nw === W.using ||
    nw === W.extern ||
    nw === W.typename ||
    nw === W.attribute ||
    nw === W.decltype
  )
    return true;
  if (nw === W.operator)
    return (
      pk === STAR ||
      pk === AMP ||
      pw === W.type ||
      (isName(r, previous) && previous >= frame.start) ||
      pk === GT
    );
  if (nw === W.access) return frame.place === P.class;
  if (nw === W.trailer || nw === W.noexcept || nw === W.before || nw === W.value) return false;
  if (!isName(r, next)) return nw === W.staticAssert || nw === W.asm;
  if (pk === STAR || pk === AMP || pk === T.and) {
    const after = tokenAfter(r, next);
    const k = kindAt(r, after);
    return (
      k === COMMA ||
      k === RP ||
      k === SEMI ||
      k === EQ ||
      k === LP ||
      k === LB ||
      k === LC ||
      k === T.scope
    );
  }
  if (
    frame.place === P.class &&
    sameText(r, next, frame.name) &&
    kindAt(r, tokenAfter(r, next)) === LP
  )
    return pw === -1 || pw === W.specifier || pw === W.extern || previous < frame.start;
  return isExtraBefore(r, next, i, previous, frame);
}

function isExtraBefore(
  r: Rewriting,
  next: number,
  i: number,
  previous: number,
  frame: Frame,
): boolean {
  // A type behind the word: a name, with all that belongs to it, and then another.
  let at = next;
  for (;;) {
    const after = tokenAfter(r, at);
    const k = kindAt(r, after);
    if (k === T.scope) {
      at = tokenAfter(r, after);
      if (kindAt(r, at) !== T.word) return false;
      continue;
    }
    if (k === LT) {
      const end = angleEnd(r, after);
      if (end === -1 || end > after + 400) return false;
      at = end;
      continue;
    }
    break;
  }
  let after = tokenAfter(r, at);
  let stars = false;
  while (
    kindAt(r, after) === STAR ||
    kindAt(r, after) === AMP ||
    kindAt(r, after) === T.and ||
    wordAt(r, after) === W.specifier
  ) {
    stars = true;
    after = tokenAfter(r, after);
  }
  const qualified = at !== next;
  if (kindAt(r, after) === T.word && (isName(r, after) || wordAt(r, after) === W.operator)) {
    const third = tokenAfter(r, after);
    if (wordAt(r, after) === W.operator) return true;
    if (!stars || frame.place !== P.code || endsDeclarator(r, third)) return true;
  }
  if (stars) return false;
  // `Type MACRO name(`
  const typed =
    wordAt(r, previous) === W.type ||
    (isName(r, previous) &&
      (frame.place === P.paren ? previous > frame.opener : previous >= frame.start)) ||
    (kindAt(r, previous) === GT && angleStart(r, previous) !== -1 && previous > frame.templateEnd);
  if (typed && endsDeclarator(r, tokenAfter(r, at))) return true;
  // `MACRO ns::f(` could be a result and an out-of-class name: the word stays.
  return qualified && wordAt(r, i) === W.mute;
}

function endsDeclarator(r: Rewriting, i: number): boolean {
  const k = kindAt(r, i);
  return (
    k === LP ||
    k === SEMI ||
    k === EQ ||
    k === LC ||
    k === COMMA ||
    k === RP ||
    k === LB ||
    k === COLON
  );
}
