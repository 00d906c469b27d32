/** Labels of fixtures, with their differences in English, and the lines to paste for a finding that is there. */

import type { FileFacts } from "../../server/src/facts/fileFacts.ts";
import {
  differencesOf,
  type Found,
  type Label,
  type Range,
  rangeOf,
  show,
} from "../../server/src/report/labels.ts";
import { renderMessage } from "../../server/src/report/messages.ts";
import type { Finding, Step } from "../../server/src/rules/finding.ts";

export { labelsOf, type SourceFile, splitFixture } from "../../server/src/report/labels.ts";

/** One sentence for each difference between labels and findings; empty when all is as labelled. */
export function differences(labels: readonly Label[], found: Found): string[] {
  return differencesOf(labels, found).map((message) => renderMessage(message, "en"));
}

/** The label lines of a finding, each with the line it belongs below: to be pasted, `keep` chooses the steps. */
export function labelText(
  id: string,
  finding: Finding,
  files: ReadonlyMap<string, FileFacts>,
  keep: (step: Step) => boolean,
): { readonly file: string; readonly line: number; readonly text: string }[] {
  const ranges = new Map<string, { readonly at: Range; readonly texts: string[] }>();
  finding.chain.forEach((step, i) => {
    if (!keep(step)) return;
    const at = rangeOf(step.span, files);
    const entry = ranges.get(show(at)) ?? { at, texts: [] };
    ranges.set(show(at), entry);
    const on = ["wait", "release", "context", "close", "lock"].includes(step.kind);
    entry.texts.push(`${id}.${i + 1} ${step.kind}${on ? ` on "${step.context}"` : ""}`);
  });
  const at = rangeOf(finding.span, files);
  const { rule, blocked, dependsOn, chain } = finding;
  const title = `${id} ${rule}: blocks "${blocked.name}" needs "${dependsOn.name}" in ${chain.length} steps`;
  const lines = [...ranges.values()].map((entry) => lineOf(entry.at, entry.texts.join(", ")));
  return [lineOf(at, title), ...lines];
}

function lineOf(at: Range, what: string): { file: string; line: number; text: string } {
  const carets = at.endColumn === 0 ? "^..." : "^".repeat(Math.max(1, at.endColumn - at.column));
  const lead = at.column <= 2 ? "//<" : `//${" ".repeat(at.column - 3)}`;
  return { file: at.file, line: at.line, text: `${lead}${carets} ${what}` };
}
