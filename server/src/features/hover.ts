/**
 * What one reads when pointing at a call that takes part in a chain: at most seven lines, because editors
 * stack hovers and push the diagnostic out of sight. Nothing at all elsewhere. Markdown, since LSP hovers are.
 */

import { contains, type FileSpan } from "../base/span.ts";
import {
  ignoreCommand,
  neverBlocksCommand,
  quickFixCommand,
  showChainCommand,
  showGraphCommand,
  showRuleCommand,
} from "../protocol/requests.ts";
import { renderMessage } from "../report/messages.ts";
import type { Finding, Step, StepKind } from "../rules/finding.ts";
import type { WaitInfo } from "../solve/analysis.ts";
import type { FeatureOptions } from "./options.ts";
import { byImportance, type Shown, type ShownFinding } from "./shown.ts";
import { uiText } from "./uiMessages.ts";
import {
  confidenceText,
  contextNames,
  partyText,
  ruleHref,
  shortFunction,
  verdictText,
} from "./words.ts";

export interface HoverItem {
  readonly span: FileSpan;
  /** Lines of markdown, each to end in a hard break. */
  readonly lines: readonly string[];
}

/** Spans longer than this are whole bodies, not a name or call that somebody points at. */
const longestSpan = 400;

export function hoverAt(
  shown: Shown,
  file: string,
  offset: number,
  options: FeatureOptions,
): HoverItem | null {
  if (options.hover === "off") return null;
  const primary = (shown.byFile.get(file) ?? []).filter((item) =>
    contains(item.finding.span, offset),
  );
  const worst = primary.toSorted(byImportance)[0];
  if (worst !== undefined) return { span: worst.finding.span, lines: findingLines(worst, options) };
  const step = stepAt(shown, file, offset);
  if (step !== null) return { span: step.step.span, lines: stepLines(step, options) };
  if (options.hover !== "all") return null;
  const wait = shown.analysis.waits.find(
    (candidate) => candidate.span.file === file && contains(candidate.span, offset),
  );
  return wait === undefined ? null : { span: wait.span, lines: waitLines(shown, wait, options) };
}

interface StepHit {
  readonly item: ShownFinding;
  readonly step: Step;
  readonly index: number;
}

/** The narrowest step under the cursor; of several findings, the most important. */
function stepAt(shown: Shown, file: string, offset: number): StepHit | null {
  let best: StepHit | null = null;
  for (const item of shown.findings) {
    item.finding.chain.forEach((step, index) => {
      const { span } = step;
      if (span.file !== file || !contains(span, offset)) return;
      if (span.end - span.start > longestSpan) return;
      const hit = { item, step, index };
      if (best === null || betterHit(hit, best)) best = hit;
    });
  }
  return best;
}

function betterHit(a: StepHit, b: StepHit): boolean {
  const length = (hit: StepHit): number => hit.step.span.end - hit.step.span.start;
  return length(a) < length(b) || (length(a) === length(b) && byImportance(a.item, b.item) < 0);
}

function findingLines(item: ShownFinding, options: FeatureOptions): string[] {
  const { finding } = item;
  const { locale } = options;
  const verdict = escape(capital(verdictText(finding, locale)));
  const confidence = confidenceText(finding.confidence, locale);
  const head = `${icon("debug-pause", options)}**${verdict}** · ${confidence}`;
  const lines = [`${head} · ${links(item, options)}`];
  lines.push(field("hover.waitsFor", waitsFor(finding, options), options));
  const chain = chainLine(finding, options);
  if (chain !== "") lines.push(field("hover.chain", chain, options));
  const needs = neededStep(finding);
  if (needs !== null) {
    const text = escape(renderMessage(needs.text, locale));
    const place = shortFunction(needs.function);
    lines.push(
      field(
        "hover.needs",
        `${text} · ${code(place)} (${uiText("hover.neverReached", locale)})`,
        options,
      ),
    );
  }
  const why = finding.chain[finding.chain.length - 1];
  // That a name was found by its name is no news.
  if (why !== undefined && why.evidence.id !== "evidence.exact") {
    lines.push(field("hover.why", escape(renderMessage(why.evidence, locale)), options));
  }
  if (options.commands) lines.push(moreLinks(item, options));
  return lines;
}

/** What one may do about it. Below the facts: who only reads is not in a hurry to click. */
function moreLinks({ id }: ShownFinding, { locale }: FeatureOptions): string {
  return [
    commandLink(uiText("hover.fix", locale), quickFixCommand, id),
    commandLink(uiText("hover.ignore", locale), ignoreCommand, id),
    commandLink(uiText("hover.notBlocking", locale), neverBlocksCommand, id),
  ].join(" · ");
}

