/**
 * Text as the grammar can read it. What only the preprocessor understands, and what C++ allows but the grammar
 * does not, becomes blanks or other text of the same length, so that every offset stays. Guesses go by the
 * shape of the code around a word: they are made only where no reading of the text as C++ exists. Must never
 * change code that the grammar reads, the length of the text, nor look into another file.
 *
 * Longer than 500 lines, because the rules share one walk and its knowledge of where it is.
 */

import { type Compact, compact } from "./compact.ts";
import { T, type Tokens, lex } from "./lex.ts";

/** A text made readable, and what its preprocessor lines say. */
export interface Readable extends Compact, Pick<Tokens, "includes" | "macros"> {}

export function readable(text: string): Readable {
  const tokens = lex(text);
  new Rewriter(text, tokens).run();
  return { ...compact(tokens), includes: tokens.includes, macros: tokens.macros };
}

/** Macros that became a variable, by what the text itself says at an offset. */
export function scopeGuardAt(text: string, offset: number): string | null {
  if (!text.startsWith("SCOPE_", offset)) return null;
  for (const name of ["SCOPE_EXIT", "SCOPE_FAIL", "SCOPE_SUCCESS"]) {
    if (text.startsWith(name, offset)) return name;
  }
  return null;
}

/** Kinds of words. */
const W = {
  plain: 0,
  /** In capitals: by convention a macro, sometimes a type. */
  shout: 1,
  /** Defined in this file as nothing, or as attributes and specifiers alone. */
  mute: 2,
  /** Defined in this file as anything else. */
  macro: 3,
  specifier: 4,
  type: 5,
  classKey: 6,
  enum: 7,
  namespace: 8,
  template: 9,
  /** Words that expect an expression or statement. */
  before: 10,
  /** `if`, `for`, `while`, `switch`, `catch`. */
  head: 11,
  access: 12,
  operator: 13,
  using: 14,
  /** Stand behind a function's parameters. */
  trailer: 15,
  attribute: 16,
  silent: 17,
  typename: 18,
  typeid: 19,
  noexcept: 20,
  decltype: 21,
  new: 22,
  asm: 23,
  qt: 24,
  guard: 25,
  foreach: 26,
  staticAssert: 27,
  case: 28,
  extern: 29,
  typeof: 30,
  foreverWord: 31,
  value: 32,
} as const;

const words = new Map<string, number>();
for (const [kind, list] of [
  [
    W.specifier,
    "static inline constexpr consteval constinit virtual explicit friend mutable thread_local register typedef const volatile",
  ],
  [
    W.type,
    "void bool int char double float unsigned signed long short auto wchar_t char8_t char16_t char32_t",
  ],
  [W.classKey, "class struct union"],
  [W.enum, "enum"],
  [W.namespace, "namespace"],
  [W.template, "template"],
  [
    W.before,
    "return delete else goto throw do co_return co_yield co_await and or not sizeof alignof try",
  ],
  [W.head, "if for while switch catch"],
  [W.access, "public private protected"],
  [W.operator, "operator"],
  [W.using, "using"],
  [W.trailer, "override final requires"],
  [W.attribute, "__attribute__ __attribute __declspec alignas _Alignas"],
  [
    W.silent,
    "__extension__ __restrict __restrict__ __inline __inline__ __forceinline __cdecl __stdcall __fastcall _Noreturn __signed__ __volatile__",
  ],
  [W.typename, "typename"],
  [W.typeid, "typeid"],
  [W.noexcept, "noexcept"],
  [W.decltype, "decltype"],
  [W.new, "new"],
  [W.asm, "asm __asm__ __asm"],
  [
    W.qt,
    "Q_OBJECT Q_GADGET Q_NAMESPACE Q_PROPERTY Q_ENUM Q_ENUMS Q_FLAG Q_FLAGS Q_INTERFACES Q_CLASSINFO Q_INVOKABLE Q_SLOTS slots Q_DISABLE_COPY Q_DISABLE_MOVE Q_DISABLE_COPY_MOVE Q_DECLARE_METATYPE Q_DECLARE_FLAGS Q_DECLARE_PRIVATE Q_DECLARE_PUBLIC Q_DECLARE_OPERATORS_FOR_FLAGS Q_DECLARE_TYPEINFO Q_DECLARE_INTERFACE Q_DECLARE_TR_FUNCTIONS Q_SIGNALS signals",
  ],
  [W.guard, "SCOPE_EXIT SCOPE_FAIL SCOPE_SUCCESS"],
  [W.foreach, "foreach Q_FOREACH BOOST_FOREACH"],
  [W.foreverWord, "forever Q_FOREVER"],
  [W.staticAssert, "static_assert _Static_assert"],
  [W.case, "case default"],
  [W.extern, "extern"],
  [W.typeof, "typeof __typeof__ __typeof"],
  [W.value, "this true false nullptr NULL EOF TRUE FALSE"],
  [W.macro, "va_arg"],
] as const) {
  for (const word of list.split(" ")) words.set(word, kind);
}

const shout = /^[A-Z_][A-Z0-9_]*[A-Z][A-Z0-9_]*$/;

/** Bodies of macros that say nothing to us. */
const muteBody =
  /^(?:\s|\\|__attribute__\s*\(\(.*?\)\)(?!\))|\[\[[^\]]*\]\]|__declspec\s*\([^)]*\)|\b(?:static|inline|extern|constexpr|const|noexcept|__inline__|__inline|__forceinline|__restrict\w*|restrict)\b)*$/s;

/** Kinds of places. */
const P = { outside: 0, class: 1, enum: 2, code: 3, list: 4, paren: 5 } as const;

interface Frame {
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

const LP = 40;
const RP = 41;
const LB = 91;
const RB = 93;
const LC = 123;
const RC = 125;
const SEMI = 59;
const COLON = 58;
const COMMA = 44;
const EQ = 61;
const LT = 60;
const GT = 62;
const STAR = 42;
const AMP = 38;
const TILDE = 126;
const DOT = 46;

class Rewriter {
  private readonly text: string;
  private readonly kind: Uint8Array;
  private readonly from: Uint32Array;
  private readonly to: Uint32Array;
  private readonly match: Int32Array;
  private readonly units: Uint16Array;
  private readonly count: number;
  private readonly word: Uint8Array;
  private readonly frames: Frame[] = [];
  private depth = 0;
  /** Tokens behind which a semicolon was put. */
  private readonly cuts = new Set<number>();

  constructor(text: string, tokens: Tokens) {
    this.text = text;
    this.kind = tokens.kind;
    this.from = tokens.start;
    this.to = tokens.end;
    this.match = tokens.match;
    this.units = tokens.units;
    this.count = tokens.count;
    this.word = this.classify(tokens);
  }

