/** Comments that accept findings and accept none, one a line, as problem matchers read them. */

import { type Locale, renderMessage } from "./messages.ts";
import { locationOf, openable, type ReportInput } from "./project.ts";
import { publicRuleId } from "./ruleLevels.ts";
import type { UnusedSuppression } from "./suppress.ts";

/** Not a rule: nothing in the code hangs. */
export const unusedId = publicRuleId("unused-suppression");

export interface UnusedPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** In the order given. Texts of JSON are English. */
export function unusedPlaces(
  unused: readonly UnusedSuppression[],
  input: ReportInput,
  locale: Locale,
): readonly UnusedPlace[] {
  return unused.map(({ span, message }) => {
    const { file, line, column } = locationOf(span, input.files);
    return { file, line, column, message: renderMessage(message, locale) };
  });
}

/** Ends with a line end unless empty. The level stays English: programs read it. */
export function unusedReport(
  unused: readonly UnusedSuppression[],
  input: ReportInput,
  locale: Locale,
): string {
  return unusedPlaces(unused, input, locale)
    .map(
      ({ file, line, column, message }) =>
        `${openable(file, input.root)}:${line}:${column}: note: ${message} [${unusedId}]\n`,
    )
    .join("");
}
