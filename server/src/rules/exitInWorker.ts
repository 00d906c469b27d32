/**
 * `exit-in-worker`: a call that ends the process, made by a thread or loop that some static object waits for in its
 * destructor. The finding stands at the call, for it is the place to change.
 */

import { exitOnTheWayTo } from "../solve/chains.ts";
import { text } from "../solve/explain.ts";
import type { Solved } from "../solve/solved.ts";
import { calleeAt, chainFinding } from "./chainFinding.ts";
import type { Rule } from "./rule.ts";

export const exitInWorker: Rule = {
  id: "exit-in-worker",
  level: "warning",
  rank: 4,
  check(solved: Solved, report) {
    for (const chain of solved.exits) {
      for (const { wait } of chain.links) {
        const exit = exitOnTheWayTo(wait);
        if (exit === null) continue;
        const { act, effect } = exit;
        const o = effect.k === "call" || effect.k === "wait" ? effect.text : "";
        report(
          chainFinding(solved, chain, {
            rule: "exit-in-worker",
            level: "warning",
            shown: { act, span: effect, text: calleeAt(act, effect) },
            message: (f, blocked) => text("finding.exit-in-worker", { f, l: blocked.name, o }),
          }),
        );
        break;
      }
    }
  },
};
