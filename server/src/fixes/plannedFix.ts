/**
 * What all fixes have in common: a plan that facts alone can make, or the reason why there is none; an offer that
 * says so; and edits of the text that the facts were made from.
 */

import type { FileFacts } from "../facts/fileFacts.ts";
import type { Finding, Message, RuleId } from "../rules/finding.ts";
import type { Edit, Fix, FixGrade } from "./fix.ts";
import { type Place, textOf } from "./site.ts";
import type { SourceText } from "./sourceText.ts";

interface Planned<Plan extends Place> {
  /** The title is the message `fix.<id>`. */
  readonly id: string;
  readonly rules: readonly RuleId[];
  /** What the title has in its holes; none by default. */
  readonly holes?: (finding: Finding, plan: Plan | null) => Message["holes"];
  /** null: of an offer that does not fit. */
  readonly grade: (plan: Plan | null) => FixGrade;
  /** null: nothing is said where it does not fit, for it is no repair that somebody would look for. */
  readonly plan: (finding: Finding, files: ReadonlyMap<string, FileFacts>) => Plan | Message | null;
  /** `open` reads the other files of the plan. */
  readonly edits: (
    plan: Plan,
    source: SourceText,
    open: (place: Place) => SourceText | null,
  ) => readonly Edit[] | null;
}

export function plannedFix<Plan extends Place>({
  id,
  rules,
  holes = () => ({}),
  grade,
  plan: planFor,
  edits,
}: Planned<Plan>): Fix {
  return {
    id,
    prepare(finding, files) {
      if (!rules.includes(finding.rule)) return null;
      const made = planFor(finding, files);
      if (made === null) return null;
      const plan = "id" in made ? null : made;
      return {
        id,
        title: { id: `fix.${id}`, holes: holes(finding, plan) },
        grade: grade(plan),
        disabled: "id" in made ? made : null,
      };
    },
    apply(finding, files, readText) {
      if (!rules.includes(finding.rule)) return null;
      const plan = planFor(finding, files);
      if (plan === null || "id" in plan) return null;
      const source = textOf(plan, readText);
      return source === null ? null : edits(plan, source, (place) => textOf(place, readText));
    },
  };
}
