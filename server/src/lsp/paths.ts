/**
 * The names under which the analysis knows documents: file-system paths for files, the URI itself for what
 * is not a file (an unsaved buffer). Never throws.
 */

import { URI } from "vscode-uri";

export function pathOfUri(uri: string): string {
  try {
    const parsed = URI.parse(uri);
    return parsed.scheme === "file" ? parsed.fsPath : uri;
  } catch {
    return uri;
  }
}

/** One letter before the colon is a drive, not a scheme. */
export function uriOfPath(path: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(path) ? path : URI.file(path).toString();
}

export function isFileUri(uri: string): boolean {
  return /^file:/i.test(uri);
}
