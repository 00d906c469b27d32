/** Which lines of which files differ from an earlier state. Knows neither where that is kept nor what the lines say. */

/** Zero-based, both ends included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** By absolute path; `all` for a file that is new. A file that is not named has not changed. */
export type ChangedLines = ReadonlyMap<string, readonly LineRange[] | "all">;

/** An answer to what has changed, or the reason why there is none. */
export type Changes =
  | { readonly kind: "changes"; readonly base: string; readonly lines: ChangedLines }
  /** No git on this machine, no repository here, no revision yet, or a workspace in which git is not asked. */
  | { readonly kind: "no-git" | "no-repository" | "no-commit" | "untrusted" }
  /** No such revision. */
  | { readonly kind: "no-base"; readonly base: string }
  /** Git says something else. */
  | { readonly kind: "failed"; readonly text: string };

/** Whether some line from `first` to `last` has changed. */
export function hasChanged(
  changed: ChangedLines,
  file: string,
  first: number,
  last: number,
): boolean {
  const ranges = changed.get(file);
  if (ranges === undefined) return false;
  return ranges === "all" || ranges.some((range) => range.first <= last && first <= range.last);
}
