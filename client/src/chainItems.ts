/**
 * Rows of the Blocking Chain view: texts, icons, tooltips and what a screen reader says. Plain functions
 * from the server's findings; no state.
 */

import {
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
} from "vscode";
import {
  ignoreCommand,
  quickFixCommand,
  showChainCommand,
  showGraphCommand,
  type WireAccepted,
  type WireChainNode,
  type WireFinding,
  type WireLocation,
  type WireStep,
} from "../../server/src/protocol/requests.ts";

import type { Grouping } from "./chainFilter.ts";

export const openStepCommand = "waitchain.openStep";
export const openLocationCommand = "waitchain.openLocation";

export interface FindingNode {
  readonly kind: "finding";
  readonly parent: GroupNode | null;
  readonly finding: WireFinding;
}

export interface StepNode {
  readonly kind: "step";
  readonly finding: WireFinding;
  readonly index: number;
  readonly parent: ChainRow;
  readonly node: WireChainNode;
}

export interface CallsNode {
  readonly kind: "calls";
  readonly finding: WireFinding;
  readonly parent: ChainRow;
  readonly node: WireChainNode;
}

/** A heading, when findings are grouped; `key` is what they have in common. */
export interface GroupNode {
  readonly kind: "group";
  readonly by: Exclude<Grouping, "finding">;
  readonly key: string;
  readonly count: number;
}

/** What comments in the code accept: all of it, and one of it. */
export interface AcceptedNode {
  readonly kind: "accepted";
  readonly items: readonly WireAccepted[];
}
export interface AcceptedItemNode {
  readonly kind: "acceptedItem";
  readonly item: WireAccepted;
  readonly index: number;
  readonly parent: AcceptedNode;
}

export type ChainRow =
  | FindingNode
  | StepNode
  | CallsNode
  | GroupNode
  | AcceptedNode
  | AcceptedItemNode;

/** The finding that a row belongs to; null for headings. */
export function findingOfRow(row: ChainRow | undefined): WireFinding | null {
  return row !== undefined && "finding" in row ? row.finding : null;
}

export function rowItem(row: ChainRow, expanded: boolean): TreeItem {
  switch (row.kind) {
    case "finding":
      return findingItem(row.finding, expanded);
    case "step":
      return stepItem(row);
    case "calls":
      return callsItem(row);
    case "group":
      return groupItem(row);
    case "accepted":
      return acceptedItem(row);
    case "acceptedItem":
      return acceptedItemItem(row);
  }
}

function groupItem({ by, key, count }: GroupNode): TreeItem {
  const title = by === "file" ? workspace.asRelativePath(Uri.parse(key)) : key;
  const item = new TreeItem(title, TreeItemCollapsibleState.Expanded);
  item.id = `group:${by}:${key}`;
  item.iconPath = by === "file" ? ThemeIcon.File : new ThemeIcon(groupIcons[by]);
  item.description = String(count);
  item.contextValue = "waitchain.group";
  return item;
}

const groupIcons = { thread: "server-process", loop: "sync", rule: "book" } as const;

function acceptedItem({ items }: AcceptedNode): TreeItem {
  const item = new TreeItem(l10n.t("Accepted in the code"), TreeItemCollapsibleState.Collapsed);
  item.id = "accepted";
  item.iconPath = new ThemeIcon("pass");
  item.description = String(items.length);
  item.contextValue = "waitchain.accepted";
  return item;
}

function acceptedItemItem({ item: accepted, index }: AcceptedItemNode): TreeItem {
  const { message, code, location, reason } = accepted;
  const item = new TreeItem(message, TreeItemCollapsibleState.None);
  item.id = `accepted:${index}`;
  item.description = [reason, code, placeText(location)].filter((part) => part !== "").join(" · ");
  item.contextValue = "waitchain.acceptedItem";
  item.command = {
    command: openLocationCommand,
    title: l10n.t("Go to Step"),
    arguments: [location],
  };
  const why = reason === "" ? l10n.t("no reason given") : reason;
  item.accessibilityInformation = { label: `${message} ${why}, ${spokenPlace(location)}` };
  return item;
}

function findingItem(finding: WireFinding, expanded: boolean): TreeItem {
  const item = new TreeItem(
    finding.title,
    expanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed,
  );
  const steps = stepCount(finding);
  item.id = finding.id;
  item.iconPath = levelIcon(finding.level);
  item.description = `${finding.verdict} · ${steps} · ${placeText(finding.location)}`;
  item.tooltip = findingTooltip(finding);
  item.contextValue = "waitchain.finding";
  item.command = {
    command: openStepCommand,
    title: l10n.t("Go to Step"),
    arguments: [finding.id, -1],
  };
  item.accessibilityInformation = {
    label: `${levelText(finding.level)}: ${finding.message} ${steps}, ${spokenPlace(finding.location)}`,
  };
  return item;
}

function stepItem({ finding, index, node }: StepNode): TreeItem {
  const step = finding.steps[index];
  const item = new TreeItem(
    `${index + 1}  ${step?.label ?? ""}`,
    node.children.length > 0 ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None,
  );
  if (step === undefined) return item;
  item.id = `${finding.id}#${index}`;
  item.iconPath = stepIcon(step);
  item.description = [placeText(step.location), contextNote(finding, index)]
    .filter(Boolean)
    .join(" · ");
  item.tooltip = stepTooltip(step);
  item.contextValue = "waitchain.step";
  item.command = {
    command: openStepCommand,
    title: l10n.t("Go to Step"),
    arguments: [finding.id, index],
  };
  item.accessibilityInformation = {
    label: l10n.t(
      "Step {0} of {1}, {2}, {3}",
      index + 1,
      finding.steps.length,
      step.text,
      spokenPlace(step.location),
    ),
  };
  return item;
}

