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
  const nodes: ChainNode[] = [];
  let at = 0;
  // What follows a closed part goes on where the chain began: with what the blocked code would do next.
  while (at < chain.length) {
    const level = levelFrom(chain, at);
    nodes.push(...level.nodes);
    at = level.end;
  }
  return nodes;
}

/** Up to the step that closes the chain, or to its end. */
function levelFrom(chain: readonly Step[], from: number): { nodes: ChainNode[]; end: number } {
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
    const kind = chain[at]?.kind;
    if (kind === "wait") {
      const below = levelFrom(chain, at + 1);
      nodes.push({ kind: "step", step: at, children: below.nodes });
      return { nodes, end: below.end };
    }
    nodes.push({ kind: "step", step: at, children: [] });
    at++;
    if (kind === "close") break;
  }
  return { nodes, end: at };
}

function callsFrom(chain: readonly Step[], from: number): number {
  let count = 0;
  while (chain[from + count]?.kind === "call") count++;
  return count;
}
