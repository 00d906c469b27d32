/** `wait-cycle`: contexts that wait for each other, each because of what the one before it waits for. */

import type { ClosedChain } from "../solve/chains.ts";
import { text } from "../solve/explain.ts";
import { chainFinding } from "./chainFinding.ts";
import type { Rule } from "./rule.ts";

export const waitCycle: Rule = {
  id: "wait-cycle",
  level: "error",
  rank: 3,
  check(solved, report) {
    const kept: ClosedChain[] = [];
    const chains = solved.closed.filter((chain) => chain.links.length >= 2);
    for (const chain of [...chains].sort((a, b) => indirectness(a) - indirectness(b))) {
      if (kept.some((k) => sameCycle(k, chain))) continue;
      kept.push(chain);
      report(
        chainFinding(solved, chain, {
          rule: "wait-cycle",
          level: "error",
          message: (_f, blocked, dependsOn, steps) =>
            text("finding.wait-cycle", { l: blocked.name, l2: dependsOn.name, n: String(steps) }),
        }),
      );
    }
  },
};

/** A chain through the end of a thread is a consequence; one through a task that was handed over is the cause. */
function indirectness(chain: ClosedChain): number {
  return chain.links.filter((l) => l.release.act === null).length * 10 + chain.links.length;
}

/** The same contexts hold each other up in one of the same waits: one bug, seen from another side. */
function sameCycle(a: ClosedChain, b: ClosedChain): boolean {
  const contexts = new Set(a.links.map((l) => l.wait.run.context));
  if (!b.links.every((l) => contexts.has(l.wait.run.context))) return false;
  return b.links.some((l) => a.links.some((k) => k.wait.effect === l.wait.effect));
}
