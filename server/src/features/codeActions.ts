/**
 * The light bulb: fixes that the fixes layer offers for the findings under the cursor, then the way to the
 * chain and to the rule's page. Preparing is cheap and done for every menu; the edit itself is made when
 * one is picked. Knows no fix by name.
 */

import type { FileSpan, Span } from "../base/span.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import { renderMessage } from "../report/messages.ts";
import { publicRuleId } from "../report/project.ts";
import type { Finding, Message } from "../rules/finding.ts";
import type { FeatureOptions } from "./options.ts";
import { byImportance, type Shown, type ShownFinding } from "./shown.ts";
import { uiText } from "./uiMessages.ts";

/** What this feature needs of the fixes layer. */
export interface FixSource {
  /** Cheap: decides from facts alone whether a fix fits. */
  prepare(finding: Finding, files: ReadonlyMap<string, FileFacts>): readonly FixOffer[];
  /** Makes the edit; null when the code no longer has the shape that was offered for. */
  apply(
    finding: Finding,
    offer: FixOffer,
    files: ReadonlyMap<string, FileFacts>,
    textOf: (file: string) => string | null,
  ): FixEdits | null;
}

export interface FixOffer {
  /** Which fix: `notify-only`. */
  readonly id: string;
  readonly title: Message;
  /** The one to take when in doubt. */
  readonly preferred: boolean;
  /** Changes more than the place of the finding: shown for review before it is applied. */
  readonly review: boolean;
}

export interface FixEdits {
  readonly edits: readonly { readonly span: FileSpan; readonly text: string }[];
}

export type ActionItem =
  | {
      readonly kind: "fix";
      readonly finding: string;
      readonly fix: string;
      readonly title: string;
      readonly preferred: boolean;
      readonly review: boolean;
    }
  | { readonly kind: "showChain"; readonly finding: string; readonly title: string }
  | {
      readonly kind: "showRule";
      readonly finding: string;
      readonly rule: string;
      readonly title: string;
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
    for (const offer of fixes.prepare(item.finding, files).slice(0, mostFixes)) {
      actions.push({
        kind: "fix",
        finding: item.id,
        fix: offer.id,
        title: renderMessage(offer.title, options.locale),
        preferred: offer.preferred,
        review: offer.review,
      });
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
  return actions;
}

function firstPerRule(items: readonly ShownFinding[]): ShownFinding[] {
  const seen = new Set<string>();
  return items.filter(({ finding }) => !seen.has(finding.rule) && seen.add(finding.rule));
}

/** The edit of one picked fix; null when finding or fix are gone since the menu was made. */
export function editsOf(
  shown: Shown,
  files: ReadonlyMap<string, FileFacts>,
  findingId: string,
  fixId: string,
  fixes: FixSource,
  textOf: (file: string) => string | null,
): FixEdits | null {
  const item = shown.findings.find(({ id }) => id === findingId);
  if (item === undefined) return null;
  const offer = fixes.prepare(item.finding, files).find(({ id }) => id === fixId);
  if (offer === undefined) return null;
  return fixes.apply(item.finding, offer, files, textOf);
}
