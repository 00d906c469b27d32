/** Which rules there are and how grave each is unless told otherwise. A rule that is missing does not compile. */

import type { Level, RuleId } from "../rules/finding.ts";

export const ruleLevels: Readonly<Record<RuleId, Level>> = {
  "signal-blocks": "error",
  "self-wait": "error",
  "self-join": "error",
  "wait-cycle": "error",
  "double-stop": "warning",
  "never-released": "warning",
  "signal-unsafe": "warning",
  "future-dtor": "warning",
  "exit-in-worker": "warning",
  "lock-wait": "error",
  "self-lock": "error",
  "lock-order": "warning",
  "unbounded-stop": "note",
  "pool-starvation": "warning",
  "coroutine-thread-wait": "warning",
  "loop-blocked": "note",
};

export function isRuleId(id: string): id is RuleId {
  return Object.hasOwn(ruleLevels, id);
}

/** `waitchain-self-wait` and `self-wait` name the same rule. */
export function shortRuleId(id: string): string {
  return id.startsWith("waitchain-") ? id.slice("waitchain-".length) : id;
}

/** `waitchain-wait-cycle`: the id that NOLINT, configuration and every format use. */
export function publicRuleId(rule: string): string {
  return `waitchain-${rule}`;
}
