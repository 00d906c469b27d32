/**
 * Brackets and braces: what kind of place each opens, for which the rules differ: outside of functions, a class, an
 * enum, code, a list. Knows no macro.
 */

import { T } from "../lex.ts";
import {
  AMP,
  COMMA,
  DOT,
  EQ,
  GT,
  LB,
  LC,
  LP,
  LT,
  P,
  PLUS,
  RB,
  RC,
  RP,
  SEMI,
  STAR,
} from "./marks.ts";
import {
  type Frame,
  type Rewriting,
  blank,
  enterPlace,
  fresh,
  isMacro,
  isName,
  kindAt,
  putSign,
  replace,
  textOf,
  tokenAfter,
  tokenBefore,
  wordAt,
} from "./rewriting.ts";
import { W } from "./words.ts";

export function atBracket(r: Rewriting, i: number): void {
  // `[[nodiscard]]`
  const close = r.match[i] as number;
  if (close > i + 1 && r.kind[i + 1] === LB && r.match[i + 1] === close - 1) blank(r, i, close);
  else if (close > i + 1 && isCaptureList(r, i, close)) captures(r, i, close);
  else if (kindAt(r, tokenAfter(r, close)) === STAR && close === i + 1) {
    // `delete[] *p`
    const before = tokenBefore(r, i);
    if (wordAt(r, before) === W.before && textOf(r, before) === "delete") blank(r, i, close);
  }
}

/** Whether `[` begins a lambda: no subscript, array, structured binding or designator. */
function isCaptureList(r: Rewriting, i: number, close: number): boolean {
  const before = tokenBefore(r, i);
  const k = kindAt(r, before);
  const after = tokenAfter(r, close);
  const ak = kindAt(r, after);
  if (ak !== LP && ak !== LC && ak !== LT && ak !== T.arrow && wordAt(r, after) !== W.specifier)
    return false;
  return k === T.word
    ? wordAt(r, before) === W.before
    : k !== RP && k !== RB && k !== RC && k !== GT && k !== T.string && k !== AMP;
}

/** `[self{f()}, n(1)]`: a variable of a lambda that is initialised in brackets gets an equals sign instead. */
function captures(r: Rewriting, i: number, close: number): void {
  for (let at = tokenAfter(r, i); at < close; at = tokenAfter(r, at)) {
    let name = at;
    while (kindAt(r, name) === AMP || kindAt(r, name) === T.dots) name = tokenAfter(r, name);
    const open = tokenAfter(r, name);
    const end = r.match[open] as number;
    const k = kindAt(r, open);
    if (isName(r, name) && (k === LC || k === LP) && end > open && end < close)
      equate(r, open, end);
    while (at < close && kindAt(r, at) !== COMMA) at = skipped(r, at);
  }
}

/** The bracket that closes `i`, or the next token. */
function skipped(r: Rewriting, i: number): number {
  const k = kindAt(r, i);
  const opens = k === LP || k === LB || k === LC;
  return tokenAfter(r, opens && (r.match[i] as number) > i ? (r.match[i] as number) : i);
}

function equate(r: Rewriting, open: number, end: number): void {
  const first = tokenAfter(r, open);
  if (first === end || kindAt(r, first) === DOT) {
    replace(r, open, end, "=0");
    r.kind[open] = T.operator;
    r.kind.fill(0, open + 1, end + 1);
    return;
  }
  blank(r, end, end);
  putSign(r, r.from[open] as number, EQ);
  r.kind[open] = T.operator;
  // Several arguments of a constructor: all of them are evaluated, and what they make is not known.
  for (let at = first; at < end; at = skipped(r, at)) {
    if (kindAt(r, at) !== COMMA) continue;
    putSign(r, r.from[at] as number, PLUS);
    r.kind[at] = T.operator;
  }
}