function waitsFor(finding: Finding, options: FeatureOptions): string {
  const { dependsOn } = finding;
  const party = escape(partyText(dependsOn, options.locale));
  const path =
    dependsOn.path !== "" && dependsOn.path !== dependsOn.name ? ` (${code(dependsOn.path)})` : "";
  return `${party}${path}`;
}

/** The functions where something blocks, is posted, destroyed or would be released; waits are marked. */
function chainLine(finding: Finding, options: FeatureOptions): string {
  // Not every font has the signs for pause and return: icons where they can be drawn, else words.
  const { locale, icons } = options;
  const pause = icons ? " $(debug-pause)" : ` (${uiText("hover.waits", locale)})`;
  const never = icons ? " $(circle-slash)" : ` (${uiText("hover.neverReached", locale)})`;
  const telling = finding.chain.filter(({ kind }) => !plainKinds.has(kind));
  const names: string[] = [];
  for (const step of telling) {
    const name = code(shortFunction(step.function)) + (step.kind === "wait" ? pause : "");
    const last = names[names.length - 1];
    if (last !== undefined && `${last}${pause}` === name) names[names.length - 1] = name;
    else if (last !== name && last !== `${name}${pause}`) names.push(name);
  }
  if (names.length < 2) return "";
  const shown = names.length <= 5 ? names : [...names.slice(0, 2), "…", ...names.slice(-2)];
  const closed = finding.chain.some(({ kind }) => kind === "close");
  return shown.join(" → ") + (closed ? never : "");
}

/** How one gets from one telling step to the next. */
const plainKinds: ReadonlySet<StepKind> = new Set([
  "call",
  "entry",
  "context",
  "register",
  "close",
]);

/** What should have ended the wait: the release that follows the last wait of the blocked context. */
function neededStep(finding: Finding): Step | null {
  const { chain, blocked } = finding;
  const wait = chain.findLastIndex(
    ({ kind, context }) => kind === "wait" && context === blocked.name,
  );
  return chain.slice(wait + 1).find(({ kind }) => kind === "release") ?? null;
}

function stepLines(hit: StepHit, options: FeatureOptions): string[] {
  const { locale } = options;
  const { finding } = hit.item;
  const number = uiText("hover.step", locale, {
    number: hit.index + 1,
    count: finding.chain.length,
  });
  const verdict = escape(verdictText(finding, locale));
  const owner = code(shortFunction(finding.function));
  const head = `${icon("debug-pause", options)}**${number}** · ${owner} ${verdict}`;
  const lines = [`${head} · ${links(hit.item, options)}`];
  lines.push(field("hover.here", escape(renderMessage(hit.step.text, locale)), options));
  const why = renderMessage(hit.step.evidence, locale);
  if (why !== "") lines.push(field("hover.why", escape(why), options));
  return lines;
}

function waitLines(shown: Shown, wait: WaitInfo, options: FeatureOptions): string[] {
  const { locale } = options;
  const event = escape(partyText(wait.event, locale));
  const first = `${icon("sync", options)}${uiText("hover.cleanWait", locale, { event })}`;
  const callers = contextNames(shown.analysis, wait.contexts, locale);
  const contexts = escape(callers ?? uiText("hover.nobody", locale));
  const second = wait.unknown
    ? uiText("hover.unknownWait", locale)
    : wait.timed
      ? uiText("hover.timedWait", locale)
      : uiText("hover.cleanCallers", locale, { contexts });
  return [first, second];
}

/** In the first line: whatever an editor cuts off, it is the end. */
function links(item: ShownFinding, options: FeatureOptions): string {
  const { locale } = options;
  const { rule } = item.finding;
  if (!options.commands) return `[${uiText("hover.rule", locale)}](${ruleHref(rule)})`;
  const chain = commandLink(uiText("hover.showChain", locale), showChainCommand, item.id);
  const picture = commandLink(uiText("hover.graph", locale), showGraphCommand, item.id);
  const page = commandLink(uiText("hover.rule", locale), showRuleCommand, rule);
  return `${chain} · ${picture} · ${page}`;
}

function commandLink(title: string, command: string, argument: string): string {
  return `[${title}](command:${command}?${encodeURIComponent(JSON.stringify([argument]))})`;
}

function field(
  id: "hover.waitsFor" | "hover.chain" | "hover.needs" | "hover.why" | "hover.here",
  text: string,
  options: FeatureOptions,
): string {
  return `*${uiText(id, options.locale)}* ${text}`;
}

function icon(name: string, options: FeatureOptions): string {
  return options.icons ? `$(${name}) ` : "";
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

/** Names like `operator*` and `vector<T>` must come out as they are. */
function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~$]/g, "\\$&").replace(/\s+/g, " ");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
