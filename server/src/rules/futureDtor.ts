/** `future-dtor`: a call whose dropped result waits, in its destructor, for the task that the call has just begun. */

import { text } from "../solve/explain.ts";
import type { Rule } from "./rule.ts";
import { waitFinding } from "./waitFinding.ts";

export const futureDtor: Rule = {
  id: "future-dtor",
  level: "warning",
  rank: 6,
  check(solved, report) {
    const seen = new Set<string>();
    for (const run of solved.found.runs) {
      for (const wait of solved.chains.waitsOf(run)) {
        if (wait.effect.how !== "discard" || solved.stuck.has(wait.effect)) continue;
        // The call may run on many threads; it is one mistake.
        const place = `${wait.act.fn.id}|${wait.effect.at}`;
        if (seen.has(place)) continue;
        seen.add(place);
        report(
          waitFinding(solved, wait, {
            rule: "future-dtor",
            level: "warning",
            message: (f) => text("finding.future-dtor", { f }),
          }),
        );
      }
    }
  },
};