export function atClose(r: Rewriting, i: number, place: number): void {
  if (r.depth > 0 && (r.frames[r.depth] as Frame).place === place) {
    const { opener } = r.frames[r.depth] as Frame;
    r.depth--;
    const frame = r.frames[r.depth] as Frame;
    if (r.kind[i] !== RP) return;
    frame.paren = i;
    if (frame.place !== P.code) return;
    // Behind the head of an `if` or loop a statement starts.
    const head = tokenBefore(r, opener);
    const w = wordAt(r, head);
    if (w === W.head || (w === W.specifier && wordAt(r, tokenBefore(r, head)) === W.head))
      fresh(frame);
  }
}

export function closeBrace(r: Rewriting, i: number): void {
  const open = r.match[i] as number;
  if (open === -1) {
    fresh(r.frames[r.depth] as Frame);
    return;
  }
  // What was left open inside goes with it.
  while (r.depth > 0 && (r.frames[r.depth] as Frame).opener > open) r.depth--;
  if (r.depth === 0) return;
  const { goesOn } = r.frames[r.depth] as Frame;
  r.depth--;
  if (!goesOn) fresh(r.frames[r.depth] as Frame);
}

export function atBrace(r: Rewriting, i: number, previous: number, frame: Frame): void {
  if (r.match[i] === -1) {
    // Cut off: what follows is most likely a body.
    enterPlace(r, P.code, false, -1, i);
    return;
  }
  switch (frame.place) {
    case P.outside:
    case P.class:
      return braceOutside(r, i, previous, frame);
    case P.code:
      if (
        frame.classKey !== -1 &&
        (frame.paren === -1 || frame.colon !== -1) &&
        frame.equals === -1
      )
        return enterPlace(r, P.class, true, className(r, frame.classKey), i);
      if (frame.enum !== -1 && frame.equals === -1) return enterPlace(r, P.enum, true, -1, i);
      if (frame.namespace !== -1) return enterPlace(r, P.outside, false, -1, i);
      if (frame.start === i) return enterPlace(r, P.code, false, -1, i);
      return braceInCode(r, i, previous, true);
    default:
      return braceInCode(r, i, previous, false);
  }
}

function braceOutside(r: Rewriting, i: number, previous: number, frame: Frame): void {
  if (frame.namespace !== -1) return enterPlace(r, P.outside, false, -1, i);
  if (frame.start === i) return enterPlace(r, P.outside, false, -1, i);
  if (kindAt(r, previous) === T.string && wordAt(r, frame.start) === W.extern)
    return enterPlace(r, P.outside, false, -1, i);
  if (frame.enum !== -1 && frame.paren === -1) return enterPlace(r, P.enum, true, -1, i);
  const classHead = frame.classKey !== -1 && frame.equals === -1;
  if (classHead && (frame.paren === -1 || (frame.colon !== -1 && frame.colon < frame.paren)))
    return enterPlace(r, P.class, true, className(r, frame.classKey), i);
  if (frame.equals !== -1) return braceInCode(r, i, previous, false);
  if (frame.paren === -1) return enterPlace(r, P.list, true, -1, i);
  // A member initialised with braces, `: a_{1}`, or the body behind the last of them.
  const inits = frame.colon > frame.paren || (frame.colon !== -1 && isCtorColon(r, frame.colon));
  if (
    inits &&
    (isName(r, previous) || kindAt(r, previous) === GT) &&
    wordAt(r, previous) !== W.trailer
  )
    return enterPlace(r, P.list, true, -1, i);
  enterPlace(r, P.code, false, -1, i);
}

function isCtorColon(r: Rewriting, colon: number): boolean {
  const before = tokenBefore(r, colon);
  return (
    kindAt(r, before) === RP || wordAt(r, before) === W.noexcept || wordAt(r, before) === W.before
  );
}

function className(r: Rewriting, key: number): number {
  let name = -1;
  for (let i = tokenAfter(r, key); i < r.count; i = tokenAfter(r, i)) {
    if (kindAt(r, i) === T.word && isName(r, i)) name = i;
    else if (kindAt(r, i) !== T.scope) break;
  }
  return name;
}

