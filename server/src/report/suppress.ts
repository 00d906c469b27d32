/**
 * Which findings somebody has accepted in the code, and which such comments accept nothing. A comment counts on
 * the line of the reported call and on the line of any step that waits or locks: what blocks is where people
 * look, and one comment at a wait then serves every chain through it. Plain calls on the way do not count.
 * Must never know how findings are shown.
 */

import { positionAt } from "../base/lineIndex.ts";
import { compareSpans, type FileSpan } from "../base/span.ts";
import type { FileFacts, SuppressionFact } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";
import { publicRuleId } from "./ruleLevels.ts";
import { isRuleId, shortRuleId } from "./ruleLevels.ts";

export interface Suppression {
  readonly span: FileSpan;
  /** Empty when none was given. */
  readonly reason: string;
}

export interface SuppressedFinding {
  readonly finding: Finding;
  readonly by: Suppression;
}

/** A comment that is written for us and does nothing. */
export interface UnusedSuppression {
  readonly span: FileSpan;
  readonly message: Message;
}

export interface Suppressions {
  /** The comment that accepts the finding; null when there is none. */
  of(finding: Finding): Suppression | null;
  /** By place. `findings` are all that rules say: a comment for what the reader filters away is not unused. */
  unused(findings: readonly Finding[]): readonly UnusedSuppression[];
}

interface Range {
  readonly file: string;
  readonly first: number;
  readonly last: number;
  readonly fact: SuppressionFact;
}

export function suppressionsIn(files: ReadonlyMap<string, FileFacts>): Suppressions {
  const byFile = new Map<string, readonly Range[]>();
  const unmatched: UnusedSuppression[] = [];
  for (const [file, { suppressions }] of files) {
    if (suppressions.length > 0) byFile.set(file, rangesOf(file, suppressions, unmatched));
  }
  const rangesFor = (finding: Finding): Range[] => {
    if (byFile.size === 0) return [];
    const id = publicRuleId(finding.rule);
    return placesOf(finding).flatMap((span) => {
      const ranges = byFile.get(span.file);
      const lineStarts = files.get(span.file)?.lineStarts;
      if (ranges === undefined || lineStarts === undefined) return [];
      const lines = [span.start, span.end].map((at) => positionAt(lineStarts, at).line);
      return ranges.filter(
        ({ first, last, fact }) =>
          lines.some((line) => first <= line && line <= last) && speaksOf(fact, id),
      );
    });
  };
  return {
    of(finding) {
      const [range] = rangesFor(finding);
      if (range === undefined) return null;
      return { span: spanOf(range.file, range.fact), reason: range.fact.reason };
    },
    unused(findings) {
      const used = new Set(findings.flatMap(rangesFor).map(({ fact }) => fact));
      const idle = [...byFile.values()]
        .flat()
        .filter(({ fact }) => !used.has(fact) && isForUs(fact))
        .map(({ file, fact }) => ({ span: spanOf(file, fact), message: whyUnused(fact) }));
      return [...idle, ...unmatched].sort((a, b) => compareSpans(a.span, b.span));
    },
  };
}

function rangesOf(
  file: string,
  facts: readonly SuppressionFact[],
  unmatched: UnusedSuppression[],
): Range[] {
  const ranges: Range[] = [];
  /** Begun and not ended, by the list as written: an end must name the same, as with clang-tidy. */
  const open: SuppressionFact[] = [];
  const alone = (fact: SuppressionFact): void => {
    if (!isForUs(fact)) return;
    const message = { id: `suppression.no-${fact.kind === "end" ? "begin" : "end"}`, holes: {} };
    unmatched.push({ span: spanOf(file, fact), message });
  };
  for (const fact of facts) {
    const { kind, line } = fact;
    if (kind === "line") ranges.push({ file, first: line, last: line, fact });
    else if (kind === "next") ranges.push({ file, first: line + 1, last: line + 1, fact });
    else if (kind === "begin") open.push(fact);
    else {
      const at = open.findLastIndex(({ names }) => String(names) === String(fact.names));
      const [begun] = at < 0 ? [] : open.splice(at, 1);
      if (begun === undefined) alone(fact);
      else ranges.push({ file, first: begun.line, last: line, fact: begun });
    }
  }
  open.forEach(alone);
  return ranges;
}

function placesOf({ span, chain }: Finding): readonly FileSpan[] {
  const blocking = chain.filter(({ kind }) => kind === "wait" || kind === "lock");
  return [span, ...blocking.map((step) => step.span)];
}

/** Globs with `*`; one that begins with `-` takes back what the ones before it said. */
function speaksOf({ names }: SuppressionFact, id: string): boolean {
  if (names === null) return true;
  let speaks = false;
  for (const name of names) {
    const takesBack = name.startsWith("-");
    if (globMatches(takesBack ? name.slice(1) : name, id)) speaks = !takesBack;
  }
  return speaks;
}

function globMatches(glob: string, id: string): boolean {
  const source = glob
    .split("*")
    .map((part) => part.replaceAll(/[.+^${}()|[\]\\?]/g, String.raw`\$&`))
    .join(".*");
  return new RegExp(`^${source}$`).test(id);
}

/** One that also serves other tools is not ours to judge. */
function isForUs({ names }: SuppressionFact): boolean {
  return names?.some((name) => name.startsWith("waitchain-")) === true;
}

function whyUnused({ names }: SuppressionFact): Message {
  const unknown = names?.find(
    (name) => name.startsWith("waitchain-") && !name.includes("*") && !isRuleId(shortRuleId(name)),
  );
  return unknown === undefined
    ? { id: "suppression.unused", holes: {} }
    : { id: "suppression.unknown", holes: { rule: unknown } };
}

function spanOf(file: string, { start, end }: SuppressionFact): FileSpan {
  return { file, start, end };
}
