/**
 * Short texts about parties and findings that several features share: names cut to size, verdicts, list
 * of contexts. Plain text only; markdown is hover.ts's own affair.
 */

import { type Locale, renderMessage } from "../report/messages.ts";
import type { Confidence, Finding, Party } from "../rules/finding.ts";
import type { Analysis } from "../solve/analysis.ts";
import { type UiMessageId, uiText } from "./uiMessages.ts";

/** Linux thread names have at most 15 characters; 24 leaves room for class names. */
const longestName = 24;

/** Where rule pages live on the web. The one place that knows. */
const rulePages = "https://waitchain.dev/rules/";

export function ruleHref(rule: string): string {
  return rulePages + rule;
}

/** Cut in the middle: the beginning says the family, the end says which one. */
export function cutMiddle(name: string, longest = longestName): string {
  const letters = Array.from(name);
  if (letters.length <= longest) return name;
  const head = Math.ceil((longest - 1) / 2);
  const tail = longest - 1 - head;
  return `${letters.slice(0, head).join("")}…${letters.slice(letters.length - tail).join("")}`;
}

export function partyText(party: Party, locale: Locale): string {
  return uiText(`party.${party.kind}`, locale, { name: shortName(party.name) });
}

/** Scopes give way before letters do: `serverThread_` says more than `RaftSer…rThread_`. */
export function shortName(name: string): string {
  const parts = splitQualified(name);
  const two = parts.slice(-2).join("::");
  return cutMiddle(two.length <= longestName ? two : (parts[parts.length - 1] ?? name));
}

export function confidenceText(confidence: Confidence, locale: Locale): string {
  return renderMessage({ id: `confidence.${confidence}`, holes: {} }, locale);
}

export function stepsText(count: number, locale: Locale): string {
  return uiText(count === 1 ? "steps.one" : "steps.many", locale, { count });
}

/** What a finding says in a few words, without the function's name. */
export function verdictText(finding: Finding, locale: Locale): string {
  const blocked = partyText(finding.blocked, locale);
  const target = partyText(finding.dependsOn, locale);
  return uiText(verdictId(finding), locale, { blocked, target });
}

/** The same with bare names, for a row that has little room. */
export function verdictInNames(finding: Finding, locale: Locale): string {
  const name = (party: Party): string =>
    party.kind === "main" || party.kind === "unknown"
      ? partyText(party, locale)
      : shortName(party.name);
  const holes = { blocked: name(finding.blocked), target: name(finding.dependsOn) };
  return uiText(verdictId(finding), locale, holes);
}

function verdictId(finding: Finding): UiMessageId {
  switch (finding.rule) {
    case "self-join":
    case "signal-unsafe":
    case "double-stop":
    case "future-dtor":
    case "exit-in-worker":
    case "never-released":
    case "unbounded-stop":
    case "pool-starvation":
    case "coroutine-thread-wait":
    case "loop-blocked":
    case "self-lock":
    case "lock-order":
      return `verdict.${finding.rule}`;
    case "self-wait":
    case "wait-cycle":
    case "lock-wait":
    case "signal-blocks":
      return sameParty(finding.blocked, finding.dependsOn)
        ? "verdict.blocksSelf"
        : "verdict.blocks";
  }
}

export function sameParty(a: Party, b: Party): boolean {
  return a.kind === b.kind && a.name === b.name && a.path === b.path;
}

/** `QuorumServer::Stop` of `zbs::consensus::QuorumServer::Stop`: the last two parts say enough. */
export function shortFunction(name: string): string {
  const parts = splitQualified(name);
  const last = parts[parts.length - 1] ?? name;
  if (last.startsWith("<") && parts.length > 2) return parts.slice(-3).join("::");
  return parts.slice(-2).join("::");
}

/** Splits at `::` outside of angle brackets and parentheses. */
function splitQualified(name: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < name.length; i++) {
    const c = name[i];
    if (c === "<" || c === "(") depth++;
    else if (c === ">" || c === ")") depth = Math.max(0, depth - 1);
    else if (c === ":" && name[i + 1] === ":" && depth === 0) {
      parts.push(name.slice(start, i));
      start = i + 2;
      i++;
    }
  }
  parts.push(name.slice(start));
  return parts.filter((part) => part !== "");
}

/** `task-main, worker-1 +2`; null when none is known. */
export function contextNames(
  analysis: Analysis,
  ids: readonly number[],
  locale: Locale,
  most = 3,
): string | null {
  const names: string[] = [];
  for (const id of ids) {
    const party = analysis.contexts[id]?.party;
    if (party === undefined || party.kind === "unknown") continue;
    const name = party.kind === "main" ? "main" : shortName(party.name);
    if (!names.includes(name)) names.push(name);
  }
  if (names.length === 0) return null;
  const shown = names.slice(0, most).join(", ");
  const more = names.length - most;
  return more > 0 ? uiText("lens.more", locale, { names: shown, count: more }) : shown;
}
