/**
 * What a quick fix is: plain edits of text that repair a finding. `prepare` is cheap, for it runs for every
 * menu, and looks at facts alone; `apply` may be slow and reads the text. Neither writes anything, knows the
 * editor or its protocol, or throws: a fix that does not fit says why.
 */

import type { Span } from "../base/span.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";

/**
 * `A`: a local edit that is right as it is. `B`: a rewrite that a person looks through first. `C`: inserts a
 * frame that a person fills.
 */
export type FixGrade = "A" | "B" | "C";

export interface FixOffer {
  readonly id: string;
  readonly title: Message;
  readonly grade: FixGrade;
  /** Why the fix does not fit here; null when it does. */
  readonly disabled: Message | null;
}

/** Replaces the text from `start` to `end`. The edits of one fix are sorted and do not touch each other. */
export interface Edit extends Span {
  readonly file: string;
  readonly text: string;
}

export type ReadText = (file: string) => string | null;

export interface Fix {
  readonly id: string;
  /** Null where the fix has nothing to say about such a finding. */
  prepare(finding: Finding, files: ReadonlyMap<string, FileFacts>): FixOffer | null;
  /** Null when the fix does not fit, or when the text is not the one that the facts were made from. */
  apply(
    finding: Finding,
    files: ReadonlyMap<string, FileFacts>,
    readText: ReadText,
  ): readonly Edit[] | null;
}
