/** What was looked at and what was not, as a page of Markdown: no finding must never read as no hang. */

import type { FileFacts } from "../facts/fileFacts.ts";
import { gapPlaces } from "../report/gaps.ts";
import type { Locale } from "../report/messages.ts";
import type { Shown } from "./shown.ts";
import { partyText } from "./words.ts";
import { uiText } from "./uiMessages.ts";

/** More lines than this are not read; how many there are is said. */
const mostLines = 200;

export function statisticsPage(
  shown: Shown,
  files: ReadonlyMap<string, FileFacts>,
  locale: Locale,
  placeOf: (file: string, line: number) => string,
): string {
  const { stats, waits } = shown.analysis;
  const say = (id: Parameters<typeof uiText>[0], holes: Readonly<Record<string, number>>): string =>
    `- ${uiText(id, locale, holes)}`;
  const gaps = gapPlaces(files).map(
    ({ file, line, reason }) => `- ${placeOf(file, line)}: ${reason}`,
  );
  const unknown = waits
    .filter((wait) => wait.unknown)
    .map(({ span, event }) => {
      const starts = files.get(span.file)?.lineStarts ?? [];
      const line = starts.findLastIndex((start) => start <= span.start) + 1;
      return `- ${placeOf(span.file, line)}: ${partyText(event, locale)}`;
    });
  const { exact, overrideSet, callback, library, guess, unresolved } = stats.followed;
  const lines = [
    `# ${uiText("stats.title", locale)}`,
    "",
    say("stats.files", { files: stats.files, lines: stats.lines }),
    say("stats.gaps", { files: stats.filesWithGaps }),
    say("stats.waits", { waits: stats.waits, unknown: stats.unknownWaits }),
    say("stats.contexts", { contexts: stats.contexts, functions: stats.functions }),
    say("stats.calls", { exact, overrideSet, callback, library, guess, unresolved }),
    say("stats.findings", { shown: shown.findings.length, accepted: shown.suppressed.length }),
    ...section(uiText("stats.unknownTitle", locale), unknown, locale),
    ...section(uiText("stats.gapsTitle", locale), gaps, locale),
  ];
  return `${lines.join("\n")}\n`;
}

function section(title: string, lines: readonly string[], locale: Locale): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length - mostLines;
  const rest = more > 0 ? [`- ${uiText("stats.more", locale, { count: more })}`] : [];
  return ["", `## ${title}`, "", ...lines.slice(0, mostLines), ...rest];
}
