/**
 * Where the two WebAssembly files of the parser lie: beside the bundle when packaged, in node_modules in a
 * checkout. Reads them, never runs them.
 */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { InputError } from "./inputError.ts";

export interface ParserFiles {
  /** The parser library. */
  readonly core: Uint8Array;
  /** The C++ grammar. */
  readonly grammar: Uint8Array;
}

/** Throws InputError when an installation is incomplete. */
export async function readParserFiles(): Promise<ParserFiles> {
  const [core, grammar] = await Promise.all([
    readBeside("web-tree-sitter.wasm", "web-tree-sitter"),
    readBeside("tree-sitter-cpp.wasm", "tree-sitter-cpp"),
  ]);
  return { core, grammar };
}

/** The first that exists: beside this module, else at `inCheckout`, relative to the repository's root. */
export function locate(name: string, inCheckout: string): string | null {
  for (const url of [new URL(name, import.meta.url), new URL(inCheckout, checkoutRoot)]) {
    const path = fileURLToPath(url);
    if (existsSync(path)) return path;
  }
  return null;
}

async function readBeside(name: string, packageName: string): Promise<Uint8Array> {
  const path = locate(name, `node_modules/${packageName}/${name}`);
  if (path === null) throw new InputError(`incomplete installation: ${name} is missing`);
  return new Uint8Array(await readFile(path));
}

/** Only right for the source tree (server/src/platform/); harmless in a bundle, where the first place hits. */
const checkoutRoot = new URL("../../../", import.meta.url);
