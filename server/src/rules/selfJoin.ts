/** `self-join`: a thread waits for its own end, or a worker for the end of its pool. */

import { waitsForOwnEnd } from "../solve/chains.ts";
import { text } from "../solve/explain.ts";
import { chainFinding } from "./chainFinding.ts";
import type { Rule } from "./rule.ts";

export const selfJoin: Rule = {
  id: "self-join",
  level: "error",
  rank: 1,
  check(solved, report) {
    for (const chain of solved.closed) {
      if (!waitsForOwnEnd(chain)) continue;
      report(
        chainFinding(solved, chain, {
          rule: "self-join",
          level: "error",
          message: (f, blocked) =>
            text(blocked.kind === "pool" ? "finding.self-join.pool" : "finding.self-join", {
              f,
              t: blocked.name,
            }),
        }),
      );
    }
  },
};
