/** The commands of the palette, of menus, lenses and links. What each does lives with its feature. */

import {
  commands,
  env,
  type ExtensionContext,
  l10n,
  Location,
  Range,
  Uri,
  window,
  workspace,
} from "vscode";
import {
  quickFixCommand,
  reindexRequest,
  type ReindexResult,
  showChainCommand,
  showRuleCommand,
  type WireFinding,
  type WireLocation,
} from "../../server/src/protocol/requests.ts";
import { type ChainRow, levelText, placeText, stepCount } from "./chainItems.ts";
import { chainAs, type ChainFormat } from "./chainFormats.ts";
import { showLocation } from "./chainMarks.ts";
import type { ChainView } from "./chainView.ts";
import { showRule } from "./ruleDocs.ts";
import type { Server } from "./server.ts";

export function activateCommands(
  context: ExtensionContext,
  server: Server,
  chains: ChainView,
): void {
  const add = (id: string, run: (...given: never[]) => unknown): void => {
    context.subscriptions.push(commands.registerCommand(id, run));
  };
  add(showChainCommand, (id?: unknown) => showChain(chains, id));
  add(showRuleCommand, (given?: unknown) => showRuleOf(chains, given));
  add("waitchain.nextStep", () => chains.step(1));
  add("waitchain.previousStep", () => chains.step(-1));
  add("waitchain.clearHighlights", () => chains.marks.clear());
  add("waitchain.toggleFollowCursor", () => chains.toggleFollowCursor());
  add("waitchain.followCursorOff", () => chains.toggleFollowCursor());
  add("waitchain.copyChain", (row?: ChainRow) => copyChain(chains, row, "text"));
  add("waitchain.copyChainAs", (row?: ChainRow) => copyChain(chains, row, null));
  add(quickFixCommand, (given?: unknown) => quickFix(chains, given));
  add("waitchain.showCallers", (row?: ChainRow) =>
    atStep(row, "references-view.showCallHierarchy"),
  );
  add("waitchain.peekStep", (row?: ChainRow) => peekStep(row));
  add("waitchain.startServer", () => server.start());
  add("waitchain.stopServer", () => server.stop());
  add("waitchain.restartServer", () => server.restart());
  add("waitchain.showLog", () => server.log.show());
  add("waitchain.analyzeWorkspace", () => analyzeWorkspace(server));
}

async function showChain(chains: ChainView, id: unknown): Promise<void> {
  const finding =
    typeof id === "string"
      ? ((await chains.find(id)) ?? (await chains.findingAtCursor()))
      : ((await chains.findingAtCursor()) ?? (await pick(chains.findings)));
  if (finding !== null) await chains.show(finding);
}

async function pick(findings: readonly WireFinding[]): Promise<WireFinding | null> {
  if (findings.length === 0) {
    void window.showInformationMessage(l10n.t("No blocking chain found."));
    return null;
  }
  const items = findings.map((finding) => ({
    label: `${finding.title} ${finding.verdict}`,
    description: `${stepCount(finding)} · ${placeText(finding.location)}`,
    detail: `${levelText(finding.level)} · ${finding.message}`,
    finding,
  }));
  const picked = await window.showQuickPick(items, {
    placeHolder: l10n.t("Which blocking chain?"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.finding ?? null;
}

/** From a link: a rule id. From a row's menu: the row. From the palette: nothing. */
async function showRuleOf(chains: ChainView, given: unknown): Promise<void> {
  const rule =
    typeof given === "string"
      ? given
      : (chains.findingOf(asRow(given)) ?? (await pick(chains.findings)))?.rule;
  if (rule !== undefined) await showRule(rule);
}

async function copyChain(
  chains: ChainView,
  row: unknown,
  format: ChainFormat | null,
): Promise<void> {
  const finding = chains.findingOf(asRow(row)) ?? (await pick(chains.findings));
  if (finding === null) return;
  const chosen = format ?? (await pickFormat());
  if (chosen === undefined) return;
  await env.clipboard.writeText(chainAs(chosen, finding, pathAndLine));
  window.setStatusBarMessage(l10n.t("Chain copied"), 2000);
}

async function pickFormat(): Promise<ChainFormat | undefined> {
  const items: { label: string; format: ChainFormat }[] = [
    { label: l10n.t("Text"), format: "text" },
    { label: "Markdown", format: "markdown" },
    { label: "Mermaid", format: "mermaid" },
    { label: "DOT (Graphviz)", format: "dot" },
  ];
  return (await window.showQuickPick(items, { placeHolder: l10n.t("Copy chain as") }))?.format;
}

function pathAndLine({ uri, range }: WireLocation): string {
  return `${workspace.asRelativePath(Uri.parse(uri))}:${range.start.line + 1}`;
}

/** The editor's own menu of fixes, at the reported call. */
async function quickFix(chains: ChainView, given: unknown): Promise<void> {
  const finding =
    typeof given === "string" ? await chains.find(given) : chains.findingOf(asRow(given));
  if (finding === null) return;
  await showLocation(finding.location);
  await commands.executeCommand("editor.action.quickFix");
}

function locationOf(row: ChainRow | undefined): WireLocation | null {
  if (row?.kind === "finding") return row.finding.location;
  return row?.kind === "step" ? (row.finding.steps[row.index]?.location ?? null) : null;
}

async function atStep(row: ChainRow | undefined, command: string): Promise<void> {
  const location = locationOf(row);
  if (location === null) return;
  await showLocation(location);
  await commands.executeCommand(command);
}

async function peekStep(row: ChainRow | undefined): Promise<void> {
  const location = locationOf(row);
  const editor = window.activeTextEditor;
  if (location === null) return;
  if (editor === undefined) return showLocation(location);
  const { start, end } = location.range;
  const range = new Range(start.line, start.character, end.line, end.character);
  await commands.executeCommand(
    "editor.action.peekLocations",
    editor.document.uri,
    editor.selection.active,
    [new Location(Uri.parse(location.uri), range)],
    "peek",
  );
}

function asRow(given: unknown): ChainRow | undefined {
  return typeof given === "object" && given !== null && "finding" in given
    ? (given as ChainRow)
    : undefined;
}

async function analyzeWorkspace(server: Server): Promise<void> {
  if (server.state === "stopped" || server.state === "off" || server.state === "failed") {
    await server.restart();
    return;
  }
  const answer = await server.request<ReindexResult>(reindexRequest);
  if (answer !== null) window.setStatusBarMessage(l10n.t("{0} files analyzed", answer.files), 3000);
}
