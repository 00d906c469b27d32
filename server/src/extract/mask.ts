/**
 * Text as the grammar can read it: words that only the preprocessor understands become blanks or other words of
 * the same length, so that every offset stays. Here is what is safe in any file; what is worth a try where the
 * grammar found errors is in guess.ts. Must never change the length of the text, nor a line break.
 */

/** Quick test: most files have none of these. */
const worthMasking =
  /\bQ_(?:OBJECT|GADGET|NAMESPACE|DISABLE)|\bSCOPE_(?:EXIT|FAIL|SUCCESS)\b|\b(?:class|struct|union)\s+(?:alignas\s*\([^()]*\)\s*)?[A-Z][A-Z0-9_]+(?:\s*\([^()]*\))?\s+[A-Za-z_]|\b(?:signals|slots|Q_SIGNALS|Q_SLOTS)\s*:|\b(?:foreach|Q_FOREACH|BOOST_FOREACH|forever|Q_FOREVER)\b/;

/** `class FOO_EXPORT Bar`, `class FOO_API(x) Bar final : Base`, but not `class FOO final`. */
const classWord =
  /\b(class|struct|union)(\s+)([A-Z][A-Z0-9_]+(?:\s*\([^()\n]*\))?)(?=\s+(?!final\b)[A-Za-z_][\w:]*(?:<[^;{}]{0,200}>)?\s*(?:final\s*)?[:{;])/g;

const qtWord =
  /\bQ_(?:OBJECT|GADGET|NAMESPACE)\b|\b(?:Q_DISABLE_\w+|Q_PROPERTY|Q_ENUMS?|Q_FLAGS?|Q_INTERFACES|Q_CLASSINFO|Q_DECLARE_\w+)\s*\([^()\n]*\)|\bQ_INVOKABLE\b/g;
const qtSections = /\b(public|protected|private)(\s+(?:slots|Q_SLOTS))(?=\s*:)/g;
const qtSignals = /(?<=^[ \t]{0,20})(?:signals|Q_SIGNALS)(?=\s*:)/gm;

/** Blocks that run when the scope ends, as a lambda kept in a variable: the words have room for `auto _=[&]`. */
const scopeGuard = /\bSCOPE_(?:EXIT|FAIL|SUCCESS)(?=\s*\{)/g;
const guardAsLocal = "auto _=[&]";

/** `foreach (T x, list)` is `for (T x : list)`, if it declares its variable; `forever` is `for(;;)`. */
const foreachHead =
  /\b(foreach|Q_FOREACH|BOOST_FOREACH)(\s*\(\s*(?:const\s+)?[\w:]+(?:<[^;(){}]{0,200}>)?[\s&*]+\w+\s*),/g;
const foreverHead = /\b(?:forever|Q_FOREVER)(?=\s*\{)/g;

/** Macros that `maskKnown` turned into a variable; read back from the original text. */
export function scopeGuardAt(text: string, offset: number): string | null {
  if (!text.startsWith("SCOPE_", offset)) return null;
  for (const name of ["SCOPE_EXIT", "SCOPE_FAIL", "SCOPE_SUCCESS"]) {
    if (text.startsWith(name, offset)) return name;
  }
  return null;
}

/** Returns the same string where there is nothing to do. */
export function maskKnown(text: string): string {
  if (!worthMasking.test(text)) return text;
  return text
    .replace(classWord, (_all, key: string, gap: string, word: string) => key + gap + blank(word))
    .replace(qtWord, blank)
    .replace(qtSections, (_all, access: string, slots: string) => access + blank(slots))
    .replace(qtSignals, (word) => "public".padEnd(word.length))
    .replace(scopeGuard, (word) => guardAsLocal.padEnd(word.length))
    .replace(
      foreachHead,
      (_all, word: string, head: string) => `${"for".padEnd(word.length)}${head}:`,
    )
    .replace(foreverHead, (word) => "for(;;)".padEnd(word.length));
}

/** As many blanks; line breaks stay. */
export function blank(word: string): string {
  return word.replace(/[^\r\n]/g, " ");
}
