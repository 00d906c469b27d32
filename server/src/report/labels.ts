/**
 * What findings somebody expects, written into C++, and how the findings that there are differ from it.
 * Annotated C++: everything of ours is in comments, so that a fixture is C++ for every other tool too.
 *
 * `//- /path` on a line of its own starts a file. A line of carets below a line of code labels the text above them;
 * several label lines may follow each other, and one range may have several labels, separated by commas:
 *
 *     //  ^^^^ d1 wait-cycle: blocks "a" needs "b" in 12 steps
 *     //  ^^^^ d1.3 wait on "a", d1.9 call
 *     //  ^^^^ d2 FN self-lock: why it is not found today
 *     //  ^^^^ d3 FP self-wait: why it should not be found
 *
 * `//<^` labels text at the very beginning of the line, where the slashes stand; `^^^...` a text that ends on a later
 * line. Everything behind the rule of a label may be left out. The world is closed: a finding of level error or
 * warning without a label is a problem, and so is a label without its finding. Notes count only where labelled.
 * Never reads a file and never runs an analysis.
 */

import { positionAt } from "../base/lineIndex.ts";
import type { FileSpan } from "../base/span.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface Range {
  readonly file: string;
  /** All one-based, as people and editors count; `endColumn` is exclusive, 0 when the end is on a later line. */
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

export type Label = { readonly id: string; readonly at: Range } & (
  | {
      readonly kind: "finding";
      readonly rule: string;
      readonly blocks: string | null;
      readonly needs: string | null;
      readonly steps: number | null;
    }
  | {
      readonly kind: "step";
      readonly number: number;
      readonly step: string;
      readonly on: string | null;
    }
  | { readonly kind: "FN" | "FP"; readonly rule: string }
);

/** The files of a fixture; text before the first `//- /path` is the file `main.cpp`. */
export function splitFixture(text: string): SourceFile[] {
  const files: { path: string; lines: string[] }[] = [{ path: "main.cpp", lines: [] }];
  for (const line of text.split("\n")) {
    const path = /^\/\/- \/?(\S+)$/.exec(line)?.[1];
    if (path === undefined) files.at(-1)!.lines.push(line);
    else files.push({ path, lines: [] });
  }
  return files
    .map(({ path, lines }) => ({ path, text: lines.join("\n") }))
    .filter(({ text: body }) => body.trim() !== "");
}

const labelLine = /^(\s*\/\/)(<?)(\s*)(\^+)(\.\.\.)?\s+(.+)$/;

/** Throws when a label cannot be read: a label that asserts nothing would pass. */
export function labelsOf(files: readonly SourceFile[]): Label[] {
  return files.flatMap(({ path, text }) => {
    const labels: Label[] = [];
    let code = 0;
    for (const [i, line] of text.split("\n").entries()) {
      const match = labelLine.exec(line);
      if (match === null) {
        code = i + 1;
        continue;
      }
      const [, slashes = "", atStart = "", blank = "", carets = "", goesOn, what = ""] = match;
      const column = atStart === "" ? slashes.length + blank.length + 1 : 1;
      const at: Range = {
        file: path,
        line: code,
        column,
        endColumn: goesOn === undefined ? column + carets.length : 0,
      };
      const parts = /^d\d+\./.test(what) ? what.split(/,\s*(?=d\d)/) : [what];
      for (const part of parts) labels.push(parseLabel(part.trim(), at, `${path}:${i + 1}`));
    }
    return labels;
  });
}

function parseLabel(text: string, at: Range, place: string): Label {
  const step = /^(d\d+)\.(\d+) ([a-z]+)(?: on "([^"]*)")?$/.exec(text);
  if (step !== null) {
    const [, id = "", number, kind = "", on = null] = step;
    return { id, at, kind: "step", number: Number(number), step: kind, on };
  }
  const wrong = /^(d\d+) (FN|FP) ([a-z-]+): \S/.exec(text);
  if (wrong !== null) {
    const [, id = "", kind, rule = ""] = wrong;
    return { id, at, kind: kind === "FN" ? "FN" : "FP", rule };
  }
  const finding =
    /^(d\d+) ([a-z-]+)(?:: blocks "([^"]*)" needs "([^"]*)"(?: in (\d+) steps)?)?$/.exec(text);
  if (finding === null) throw new Error(`${place}: no label: ${text}`);
  const [, id = "", rule = "", blocks = null, needs = null, steps] = finding;
  return {
    id,
    at,
    kind: "finding",
    rule,
    blocks,
    needs,
    steps: steps === undefined ? null : Number(steps),
  };
}

