/** One finding a line, `file:line:col: level: text [rule]`: what vim's quickfix and problem matchers read. */

import { type Locale, renderMessage } from "./messages.ts";
import { locationOf, openable, type ReportInput } from "./project.ts";
import { publicRuleId } from "./ruleLevels.ts";

/** Ends with a line end unless empty. Levels stay English: programs read them. */
export function shortReport(input: ReportInput, locale: Locale): string {
  let out = "";
  for (const finding of input.analysis.findings) {
    const at = locationOf(finding.span, input.files);
    const place = `${openable(at.file, input.root)}:${at.line}:${at.column}`;
    const text = renderMessage(finding.message, locale);
    out += `${place}: ${finding.level}: ${text} [${publicRuleId(finding.rule)}]\n`;
  }
  return out;
}
