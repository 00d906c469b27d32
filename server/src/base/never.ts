/** Ends an exhaustive switch: a compile error when a case is missing, an exception if it ever runs. */
export function never(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
