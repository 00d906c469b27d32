/**
 * Which findings the view shows, and under which headings. Plain functions of plain data: no editor, no state, and
 * no order of its own (the server's stays).
 */

import type { WireFinding } from "../../server/src/protocol/requests.ts";

export interface ChainFilter {
  /** `waitchain-self-wait`; empty for all. */
  readonly rules: readonly string[];
  /** Names of threads and loops that must take part; empty for all. */
  readonly contexts: readonly string[];
  readonly confidence: WireFinding["confidence"];
  /** Most steps; null for any number. */
  readonly longest: number | null;
  /** Part of a path that some step must have; empty for all. */
  readonly path: string;
}

export const noFilter: ChainFilter = {
  rules: [],
  contexts: [],
  confidence: "possible",
  longest: null,
  path: "",
};

export function filtersNothing(filter: ChainFilter): boolean {
  return JSON.stringify(filter) === JSON.stringify(noFilter);
}

export function filtered(
  findings: readonly WireFinding[],
  filter: ChainFilter,
): readonly WireFinding[] {
  return findings.filter((finding) => passes(finding, filter));
}

function passes(finding: WireFinding, filter: ChainFilter): boolean {
  const { rules, contexts, confidence, longest, path } = filter;
  if (rules.length > 0 && !rules.includes(finding.code)) return false;
  if (doubt[finding.confidence] > doubt[confidence]) return false;
  if (longest !== null && finding.steps.length > longest) return false;
  if (contexts.length > 0 && !contextsOf(finding).some((name) => contexts.includes(name)))
    return false;
  if (path === "") return true;
  const places = [finding.location, ...finding.steps.map(({ location }) => location)];
  return places.some(({ uri }) => decodeURIComponent(uri).includes(path));
}

const doubt: Readonly<Record<WireFinding["confidence"], number>> = {
  certain: 0,
  likely: 1,
  possible: 2,
};

/** Names, the blocked one first. */
export function contextsOf(finding: WireFinding): readonly string[] {
  const names = [finding.blocked.name, ...finding.steps.map(({ context }) => context)];
  return [...new Set(names)].filter((name) => name !== "");
}

export const groupings = ["finding", "thread", "loop", "file", "rule"] as const;
export type Grouping = (typeof groupings)[number];

export interface ChainGroup {
  readonly key: string;
  readonly findings: readonly WireFinding[];
}

/** `thread`: by who is blocked; `loop`: by who is waited for. In the order of the first finding of each. */
export function grouped(
  findings: readonly WireFinding[],
  by: Exclude<Grouping, "finding">,
): readonly ChainGroup[] {
  const groups = new Map<string, WireFinding[]>();
  for (const finding of findings) {
    const key = keyOf(finding, by);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups].map(([key, list]) => ({ key, findings: list }));
}

function keyOf(finding: WireFinding, by: Exclude<Grouping, "finding">): string {
  switch (by) {
    case "thread":
      return finding.blocked.text;
    case "loop":
      return finding.dependsOn.text;
    case "file":
      return finding.location.uri;
    case "rule":
      return finding.code;
  }
}