function callsItem({ finding, node }: CallsNode): TreeItem {
  const [first] = node.children;
  const item = new TreeItem(
    node.kind === "calls" ? node.title : "",
    TreeItemCollapsibleState.Collapsed,
  );
  const from = first?.kind === "step" ? first.step : 0;
  item.id = `${finding.id}#calls${from}`;
  item.iconPath = new ThemeIcon("ellipsis");
  item.description = callNames(finding, node);
  item.contextValue = "waitchain.calls";
  return item;
}

/** `Check → lambda → Stop`: enough to decide whether to unfold. */
function callNames(finding: WireFinding, node: WireChainNode): string {
  return node.children
    .map((child) =>
      child.kind === "step" ? shortName(finding.steps[child.step]?.function ?? "") : "",
    )
    .filter((name, i, all) => name !== "" && name !== all[i - 1])
    .join(" → ");
}

/** Said only where it changes: a row that repeats the row above says nothing. */
function contextNote(finding: WireFinding, index: number): string {
  const context = finding.steps[index]?.context ?? "";
  const before = finding.steps[index - 1]?.context;
  return context === "" || context === before ? "" : l10n.t("on {0}", context);
}

function findingTooltip(finding: WireFinding): MarkdownString {
  const text = new MarkdownString("", true);
  text.appendMarkdown(`**${escape(finding.message)}**\n\n`);
  text.appendMarkdown(`${l10n.t("Blocked")}: ${escape(finding.blocked.text)}  \n`);
  text.appendMarkdown(`${l10n.t("Depends on")}: ${escape(finding.dependsOn.text)}  \n`);
  text.appendMarkdown(
    `\`${finding.code}\` · ${finding.confidenceText} · ${stepCount(finding)}\n\n`,
  );
  text.isTrusted = { enabledCommands: tooltipLinks.map(([command]) => command) };
  const links = tooltipLinks.map(
    ([command, title]) =>
      `[${title()}](command:${command}?${encodeURIComponent(JSON.stringify([finding.id]))})`,
  );
  text.appendMarkdown(links.join(" · "));
  return text;
}

const tooltipLinks: readonly (readonly [string, () => string])[] = [
  [showChainCommand, () => l10n.t("Show chain")],
  [showGraphCommand, () => l10n.t("Picture")],
  [quickFixCommand, () => l10n.t("Quick fix")],
  [ignoreCommand, () => l10n.t("Accept here")],
];

function stepTooltip(step: WireStep): MarkdownString {
  const text = new MarkdownString("", true);
  text.appendMarkdown(`**${escape(step.text)}**\n\n`);
  text.appendMarkdown(`\`${step.function.replaceAll("`", "'")}\`  \n`);
  if (step.context !== "") text.appendMarkdown(`${escape(l10n.t("on {0}", step.context))}  \n`);
  if (step.evidence !== "") text.appendMarkdown(`${l10n.t("Why")}: ${escape(step.evidence)} · `);
  text.appendMarkdown(step.certaintyText);
  return text;
}

export function levelIcon(level: WireFinding["level"]): ThemeIcon {
  switch (level) {
    case "error":
      return new ThemeIcon("error", new ThemeColor("problemsErrorIcon.foreground"));
    case "warning":
      return new ThemeIcon("warning", new ThemeColor("problemsWarningIcon.foreground"));
    case "note":
      return new ThemeIcon("info", new ThemeColor("problemsInfoIcon.foreground"));
  }
}

function stepIcon(step: WireStep): ThemeIcon {
  const name = stepIcons[step.kind] ?? contextIcon(step.contextKind);
  if (step.kind === "close")
    return new ThemeIcon(name, new ThemeColor("problemsErrorIcon.foreground"));
  if (step.kind === "wait")
    return new ThemeIcon(name, new ThemeColor("problemsWarningIcon.foreground"));
  return new ThemeIcon(name);
}

/** `entry` and `context` are drawn as the context that they speak of. */
const stepIcons: Readonly<Record<string, string>> = {
  call: "symbol-method",
  register: "plug",
  post: "arrow-right",
  wait: "debug-pause",
  release: "bell",
  destroy: "trash",
  lock: "lock",
  close: "circle-slash",
};

export function contextIcon(kind: string): string {
  return contextIcons[kind] ?? "server-process";
}

const contextIcons: Readonly<Record<string, string>> = {
  thread: "server-process",
  loop: "sync",
  pool: "layers",
  signal: "zap",
  main: "home",
};

export function stepCount(finding: WireFinding): string {
  const { length } = finding.steps;
  return length === 1 ? l10n.t("1 step") : l10n.t("{0} steps", length);
}

export function levelText(level: WireFinding["level"]): string {
  if (level === "error") return l10n.t("Error");
  return level === "warning" ? l10n.t("Warning") : l10n.t("Note");
}

/** `quorum_server.cc:88`. */
export function placeText(location: WireLocation): string {
  return `${fileName(location)}:${location.range.start.line + 1}`;
}

export function spokenPlace(location: WireLocation): string {
  return l10n.t("{0} line {1}", fileName(location), location.range.start.line + 1);
}

function fileName(location: WireLocation): string {
  const { path } = Uri.parse(location.uri);
  return path.slice(path.lastIndexOf("/") + 1);
}

export function shortName(name: string): string {
  return name.split("::").slice(-2).join("::");
}

function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~$]/g, "\\$&");
}
