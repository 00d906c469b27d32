/**
 * Text as the grammar can read it: words that only the preprocessor understands become blanks or other words of
 * the same length, so that every offset stays. A guess from one file's text alone, in two steps: what is safe
 * in any file, and what is tried only where the grammar found errors and kept only if it finds fewer then.
 * Must never change the length of the text, nor a line break.
 */

/** Quick test for step one: most files have none of these. */
const worthMasking =
  /\bQ_(?:OBJECT|GADGET|NAMESPACE|DISABLE)|\bSCOPE_(?:EXIT|FAIL|SUCCESS)\b|\b(?:class|struct|union)\s+(?:alignas\s*\([^()]*\)\s*)?[A-Z][A-Z0-9_]+(?:\s*\([^()]*\))?\s+[A-Za-z_]|\b(?:signals|slots|Q_SIGNALS|Q_SLOTS)\s*:|\b(?:foreach|Q_FOREACH|BOOST_FOREACH|forever|Q_FOREVER)\b/;

/** `class FOO_EXPORT Bar`, `class FOO_API(x) Bar final : Base`, but not `class FOO final`. */
const classWord =
  /\b(class|struct|union)(\s+)([A-Z][A-Z0-9_]+(?:\s*\([^()\n]*\))?)(?=\s+(?!final\b)[A-Za-z_][\w:]*(?:<[^;{}]*>)?\s*(?:final\s*)?[:{;])/g;

const qtWord =
  /\bQ_(?:OBJECT|GADGET|NAMESPACE)\b|\b(?:Q_DISABLE_\w+|Q_PROPERTY|Q_ENUMS?|Q_FLAGS?|Q_INTERFACES|Q_CLASSINFO|Q_DECLARE_\w+)\s*\([^()\n]*\)|\bQ_INVOKABLE\b/g;
const qtSections = /\b(public|protected|private)(\s+(?:slots|Q_SLOTS))(?=\s*:)/g;
const qtSignals = /(?<=^[ \t]*)(?:signals|Q_SIGNALS)(?=\s*:)/gm;

/** Blocks that run when the scope ends, as a lambda kept in a variable: the words have room for `auto _=[&]`. */
const scopeGuard = /\bSCOPE_(?:EXIT|FAIL|SUCCESS)(?=\s*\{)/g;
const guardAsLocal = "auto _=[&]";

/** `foreach (T x, list)` is `for (T x : list)`, if it declares its variable; `forever` is `for(;;)`. */
const foreachHead = /\b(foreach|Q_FOREACH|BOOST_FOREACH)(\s*\(\s*(?:const\s+)?[\w:]+(?:<[^;(){}]*>)?[\s&*]+\w+\s*),/g;
const foreverHead = /\b(?:forever|Q_FOREVER)(?=\s*\{)/g;

/** Macros that `maskKnown` turned into a variable; read back from the original text. */
export function scopeGuardAt(text: string, offset: number): string | null {
  if (!text.startsWith("SCOPE_", offset)) return null;
  for (const name of ["SCOPE_EXIT", "SCOPE_FAIL", "SCOPE_SUCCESS"]) {
    if (text.startsWith(name, offset)) return name;
  }
  return null;
}

/** Step one: safe in any file. Returns the same string where there is nothing to do. */
export function maskKnown(text: string): string {
  if (!worthMasking.test(text)) return text;
  return text
    .replace(classWord, (_all, key: string, gap: string, word: string) => key + gap + blank(word))
    .replace(qtWord, blank)
    .replace(qtSections, (_all, access: string, slots: string) => access + blank(slots))
    .replace(qtSignals, (word) => "public".padEnd(word.length))
    .replace(scopeGuard, (word) => guardAsLocal.padEnd(word.length))
    .replace(foreachHead, (_all, word: string, head: string) => `${"for".padEnd(word.length)}${head}:`)
    .replace(foreverHead, (word) => "for(;;)".padEnd(word.length));
}

const attributes = /\b__attribute__\s*\(\([^\n]*?\)\)|\b__declspec\s*\([^()\n]*\)|\b(?:__extension__|__restrict(?:__)?)\b/g;
const operatorMember = /(?<=(?:->|\.)\s*)operator(\s*)(\(\)|\[\]|[-+*/%^&|~!=<>]+)(?=\s*\()/g;
const blockWord = /(?<=[;{}]\s*|^\s*)[A-Z][A-Z0-9_]{3,}(?=\s*\{)/gm;
const lineMacro = /^[ \t]*[A-Z][A-Z0-9_]{3,}(?:[ \t]*\([^(){};]*(?:\([^(){};]*\)[^(){};]*)*\))?[ \t]*\r?$/gm;
const innerWord = /\b[A-Z][A-Z0-9]*_[A-Z0-9_]*\b(?:\([^()\n]*\))?(?=\s+[A-Za-z_~])/g;

/** `new T*[n]`, whose stars the grammar does not know. */
const newStars = /\bnew\s+[A-Za-z_][\w:]*(?:<[^;(){}]*>)?\s*\*+(?=\s*[[({;,)])/g;

/** Step two: guesses, for a text in which the grammar found errors. */
export function maskGuessed(text: string): string {
  return text
    .replace(attributes, blank)
    .replace(/\btypeid(?=\s*\()/g, "sizeof")
    .replace(operatorMember, (all) => "operator".padEnd(all.length, "_"))
    .replace(newStars, (all) => all.replace(/\*/g, " "))
    .replace(blockWord, blank)
    .replace(lineMacro, (line, offset: number, whole: string) =>
      standsAlone(whole, offset, offset + line.length) ? blank(line) : line,
    )
    .replace(innerWord, (word, offset: number, whole: string) =>
      isExtraWord(whole, offset, offset + word.length) ? blank(word) : word,
    );
}

function blank(word: string): string {
  return word.replace(/[^\r\n]/g, " ");
}

/** Whether a macro on a line of its own stands between statements or declarations, without a semicolon. */
function standsAlone(text: string, from: number, to: number): boolean {
  const before = previousSolid(text, from);
  if (before !== -1 && !";{}:".includes(text.charAt(before)) && !endsOtherLine(text, before)) return false;
  const after = /\S/.exec(text.slice(to, to + 400))?.[0];
  return after === undefined || /[A-Za-z_#}~[]/.test(after);
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

const declarationWords: ReadonlySet<string> = new Set(
  (
    "return new delete else case goto throw typename using namespace typedef sizeof enum operator if while do " +
    "and or not co_return co_yield co_await"
  ).split(" "),
);

/**
 * Whether a shouted word among others is one word too many for a declaration: `MACRO Type name`,
 * `Type MACRO name(`. A shouted type (`DIR_T d;`, `static FOO_T make();`) is followed by one name only.
 */
function isExtraWord(text: string, from: number, to: number): boolean {
  const rest = text.slice(to, to + 200);
  const before = /([A-Za-z_]\w*|[>*&])\s+$/.exec(text.slice(Math.max(0, from - 80), from))?.[1];
  if (before !== undefined && declarationWords.has(before)) return false;
  const next = /^\s+([A-Za-z_]\w*)/.exec(rest)?.[1] ?? "";
  if (/^(?:const|static|virtual|inline|explicit|constexpr|void|bool|int|char|double|float|unsigned|auto|template|class|struct|friend|extern|long|short|typename)$/.test(next)) {
    return true;
  }
  if (/^\s+[A-Za-z_]\w*(?:::\w+)*(?:<[^;{}()]*>)?[\s*&]+[A-Za-z_]\w*\s*[(;={,)[]/.test(rest)) return true;
  const afterType = before !== undefined && !/^(?:static|inline|const|constexpr|virtual|extern|explicit|friend|mutable|volatile|unsigned|struct|class)$/.test(before);
  return afterType && /^\s+~?[A-Za-z_][\w:~]*\s*[({;=]/.test(rest);
}
