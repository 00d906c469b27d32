/**
 * Which findings a change takes part in: those whose reported call, or any step of whose chain, stands on a changed
 * line. A chain crosses files that nobody touched, so to look at the reported place alone would miss what a new call
 * elsewhere made deadly. Knows nothing of where changes come from.
 */

import { type ChangedLines, type Changes, hasChanged } from "../base/changedLines.ts";
import { positionAt } from "../base/lineIndex.ts";
import type { FileSpan } from "../base/span.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";

/** `pathOf`: the absolute path by which the change names a file of the finding. */
export function isOfChange(
  { span, chain }: Finding,
  changed: ChangedLines,
  files: ReadonlyMap<string, FileFacts>,
  pathOf: (file: string) => string,
): boolean {
  const touches = ({ file, start, end }: FileSpan): boolean => {
    const lineStarts = files.get(file)?.lineStarts;
    if (lineStarts === undefined) return false;
    const [first, last] = [start, end].map((at) => positionAt(lineStarts, at).line);
    return hasChanged(changed, pathOf(file), first ?? 0, last ?? 0);
  };
  return touches(span) || chain.some((step) => touches(step.span));
}

/** Why it is not known what has changed. */
export function problemOf(changes: Exclude<Changes, { readonly kind: "changes" }>): Message {
  switch (changes.kind) {
    case "no-base":
      return { id: "changes.no-base", holes: { base: changes.base } };
    case "failed":
      return { id: "changes.failed", holes: { text: changes.text } };
    default:
      return { id: `changes.${changes.kind}`, holes: {} };
  }
}
