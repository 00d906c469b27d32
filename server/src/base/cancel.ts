/** Cancellation, in our own two words: the analysis asks a token, and throws `Cancelled` when told to stop. */

export interface CancelToken {
  readonly cancelled: boolean;
}

export class Cancelled extends Error {
  constructor() {
    super("cancelled");
    this.name = "Cancelled";
  }
}

export const neverCancelled: CancelToken = { cancelled: false };

export function throwIfCancelled(token: CancelToken): void {
  if (token.cancelled) throw new Cancelled();
}
