/**
 * The only door to the parser library. Does no IO: the bytes of both wasm files are handed in. Knows nothing
 * of what the trees are used for.
 */

import { Language, Parser, type Tree } from "web-tree-sitter";
import { flatten, kindTables } from "./flatten.ts";
import type { SyntaxTree } from "./syntaxTree.ts";
import { instantiateHook, type WasmCore, wasmCoreOf } from "./wasmCore.ts";

export interface CppParser {
  /**
   * Never throws: text that is no C++ gives a tree full of errors. Not reentrant. `places`: the offset that the tree
   * shall have for each unit of the text, and for its end.
   */
  parse(text: string, places: Uint32Array): SyntaxTree;
}

export interface ParserBytes {
  /** Content of `web-tree-sitter.wasm`. */
  readonly core: Uint8Array;
  /** Content of `tree-sitter-cpp.wasm`. */
  readonly grammar: Uint8Array;
}

// The library keeps one module for the whole process, whatever it is initialised with; so do we.
let loaded: Promise<WasmCore> | null = null;

export async function createParser(load: ParserBytes): Promise<CppParser> {
  loaded ??= loadCore(load.core);
  const core = await loaded;
  const language = await Language.load(load.grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  const tables = kindTables(language);
  return {
    parse(text, places) {
      const tree = parser.parse(text);
      if (tree === null) throw new Error("the parser gave no tree");
      try {
        return flatten(core, tables, addressOf(tree), text, places);
      } finally {
        tree.delete();
      }
    },
  };
}

async function loadCore(bytes: Uint8Array): Promise<WasmCore> {
  let exports: Readonly<Record<string, unknown>> = {};
  await new Promise<void>((resolve, reject) => {
    const instantiateWasm = instantiateHook(bytes, (found) => (exports = found), reject);
    Parser.init({ instantiateWasm }).then(resolve, reject);
  });
  return wasmCoreOf(exports);
}

/** The library keeps a tree's address in the property `0` of its object. */
function addressOf(tree: Tree): number {
  return (tree as unknown as { readonly 0: number })[0];
}
