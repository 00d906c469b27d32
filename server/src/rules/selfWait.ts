/** `self-wait`: a wait on a loop for work that only this loop can run. */

import { waitsForOwnEnd } from "../solve/chains.ts";
import { text } from "../solve/explain.ts";
import { chainFinding } from "./chainFinding.ts";
import type { Rule } from "./rule.ts";

export const selfWait: Rule = {
  id: "self-wait",
  level: "error",
  rank: 2,
  check(solved, report) {
    for (const chain of solved.closed) {
      if (chain.links.length !== 1 || waitsForOwnEnd(chain)) continue;
      report(
        chainFinding(solved, chain, {
          rule: "self-wait",
          level: "error",
          message: (f, blocked) => text("finding.self-wait", { f, l: blocked.name }),
        }),
      );
    }
  },
};
