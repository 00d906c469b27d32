/**
 * The facts of several files with their names, as bytes: what `waitchain facts` hands to `waitchain link`. The same
 * files give the same bytes, in whatever order they come, so that a build system may keep them.
 */

import { ByteReader } from "./byteReader.ts";
import { ByteWriter } from "./byteWriter.ts";
import { decodeFacts } from "./decodeFacts.ts";
import { encodeFacts } from "./encodeFacts.ts";
import type { FileFacts } from "./fileFacts.ts";
import { headerLength, isPacked, pack } from "./packed.ts";

export interface NamedFacts {
  readonly name: string;
  readonly facts: FileFacts;
}

export function encodeFactsSet(files: readonly NamedFacts[]): Uint8Array<ArrayBuffer> {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const out = new ByteWriter();
  out.uint(sorted.length);
  for (const { name, facts } of sorted) {
    out.text(name);
    const packed = encodeFacts(facts);
    out.uint(packed.length);
    out.append(packed);
  }
  return pack("set", [out.written()]);
}

/** Null for bytes that are anything else, of another version, or not whole. `strings`: see `decodeFacts`. */
export function decodeFactsSet(
  bytes: Uint8Array,
  strings: Map<string, string> = new Map(),
): readonly NamedFacts[] | null {
  if (!isPacked("set", bytes)) return null;
  try {
    const reader = new ByteReader(bytes, headerLength);
    const files: NamedFacts[] = [];
    for (let left = reader.uint(); left > 0; left--) {
      const name = reader.text();
      const facts = decodeFacts(reader.take(reader.uint()), strings);
      if (facts === null) return null;
      files.push({ name, facts });
    }
    return files;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
