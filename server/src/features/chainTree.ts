/**
 * A chain as a tree that can be read from top to bottom: what comes after a wait is why that wait does not
 * end, and hangs below it; plain calls in a row are folded. Icons and texts of rows are the client's.
 */

import { type Locale, renderMessage } from "../report/messages.ts";
import type { Step } from "../rules/finding.ts";
import { isUiMessage, uiText } from "./uiMessages.ts";
import { shortFunction } from "./words.ts";

export type ChainNode =
  | { readonly kind: "step"; readonly step: number; readonly children: readonly ChainNode[] }
  | { readonly kind: "calls"; readonly children: readonly ChainNode[] };

/**
 * A step's text for a row that has little room: what the icon does not say, names without their scopes.
 * The whole sentence is in the row's tooltip.
 */
export function stepLabel(step: Step, locale: Locale): string {
  const holes: Record<string, string> = {};
  for (const [key, value] of Object.entries(step.text.holes)) {
    holes[key] = key === "f" || key === "t" ? shortFunction(value) : lastPart(value);
  }
  const id = `row.${step.text.id}`;
  if (isUiMessage(id)) return uiText(id, locale, holes);
  return renderMessage({ id: step.text.id, holes }, locale).replace(/[“”]/g, "");
}

/** Of a name with scopes; anything else (a name given in a literal) stays. */
function lastPart(name: string): string {
  return /^[\w:~]+$/.test(name) ? name.slice(name.lastIndexOf(":") + 1) : name;
}

/** Two calls in a row are still read faster than a folded row is opened. */
const foldFrom = 2;

/** Every step is in the result exactly once, in order of a walk from top to bottom. */
export function chainTree(chain: readonly Step[]): readonly ChainNode[] {
  return levelFrom(chain, 0);
}

function levelFrom(chain: readonly Step[], from: number): ChainNode[] {
  const nodes: ChainNode[] = [];
  let at = from;
  while (at < chain.length) {
    const run = callsFrom(chain, at);
    if (run >= foldFrom) {
      const children: ChainNode[] = [];
      for (let i = at; i < at + run; i++) children.push({ kind: "step", step: i, children: [] });
      nodes.push({ kind: "calls", children });
      at += run;
      continue;
    }
    const opens = chain[at]?.kind === "wait" && at + 1 < chain.length;
    nodes.push({ kind: "step", step: at, children: opens ? levelFrom(chain, at + 1) : [] });
    if (opens) break;
    at++;
  }
  return nodes;
}

function callsFrom(chain: readonly Step[], from: number): number {
  let count = 0;
  while (chain[from + count]?.kind === "call") count++;
  return count;
}
