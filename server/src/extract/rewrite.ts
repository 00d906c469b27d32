/**
 * Text as the grammar can read it. What only the preprocessor understands, and what C++ allows but the grammar
 * does not, becomes blanks or other text of the same length, so that every offset stays. Guesses go by the
 * shape of the code around a word: they are made only where no reading of the text as C++ exists. Must never
 * change code that the grammar reads, the length of the text, nor look into another file.
 */

import { type Compact, compact } from "./compact.ts";
import { T, type Tokens, lex } from "./lex.ts";
import {
  asmWord,
  classWord,
  decltypeWord,
  enumWord,
  foreachWord,
  newWord,
  noexceptWord,
  operatorEnd,
  operatorWord,
  qtWord,
  typenameWord,
} from "./rewrite/keywords.ts";
import { macroWord, plainWord } from "./rewrite/macros.ts";
import {
  AMP,
  COLON,
  DOT,
  EQ,
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
} from "./rewrite/marks.ts";
import { atBrace, atBracket, atClose, atColon, closeBrace } from "./rewrite/places.ts";
import {
  type Frame,
  type Rewriting,
  angleEnd,
  asWord,
  blank,
  enterPlace,
  fresh,
  inCode,
  kindAt,
  macroEnd,
  makeRewriting,
  newFrame,
  replace,
  textOf,
  tokenAfter,
  wordAt,
} from "./rewrite/rewriting.ts";
import {
  atArrow,
  atEquals,
  atMember,
  atMemberPointer,
  atRefQualifier,
  atString,
} from "./rewrite/signs.ts";
import { statementStart } from "./rewrite/statementStart.ts";
import { W } from "./rewrite/words.ts";

/** A text made readable, and what its preprocessor lines say. */
export interface Readable extends Compact, Pick<Tokens, "includes" | "macros"> {
  /** Where the brace that closes the one at an offset stands, by counting alone; -1 for none. */
  closing(offset: number): number;
}

export function readable(text: string): Readable {
  const tokens = lex(text);
  run(makeRewriting(text, tokens));
  const { includes, macros } = tokens;
  return { ...compact(tokens), includes, macros, closing: (offset) => closing(tokens, offset) };
}

function closing({ count, start, match }: Tokens, offset: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((start[middle] as number) < offset) low = middle + 1;
    else high = middle;
  }
  if (low === count || start[low] !== offset) return -1;
  const close = match[low] as number;
  return close > low ? (start[close] as number) : -1;
}

/** Macros that became a variable, by what the text itself says at an offset. */
export function scopeGuardAt(text: string, offset: number): string | null {
  if (!text.startsWith("SCOPE_", offset)) return null;
  for (const name of ["SCOPE_EXIT", "SCOPE_FAIL", "SCOPE_SUCCESS"]) {
    if (text.startsWith(name, offset)) return name;
  }
  return null;
}

function run(r: Rewriting): void {
  r.frames[0] = newFrame();
  let previous = -1;
  for (let i = 0; i < r.count; i++) {
    if (r.kind[i] === 0) continue;
    let frame = r.frames[r.depth] as Frame;
    if (frame.start === -1) {
      frame.start = i;
      if (r.kind[i] === T.word) {
        statementStart(r, i, frame);
        if (r.kind[i] === 0) {
          frame.start = -1;
          continue;
        }
      }
    }
    switch (r.kind[i]) {
      case T.word:
        atWord(r, i, previous, frame);
        break;
      case LP:
        enterPlace(r, P.paren, true, -1, i);
        break;
      case LB:
        atBracket(r, i);
        if (r.kind[i] !== 0) enterPlace(r, P.paren, true, -1, i);
        break;
      case LC:
        atBrace(r, i, previous, frame);
        break;
      case RP:
      case RB:
        atClose(r, i, P.paren);
        break;
      case RC:
        closeBrace(r, i);
        break;
      case SEMI:
        if (frame.place !== P.paren) fresh(frame);
        break;
      case COLON:
        atColon(r, i, frame);
        break;
      case EQ:
        atEquals(r, i, previous, frame);
        break;
      case T.arrow:
        atArrow(r, i);
        break;
      case DOT:
        atMember(r, i);
        break;
      case TILDE: {
        // `~A<T>() {`
        const less = tokenAfter(r, tokenAfter(r, i));
        if (kindAt(r, less) === LT && (frame.place === P.class || frame.place === P.outside)) {
          const end = angleEnd(r, less);
          if (end !== -1 && kindAt(r, tokenAfter(r, end)) === LP) blank(r, less, end);
        }
        break;
      }
      case T.scope:
        if (kindAt(r, tokenAfter(r, i)) === STAR) atMemberPointer(r, i);
        else if (wordAt(r, tokenAfter(r, i)) === W.operator && inCode(r)) {
          const name = tokenAfter(r, i);
          const end = kindAt(r, tokenAfter(r, name)) === T.word ? operatorEnd(r, name) : -1;
          if (end !== -1) asWord(r, name, end);
        }
        break;
      case AMP:
      case T.and:
        atRefQualifier(r, i, previous, frame);
        break;
      case T.string:
        atString(r, i, previous);
        break;
      default:
    }
    if (r.kind[i] === 0) {
      if (frame.start === i) frame.start = -1;
      continue;
    }
    previous = i;
    frame = r.frames[r.depth] as Frame;
    if (i === frame.templateEnd || r.cuts.has(i)) fresh(frame);
  }
}

