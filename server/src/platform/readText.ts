/**
 * A source file as text, or the reason why not. Everything odd about bytes ends here: encodings, binary
 * content, size, permissions. Knows nothing of C++.
 */

import { open } from "node:fs/promises";
import { errorCode, errorText } from "./inputError.ts";

export type ReadResult =
  /** `note` tells that some bytes were not valid text and were replaced. */
  | { readonly kind: "text"; readonly text: string; readonly note: string | null }
  | { readonly kind: "skipped"; readonly reason: SkipReason; readonly note: string };

export type SkipReason = "binary" | "large" | "gone" | "denied" | "failed";

/** Notes name the file by `name`. `maxBytes` is compared with the size on disk. */
export async function readText(path: string, name: string, maxBytes: number): Promise<ReadResult> {
  let bytes: Buffer;
  try {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      if (size > maxBytes) {
        const note = `${name}: skipped, ${megabytes(size)} is over the limit of ${megabytes(maxBytes)}`;
        return { kind: "skipped", reason: "large", note };
      }
      bytes = await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    return cannotRead(error, name);
  }
  return decode(bytes, name);
}

/** UTF-8, or UTF-16 when a byte order mark says so. The mark itself is not part of the text. */
export function decode(bytes: Uint8Array, name: string): ReadResult {
  const utf16 = utf16Of(bytes);
  if (utf16 !== null) {
    return { kind: "text", text: new TextDecoder(utf16).decode(bytes), note: null };
  }
  if (bytes.includes(0)) {
    return { kind: "skipped", reason: "binary", note: `${name}: skipped, not a text file` };
  }
  try {
    return { kind: "text", text: strictUtf8.decode(bytes), note: null };
  } catch {
    const note = `${name}: not valid UTF-8, unreadable bytes were replaced`;
    return { kind: "text", text: looseUtf8.decode(bytes), note };
  }
}

function utf16Of(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return null;
}

function cannotRead(error: unknown, name: string): ReadResult {
  const code = errorCode(error);
  if (code === "ENOENT" || code === "ENOTDIR") {
    return { kind: "skipped", reason: "gone", note: `${name}: skipped, the file is gone` };
  }
  if (code === "EACCES" || code === "EPERM") {
    return {
      kind: "skipped",
      reason: "denied",
      note: `${name}: skipped, no permission to read it`,
    };
  }
  return { kind: "skipped", reason: "failed", note: `${name}: skipped, ${errorText(error)}` };
}

/** The two largest units that people use for limits, no rounding surprises near them. */
function megabytes(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KB`;
  return `${Math.round((bytes / (1024 * 1024)) * 10) / 10} MB`;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });
const looseUtf8 = new TextDecoder("utf-8");
