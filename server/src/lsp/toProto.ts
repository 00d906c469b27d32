/**
 * From features' terms to the protocol's and to our own messages. Only shapes change here: no text is made,
 * nothing is decided.
 */

import {
  type CodeLens,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Hover,
  type InlayHint,
  MarkupKind,
} from "vscode-languageserver";
import { type ChainNode, chainTree, stepLabel } from "../features/chainTree.ts";
import type { LensItem } from "../features/codeLens.ts";
import { type ContextItem, contextItems } from "../features/contextTree.ts";
import type { DiagnosticItem, Severity } from "../features/diagnostics.ts";
import type { HoverItem } from "../features/hover.ts";
import type { HintItem } from "../features/inlayHints.ts";
import type { Shown, ShownFinding } from "../features/shown.ts";
import { uiText } from "../features/uiMessages.ts";
import type { WaitGraph } from "../features/waitGraph.ts";
import { confidenceText, partyText, shortFunction, verdictInNames } from "../features/words.ts";
import {
  showChainCommand,
  type WireAccepted,
  type WireChainNode,
  type WireContext,
  type WireFinding,
  type WireGraph,
  type WireParty,
  type WireStep,
} from "../protocol/requests.ts";
import { type Locale, renderMessage } from "../report/messages.ts";
import { publicRuleId } from "../report/ruleLevels.ts";
import type { SuppressedFinding } from "../report/suppress.ts";
import type { Party, Step } from "../rules/finding.ts";
import type { Places } from "./places.ts";

export interface DiagnosticSupport {
  readonly related: boolean;
  readonly href: boolean;
  readonly data: boolean;
}

export function diagnosticToProto(
  item: DiagnosticItem,
  places: Places,
  support: DiagnosticSupport,
): Diagnostic {
  return {
    range: places.range(item.span),
    severity: severities[item.severity],
    source: "waitchain",
    code: item.code,
    message: item.message,
    ...(support.href && item.href !== null ? { codeDescription: { href: item.href } } : {}),
    ...(support.data && item.id !== "" ? { data: { id: item.id } } : {}),
    ...(item.unnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(support.related && item.related.length > 0
      ? {
          relatedInformation: item.related.map((place) => ({
            location: places.location(place.span),
            message: place.message,
          })),
        }
      : {}),
  };
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function lensToProto(item: LensItem, places: Places, commands: boolean): CodeLens {
  const { start } = places.range(item.span);
  const clicks = commands && item.finding !== null;
  return {
    range: { start, end: start },
    command: {
      title: item.title,
      command: clicks ? showChainCommand : "",
      ...(clicks ? { arguments: [item.finding] } : {}),
    },
  };
}

export function hintToProto(item: HintItem, places: Places, commands: boolean): InlayHint {
  const { label: value, tooltip, finding } = item;
  const command = { title: value, command: showChainCommand, arguments: [finding] };
  const label = [{ value, tooltip, ...(commands ? { command } : {}) }];
  return { position: places.range(item.span).end, label, paddingLeft: true };
}

export function hoverToProto(item: HoverItem, places: Places, markdown: boolean): Hover {
  const range = places.range(item.span);
  const contents = markdown
    ? { kind: MarkupKind.Markdown, value: item.lines.join("  \n") }
    : { kind: MarkupKind.PlainText, value: item.lines.map(withoutMarkdown).join("\n") };
  return { range, contents };
}

function withoutMarkdown(line: string): string {
  return line.replace(/\[([^\]]*)\]\(([^)]*)\)/g, "$1 $2").replace(/\\(.)|[*`]/g, "$1");
}

export function graphToProto(graph: WaitGraph, places: Places): WireGraph {
  const { nodes, edges, leftOut } = graph;
  return {
    nodes: nodes.map(({ span, ...node }) => ({
      ...node,
      location: span === null ? null : places.location(span),
    })),
    edges: edges.map(({ span, ...edge }) => ({ ...edge, location: places.location(span) })),
    leftOut,
  };
}

export function acceptedToProto(
  { finding, by }: SuppressedFinding,
  places: Places,
  locale: Locale,
): WireAccepted {
  return {
    code: publicRuleId(finding.rule),
    message: renderMessage(finding.message, locale),
    location: places.location(by.span),
    reason: by.reason,
  };
}

export function findingToProto(
  item: ShownFinding,
  shown: Shown,
  places: Places,
  locale: Locale,
): WireFinding {
  const { finding } = item;
  const kinds = contextKinds(shown);
  return {
    id: item.id,
    rule: finding.rule,
    code: publicRuleId(finding.rule),
    level: finding.level,
    confidence: finding.confidence,
    confidenceText: confidenceText(finding.confidence, locale),
    message: renderMessage(finding.message, locale),
    verdict: verdictInNames(finding, locale),
    title: shortFunction(finding.function),
    location: places.location(finding.span),
    function: finding.function,
    blocked: partyToProto(finding.blocked, locale),
    dependsOn: partyToProto(finding.dependsOn, locale),
    steps: finding.chain.map((step) => stepToProto(step, kinds, places, locale)),
    tree: chainTree(finding.chain).map((node) => nodeToProto(node, locale)),
  };
}

/** Steps name their context by its name alone; a kind is told only when no two contexts share the name. */
function contextKinds(shown: Shown): ReadonlyMap<string, string> {
  const kinds = new Map<string, string>();
  for (const { party } of shown.analysis.contexts) {
    const known = kinds.get(party.name);
    kinds.set(party.name, known === undefined || known === party.kind ? party.kind : "unknown");
  }
  return kinds;
}

function stepToProto(
  step: Step,
  kinds: ReadonlyMap<string, string>,
  places: Places,
  locale: Locale,
): WireStep {
  return {
    kind: step.kind,
    location: places.location(step.span),
    function: step.function,
    context: step.context,
    contextKind: kinds.get(step.context) ?? "unknown",
    text: renderMessage(step.text, locale),
    label: stepLabel(step, locale),
    certainty: step.certainty,
    certaintyText: confidenceText(step.certainty, locale),
    evidence: renderMessage(step.evidence, locale),
  };
}

function nodeToProto(node: ChainNode, locale: Locale): WireChainNode {
  const children = node.children.map((child) => nodeToProto(child, locale));
  return node.kind === "step"
    ? { kind: "step", step: node.step, children }
    : { kind: "calls", title: uiText("tree.calls", locale, { count: children.length }), children };
}

function partyToProto(party: Party, locale: Locale): WireParty {
  return { kind: party.kind, name: party.name, path: party.path, text: partyText(party, locale) };
}

export function contextsToProto(shown: Shown, places: Places, locale: Locale): WireContext[] {
  return contextItems(shown, locale).map((item) => contextToProto(item, places, locale));
}

function contextToProto(item: ContextItem, places: Places, locale: Locale): WireContext {
  return {
    id: item.id,
    party: partyToProto(item.party, locale),
    entry: { name: item.entry.name, location: places.location(item.entry.nameSpan) },
    created: item.created === null ? null : places.location(item.created),
    posts: item.posts.map(({ work, poster, span }) => ({
      work,
      poster,
      location: places.location(span),
    })),
    runs: item.runs.map(({ name, nameSpan }) => ({ name, location: places.location(nameSpan) })),
    waiters: item.waiters.map((waiter) => ({
      text: waiter.text,
      function: waiter.function,
      location: places.location(waiter.span),
    })),
    findings: item.findings,
  };
}