/** A block, the body of a lambda, or a list of values. */
function braceInCode(r: Rewriting, i: number, previous: number, statement: boolean): void {
  const k = kindAt(r, previous);
  if (k === RP) {
    // `f(x) {` is a block behind a macro, and an expression in parentheses is followed by none.
    return enterPlace(r, P.code, !(statement && !isLambdaHead(r, previous)), -1, i);
  }
  if (k === RB) {
    const open = tokenBefore(r, r.match[previous] as number);
    const list =
      isName(r, open) ||
      kindAt(r, open) === RB ||
      wordAt(r, open) === W.type ||
      kindAt(r, open) === GT;
    return enterPlace(r, list ? P.list : P.code, true, -1, i);
  }
  const w = wordAt(r, previous);
  if (w === W.guard) return enterPlace(r, P.code, true, -1, i);
  if (w === W.foreverWord) return enterPlace(r, P.code, false, -1, i);
  if (w === W.noexcept || (w === W.specifier && kindAt(r, tokenBefore(r, previous)) === RP))
    return enterPlace(r, P.code, true, -1, i);
  if (w === W.before || w === W.trailer) {
    const word = textOf(r, previous);
    if (word === "else" || word === "do" || word === "try")
      return enterPlace(r, P.code, false, -1, i);
    return enterPlace(r, P.list, true, -1, i);
  }
  if (hasArrowBefore(r, previous)) return enterPlace(r, P.code, true, -1, i);
  if (k === LP || k === COMMA) {
    // `({ ... })`, or a block among a macro's arguments.
    return enterPlace(r, holdsStatements(r, i) ? P.code : P.list, true, -1, i);
  }
  if (k === SEMI || k === LC || k === RC) return enterPlace(r, P.code, !statement, -1, i);
  if (statement && isMacro(r, previous) && (r.frames[r.depth] as Frame).start === previous)
    return enterPlace(r, P.code, false, -1, i);
  enterPlace(r, P.list, true, -1, i);
}

export function isLambdaHead(r: Rewriting, close: number): boolean {
  const open = r.match[close] as number;
  return (
    open !== -1 &&
    (kindAt(r, tokenBefore(r, open)) === RB || kindAt(r, tokenBefore(r, open)) === GT)
  );
}

/** Whether a lambda's `-> T` ends in `i`. */
function hasArrowBefore(r: Rewriting, i: number): boolean {
  for (let n = i, steps = 0; n > 0 && steps < 60; n--, steps++) {
    switch (r.kind[n]) {
      case T.arrow: {
        const before = tokenBefore(r, n);
        const w = wordAt(r, before);
        if (w === W.specifier || w === W.noexcept) return true;
        return kindAt(r, before) === RP && isLambdaHead(r, before);
      }
      case 0:
      case T.word:
      case T.scope:
      case LT:
      case GT:
      case STAR:
      case AMP:
      case T.and:
      case T.dots:
      case T.number:
      case COMMA:
        break;
      case RP:
      case RB:
        if (r.match[n] === -1) return false;
        n = r.match[n] as number;
        break;
      default:
        return false;
    }
  }
  return false;
}

function holdsStatements(r: Rewriting, open: number): boolean {
  const close = r.match[open] as number;
  for (let n = open + 1, steps = 0; n < close && steps < 300; n++, steps++) {
    const k = r.kind[n];
    if (k === SEMI) return true;
    if (k === LP || k === LB || k === LC) {
      const end = r.match[n] as number;
      if (end > n) n = end;
    }
  }
  return false;
}

export function atColon(r: Rewriting, i: number, frame: Frame): void {
  if (frame.place === P.paren || frame.place === P.list) return;
  const start = frame.start;
  const w = wordAt(r, start);
  const previous = tokenBefore(r, i);
  if (w === W.access && (previous === start || frame.place === P.class)) return fresh(frame);
  if (w === W.qt) return fresh(frame);
  if (frame.place === P.code) {
    if (w === W.case || (previous === start && isName(r, start))) return fresh(frame);
  }
  if (frame.colon === -1 || frame.paren > frame.colon) {
    if (frame.colon === -1) frame.colon = i;
  }
}
