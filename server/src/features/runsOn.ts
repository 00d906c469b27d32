/** Which threads and loops run the function at a place: the innermost one whose body is around it. */

import { contains } from "../base/span.ts";
import type { FunctionPlace } from "../solve/analysis.ts";
import type { Shown } from "./shown.ts";

export interface RunsOn {
  readonly function: FunctionPlace;
  /** Ids of contexts. */
  readonly contexts: readonly number[];
}

/** null: no function there of which anything is known. */
export function runsOnAt(shown: Shown, file: string, offset: number): RunsOn | null {
  let found: RunsOn | null = null;
  for (const { function: place, contexts } of shown.analysis.functions) {
    const { span } = place;
    if (span.file !== file || !contains(span, offset)) continue;
    if (found !== null && lengthOf(found.function) <= lengthOf(place)) continue;
    found = { function: place, contexts };
  }
  return found;
}

function lengthOf({ span }: FunctionPlace): number {
  return span.end - span.start;
}
