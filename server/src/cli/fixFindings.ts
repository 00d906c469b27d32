/**
 * `--fix`: the repairs that need nobody's judgement (grade A), each proved before it counts. All are made at once and
 * what they leave is analysed: every one must take its finding away and bring no other. Where that fails, they are
 * tried one by one. Knows neither how files are read and written nor how findings are shown.
 */

import { lineStartsOf } from "../base/lineIndex.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { Edit } from "../fixes/fix.ts";
import { applyFix, offersFor } from "../fixes/registry.ts";
import type { Finding } from "../rules/finding.ts";
import { edited } from "./unifiedDiff.ts";

export interface FixInput {
  readonly findings: readonly Finding[];
  readonly files: ReadonlyMap<string, FileFacts>;
  /** null: it cannot be read, or could not be written back as it is. */
  readonly read: (file: string) => Promise<string | null>;
  readonly extract: (text: string) => FileFacts;
  /** All that rules say of these files: what the repaired finding hid at its place is not new. */
  readonly analyse: (files: ReadonlyMap<string, FileFacts>) => readonly Finding[];
  /** The same before. */
  readonly before: readonly Finding[];
}

export interface Fixed {
  readonly findings: readonly Finding[];
  /** By file, sorted by name. */
  readonly changes: ReadonlyMap<string, FileChange>;
  /** What all files say then; null when nothing changes. */
  readonly files: ReadonlyMap<string, FileFacts> | null;
}

export interface FileChange {
  readonly before: string;
  readonly edits: readonly Edit[];
  readonly after: string;
}

/** One by one means an analysis each. */
const mostTries = 20;

export async function fixFindings(input: FixInput): Promise<Fixed> {
  const texts = new Map<string, string | null>();
  const repairs: Repair[] = [];
  for (const finding of input.findings) {
    const edits = await editsFor(finding, input, texts);
    const repair = edits === null ? null : { finding, edits };
    if (repair !== null && !repairs.some((other) => overlaps(other, repair))) repairs.push(repair);
  }
  if (repairs.length === 0) return { findings: [], changes: new Map(), files: null };
  const sound = (tried: readonly Repair[]): boolean => proves(tried, input, texts);
  let kept: readonly Repair[] = [];
  if (sound(repairs)) kept = repairs;
  else {
    for (const repair of repairs.slice(0, mostTries))
      if (sound([...kept, repair])) kept = [...kept, repair];
  }
  return {
    findings: kept.map(({ finding }) => finding),
    changes: changesOf(kept, texts),
    files: kept.length === 0 ? null : filesAfter(kept, input, texts),
  };
}

interface Repair {
  readonly finding: Finding;
  readonly edits: readonly Edit[];
}

async function editsFor(
  finding: Finding,
  { files, read }: FixInput,
  texts: Map<string, string | null>,
): Promise<readonly Edit[] | null> {
  const offer = offersFor(finding, files).find(
    ({ grade, disabled }) => grade === "A" && disabled === null,
  );
  if (offer === undefined) return null;
  // A fix reads as it goes, and cannot wait: what it missed is read, and it is asked again.
  for (;;) {
    const missed = new Set<string>();
    const edits = applyFix(offer.id, finding, files, (file) => {
      if (!texts.has(file)) missed.add(file);
      return texts.get(file) ?? null;
    });
    if (missed.size === 0) return edits;
    for (const file of missed) texts.set(file, await sameText(file, files, read));
  }
}

/** Changed since it was analysed, a text has its lines elsewhere. */
async function sameText(
  file: string,
  files: ReadonlyMap<string, FileFacts>,
  read: FixInput["read"],
): Promise<string | null> {
  const text = await read(file);
  if (text === null) return null;
  const starts = files.get(file)?.lineStarts ?? [];
  const now = lineStartsOf(text);
  return now.length === starts.length && now.every((start, i) => start === starts[i]) ? text : null;
}

function overlaps(a: Repair, b: Repair): boolean {
  return a.edits.some((one) =>
    b.edits.some(
      (other) => one.file === other.file && one.start <= other.end && other.start <= one.end,
    ),
  );
}

function changesOf(
  repairs: readonly Repair[],
  texts: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, FileChange> {
  const all = repairs.flatMap(({ edits }) => edits);
  const files = [...new Set(all.map(({ file }) => file))].toSorted();
  return new Map(
    files.map((file): [string, FileChange] => {
      const before = texts.get(file) ?? "";
      const edits = all.filter((edit) => edit.file === file).toSorted((a, b) => a.start - b.start);
      return [file, { before, edits, after: edited(before, 0, before.length, edits) }];
    }),
  );
}

/** Every repaired finding is gone, and none is there that was not. */
function proves(
  repairs: readonly Repair[],
  input: FixInput,
  texts: ReadonlyMap<string, string | null>,
): boolean {
  const { analyse, before } = input;
  const left = countsOf(analyse(filesAfter(repairs, input, texts)));
  const known = countsOf(before);
  const repaired = countsOf(repairs.map(({ finding }) => finding));
  for (const [key, count] of left) {
    const allowed = (known.get(key) ?? 0) - (repaired.get(key) ?? 0);
    if (count > allowed) return false;
  }
  return true;
}

function filesAfter(
  repairs: readonly Repair[],
  { files, extract }: FixInput,
  texts: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, FileFacts> {
  const after = new Map(files);
  for (const [file, change] of changesOf(repairs, texts)) after.set(file, extract(change.after));
  return after;
}

function countsOf(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { fingerprint } of findings)
    counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
  return counts;
}
