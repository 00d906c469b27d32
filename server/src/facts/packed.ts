/**
 * The frame around the binary form of facts, of one file or of several: eight bytes that tell whether what follows
 * is ours, of this format and whole. Knows nothing of what is inside.
 */

/** Raise when the order or the form of what is written changes. */
const format = 1;

/** "wcf" or "wcs", and the format. */
const magics = { file: [119, 99, 102, format], set: [119, 99, 115, format] } as const;

export type PackedKind = keyof typeof magics;

export const headerLength = 8;

/** A copy of the body behind its header. */
export function pack(kind: PackedKind, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, headerLength);
  const bytes = new Uint8Array(length);
  bytes.set(magics[kind]);
  let at = headerLength;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  view(bytes).setUint32(4, checksum(bytes), true);
  return bytes;
}

/** False for anything that `pack` of this format did not make, and for what was cut or changed since. */
export function isPacked(kind: PackedKind, bytes: Uint8Array): boolean {
  return (
    bytes.length >= headerLength &&
    magics[kind].every((byte, i) => bytes[i] === byte) &&
    view(bytes).getUint32(4, true) === checksum(bytes)
  );
}

/** FNV-1a over the body: against accidents, not against malice. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = headerLength; i < bytes.length; i++) {
    hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  }
  return hash >>> 0;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
