/**
 * Identity of a finding over moved lines, renamed files and repeated runs: a hash of what it means. FNV-1a in
 * two lanes; this layer has no crypto, and needs none: it tells findings apart, it protects nothing.
 */

export function fingerprint(
  rule: string,
  functions: readonly string[],
  contexts: readonly string[],
): string {
  const text = [rule, ...functions, "|", ...contexts].join("\u0000");
  return lane(text, 0x811c9dc5) + lane(text, 0x1b873593);
}

function lane(text: string, seed: number): string {
  let hash = seed >>> 0;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}
