/**
 * A source file as text, or the reason why not. Everything odd about bytes ends here: encodings, binary
 * content, size, permissions. Knows nothing of C++.
 */

import { isUtf8 } from "node:buffer";
import { open } from "node:fs/promises";
import { errorCode, errorText } from "./inputError.ts";

export type ReadResult =
  /** `note` tells that some bytes were not valid text and were replaced. */
  | { readonly kind: "text"; readonly text: string; readonly note: string | null }
  | { readonly kind: "skipped"; readonly reason: SkipReason; readonly note: string };

type Skipped = Extract<ReadResult, { kind: "skipped" }>;

export type SkipReason = "binary" | "large" | "gone" | "denied" | "failed";

/** Notes name the file by `name`. `maxBytes` is compared with the size on disk. */
export async function readText(path: string, name: string, maxBytes: number): Promise<ReadResult> {
  const read = await readBytes(path, name, maxBytes);
  return read.kind === "skipped" ? read : decode(read.bytes, name);
}

export async function readBytes(
  path: string,
  name: string,
  maxBytes: number,
): Promise<{ readonly kind: "bytes"; readonly bytes: Uint8Array } | Skipped> {
  try {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      if (size > maxBytes) {
        const note = `${name}: skipped, ${megabytes(size)} is over the limit of ${megabytes(maxBytes)}`;
        return { kind: "skipped", reason: "large", note };
      }
      return { kind: "bytes", bytes: await file.readFile() };
    } finally {
      await file.close();
    }
  } catch (error) {
    return cannotRead(error, name);
  }
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
  return { kind: "text", text: utf8.decode(bytes), note: replacedNote(bytes, name) };
}

/** Tells that `decode` replaces some of these bytes; null when it does not. */
export function replacedNote(bytes: Uint8Array, name: string): string | null {
  if (isUtf8(bytes) || utf16Of(bytes) !== null) return null;
  return `${name}: not valid UTF-8, unreadable bytes were replaced`;
}

function utf16Of(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return null;
}

function cannotRead(error: unknown, name: string): Skipped {
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

const utf8 = new TextDecoder("utf-8");
