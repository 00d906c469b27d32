/**
 * One file's text into what it says. Pure: no IO, no clock, no other file. Never throws, whatever the text.
 */

import { lineStartsOf } from "../base/lineIndex.ts";
import { type FileFacts, factsVersion, type FunctionFact, type Gap } from "../facts/fileFacts.ts";
import type { CppParser } from "../syntax/parser.ts";
import type { SyntaxError, SyntaxTree } from "../syntax/syntaxTree.ts";
import { declaration, declarations } from "./declarations.ts";
import { expression } from "./expressions.ts";
import { lambda } from "./lambdas.ts";
import { macroCode } from "./macroCode.ts";
import { readable, type Readable } from "./rewrite.ts";
import { type FileState, fileScope, type Lost, type Walkers } from "./state.ts";
import { statement, statements } from "./statements.ts";
import { suppressionsOf } from "./suppressions.ts";

const walk: Walkers = { expression, statement, statements, lambda, declaration };

/** `text` is the whole file; offsets in the facts are UTF-16 units of it. */
export function extractFacts(parser: CppParser, text: string): FileFacts {
  const facts = factsOf(parser, text);
  const read = (code: string): readonly FunctionFact[] | null => {
    const { functions, types, gaps } = factsOf(parser, code);
    return gaps.length > 0 || types.length > 0 ? null : functions;
  };
  const macros = facts.macros.flatMap((macro) => macroCode(read, macro) ?? []);
  return macros.length === 0 ? facts : { ...facts, functions: [...facts.functions, ...macros] };
}

function factsOf(parser: CppParser, text: string): FileFacts {
  const code = readable(text);
  // Names are read from the text itself.
  const tree: SyntaxTree = { ...parser.parse(code.code, code.places), text };
  const file: FileState = {
    tree,
    walk,
    usings: [],
    types: [],
    functions: [],
    variables: [],
    gaps: [],
    strings: new Map(),
    plainTypes: new Map(),
    lost: tree.errors.length === 0 ? null : lostIn(parser, text, code),
    depth: 0,
  };
  declarations(file, fileScope, 0);
  const lineStarts = lineStartsOf(text);
  return {
    version: factsVersion,
    length: text.length,
    lineStarts,
    includes: code.includes,
    usings: file.usings,
    types: file.types,
    functions: file.functions,
    variables: file.variables,
    macros: code.macros,
    gaps: sortedGaps(tree, file.gaps),
    suppressions: suppressionsOf(text, lineStarts),
  };
}

/** Readings of parts of one file: each begins behind the one before, and text that is no C++ needs no more of them. */
const maxReadings = 20;

function lostIn(parser: CppParser, text: string, readable: Readable): Lost {
  const { code, places } = readable;
  let readings = 0;
  return {
    closing: (offset) => readable.closing(offset),
    readAgain(file, scope, start, end) {
      if (readings++ === maxReadings) return;
      const from = placeOf(places, start);
      const to = placeOf(places, end);
      const tree = { ...parser.parse(code.slice(from, to), places.subarray(from, to + 1)), text };
      const part: FileState = { ...file, tree };
      declarations(part, scope, 0);
      file.gaps.push(...gapsOf(tree));
    },
  };
}

/** Index of the first place that is not before an offset. */
function placeOf(places: Uint32Array, offset: number): number {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Invented tokens that lose nothing: the semicolon after a macro call, and a type name in front of `{}`, which
 * is how the grammar reads the default argument `x = {}`.
 */
function isHarmless(text: string, { start, missing }: SyntaxError): boolean {
  if (missing === "type_identifier")
    return text
      .slice(start, start + 80)
      .trimStart()
      .startsWith("{");
  return missing === ";" && text.charCodeAt(start - 1) === 41;
}

function sortedGaps(tree: SyntaxTree, found: readonly Gap[]): readonly Gap[] {
  return [...found, ...gapsOf(tree)].sort((a, b) => a.start - b.start || a.end - b.end);
}

function gapsOf(tree: SyntaxTree): Gap[] {
  const gaps: Gap[] = [];
  for (const error of tree.errors) {
    if (isHarmless(tree.text, error)) continue;
    const { start, end, missing } = error;
    gaps.push({ start, end, reason: missing === "" ? "not understood" : `missing ${missing}` });
  }
  return gaps;
}
