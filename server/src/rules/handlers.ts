/**
 * All signal handlers that rules look at, each with the program that installs it. Knows nothing of what they do.
 */

import type { Run } from "../solve/contexts.ts";
import type { Solved } from "../solve/solved.ts";

export interface Handler {
  /** The program that installs it. */
  readonly solved: Solved;
  readonly run: Run;
}

/** All that handles a signal; in examples only what no other program handles the same way. */
export function handlers(all: Solved): readonly Handler[] {
  const of = (solved: Solved | null): Handler[] =>
    solved === null
      ? []
      : solved.found.runs
          .filter((run) => run.context.kind === "signal")
          .map((run) => ({ solved, run }));
  const own = of(all);
  const known = new Set(own.map(({ run }) => run.root.fn));
  return [...own, ...of(all.samples).filter(({ run }) => !known.has(run.root.fn))];
}