  private classify(tokens: Tokens): Uint8Array {
    const own = new Map<string, number>();
    for (const { name, params, body } of tokens.macros) {
      if (words.has(name) || body === name) continue;
      const mute = muteBody.test(body) && (params === null || body !== "");
      own.set(name, mute ? W.mute : W.macro);
    }
    const word = new Uint8Array(this.count);
    for (let i = 0; i < this.count; i++) {
      if (this.kind[i] !== T.word) continue;
      const name = this.textOf(i);
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

  private textOf(i: number): string {
    return this.text.slice(this.from[i], this.to[i]);
  }

  /** The token after `i` that was not taken out; `count` at the end. */
  private after(i: number): number {
    let n = i + 1;
    while (n < this.count && this.kind[n] === 0) n++;
    return n;
  }

  /** The token before `i` that was not taken out; -1 at the start. */
  private before(i: number): number {
    let n = i - 1;
    while (n >= 0 && this.kind[n] === 0) n--;
    return n;
  }

  private k(i: number): number {
    return i >= 0 && i < this.count ? (this.kind[i] as number) : 0;
  }

  private w(i: number): number {
    return i >= 0 && i < this.count && this.kind[i] === T.word ? (this.word[i] as number) : -1;
  }

  /** A word that names something: no keyword, but perhaps a macro. */
  private isName(i: number): boolean {
    const w = this.w(i);
    return (w >= 0 && w <= W.macro) || w === W.qt;
  }

  private isMacro(i: number): boolean {
    const w = this.w(i);
    return w === W.shout || w === W.mute || w === W.macro;
  }

  /** Takes the tokens `i` to `j` out. */
  private blank(i: number, j: number): void {
    const from = this.from[i] as number;
    const to = this.to[j] as number;
    this.units.fill(32, from, to);
    this.kind.fill(0, i, j + 1);
  }

  /** Puts other text in the place of the tokens `i` to `j`; it must not be longer. */
  private replace(i: number, j: number, by: string): void {
    const at = this.from[i] as number;
    const to = this.to[j] as number;
    this.units.fill(32, at, to);
    for (let c = 0; c < by.length; c++) this.units[at + c] = by.charCodeAt(c);
  }

  /** The tokens `i` to `j` as one word. */
  private asWord(i: number, j: number): void {
    const end = this.to[j] as number;
    for (let at = this.from[i] as number; at < end; at++) {
      const c = this.units[at] as number;
      const inWord =
        c >= 128 || c === 95 || (c >= 48 && c <= 57) || ((c | 32) >= 97 && (c | 32) <= 122);
      if (!inWord) this.units[at] = 95;
    }
    this.to[i] = end;
    this.word[i] = W.plain;
    this.kind[i] = T.word;
    if (j > i) this.kind.fill(0, i + 1, j + 1);
  }

  private put(at: number, sign: number): void {
    this.units[at] = sign;
  }

  /** Puts a semicolon into the blank that follows token `i`, if there is one. */
  private endAfter(i: number): void {
    const at = this.to[i] as number;
    if (at >= this.units.length || (this.units[at] as number) > 32) return;
    this.put(at, SEMI);
    this.cuts.add(i);
  }

  /** Whether a line break stands between two tokens. */
  private breaks(i: number, j: number): boolean {
    if (i < 0 || j >= this.count) return true;
    const end = this.from[j] as number;
    for (let at = this.to[i] as number; at < end; at++) {
      if (this.text.charCodeAt(at) === 10) return true;
    }
    return false;
  }

  /** The `>` for a `<`, or -1. */
  private angleEnd(i: number): number {
    let open = 0;
    const limit = Math.min(this.count, i + 3000);
    for (let n = i; n < limit; n++) {
      switch (this.kind[n]) {
        case LT:
          open++;
          break;
        case GT:
          if (--open === 0) return n;
          break;
        case LP:
        case LB:
        case LC: {
          const close = this.match[n] as number;
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
  private angleStart(i: number): number {
    let open = 0;
    const limit = Math.max(-1, i - 300);
    for (let n = i; n > limit; n--) {
      switch (this.kind[n]) {
        case GT:
          open++;
          break;
        case LT:
          if (--open === 0) return n;
          break;
        case RP:
        case RB:
        case RC: {
          const close = this.match[n] as number;
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
  private macroEnd(i: number): number {
    const next = this.after(i);
    if (this.k(next) !== LP) return i;
    const close = this.match[next] as number;
    return close === -1 ? i : close;
  }

  private push(place: number, goesOn: boolean, name: number, opener: number): void {
    this.depth++;
    let frame = this.frames[this.depth];
    if (frame === undefined) {
      frame = newFrame();
      this.frames[this.depth] = frame;
    }
    frame.place = place;
    frame.goesOn = goesOn;
    frame.name = name;
    frame.opener = opener;
    fresh(frame);
  }

  run(): void {
    this.frames[0] = newFrame();
    let previous = -1;
    for (let i = 0; i < this.count; i++) {
      if (this.kind[i] === 0) continue;
      let frame = this.frames[this.depth] as Frame;
      if (frame.start === -1) {
        frame.start = i;
        if (this.kind[i] === T.word) {
          this.statementStart(i, frame);
          if (this.kind[i] === 0) {
            frame.start = -1;
            continue;
          }
        }
      }
      switch (this.kind[i]) {
        case T.word:
          this.atWord(i, previous, frame);
          break;
        case LP:
          this.push(P.paren, true, -1, i);
          break;
        case LB:
          this.bracket(i);
          if (this.kind[i] !== 0) this.push(P.paren, true, -1, i);
          break;
        case LC:
          this.brace(i, previous, frame);
          break;
        case RP:
        case RB:
          this.close(i, P.paren);
          break;
        case RC:
          this.closeBrace(i);
          break;
        case SEMI:
          if (frame.place !== P.paren) fresh(frame);
          break;
        case COLON:
          this.colon(i, frame);
          break;
        case EQ:
          this.equals(i, previous, frame);
          break;
        case T.arrow:
          this.arrow(i);
          break;
        case DOT:
          this.memberName(i);
          break;
        case TILDE: {
          // `~A<T>() {`
          const less = this.after(this.after(i));
          if (this.k(less) === LT && (frame.place === P.class || frame.place === P.outside)) {
            const end = this.angleEnd(less);
            if (end !== -1 && this.k(this.after(end)) === LP) this.blank(less, end);
          }
          break;
        }
        case T.scope:
          if (this.k(this.after(i)) === STAR) this.memberPointer(i);
          else if (this.w(this.after(i)) === W.operator && this.inCode()) {
            const name = this.after(i);
            const end = this.k(this.after(name)) === T.word ? this.operatorEnd(name) : -1;
            if (end !== -1) this.asWord(name, end);
          }
          break;
        case AMP:
        case T.and:
          this.refQualifier(i, previous, frame);
          break;
        case T.string:
          this.stringPiece(i, previous);
          break;
        default:
      }
      if (this.kind[i] === 0) {
        if (frame.start === i) frame.start = -1;
        continue;
      }
      previous = i;
      frame = this.frames[this.depth] as Frame;
      if (i === frame.templateEnd || this.cuts.has(i)) fresh(frame);
    }
  }

  // ---- brackets and where they lead

  private bracket(i: number): void {
    // `[[nodiscard]]`
    const close = this.match[i] as number;
    if (close > i + 1 && this.kind[i + 1] === LB && this.match[i + 1] === close - 1)
      this.blank(i, close);
  }

  private close(i: number, place: number): void {
    if (this.depth > 0 && (this.frames[this.depth] as Frame).place === place) {
      const { opener } = this.frames[this.depth] as Frame;
      this.depth--;
      const frame = this.frames[this.depth] as Frame;
      if (this.kind[i] !== RP) return;
      frame.paren = i;
      if (frame.place !== P.code) return;
      // Behind the head of an `if` or loop a statement starts.
      const head = this.before(opener);
      const w = this.w(head);
      if (w === W.head || (w === W.specifier && this.w(this.before(head)) === W.head)) fresh(frame);
    }
  }

  private closeBrace(i: number): void {
    const open = this.match[i] as number;
    if (open === -1) {
      fresh(this.frames[this.depth] as Frame);
      return;
    }
    // What was left open inside goes with it.
    while (this.depth > 0 && (this.frames[this.depth] as Frame).opener > open) this.depth--;
    if (this.depth === 0) return;
    const { goesOn } = this.frames[this.depth] as Frame;
    this.depth--;
    if (!goesOn) fresh(this.frames[this.depth] as Frame);
  }

  private brace(i: number, previous: number, frame: Frame): void {
    if (this.match[i] === -1) {
      // Cut off: what follows is most likely a body.
      this.push(P.code, false, -1, i);
      return;
    }
    switch (frame.place) {
      case P.outside:
      case P.class:
        return this.braceOutside(i, previous, frame);
      case P.code:
        if (
          frame.classKey !== -1 &&
          (frame.paren === -1 || frame.colon !== -1) &&
          frame.equals === -1
        )
          return this.push(P.class, true, this.className(frame.classKey), i);
        if (frame.enum !== -1 && frame.equals === -1) return this.push(P.enum, true, -1, i);
        if (frame.namespace !== -1) return this.push(P.outside, false, -1, i);
        if (frame.start === i) return this.push(P.code, false, -1, i);
        return this.braceInCode(i, previous, true);
      default:
        return this.braceInCode(i, previous, false);
    }
  }

  private braceOutside(i: number, previous: number, frame: Frame): void {
    if (frame.namespace !== -1) return this.push(P.outside, false, -1, i);
    if (frame.start === i) return this.push(P.outside, false, -1, i);
    if (this.k(previous) === T.string && this.w(frame.start) === W.extern)
      return this.push(P.outside, false, -1, i);
    if (frame.enum !== -1 && frame.paren === -1) return this.push(P.enum, true, -1, i);
    const classHead = frame.classKey !== -1 && frame.equals === -1;
    if (classHead && (frame.paren === -1 || (frame.colon !== -1 && frame.colon < frame.paren)))
      return this.push(P.class, true, this.className(frame.classKey), i);
    if (frame.equals !== -1) return this.braceInCode(i, previous, false);
    if (frame.paren === -1) return this.push(P.list, true, -1, i);
    // A member initialised with braces, `: a_{1}`, or the body behind the last of them.
    const inits =
      frame.colon > frame.paren || (frame.colon !== -1 && this.isCtorColon(frame.colon));
    if (
      inits &&
      (this.isName(previous) || this.k(previous) === GT) &&
      this.w(previous) !== W.trailer
    )
      return this.push(P.list, true, -1, i);
    this.push(P.code, false, -1, i);
  }

  private isCtorColon(colon: number): boolean {
    const before = this.before(colon);
    return this.k(before) === RP || this.w(before) === W.noexcept || this.w(before) === W.before;
  }

  private className(key: number): number {
    let name = -1;
    for (let i = this.after(key); i < this.count; i = this.after(i)) {
      if (this.k(i) === T.word && this.isName(i)) name = i;
      else if (this.k(i) !== T.scope) break;
    }
    return name;
  }

  /** A block, the body of a lambda, or a list of values. */
  private braceInCode(i: number, previous: number, statement: boolean): void {
    const k = this.k(previous);
    if (k === RP) {
      // `f(x) {` is a block behind a macro, and an expression in parentheses is followed by none.
      return this.push(P.code, !(statement && !this.isLambdaHead(previous)), -1, i);
    }
    if (k === RB) {
      const open = this.before(this.match[previous] as number);
      const list =
        this.isName(open) || this.k(open) === RB || this.w(open) === W.type || this.k(open) === GT;
      return this.push(list ? P.list : P.code, true, -1, i);
    }
    const w = this.w(previous);
    if (w === W.guard) return this.push(P.code, true, -1, i);
    if (w === W.foreverWord) return this.push(P.code, false, -1, i);
    if (w === W.noexcept || (w === W.specifier && this.k(this.before(previous)) === RP))
      return this.push(P.code, true, -1, i);
    if (w === W.before || w === W.trailer) {
      const word = this.textOf(previous);
      if (word === "else" || word === "do" || word === "try")
        return this.push(P.code, false, -1, i);
      return this.push(P.list, true, -1, i);
    }
    if (this.hasArrowBefore(previous)) return this.push(P.code, true, -1, i);
    if (k === LP || k === COMMA) {
      // `({ ... })`, or a block among a macro's arguments.
      return this.push(this.holdsStatements(i) ? P.code : P.list, true, -1, i);
    }
    if (k === SEMI || k === LC || k === RC) return this.push(P.code, !statement, -1, i);
    if (
      statement &&
      this.isMacro(previous) &&
      (this.frames[this.depth] as Frame).start === previous
    )
      return this.push(P.code, false, -1, i);
    this.push(P.list, true, -1, i);
  }

  private isLambdaHead(close: number): boolean {
    const open = this.match[close] as number;
    return open !== -1 && (this.k(this.before(open)) === RB || this.k(this.before(open)) === GT);
  }

  /** Whether a lambda's `-> T` ends in `i`. */
  private hasArrowBefore(i: number): boolean {
    for (let n = i, steps = 0; n > 0 && steps < 60; n--, steps++) {
      switch (this.kind[n]) {
        case T.arrow: {
          const before = this.before(n);
          const w = this.w(before);
          if (w === W.specifier || w === W.noexcept) return true;
          return this.k(before) === RP && this.isLambdaHead(before);
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
          if (this.match[n] === -1) return false;
          n = this.match[n] as number;
          break;
        default:
          return false;
      }
    }
    return false;
  }

  private holdsStatements(open: number): boolean {
    const close = this.match[open] as number;
    for (let n = open + 1, steps = 0; n < close && steps < 300; n++, steps++) {
      const k = this.kind[n];
      if (k === SEMI) return true;
      if (k === LP || k === LB || k === LC) {
        const end = this.match[n] as number;
        if (end > n) n = end;
      }
    }
    return false;
  }

  private colon(i: number, frame: Frame): void {
    if (frame.place === P.paren || frame.place === P.list) return;
    const start = frame.start;
    const w = this.w(start);
    const previous = this.before(i);
    if (w === W.access && (previous === start || frame.place === P.class)) return fresh(frame);
    if (w === W.qt) return fresh(frame);
    if (frame.place === P.code) {
      if (w === W.case || (previous === start && this.isName(start))) return fresh(frame);
    }
    if (frame.colon === -1 || frame.paren > frame.colon) {
      if (frame.colon === -1) frame.colon = i;
    }
  }

  // ---- words

  private atWord(i: number, previous: number, frame: Frame): void {
    const w = this.word[i] as number;
    switch (w) {
      case W.plain:
        return this.plainWord(i, previous, frame);
      case W.shout:
      case W.mute:
      case W.macro:
        return this.macroWord(i, previous, frame);
      case W.classKey:
        if (i > frame.templateEnd) this.classWord(i, frame);
        return;
      case W.enum:
        frame.enum = i;
        return this.enumWord(i);
      case W.namespace:
        if (frame.place !== P.paren) frame.namespace = i;
        return;
      case W.template: {
        const next = this.after(i);
        if (this.k(next) === LT && frame.place !== P.paren) {
          const end = this.angleEnd(next);
          if (
            end !== -1 &&
            this.k(previous) !== T.scope &&
            this.k(previous) !== T.arrow &&
            this.k(previous) !== DOT
          )
            frame.templateEnd = end;
        }
        return;
      }
      case W.attribute: {
        const end = this.macroEnd(i);
        return this.blank(i, end);
      }
      case W.silent:
        return this.blank(i, i);
      case W.typename:
        return this.typenameWord(i, previous);
      case W.typeid:
        if (this.k(this.after(i)) === LP) this.replace(i, i, "sizeof");
        return;
      case W.noexcept:
        return this.noexceptWord(i, previous, frame);
      case W.decltype:
        if (this.k(previous) !== T.arrow) this.decltypeWord(i);
        return;
      case W.typeof: {
        const end = this.macroEnd(i);
        if (end !== i) this.asWord(i, end);
        return;
      }
      case W.new:
        return this.newWord(i);
      case W.asm:
        return this.asmWord(i);
      case W.qt:
        return this.qtWord(i, frame);
      case W.guard:
        if (this.k(this.after(i)) === LC) {
          this.replace(i, i, "auto _=[&]");
          frame.equals = i;
        }
        return;
      case W.foreach:
        if (frame.place === P.code) this.foreachWord(i);
        return;
      case W.foreverWord:
        if (this.k(this.after(i)) === LC) {
          this.replace(i, i, "for(;;)");
          fresh(frame);
        }
        return;
      case W.operator:
        return this.operatorWord(i, previous, frame);
      case W.before:
        if (frame.place === P.code && frame.start === i) {
          const text = this.textOf(i);
          if (text === "else" || text === "do") fresh(frame);
        }
        // `a || (throw b, 0)`
        if (frame.place === P.paren && this.k(previous) === LP && this.textOf(i) === "throw")
          this.blank(i, i);
        return;
      case W.head:
        if (this.textOf(i) === "for") {
          const next = this.after(i);
          if (this.w(next) === W.before) this.blank(next, next);
        }
        return;
      default:
    }
  }

  private plainWord(i: number, previous: number, frame: Frame): void {
    const next = this.after(i);
    const k = this.k(next);
    if (k === T.string) {
      // `PRId64 "s"`
      const pk = this.k(previous);
      if (pk === LP || pk === COMMA || pk === T.operator) this.blank(i, i);
      return;
    }
    if (k !== LP) return;
    if (this.typeMacro(i, previous, frame)) return;
    if (frame.place === P.code) this.referenceInit(next, previous, frame);
  }

  /** `STACK_OF(X509)* p`, `ElfW(Addr) a`: a macro that makes a type reads as one word. */
  private typeMacro(i: number, previous: number, frame: Frame): boolean {
    const open = this.after(i);
    const close = this.match[open] as number;
    if (close === -1 || close === open + 1 || close > open + 12) return false;
    const pk = this.k(previous);
    const pw = this.w(previous);
    const behind = this.after(close);
    let at = behind;
    while (this.k(at) === STAR) at = this.after(at);
    const stars = at !== behind;
    const k = this.k(at);
    const typePlace =
      pk === LP || pk === COMMA || pk === LT || pw === W.specifier || frame.start === i;
    if (!typePlace) return false;
    for (let n = open + 1; n < close; n++) {
      const kn = this.kind[n];
      if (kn !== T.word && kn !== T.scope && kn !== STAR && kn !== COMMA) return false;
    }
    if (this.isName(at) && !this.isMacro(at)) {
      if (frame.start === i && !stars && this.breaks(close, at)) return false;
      const third = this.after(at);
      const tk = this.k(third);
      const ends =
        tk === EQ ||
        tk === SEMI ||
        tk === COMMA ||
        tk === RP ||
        tk === LB ||
        (tk === LP && frame.place !== P.paren && stars);
      if (!ends) return false;
      if (stars && frame.place === P.paren && this.inCode()) return false;
    } else if (!(stars && (k === RP || k === GT || k === COMMA) && frame.place === P.paren))
      return false;
    this.asWord(i, close);
    return true;
  }

  /** `T& x(a.b());` is no prototype. */
  private referenceInit(open: number, previous: number, frame: Frame): void {
    const pk = this.k(previous);
    if (pk !== AMP && pk !== T.and && pk !== STAR) return;
    const close = this.match[open] as number;
    if (close <= open + 1 || this.k(this.after(close)) !== SEMI) return;
    let sure = pk !== STAR;
    for (let n = frame.start; n < previous; n++) {
      const w = this.w(n);
      const k = this.kind[n];
      if (k === LT) {
        const end = this.angleEnd(n);
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
      const k = this.kind[n] as number;
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
        const end = this.match[n] as number;
        if (end > n) n = end;
      }
    }
    if (!value) return;
    this.put(this.from[open] as number, EQ);
    this.put(this.from[close] as number, 32);
    this.kind[open] = EQ;
    this.kind[close] = 0;
    this.match[open] = -1;
  }

  /** Arguments that no expression is: types, operators, nothing at all. */
  private macroArguments(open: number, close: number, code: boolean): void {
    let from = open + 1;
    for (let n = open + 1; n <= close; n++) {
      const k = this.kind[n] as number;
      if (n < close && (k === LP || k === LB || k === LC)) {
        const end = this.match[n] as number;
        if (end > n) n = end;
        continue;
      }
      if (n !== close && k !== COMMA) continue;
      if (from === n) {
        if (k === COMMA) this.blank(n, n);
      } else this.macroArgument(from, n - 1, code);
      from = n + 1;
    }
  }

  private macroArgument(from: number, to: number, code: boolean): void {
    let signs = true;
    let type = code;
    let names = 0;
    for (let n = from; n <= to; n++) {
      const k = this.kind[n] as number;
      if (k === T.word) {
        signs = false;
        const w = this.w(n);
        if (w !== W.type && w !== W.specifier && w !== W.classKey && w > W.macro) type = false;
        if (w <= W.macro) names++;
      } else if (
        k === T.number ||
        k === T.string ||
        k === T.char ||
        k === LP ||
        k === LB ||
        k === LC ||
        k === 0
      ) {
        signs = type = false;
      } else if (k === LT) {
        const end = this.angleEnd(n);
        if (end !== -1 && end <= to) {
          n = end;
          signs = false;
        } else type = false;
      } else if (k !== STAR && k !== AMP && k !== T.and && k !== T.scope) type = false;
    }
    const last = this.kind[to];
    const typeEnd =
      this.w(to) === W.type ||
      ((last === STAR || last === AMP || last === T.and) && names > 0) ||
      ((last === STAR || last === AMP) && this.w(from) === W.type);
    if (signs || (type && typeEnd)) {
      this.asWord(from, to);
      const c = this.from[from] as number;
      // No keyword is left of `int`.
      if (from === to && !signs) this.put(c, 95);
    }
  }

  /** What a statement or declaration may start with. */
  private statementStart(i: number, frame: Frame): void {
    const w = this.w(i);
    const { place } = frame;
    if (place === P.list || place === P.paren) return;
    if (place === P.enum) return;
    if (w === W.template || (w === W.extern && this.w(this.after(i)) === W.template))
      return this.instantiation(i, w === W.template ? i : this.after(i));
    if (w === W.staticAssert) {
      const end = this.macroEnd(i);
      if (end !== i) this.blank(i, this.k(this.after(end)) === SEMI ? this.after(end) : end);
      return;
    }
    if (w === W.using) {
      const next = this.after(i);
      if (this.w(next) === W.typename) this.blank(next, next);
      return;
    }
    if (!this.isName(i)) return;
    if (place === P.code) this.codeStart(i);
    else this.outsideStart(i, frame);
  }

  /** `template class A<int>;`, `extern template void f(int);` */
  private instantiation(i: number, template: number): void {
    if (this.k(this.after(template)) === LT) return;
    for (let n = template, steps = 0; n < this.count && steps < 2000; n++, steps++) {
      const k = this.kind[n];
      if (k === SEMI) return this.blank(i, n);
      if (k === LC || k === RC) return;
      if (k === LP) {
        if (this.match[n] === -1) return;
        n = this.match[n] as number;
      }
    }
  }

  /** A macro with arguments that stands for a statement, without its semicolon or with a block. */
  private codeStart(i: number): void {
    const next = this.after(i);
    if (this.k(next) === LP) {
      const close = this.match[next] as number;
      if (close === -1) return;
      const behind = this.after(close);
      const k = this.k(behind);
      if (k === LC) {
        if (!this.looksLikeParameters(next, close)) this.endAfter(close);
        return;
      }
      if ((k === T.word && this.startsStatement(behind)) || k === RC) {
        if (this.isMacro(i) || this.breaks(close, behind)) this.endAfter(close);
      }
      return;
    }
    if (!this.isMacro(i)) return;
    const k = this.k(next);
    if (k === LC || k === RC) {
      if (this.k(this.before(i)) !== COLON && this.breaks(i, next)) this.blank(i, i);
      else if (k === LC && this.word[i] === W.shout) this.blank(i, i);
    } else if (k === T.word && this.breaks(i, next) && this.startsStatement(next)) {
      this.blank(i, i);
    }
  }

  /** Not `const`, `override` and the like, and no operator that is a word. */
  private startsStatement(i: number): boolean {
    const w = this.w(i);
    if (w === W.trailer || w === W.noexcept) return false;
    if (w === W.before) {
      const text = this.textOf(i);
      return text !== "and" && text !== "or" && text !== "else";
    }
    return true;
  }

  /** Whether each part of an argument list could be a parameter, and one of them must be. */
  private looksLikeParameters(open: number, close: number): boolean {
    for (let n = open + 1; n < close; n++) {
      const k = this.kind[n];
      if (k === LP || k === LB || k === LC) return false;
      if (k === T.string || k === T.number || k === DOT || k === T.arrow) return false;
      if (k === T.word && this.w(n) === W.value) return false;
    }
    return true;
  }

  /** Macros in front of, or in place of, a declaration. */
  private outsideStart(i: number, frame: Frame): void {
    const next = this.after(i);
    if (this.k(next) !== LP) return;
    const close = this.match[next] as number;
    if (close === -1) return;
    if (frame.place === P.class && this.sameText(i, frame.name)) return;
    const behind = this.after(close);
    const k = this.k(behind);
    const macro = this.isMacro(i);
    // It says nothing that a fact is made of.
    if (macro && k === SEMI && frame.place === P.class) return this.blank(i, close);
    if (k === RC || behind >= this.count) {
      if (frame.place !== P.class || macro) this.endAfter(close);
      return;
    }
    if (k === TILDE && frame.place === P.class) {
      this.endAfter(close);
      return;
    }
    if (k !== T.word) return;
    const w = this.w(behind);
    if (w === W.trailer || w === W.noexcept || w === W.before) return;
    if (
      w === W.specifier &&
      !this.breaks(close, behind) &&
      /^(?:const|volatile)$/.test(this.textOf(behind)) &&
      !macro
    )
      return;
    if (this.word[i] === W.mute) return this.blank(i, close);
    if (this.breaks(close, behind)) {
      if (!macro && w === W.plain && this.k(this.after(behind)) === LP && frame.place !== P.outside)
        return;
      this.endAfter(close);
    } else if (macro) {
      this.blank(i, close);
    }
  }

  private sameText(i: number, j: number): boolean {
    return j !== -1 && this.textOf(i) === this.textOf(j);
  }

  /** A word in capitals, or a macro of this file: whether it is one too many for the grammar. */
  private macroWord(i: number, previous: number, frame: Frame): void {
    const end = this.macroEnd(i);
    const next = this.after(end);
    const { place } = frame;
    const inBody = place === P.code || ((place === P.paren || place === P.list) && this.inCode());
    if (end !== i) {
      if (this.typeMacro(i, previous, frame)) return;
      const opens = this.after(i);
      const call = this.k(next) !== LC || inBody;
      if (call && !this.isDeclaredName(previous, frame) && this.w(previous) !== W.type)
        this.macroArguments(
          opens,
          end,
          inBody ||
            place === P.paren ||
            (frame.start === i && place === P.outside && this.k(next) !== LC),
        );
    }
    if (place === P.enum) {
      // `LIST(X)` among the enumerators.
      if (end !== i && this.k(next) !== EQ) {
        const { equals } = frame;
        if (equals === -1 || this.k(previous) === COMMA || this.k(previous) === LC)
          this.blank(i, this.k(next) === COMMA ? next : end);
      } else if (end === i && this.k(next) === T.word) {
        this.blank(i, i);
      }
      return;
    }
    const own = this.word[i];
    if (this.w(previous) === W.using || this.k(previous) === T.scope || this.k(next) === T.scope)
      return;
    if (own === W.mute && this.k(next) !== EQ) {
      const before = this.k(previous);
      if (!(place === P.code && end !== i) && before !== DOT && before !== T.arrow) {
        // Of nothing but an annotation no statement is left.
        if (!(frame.start === i && this.k(next) === SEMI)) return this.blank(i, end);
      }
    }
    const pk = this.k(previous);
    const pw = this.w(previous);
    const nk = this.k(next);
    const nw = this.w(next);
    const atStart = frame.start === i || pw === W.specifier || pw === W.extern || pw === W.access;
    // Between string pieces.
    if (pk === T.string && this.w(this.before(previous)) !== W.extern && nk !== LP)
      return this.blank(i, end);
    if (nk === T.string && end === i && pw !== W.extern && pw !== W.operator) {
      if (frame.start !== i || place === P.paren || place === P.list) return this.blank(i, i);
      return;
    }
    if (pw === W.classKey && i > frame.templateEnd) return;
    if (nk === LC && end === i && pk === RP && this.isLambdaHead(previous)) return this.blank(i, i);
    // Behind the parameters of a function.
    if (place !== P.code && this.isTrailing(previous, frame)) {
      const stops = nk === LC || nk === SEMI || nk === COLON || nk === EQ || nk === T.arrow;
      const more =
        nw === W.trailer ||
        nw === W.noexcept ||
        nw === W.specifier ||
        this.isMacro(next) ||
        nw === W.attribute;
      if ((stops && place !== P.paren) || more) return this.blank(i, end);
    }
    // `int x GUARDED_BY(m);`
    if (
      (nk === SEMI ||
        nk === EQ ||
        nk === COMMA ||
        nk === LC ||
        nk === RP ||
        nk === LB ||
        this.isMacro(next)) &&
      this.isDeclaredName(previous, frame) &&
      (end !== i || nk !== LP)
    ) {
      if (!(nk === RP || nk === COMMA || nk === LC) || place === P.paren || place !== P.code)
        return this.blank(i, end);
    }
    if (end !== i && (place === P.code || place === P.list) && frame.start === i) return;
    if (
      (nk === RC || nk === 0) &&
      frame.start === i &&
      end === i &&
      (place === P.outside || place === P.class)
    )
      return this.blank(i, i);
    if (nk === TILDE && end === i && place === P.class) return this.blank(i, i);
    if (nk === LB && this.kind[next + 1] === LB && atStart) return this.blank(i, end);
    if (nk !== T.word) {
      if (nk === T.scope && atStart && end === i && place !== P.code && place !== P.paren) return;
      return;
    }
    if (
      pw === W.before ||
      pw === W.new ||
      pw === W.case ||
      pw === W.typename ||
      pw === W.namespace ||
      pw === W.operator ||
      pw === W.enum ||
      pw === W.decltype
    ) {
      if (!(pw === W.before && place === P.code)) return;
      return;
    }
    if (pk === DOT || pk === T.arrow) return;
    if (end !== i && frame.start === i) return; // outsideStart has decided
    if (end !== i && place === P.paren && !(pk === LP || pk === COMMA)) return;
    if (this.isExtra(i, next, previous, frame)) this.blank(i, end);
  }

  /** Whether what ends at `i` is the parameter list of a function, or words behind it. */
  private isTrailing(i: number, frame: Frame): boolean {
    if (i < 0) return false;
    const w = this.w(i);
    if (w === W.trailer || w === W.noexcept) return frame.paren !== -1 || w === W.trailer;
    if (w === W.specifier) return frame.paren !== -1 && this.k(this.before(i)) === RP;
    return this.k(i) === RP && frame.paren === i && frame.start !== this.match[i];
  }

  /** Whether `i` is a name behind its type: `int x`, `T<U> x`, `T* x`. */
  private isDeclaredName(i: number, frame: Frame): boolean {
    if (!this.isName(i) && this.k(i) !== RB) return false;
    if (this.k(i) === RB)
      return frame.place !== P.code && frame.place !== P.paren && frame.start !== i;
    if (i === frame.start) return false;
    const before = this.before(i);
    if (frame.place !== P.paren && before < frame.start) return false;
    if (frame.place === P.paren && before <= frame.opener) return false;
    const w = this.w(before);
    if (w === W.type) return true;
    if (w === W.plain || w === W.shout || w === W.macro) return true;
    const k = this.k(before);
    if (k === GT) return this.angleStart(before) !== -1;
    if (k === STAR || k === AMP) {
      // In code `a * b C` has no reading as an expression either.
      const type = this.before(before);
      const tw = this.w(type);
      return (
        tw === W.type ||
        tw === W.plain ||
        tw === W.shout ||
        this.k(type) === GT ||
        this.k(type) === STAR ||
        tw === W.specifier
      );
    }
    return false;
  }

  /** `MACRO Type name`, `Type MACRO name(`, `MACRO static`. A type in capitals is followed by one name only. */
  private isExtra(i: number, next: number, previous: number, frame: Frame): boolean {
    const nw = this.w(next);
    const pk = this.k(previous);
    const pw = this.w(previous);
    // Behind other macros decides what stands behind the last of them.
    if (this.isMacro(next)) {
      let behind = this.after(this.macroEnd(next));
      while (this.isMacro(behind)) behind = this.after(this.macroEnd(behind));
      if (behind >= this.count || this.k(behind) === RC) return true;
      if (frame.start === i && frame.place !== P.paren && this.breaks(i, next)) return true;
      const bw = this.w(behind);
      if (bw === W.specifier && /^(?:const|volatile)$/.test(this.textOf(behind))) return true;
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
      const text = this.textOf(next);
      if (text !== "const" && text !== "volatile") return true;
      const third = this.after(next);
      if (
        this.w(third) === W.typename ||
        this.w(third) === W.classKey ||
        this.w(third) === W.specifier
      )
        return true;
      return (
        (this.isName(third) || this.w(third) === W.type) && !this.endsDeclarator(this.after(third))
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
        (this.isName(previous) && previous >= frame.start) ||
        pk === GT
      );
    if (nw === W.access) return frame.place === P.class;
    if (nw === W.trailer || nw === W.noexcept || nw === W.before || nw === W.value) return false;
    if (!this.isName(next)) return nw === W.staticAssert || nw === W.asm;
    if (pk === STAR || pk === AMP || pk === T.and) {
      const after = this.after(next);
      const k = this.k(after);
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
      this.sameText(next, frame.name) &&
      this.k(this.after(next)) === LP
    )
      return pw === -1 || pw === W.specifier || pw === W.extern || previous < frame.start;
    return this.isExtraBefore(next, i, previous, frame);
  }

  private isExtraBefore(next: number, i: number, previous: number, frame: Frame): boolean {
    // A type behind the word: a name, with all that belongs to it, and then another.
    let at = next;
    for (;;) {
      const after = this.after(at);
      const k = this.k(after);
      if (k === T.scope) {
        at = this.after(after);
        if (this.k(at) !== T.word) return false;
        continue;
      }
      if (k === LT) {
        const end = this.angleEnd(after);
        if (end === -1 || end > after + 400) return false;
        at = end;
        continue;
      }
      break;
    }
    let after = this.after(at);
    let stars = false;
    while (
      this.k(after) === STAR ||
      this.k(after) === AMP ||
      this.k(after) === T.and ||
      this.w(after) === W.specifier
    ) {
      stars = true;
      after = this.after(after);
    }
    const qualified = at !== next;
    if (this.k(after) === T.word && (this.isName(after) || this.w(after) === W.operator)) {
      const third = this.after(after);
      if (this.w(after) === W.operator) return true;
      if (!stars || frame.place !== P.code || this.endsDeclarator(third)) return true;
    }
    if (stars) return false;
    // `Type MACRO name(`
    const typed =
      this.w(previous) === W.type ||
      (this.isName(previous) &&
        (frame.place === P.paren ? previous > frame.opener : previous >= frame.start)) ||
      (this.k(previous) === GT && this.angleStart(previous) !== -1 && previous > frame.templateEnd);
    if (typed && this.endsDeclarator(this.after(at))) return true;
    // `MACRO ns::f(` could be a result and an out-of-class name: the word stays.
    return qualified && this.w(i) === W.mute;
  }

  private endsDeclarator(i: number): boolean {
    const k = this.k(i);
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

  private classWord(i: number, frame: Frame): void {
    if (frame.place !== P.paren) frame.classKey = i;
    if (frame.place === P.paren || frame.place === P.list) return;
    // `class EXPORT(x) Name`, `struct PACKED Name {`
    for (let n = this.after(i); ; n = this.after(n)) {
      if (this.k(n) === LB) {
        this.bracket(n);
        if (this.k(n) === LB) return;
        continue;
      }
      if (!this.isName(n) && this.w(n) !== W.attribute) return;
      if (this.w(n) === W.attribute) {
        this.blank(n, this.macroEnd(n));
        continue;
      }
      const end = this.macroEnd(n);
      const next = this.after(end);
      if (this.w(next) === W.attribute || (this.k(next) === LB && this.k(next + 1) === LB)) {
        if (this.isMacro(n)) this.blank(n, end);
        continue;
      }
      if (!this.isName(next)) return;
      const third = this.after(next);
      const k = this.k(third);
      const head =
        k === LC || k === COLON || k === LT || k === T.scope || this.w(third) === W.trailer;
      const more =
        this.isName(third) ||
        (k === LP &&
          this.match[third] !== -1 &&
          this.isName(this.after(this.match[third] as number)));
      if (!head && !more && !(k === SEMI && this.textOf(i) === "class")) return;
      this.blank(n, end);
    }
  }

  private enumWord(i: number): void {
    let next = this.after(i);
    if (this.w(next) === W.classKey) next = this.after(next);
    // `enum : int {`
    if (this.k(next) !== COLON) {
      if (this.isMacro(next) && this.isName(this.after(this.macroEnd(next))))
        this.blank(next, this.macroEnd(next));
      return;
    }
    for (let n = next; n < this.count && n < next + 12; n++) {
      const k = this.kind[n];
      if (k === LC) return this.blank(next, n - 1);
      if (k === SEMI) return;
    }
  }

  private typenameWord(i: number, previous: number): void {
    let at = this.after(i);
    if (this.k(at) === T.scope) at = this.after(at);
    if (!this.isName(at)) return;
    let qualified = false;
    for (;;) {
      const next = this.after(at);
      if (this.k(next) === T.scope) {
        qualified = true;
        at = this.after(next);
        if (this.w(at) === W.template) at = this.after(at);
        if (!this.isName(at)) return;
      } else if (this.k(next) === LT) {
        const end = this.angleEnd(next);
        if (end === -1) return;
        at = end;
      } else break;
    }
    if (!qualified) return;
    const k = this.k(this.after(at));
    const pw = this.w(previous);
    if ((k === LP || k === LC) && this.k(previous) !== LT) this.blank(i, i);
    else if (pw === W.new || pw === W.using) this.blank(i, i);
  }

  private noexceptWord(i: number, previous: number, frame: Frame): void {
    const open = this.after(i);
    const pw = this.w(previous);
    if (this.k(open) !== LP) {
      const trailing =
        this.k(previous) === RP ||
        pw === W.specifier ||
        this.k(previous) === AMP ||
        this.k(previous) === T.and;
      if (trailing && frame.place !== P.code && this.k(open) !== LC) this.blank(i, i);
      return;
    }
    const close = this.match[open] as number;
    if (close === -1) return;
    if (
      this.k(previous) === RP ||
      pw === W.specifier ||
      pw === W.trailer ||
      this.k(previous) === AMP ||
      this.k(previous) === T.and
    )
      this.blank(i, close);
    else this.replace(i, i, "sizeof");
  }

  private decltypeWord(i: number): void {
    const end = this.macroEnd(i);
    if (end === i) return;
    const next = this.after(end);
    const k = this.k(next);
    if (k === LP || k === LC) this.asWord(i, end);
  }

  /** `new T*[n]`: what the stars say is read from the text. */
  private newWord(i: number): void {
    let at = this.after(i);
    if (this.k(at) === LP && this.match[at] !== -1) at = this.after(this.match[at] as number);
    if (this.w(at) === W.specifier) at = this.after(at);
    if (this.k(at) !== T.word) return;
    for (;;) {
      const next = this.after(at);
      if (this.k(next) === T.scope) at = this.after(next);
      else if (this.k(next) === LT) {
        const end = this.angleEnd(next);
        if (end === -1) return;
        at = end;
      } else if (this.w(at) === W.type && this.w(next) === W.type) at = next;
      else break;
    }
    const star = this.after(at);
    if (this.k(star) !== STAR) return;
    let last = star;
    while (this.k(this.after(last)) === STAR) last = this.after(last);
    const k = this.k(this.after(last));
    if (k === LB || k === LP || k === LC || k === SEMI || k === COMMA || k === RP)
      this.blank(star, last);
  }

  private asmWord(i: number): void {
    let at = this.after(i);
    while (this.k(at) === T.word) at = this.after(at);
    if (this.k(at) !== LP || this.match[at] === -1) return;
    this.blank(i, this.match[at] as number);
  }

  private qtWord(i: number, frame: Frame): void {
    const text = this.textOf(i);
    const next = this.after(i);
    if (text === "signals" || text === "Q_SIGNALS") {
      if (frame.start === i && this.k(next) === COLON && frame.place === P.class) {
        this.replace(i, i, "public");
        this.word[i] = W.access;
      }
      return;
    }
    if (text === "slots" || text === "Q_SLOTS") {
      if (this.w(this.before(i)) === W.access && this.k(next) === COLON) this.blank(i, i);
      return;
    }
    if (frame.place === P.code) return;
    this.blank(i, this.macroEnd(i));
  }

  /** `foreach (T x, list)` is `for (T x : list)`, if it declares its variable. */
  private foreachWord(i: number): void {
    const open = this.after(i);
    if (this.k(open) !== LP) return;
    const close = this.match[open] as number;
    let names = 0;
    for (let n = open + 1; n < close; n++) {
      const k = this.kind[n] as number;
      if (k === T.word) names++;
      else if (k === LT) {
        const end = this.angleEnd(n);
        if (end === -1) return;
        n = end;
      } else if (k === COMMA) {
        if (names < 2) return;
        this.put(this.from[n] as number, COLON);
        this.replace(i, i, "for");
        this.word[i] = W.head;
        return;
      } else if (k !== T.scope && k !== STAR && k !== AMP && k !== T.and) return;
    }
  }

  // ---- operators

  /** `= {}` as a default argument; `T* = nullptr` without a name. */
  private equals(i: number, previous: number, frame: Frame): void {
    if (frame.place !== P.paren) {
      const inTemplate = i < frame.templateEnd;
      if (!inTemplate && frame.equals === -1 && this.w(previous) !== W.operator) frame.equals = i;
      // `= delete` says nothing that a fact is made of, and does not go with `template`.
      const word = this.after(i);
      const plain = frame.place === P.outside || frame.place === P.class;
      if (
        plain &&
        this.w(word) === W.before &&
        this.k(this.after(word)) === SEMI &&
        frame.paren !== -1
      ) {
        if (this.textOf(word) === "delete") this.blank(i, word);
        return;
      }
      if (!inTemplate) return;
    }
    const next = this.after(i);
    const pk = this.k(previous);
    if (this.k(next) === LC) {
      const close = this.match[next] as number;
      const k = close === -1 ? 0 : this.k(this.after(close));
      if (k === COMMA || k === RP || k === GT) {
        if (close === next + 1 || this.isParameter(previous)) {
          this.replace(next, close, "0");
          this.kind[next] = T.number;
          this.kind.fill(0, next + 1, close + 1);
        }
      }
    }
    if (
      pk === STAR ||
      (this.w(previous) === W.specifier && this.k(this.before(previous)) === STAR)
    ) {
      const word = this.after(i);
      const k = this.k(this.after(word));
      if (k === COMMA || k === RP || k === GT) {
        let star = pk === STAR ? previous : this.before(previous);
        while (this.k(this.before(star)) === STAR) star = this.before(star);
        this.blank(star, previous);
      }
    }
  }

  /** Whether a name, or what stands for one, has a type in front of it. */
  private isParameter(i: number): boolean {
    const k = this.k(i);
    if (k === AMP || k === T.and || k === STAR) return true;
    if (!this.isName(i)) return false;
    const before = this.before(i);
    const bk = this.k(before);
    return bk === T.word || bk === GT || bk === AMP || bk === T.and || bk === STAR || bk === T.dots;
  }

  private arrow(i: number): void {
    const next = this.after(i);
    // `a->*b` becomes a member access, told apart by its star.
    if (this.k(next) === STAR && this.from[next] === this.to[i]) return this.blank(next, next);
    this.memberName(i);
  }

  /** Names of members that the grammar does not take: operators, destructors with arguments. */
  private memberName(i: number): void {
    let next = this.after(i);
    if (this.isName(next) && this.k(this.after(next)) === LC && this.k(i) === DOT) {
      // `{.a{1}}`
      const pk = this.k(this.before(i));
      if (pk === LC || pk === COMMA) this.blank(i, next);
      return;
    }
    if (this.w(next) === W.operator) {
      const end = this.operatorEnd(next);
      if (end !== -1) this.asWord(next, end);
      return;
    }
    if (this.k(next) === TILDE) {
      const name = this.after(next);
      if (this.w(name) === W.decltype) {
        const end = this.macroEnd(name);
        if (end !== name) this.asWord(name, end);
        return;
      }
      const less = this.after(name);
      if (this.k(less) === LT) {
        const end = this.angleEnd(less);
        if (end !== -1 && this.k(this.after(end)) === LP) this.blank(less, end);
      }
      return;
    }
    // `p->A<T>::~A()`
    for (let steps = 0; steps < 6 && this.isName(next); steps++) {
      let at = this.after(next);
      if (this.k(at) === LT) {
        const end = this.angleEnd(at);
        if (end === -1) return;
        at = this.after(end);
      }
      if (this.k(at) !== T.scope) return;
      const name = this.after(at);
      if (this.k(name) === TILDE) return this.blank(next, at);
      if (this.w(name) === W.operator) {
        const end = this.operatorEnd(name);
        if (end !== -1) this.asWord(name, end);
        return;
      }
      next = name;
    }
  }

  /** Last token of an operator's name, in front of the `(` of a call; -1 if there is none. */
  private operatorEnd(i: number): number {
    let at = this.after(i);
    const k = this.k(at);
    if ((k === LP || k === LB) && this.match[at] === this.after(at)) {
      const end = this.match[at] as number;
      if (this.k(this.after(end)) === LP || this.k(this.after(end)) === LT) return end;
      return k === LB ? end : -1;
    }
    for (let steps = 0; at < this.count && steps < 40; steps++) {
      if (this.k(at) === LP) return this.before(at);
      if (this.k(at) === SEMI || this.k(at) === RP || this.k(at) === LC || this.k(at) === COMMA)
        return -1;
      at = this.after(at);
    }
    return -1;
  }

  /** `return operator()(x);` calls an operator of one's own. */
  private operatorWord(i: number, previous: number, frame: Frame): void {
    if (frame.place !== P.code && frame.place !== P.paren && frame.place !== P.list) {
      frame.equals = -1;
      return;
    }
    if (frame.place !== P.code && !this.inCode()) return;
    const free =
      this.k(previous) !== T.scope && !this.isName(previous) && this.w(previous) !== W.type;
    if (!free) return;
    const end = this.operatorEnd(i);
    if (end !== -1) this.asWord(i, end);
  }

  private inCode(): boolean {
    for (let d = this.depth; d >= 0; d--) {
      const { place } = this.frames[d] as Frame;
      if (place === P.code) return true;
      if (place === P.class || place === P.outside) return false;
    }
    return false;
  }

  /** `(A::*p)(int)`: a pointer to member becomes a pointer. */
  private memberPointer(i: number): void {
    let first = i;
    for (;;) {
      let name = this.before(first);
      if (this.k(name) === GT) {
        const less = this.angleStart(name);
        if (less === -1) break;
        name = this.before(less);
      }
      if (!this.isName(name) && this.w(name) !== W.template) break;
      first = name;
      const scope = this.before(name);
      if (this.k(scope) !== T.scope) break;
      first = scope;
    }
    this.blank(first, i);
  }

  /** `void f() &;`, `operator T() const&& {` */
  private refQualifier(i: number, previous: number, frame: Frame): void {
    if (frame.place !== P.outside && frame.place !== P.class) return;
    if (!this.isTrailing(previous, frame)) return;
    const next = this.after(i);
    const k = this.k(next);
    const w = this.w(next);
    if (
      k === LC ||
      k === SEMI ||
      k === EQ ||
      k === T.arrow ||
      w === W.trailer ||
      w === W.noexcept ||
      this.isMacro(next)
    )
      this.blank(i, i);
  }

  /** `"%" PRId64 "s"`: what is between pieces of a string is taken out. */
  private stringPiece(i: number, previous: number): void {
    if (this.w(previous) === W.extern || this.w(previous) === W.operator) return;
    for (let next = this.after(i); this.isName(next); next = this.after(next)) {
      const plain = this.w(next) === W.plain;
      const end = plain ? next : this.macroEnd(next);
      if (this.from[next] === this.to[i] && !this.endsPiece(next, end)) return;
      if (plain && this.k(this.after(next)) === LP) return;
      this.blank(next, end);
    }
  }

  /** A word right behind the quote may be a suffix: those of the standard are in small letters. */
  private endsPiece(i: number, end: number): boolean {
    const c = this.text.charCodeAt(this.from[i] as number);
    if (c < 65 || c > 90) return false;
    const k = this.k(this.after(end));
    return k === T.string || k === COMMA || k === RP || k === SEMI;
  }
}

function newFrame(): Frame {
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

function fresh(frame: Frame): void {
  frame.start = -1;
  frame.paren = -1;
  frame.classKey = -1;
  frame.enum = -1;
  frame.namespace = -1;
  frame.equals = -1;
  frame.colon = -1;
  frame.templateEnd = -1;
}
