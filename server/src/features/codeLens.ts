/**
 * One line above a function: that it blocks, whom, and on whom it depends. By default only above functions
 * with a finding, so that clean files stay clean; with `all` also above functions that wait or whose
 * threads are known. Never more than one lens a function.
 */

import type { FileSpan } from "../base/span.ts";
import type { WaitInfo } from "../solve/analysis.ts";
import type { FeatureOptions } from "./options.ts";
import { byImportance, compareText, type Shown, type ShownFinding } from "./shown.ts";
import { uiText } from "./uiMessages.ts";
import { contextNames, partyText, stepsText, verdictText } from "./words.ts";

export interface LensItem {
  /** Where the function starts. */
  readonly span: FileSpan;
  readonly title: string;
  /** The finding to show on click; null for a lens that only informs. */
  readonly finding: string | null;
}

const longestTitle = 80;

export function lensesOf(shown: Shown, file: string, options: FeatureOptions): readonly LensItem[] {
  if (options.codeLens === "off") return [];
  const lenses = new Map<string, LensItem>();
  for (const items of byFunction(shown.byFile.get(file) ?? [])) {
    const lens = findingLens(items, options);
    if (lens !== null) lenses.set(keyOf(lens.span), lens);
  }
  if (options.codeLens === "all") {
    for (const lens of knownLenses(shown, file, options)) {
      const key = keyOf(lens.span);
      if (!lenses.has(key)) lenses.set(key, lens);
    }
  }
  return [...lenses.values()].toSorted(
    (a, b) => a.span.start - b.span.start || compareText(a.title, b.title),
  );
}

function byFunction(items: readonly ShownFinding[]): Iterable<ShownFinding[]> {
  const groups = new Map<string, ShownFinding[]>();
  for (const item of items) {
    const key = keyOf(item.finding.functionSpan);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups.values();
}

function findingLens(items: readonly ShownFinding[], options: FeatureOptions): LensItem | null {
  const worst = items.toSorted(byImportance)[0];
  if (worst === undefined) return null;
  const { finding } = worst;
  const verdict = verdictText(finding, options.locale);
  const title =
    items.length === 1
      ? uiText("lens.finding", options.locale, {
          verdict,
          steps: stepsText(finding.chain.length, options.locale),
        })
      : uiText("lens.findings", options.locale, { count: items.length, verdict });
  const icon = finding.level === "note" ? "watch" : "debug-pause";
  return { span: finding.functionSpan, title: withIcon(icon, title, options), finding: worst.id };
}

function* knownLenses(shown: Shown, file: string, options: FeatureOptions): Iterable<LensItem> {
  const { analysis } = shown;
  const waits = new Map<string, WaitInfo>();
  for (const wait of analysis.waits) {
    if (wait.function.span.file !== file || wait.unknown) continue;
    const key = keyOf(wait.function.span);
    if (!waits.has(key)) waits.set(key, wait);
  }
  for (const { function: place, contexts } of analysis.functions) {
    if (place.span.file !== file) continue;
    const names = contextNames(analysis, contexts, options.locale);
    const key = keyOf(place.span);
    const wait = waits.get(key);
    waits.delete(key);
    if (wait !== undefined) yield waitLens(wait, names, options);
    else if (names !== null) {
      const title = uiText("lens.runsOn", options.locale, { contexts: names });
      yield { span: place.span, title: withIcon("server-process", title, options), finding: null };
    }
  }
  for (const wait of waits.values()) yield waitLens(wait, null, options);
}

function waitLens(wait: WaitInfo, names: string | null, options: FeatureOptions): LensItem {
  const event = partyText(wait.event, options.locale);
  const title =
    names === null
      ? uiText("lens.waits", options.locale, { event })
      : uiText("lens.waitsOn", options.locale, { event, contexts: names });
  return { span: wait.function.span, title: withIcon("sync", title, options), finding: null };
}

/** An icon is one sign wide on screen, whatever its name's length. VS Code drops a plain space behind it. */
function withIcon(icon: string, title: string, options: FeatureOptions): string {
  return options.icons
    ? `$(${icon})\u00a0${cutTail(title, longestTitle - 2)}`
    : cutTail(title, longestTitle);
}

function cutTail(text: string, longest: number): string {
  const letters = Array.from(text);
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join("")}…`;
}

function keyOf(span: FileSpan): string {
  return `${span.start}:${span.end}`;
}
