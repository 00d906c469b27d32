/**
 * What is handed to a macro and is no expression: types, statements, operators, nothing at all. Knows the shapes, not
 * the macros.
 */

import { T } from "../lex.ts";
import { AMP, COMMA, LB, LC, LP, LT, STAR } from "./marks.ts";
import { type Rewriting, angleEnd, asWord, blank, putSign, wordAt } from "./rewriting.ts";
import { W } from "./words.ts";

/** Arguments that no expression is: types, operators, nothing at all. */
export function macroArguments(r: Rewriting, open: number, close: number, code: boolean): void {
  let from = open + 1;
  for (let n = open + 1; n <= close; n++) {
    const k = r.kind[n] as number;
    if (n < close && (k === LP || k === LB || k === LC)) {
      const end = r.match[n] as number;
      if (end > n) n = end;
      continue;
    }
    if (n !== close && k !== COMMA) continue;
    if (from === n) {
      if (k === COMMA) blank(r, n, n);
    } else macroArgument(r, from, n - 1, code);
    from = n + 1;
  }
}

function macroArgument(r: Rewriting, from: number, to: number, code: boolean): void {
  let signs = true;
  let type = code;
  let names = 0;
  for (let n = from; n <= to; n++) {
    const k = r.kind[n] as number;
    if (k === T.word) {
      signs = false;
      const w = wordAt(r, n);
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
      const end = angleEnd(r, n);
      if (end !== -1 && end <= to) {
        n = end;
        signs = false;
      } else type = false;
    } else if (k !== STAR && k !== AMP && k !== T.and && k !== T.scope) type = false;
  }
  const last = r.kind[to];
  const typeEnd =
    wordAt(r, to) === W.type ||
    ((last === STAR || last === AMP || last === T.and) && names > 0) ||
    ((last === STAR || last === AMP) && wordAt(r, from) === W.type);
  if (signs || (type && typeEnd)) {
    asWord(r, from, to);
    const c = r.from[from] as number;
    // No keyword is left of `int`.
    if (from === to && !signs) putSign(r, c, 95);
  }
}
