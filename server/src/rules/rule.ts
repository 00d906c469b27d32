/**
 * What a rule is: a constant value that looks at a solved program and reports findings. It reads no files and
 * no clock and knows no other rule; which of several findings about one wait survives is decided in one place
 * (rules/fold.ts) by `rank`.
 */

import type { Solved } from "../solve/solved.ts";
import type { Finding, Level, RuleId } from "./finding.ts";

export interface Rule {
  readonly id: RuleId;
  readonly level: Level;
  /** Of two findings with one primary place, the one of lower rank stays. */
  readonly rank: number;
  check(solved: Solved, report: (finding: Finding) => void): void;
}
