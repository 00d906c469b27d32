/**
 * Squiggles: one diagnostic per shown finding of a file, with the chain as related places. Offsets only;
 * the protocol's shapes are made in lsp/toProto.ts.
 */

import type { FileSpan } from "../base/span.ts";
import { renderMessage } from "../report/messages.ts";
import { publicRuleId } from "../report/ruleLevels.ts";
import type { UnusedSuppression } from "../report/suppress.ts";
import { unusedId } from "../report/unused.ts";
import type { Step, StepKind } from "../rules/finding.ts";
import type { FeatureOptions } from "./options.ts";
import { levelRank, type Shown, type ShownFinding } from "./shown.ts";
import { uiText } from "./uiMessages.ts";
import { ruleHref } from "./words.ts";

export type Severity = "error" | "warning" | "information" | "hint";

export interface DiagnosticItem {
  readonly id: string;
  readonly span: FileSpan;
  readonly severity: Severity;
  readonly code: string;
  /** null: there is no page. */
  readonly href: string | null;
  readonly message: string;
  readonly related: readonly RelatedPlace[];
  /** Nothing is wrong with what the code does: it could go. */
  readonly unnecessary: boolean;
}

export interface RelatedPlace {
  readonly span: FileSpan;
  readonly message: string;
}

export function diagnosticsOf(
  shown: Shown,
  file: string,
  options: FeatureOptions,
): readonly DiagnosticItem[] {
  return [
    ...(shown.byFile.get(file) ?? []).map((item) => diagnosticOf(item, options)),
    ...(shown.unused.get(file) ?? []).map((item) => unusedOf(item, options)),
  ];
}

function unusedOf(
  { span, message }: UnusedSuppression,
  { locale }: FeatureOptions,
): DiagnosticItem {
  return {
    id: "",
    span,
    severity: "hint",
    code: unusedId,
    href: null,
    message: renderMessage(message, locale),
    related: [],
    unnecessary: true,
  };
}

function diagnosticOf(item: ShownFinding, options: FeatureOptions): DiagnosticItem {
  const { finding } = item;
  return {
    id: item.id,
    span: finding.span,
    severity: severityOf(item),
    code: publicRuleId(finding.rule),
    href: ruleHref(finding.rule),
    message: renderMessage(finding.message, options.locale),
    related: relatedPlaces(finding.chain, options),
    unnecessary: false,
  };
}

const severities: readonly Severity[] = ["error", "warning", "information", "hint"];

/** A guess is never as loud as a proof: `possible` is one step quieter. */
function severityOf(item: ShownFinding): Severity {
  const rank = levelRank(item.finding.level) + (item.finding.confidence === "possible" ? 1 : 0);
  return severities[rank] ?? "hint";
}

/**
 * The chain, numbered, in at most `relatedSteps` entries. Of a longer one the plain calls in the middle give
 * way to one entry that says how many are missing; numbers stay those of the whole chain.
 */
function relatedPlaces(chain: readonly Step[], options: FeatureOptions): RelatedPlace[] {
  const most = options.relatedSteps;
  if (most <= 0) return [];
  const kept = chain.length <= most ? null : keptSteps(chain, most - 1);
  const places: RelatedPlace[] = [];
  let folded = false;
  chain.forEach((step, index) => {
    if (kept === null || kept.has(index)) {
      const text = renderMessage(step.text, options.locale);
      const holes = { number: index + 1, count: chain.length, text };
      places.push({ span: step.span, message: uiText("related.step", options.locale, holes) });
    } else if (!folded) {
      folded = true;
      const count = chain.length - kept.size;
      const id = count === 1 ? "related.moreOne" : "related.more";
      places.push({ span: step.span, message: uiText(id, options.locale, { count }) });
    }
  });
  return places;
}

/** The end that closes the chain and the beginning count most, then what blocks, then what wakes. */
function keptSteps(chain: readonly Step[], room: number): ReadonlySet<number> {
  const last = chain.length - 1;
  const weight = (index: number): number =>
    index === last ? 0 : index === 0 ? 1 : stepWeight(chain[index]?.kind ?? "call");
  const order = chain.map((_, index) => index).toSorted((a, b) => weight(a) - weight(b) || a - b);
  return new Set(order.slice(0, room));
}

function stepWeight(kind: StepKind): number {
  switch (kind) {
    case "wait":
    case "lock":
    case "close":
      return 2;
    case "release":
    case "post":
    case "destroy":
    case "register":
      return 3;
    case "entry":
    case "context":
      return 4;
    case "call":
      return 5;
  }
}
