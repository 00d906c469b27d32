/** The parser for tests: loads both wasm files from node_modules, once. */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type CppParser, createParser } from "../../server/src/syntax/parser.ts";

const resolve = createRequire(import.meta.url).resolve;
let parser: Promise<CppParser> | null = null;

export function testParser(): Promise<CppParser> {
  parser ??= load();
  return parser;
}

async function load(): Promise<CppParser> {
  const [core, grammar] = await Promise.all([
    readFile(resolve("web-tree-sitter/web-tree-sitter.wasm")),
    readFile(resolve("tree-sitter-cpp/tree-sitter-cpp.wasm")),
  ]);
  return createParser({ core, grammar });
}
