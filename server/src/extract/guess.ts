/**
 * Guesses at what the grammar cannot read: words of the preprocessor, and C++ that it does not know. Tried only
 * on a text in which it found errors, and kept only if it finds fewer then; so a guess may be wrong now and
 * then. Every offset stays: text is blanked, or replaced by as much. Must never look into another file.
 */

import { blank } from "./mask.ts";

type Replace = (found: string, ...groups: string[]) => string;

/** Keeps what comes before the word in question: cheaper than to look back from every place. */
function blankSecond(_found: string, before = "", found = ""): string {
  return before + blank(found);
}

/** In this order. Each says in its comment what it is that the grammar does not know. */
const rules: readonly (readonly [RegExp, Replace])[] = [
  // The text under `#if 0`, which may be prose.
  [
    /(^[ \t]*#[ \t]*if[ \t]+0\b[^\n]*\n)([^#]*)(?=^[ \t]*#[ \t]*(?:endif|else|elif))/gm,
    blankSecond,
  ],
  // Conditions that ask for a header or an attribute.
  [/\b__has_include(?:_next)?\s*\(\s*[<"][^>"\n]*[>"]\s*\)/g, (all) => "1".padEnd(all.length)],
  [
    /^[ \t]*#[ \t]*(?:el)?if\b[^\n]*::[^\n]*/gm,
    (line) => line.replace(/\b\w+\(\s*\w+::\w+\s*\)/g, (all) => "1".padEnd(all.length)),
  ],
  // Attributes, in the many places where they may stand.
  [
    /\[\[[^[\]]*\]\]|\b__attribute__\s*\(\([^\n]*?\)\)|\b__declspec\s*\([^()\n]*\)|\b(?:__extension__|__restrict(?:__)?)\b/g,
    blank,
  ],
  [/\btypeid(?=\s*\()/g, (all) => "sizeof".padEnd(all.length)],
  // `a->operator()(x)`: the name becomes a word. `a->*b` becomes a member access, told apart by its star.
  [
    /((?:->|\.)\s*)(operator\s*(?:\(\)|\[\]|[-+*/%^&|~!=<>]+))(?=\s*\()/g,
    (_all, sign = "", name = "") => sign + word(name),
  ],
  [/->\*(?=\s*[\w(])/g, () => "-> "],
  // `(A::*p)(int)`: a pointer to member becomes a pointer.
  [/(\(\s*)((?:[A-Za-z_]\w*(?:<[^<>;(){}]{0,200}>)?\s*::\s*)+)(?=\*)/g, blankSecond],
  // Explicit instantiations.
  [/^[ \t]*(?:extern\s+)?template\s+(?:class|struct)\s[^;{}]*;/gm, blank],
  // `typename` in front of a qualified name, where an expression or a using declaration may stand.
  [/\btypename(?=\s+(?:::)?[A-Za-z_]\w*(?:<[^;{}]{0,200}?>)?\s*::)/g, blank],
  // `p->~A<T>()`, `new T*[n]`, `enum : int {`, `decltype(a)(b)`, an unnamed pointer with a default.
  [/((?:->|\.)\s*~\s*\w+)(<[^;<>()]{0,200}>)(?=\s*\()/g, blankSecond],
  [
    /\bnew\s+[A-Za-z_][\w:]*(?:<[^;(){}]{0,200}>)?\s*\*+(?=\s*[[({;,)])/g,
    (all) => all.replace(/\*/g, " "),
  ],
  [/(\benum\s*)(:\s*[\w:]+)(?=\s*\{)/g, blankSecond],
  [/\bdecltype\s*\([^()\n]*\)(?=\s*[({])/g, word],
  [/(\*\s*)(=\s*(?:nullptr|NULL|0))(?=\s*[,)>])/g, blankSecond],
  // `"%" PRId64 "s"`; what is blanked inside a string by mistake is read from the text itself.
  [/("\s*)([A-Z]\w*)(?=\s*[",);])/g, blankSecond],
  // `SYNCHRONIZED { ... }`: the block is kept.
  [/(^[ \t]*|[;{}]\s*)([A-Z][A-Z0-9_]{3,})(?=\s*\{)/gm, blankSecond],
  // `int f() const FOO_OVERRIDE {`.
  [
    /(\)\s*(?:(?:const|noexcept)\s+)*)([A-Z][A-Z0-9_]{3,}\b)(?=\s*(?:[{;]|=\s*0\b|const\b|noexcept\b|override\b|final\b))/g,
    blankSecond,
  ],
];

const lineMacro =
  /^[ \t]*[A-Z][A-Z0-9_]{3,}(?:[ \t]*\([^(){};]*(?:\([^(){};]*\)[^(){};]*)*\))?[ \t]*\r?$/gm;
const innerWord = /\b[A-Z][A-Z0-9]*_[A-Z0-9_]*\b(?:\([^()\n]*\))?(?=\s+[A-Za-z_~])/g;

export function maskGuessed(text: string): string {
  let masked = text;
  for (const [pattern, replace] of rules) masked = masked.replace(pattern, replace);
  masked = masked.replace(lineMacro, (line, offset: number, whole: string) =>
    standsAlone(whole, offset, offset + line.length) ? blank(line) : line,
  );
  // Twice: `FOO_EXPORT FOO_INLINE static int f()` shows the first word only once the second is gone.
  for (let round = 0; round < 2; round++) {
    masked = masked.replace(innerWord, (found, offset: number, whole: string) =>
      isExtraWord(whole, offset, offset + found.length) ? blank(found) : found,
    );
  }
  return masked;
}

/** As one identifier of the same length. */
function word(text: string): string {
  return text.replace(/[^\w\r\n]/g, "_");
}

/** Whether a macro on a line of its own stands between statements or declarations, without a semicolon. */
function standsAlone(text: string, from: number, to: number): boolean {
  const before = previousSolid(text, from);
  if (before !== -1 && !";{}:".includes(text.charAt(before)) && !endsOtherLine(text, before))
    return false;
  const after = /\S/.exec(text.slice(to, to + 400))?.[0];
  return after === undefined || /[A-Za-z_#}~[/]/.test(after);
}

function previousSolid(text: string, from: number): number {
  let i = from - 1;
  while (i >= 0 && text.charCodeAt(i) <= 32) i--;
  return i;
}

/** Whether an offset lies on a preprocessor line, in a comment, or on another line that is but a macro. */
function endsOtherLine(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf("\n", at) + 1, at + 1);
  return /^\s*#|\/\/|\*\/$|^[ \t]*[A-Z][A-Z0-9_]{3,}(?:\([^;{}]*\))?$/.test(line);
}

/** Words after which a shouted word is a value or a type. */
const expectsMore: ReadonlySet<string> = new Set(
  (
    "return new delete else case goto throw typename using namespace typedef sizeof enum operator if while do " +
    "and or not co_return co_yield co_await define ifdef ifndef undef defined if elif"
  ).split(" "),
);

const specifiers: ReadonlySet<string> = new Set(
  (
    "const static virtual inline explicit constexpr void bool int char double float unsigned auto template class " +
    "struct friend extern long short typename decltype operator"
  ).split(" "),
);

const leading: ReadonlySet<string> = new Set(
  "static inline const constexpr virtual extern explicit friend mutable volatile unsigned struct class".split(
    " ",
  ),
);

/**
 * Whether a shouted word among others is one word too many for a declaration: `MACRO Type name`,
 * `Type MACRO name(`. A shouted type (`DIR_T d;`, `static FOO_T make();`) is followed by one name only.
 */
function isExtraWord(text: string, from: number, to: number): boolean {
  const before = /([A-Za-z_]\w*|[>*&])\s+$/.exec(text.slice(Math.max(0, from - 80), from))?.[1];
  if (before !== undefined && expectsMore.has(before)) return false;
  const rest = text.slice(to, to + 200);
  const next = /^\s+~?([A-Za-z_]\w*)/.exec(rest)?.[1] ?? "";
  if (specifiers.has(next)) return true;
  if (before === "*" || before === "&") return true;
  if (/^\s+[A-Za-z_]\w*(?:::\w+)*(?:<[^;{}()]{0,200}>)?[\s*&]+[A-Za-z_]\w*\s*[(;={,)[]/.test(rest))
    return true;
  const afterType = before !== undefined && !leading.has(before);
  return afterType && /^\s+~?[A-Za-z_][\w:~]*\s*[({;=]/.test(rest);
}