function atWord(r: Rewriting, i: number, previous: number, frame: Frame): void {
  const w = r.word[i] as number;
  switch (w) {
    case W.plain:
      return plainWord(r, i, previous, frame);
    case W.shout:
    case W.mute:
    case W.macro:
      return macroWord(r, i, previous, frame);
    case W.classKey:
      if (i > frame.templateEnd) classWord(r, i, frame);
      return;
    case W.enum:
      frame.enum = i;
      return enumWord(r, i);
    case W.namespace:
      if (frame.place !== P.paren) frame.namespace = i;
      return;
    case W.template: {
      const next = tokenAfter(r, i);
      if (kindAt(r, next) === LT && frame.place !== P.paren) {
        const end = angleEnd(r, next);
        if (
          end !== -1 &&
          kindAt(r, previous) !== T.scope &&
          kindAt(r, previous) !== T.arrow &&
          kindAt(r, previous) !== DOT
        )
          frame.templateEnd = end;
      }
      return;
    }
    case W.attribute: {
      const end = macroEnd(r, i);
      return blank(r, i, end);
    }
    case W.silent:
      return blank(r, i, i);
    case W.typename:
      return typenameWord(r, i, previous);
    case W.typeid:
      if (kindAt(r, tokenAfter(r, i)) === LP) replace(r, i, i, "sizeof");
      return;
    case W.noexcept:
      return noexceptWord(r, i, previous, frame);
    case W.decltype:
      if (kindAt(r, previous) !== T.arrow) decltypeWord(r, i);
      return;
    case W.typeof: {
      const end = macroEnd(r, i);
      if (end !== i) asWord(r, i, end);
      return;
    }
    case W.new:
      return newWord(r, i);
    case W.asm:
      return asmWord(r, i);
    case W.qt:
      return qtWord(r, i, frame);
    case W.guard:
      if (kindAt(r, tokenAfter(r, i)) === LC) {
        replace(r, i, i, "auto _=[&]");
        frame.equals = i;
      }
      return;
    case W.foreach:
      if (frame.place === P.code) foreachWord(r, i);
      return;
    case W.foreverWord:
      if (kindAt(r, tokenAfter(r, i)) === LC) {
        replace(r, i, i, "for(;;)");
        fresh(frame);
      }
      return;
    case W.operator:
      return operatorWord(r, i, previous, frame);
    case W.before:
      if (frame.place === P.code && frame.start === i) {
        const text = textOf(r, i);
        if (text === "else" || text === "do") fresh(frame);
      }
      // `a || (throw b, 0)`
      if (frame.place === P.paren && kindAt(r, previous) === LP && textOf(r, i) === "throw")
        blank(r, i, i);
      return;
    case W.head:
      if (textOf(r, i) === "for") {
        const next = tokenAfter(r, i);
        if (wordAt(r, next) === W.before) blank(r, next, next);
      }
      return;
    default:
  }
}
