/** `loop-blocked`: a work item keeps a serial loop waiting without limit, though no chain closes. */

import { text } from "../solve/explain.ts";
import type { Rule } from "./rule.ts";
import { waitFinding } from "./waitFinding.ts";

export const loopBlocked: Rule = {
  id: "loop-blocked",
  level: "note",
  rank: 9,
  check(solved, report) {
    for (const run of solved.found.runs) {
      if (run.kind !== "item" || run.context.kind !== "loop") continue;
      for (const wait of solved.chains.waitsOf(run)) {
        if (wait.effect.timed || wait.effect.unclear || solved.stuck.has(wait.effect)) continue;
        report(
          waitFinding(solved, wait, {
            rule: "loop-blocked",
            level: "note",
            message: (f, blocked, awaited) =>
              text("finding.loop-blocked", { f, l: blocked.name, w: awaited.name }),
          }),
        );
      }
    }
  },
};
