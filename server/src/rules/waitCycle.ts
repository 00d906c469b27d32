/** `wait-cycle`: contexts that wait for each other, each because of what the one before it waits for. */

import { text } from "../solve/explain.ts";
import { chainFinding } from "./chainFinding.ts";
import type { Rule } from "./rule.ts";

export const waitCycle: Rule = {
  id: "wait-cycle",
  level: "error",
  rank: 3,
  check(solved, report) {
    for (const chain of solved.closed) {
      if (chain.links.length < 2) continue;
      report(
        chainFinding(solved, chain, {
          rule: "wait-cycle",
          level: "error",
          message: (_wait, blocked, dependsOn, steps) =>
            text("finding.wait-cycle", { l: blocked.name, l2: dependsOn.name, n: String(steps) }),
        }),
      );
    }
  },
};
