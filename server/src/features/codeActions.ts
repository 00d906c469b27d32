/**
 * The light bulb: fixes that the fixes layer offers for the findings under the cursor, then the way to the
 * chain and to the rule's page. Preparing is cheap and done for every menu; the edit itself is made when
 * one is picked. Knows no fix by name.
 */

import type { Span } from "../base/span.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { Edit, FixOffer, ReadText } from "../fixes/fix.ts";
import { renderMessage } from "../report/messages.ts";
import { publicRuleId } from "../report/ruleLevels.ts";
import type { Finding } from "../rules/finding.ts";
import type { FeatureOptions } from "./options.ts";
import { byImportance, type Shown, type ShownFinding } from "./shown.ts";
import { type SaidOf, neverBlocksOf, runsOnOf } from "./accept.ts";
import { uiText } from "./uiMessages.ts";
import { shortFunction } from "./words.ts";

/** What this feature needs of the fixes layer; fixes/registry.ts has it. */
export interface FixSource {
  /** Cheap: decides from facts alone. Those that fit come first. */
  offersFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): readonly FixOffer[];
  /** null when the code no longer has the shape that was offered for. */
  applyFix(
    id: string,
    finding: Finding,
    files: ReadonlyMap<string, FileFacts>,
    readText: ReadText,
  ): readonly Edit[] | null;
}

export type ActionItem =
  | {
      readonly kind: "fix";
      readonly finding: string;
      readonly fix: string;
      readonly title: string;
      /** The one to take when in doubt: a local edit that is right as it is. */
      readonly preferred: boolean;
      /** To be looked through before it is applied. */
      readonly review: boolean;
      /** Why it does not fit here; null when it does. */
      readonly disabled: string | null;
    }
  | { readonly kind: "showChain"; readonly finding: string; readonly title: string }
  | {
      readonly kind: "showRule";
      readonly finding: string;
      readonly rule: string;
      readonly title: string;
    }
  | {
      /** Asks for a reason first: `ignore` in the code, the others in the workspace's own models. */
      readonly kind: "ignore" | "neverBlocks" | "runsOn";
      readonly finding: string;
      readonly title: string;
      readonly disabled: string | null;
    };

/** A menu longer than this is not read. */
const mostFixes = 4;

export function actionsAt(
  shown: Shown,
  files: ReadonlyMap<string, FileFacts>,
  file: string,
  range: Span,
  fixes: FixSource,
  options: FeatureOptions,
): readonly ActionItem[] {
  const here = (shown.byFile.get(file) ?? [])
    .filter(({ finding }) => finding.span.start <= range.end && range.start <= finding.span.end)
    .toSorted(byImportance);
  const actions: ActionItem[] = [];
  for (const item of here) {
    for (const offer of fixes.offersFor(item.finding, files).slice(0, mostFixes)) {
      actions.push(fixItem(item, offer, options));
    }
  }
  if (!options.commands) return actions;
  for (const item of here) {
    const title = uiText("action.showChain", options.locale);
    actions.push({ kind: "showChain", finding: item.id, title });
  }
  for (const item of firstPerRule(here)) {
    const { rule } = item.finding;
    const title = uiText("action.showRule", options.locale, { rule: publicRuleId(rule) });
    actions.push({ kind: "showRule", finding: item.id, rule, title });
  }
  // Whoever opens the menu looks for a repair: what only silences comes last.
  return [...actions, ...firstPerRule(here).flatMap((item) => silencers(item, options))];
}

function silencers({ id, finding }: ShownFinding, { locale }: FeatureOptions): ActionItem[] {
  const rule = publicRuleId(finding.rule);
  const item = (kind: "neverBlocks" | "runsOn", said: SaidOf): ActionItem => ({
    kind,
    finding: id,
    title: uiText(`action.${kind}`, locale, { f: shortFunction(said.function) }),
    disabled: said.disabled === null ? null : renderMessage(said.disabled, locale),
  });
  const neverBlocks = neverBlocksOf(finding);
  return [
    {
      kind: "ignore",
      finding: id,
      title: uiText("action.ignore", locale, { rule }),
      disabled: null,
    },
    ...(neverBlocks === null ? [] : [item("neverBlocks", neverBlocks)]),
    item("runsOn", runsOnOf(finding)),
  ];
}

function fixItem(item: ShownFinding, offer: FixOffer, { locale }: FeatureOptions): ActionItem {
  const { id, title, grade, disabled } = offer;
  return {
    kind: "fix",
    finding: item.id,
    fix: id,
    title: renderMessage(title, locale),
    preferred: grade === "A" && disabled === null,
    review: grade !== "A",
    disabled: disabled === null ? null : renderMessage(disabled, locale),
  };
}

function firstPerRule(items: readonly ShownFinding[]): ShownFinding[] {
  const seen = new Set<string>();
  return items.filter(({ finding }) => !seen.has(finding.rule) && seen.add(finding.rule));
}

/** The edits of one picked fix; null when finding or fix are gone since the menu was made. */
export function editsOf(
  shown: Shown,
  files: ReadonlyMap<string, FileFacts>,
  findingId: string,
  fixId: string,
  fixes: FixSource,
  readText: ReadText,
): readonly Edit[] | null {
  const item = shown.findings.find(({ id }) => id === findingId);
  return item === undefined ? null : fixes.applyFix(fixId, item.finding, files, readText);
}
