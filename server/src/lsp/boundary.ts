/**
 * The error boundary around every handler: what goes wrong in one request is logged and answered with
 * nothing, and the server lives on. Cancelled requests are answered as the protocol wants it.
 */

import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { Cancelled } from "../base/cancel.ts";

export interface Log {
  error(text: string): void;
}

type Handler<P, R> = (params: P, token: CancellationToken) => Promise<R | ResponseError>;

export function request<P, R>(
  log: Log,
  name: string,
  otherwise: R,
  handle: (params: P, token: CancellationToken) => R | Promise<R>,
): Handler<P, R> {
  return async (params, token) => {
    if (token.isCancellationRequested) return cancelled();
    try {
      const result = await handle(params, token);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      if (error instanceof Cancelled) return cancelled();
      if (error instanceof ResponseError) return error;
      log.error(problemText(name, error));
      return otherwise;
    }
  };
}

/**
 * For our own requests. The library hands over what came: nothing but the token when there were no params,
 * several arguments for an array. The token is always the last.
 */
export function ownRequest<R>(
  log: Log,
  name: string,
  otherwise: R,
  handle: (params: unknown) => R | Promise<R>,
): (...given: readonly unknown[]) => Promise<R | ResponseError> {
  const inner = request<unknown, R>(log, name, otherwise, handle);
  return (...given) => {
    const token = given[given.length - 1] as CancellationToken;
    return inner(given.length > 1 ? given[0] : null, token);
  };
}

export function notification<P>(
  log: Log,
  name: string,
  handle: (params: P) => void | Promise<void>,
): (params: P) => void {
  return (params) => {
    void (async () => handle(params))().catch((error: unknown) => {
      log.error(problemText(name, error));
    });
  };
}

export function problemText(name: string, error: unknown): string {
  return `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function cancelled(): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
}
