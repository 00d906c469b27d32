/** Errors that are the caller's to repair (a missing path, an unreadable file): told as one sentence, no stack. */

export class InputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InputError";
  }
}

/** `EACCES` and kin of an exception of node's, or "" where there is none. */
export function errorCode(error: unknown): string {
  if (typeof error === "object" && error !== null && "code" in error) return String(error.code);
  return "";
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
