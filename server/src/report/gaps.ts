/** Regions that the parser could not read, one a line: what the analysis knows that it does not know. */

import { type Locale, renderMessage } from "./messages.ts";
import { locationOf, openable, type ReportInput } from "./project.ts";

export interface GapPlace {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly reason: string;
}

/** Sorted by file and line. */
export function gapPlaces(files: ReportInput["files"]): readonly GapPlace[] {
  const gaps: GapPlace[] = [];
  for (const [file, facts] of files) {
    for (const gap of facts.gaps) {
      const at = locationOf({ file, start: gap.start, end: gap.end }, files);
      gaps.push({ file, line: at.line, endLine: at.endLine, reason: gap.reason });
    }
  }
  return gaps.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** Ends with a line end unless empty. */
export function gapsReport(input: ReportInput, locale: Locale): string {
  return gapPlaces(input.files)
    .map(({ file, line, endLine, reason }) => {
      const lines = line === endLine ? `${line}` : `${line}-${endLine}`;
      const text = renderMessage({ id: "report.gap", holes: { reason } }, locale);
      return `${openable(file, input.root)}:${lines}: ${text}\n`;
    })
    .join("");
}