export interface Found {
  readonly findings: readonly Finding[];
  readonly files: ReadonlyMap<string, FileFacts>;
}

/** One for each difference between labels and findings; empty when all is as labelled. */
export function differencesOf(labels: readonly Label[], { findings, files }: Found): Message[] {
  const out: Message[] = [];
  const labelled = new Map<string, Finding>();
  const used = new Set<Finding>();
  for (const label of labels) {
    if (label.kind === "step") continue;
    const { rule, at } = label;
    const here = findings.filter((f) => {
      const range = rangeOf(f.span, files);
      return range.file === at.file && range.line === at.line;
    });
    if (label.kind === "FN") {
      const loud = here.filter((f) => f.level !== "note");
      if (loud.some((f) => f.rule === rule)) out.push(say("fixed", { id: label.id, rule }));
      for (const f of loud) used.add(f);
      for (const f of loud)
        if (f.rule !== rule)
          out.push(say("found-as", { id: label.id, at: show(at), rule: f.rule }));
      continue;
    }
    const same = here.filter(
      (f) => f.rule === rule && !used.has(f) && sameRange(rangeOf(f.span, files), at),
    );
    const found = same[0];
    if (found === undefined) {
      out.push(
        label.kind === "FP"
          ? say("fixed", { id: label.id, rule })
          : say("not-found", { id: label.id, rule, at: show(at) }),
      );
      continue;
    }
    used.add(found);
    if (label.kind !== "finding") continue;
    if (labelled.has(label.id)) out.push(say("twice", { id: label.id }));
    labelled.set(label.id, found);
    expectSame(out, `${label.id} blocks`, label.blocks, found.blocked.name);
    expectSame(out, `${label.id} needs`, label.needs, found.dependsOn.name);
    expectSame(out, `${label.id} steps`, label.steps, found.chain.length);
  }
  for (const label of labels) {
    if (label.kind !== "step") continue;
    const name = `${label.id}.${label.number} ${label.step}`;
    const finding = labelled.get(label.id);
    if (finding === undefined) {
      out.push(say("no-finding", { name, id: label.id }));
      continue;
    }
    const step = finding.chain[label.number - 1];
    if (step === undefined) {
      out.push(say("no-step", { name, n: String(finding.chain.length) }));
      continue;
    }
    const range = rangeOf(step.span, files);
    if (step.kind !== label.step || !sameRange(range, label.at))
      out.push(
        say("other-step", { name, at: show(label.at), kind: step.kind, range: show(range) }),
      );
    expectSame(out, `${name} on`, label.on, step.context);
  }
  for (const f of findings) {
    if (f.level === "note" || used.has(f)) continue;
    out.push(
      say("surplus", {
        level: f.level,
        rule: f.rule,
        at: show(rangeOf(f.span, files)),
        blocked: f.blocked.name,
        needed: f.dependsOn.name,
      }),
    );
  }
  return out;
}

function expectSame<T>(out: Message[], what: string, wanted: T | null, is: T): void {
  if (wanted !== null && wanted !== is)
    out.push(say("other", { what, wanted: String(wanted), is: String(is) }));
}

function say(what: string, holes: Readonly<Record<string, string>>): Message {
  return { id: `label.${what}`, holes };
}

export function rangeOf(span: FileSpan, files: ReadonlyMap<string, FileFacts>): Range {
  const starts = files.get(span.file)?.lineStarts ?? [0];
  const from = positionAt(starts, span.start);
  const to = positionAt(starts, span.end);
  return {
    file: span.file,
    line: from.line + 1,
    column: from.column + 1,
    endColumn: to.line === from.line ? to.column + 1 : 0,
  };
}

function sameRange(a: Range, b: Range): boolean {
  return (
    a.file === b.file && a.line === b.line && a.column === b.column && a.endColumn === b.endColumn
  );
}

export function show(at: Range): string {
  return `${at.file}:${at.line}:${at.column}-${at.endColumn === 0 ? "…" : at.endColumn}`;
}
