/**
 * The picture of who waits for whom, in a tab beside the code. Asks the server for the graph, hands it to the page,
 * and does for the page what a page may not: open code, save files. The page draws (graphPage.ts).
 */

import {
  commands,
  env,
  type ExtensionContext,
  l10n,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import {
  graphRequest,
  type GraphResult,
  showGraphCommand,
} from "../../server/src/protocol/requests.ts";
import { findingOfRow, type ChainRow } from "./chainItems.ts";
import { showLocation } from "./chainMarks.ts";
import type { ChainView } from "./chainView.ts";
import { type DrawMessage, pageMessage } from "./graphMessages.ts";
import type { Server } from "./server.ts";

const viewType = "waitchain.graph";

export function activateGraph(context: ExtensionContext, server: Server, chains: ChainView): void {
  let panel: WebviewPanel | null = null;
  let chosen = "";
  let revision = -1;

  async function draw(): Promise<void> {
    if (panel === null || server.state !== "ready") return;
    const asked = server.status?.revision ?? -1;
    const answer = await server.request<GraphResult>(graphRequest);
    if (answer === null || panel === null) return;
    revision = asked;
    const finding = chosen === "" ? null : await chains.find(chosen);
    const message: DrawMessage = {
      type: "draw",
      graph: answer.graph,
      chosen: finding?.id ?? "",
      title: finding?.message ?? "",
      note: noteOf(answer),
      texts: texts(),
    };
    await panel.webview.postMessage(message);
  }

  function adopt(adopted: WebviewPanel): void {
    panel = adopted;
    const { webview } = adopted;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [Uri.joinPath(context.extensionUri, "dist")],
    };
    adopted.iconPath = Uri.joinPath(context.extensionUri, "media", "waitchain.svg");
    webview.onDidReceiveMessage(async (given: unknown) => {
      const message = pageMessage(given);
      if (message === null) return;
      if (message.type === "ready") await draw();
      else if (message.type === "open") await showBeside(message.location);
      else if (message.type === "copy") {
        await env.clipboard.writeText(message.text);
        window.setStatusBarMessage(l10n.t("Copied"), 2000);
      } else await save(message.form, message.data);
    });
    adopted.onDidDispose(() => {
      if (panel === adopted) panel = null;
    });
    webview.html = pageOf(webview, Uri.joinPath(context.extensionUri, "dist", "graph.js"));
  }

  async function show(given: unknown): Promise<void> {
    const row = typeof given === "object" && given !== null ? (given as ChainRow) : undefined;
    const finding = row === undefined ? await chains.findingAtCursor() : findingOfRow(row);
    chosen =
      typeof given === "string" ? given : (finding?.id ?? chains.marks.active?.finding.id ?? "");
    if (panel === null) {
      const title = l10n.t("Wait-For Graph");
      const where = { viewColumn: ViewColumn.Beside, preserveFocus: false };
      adopt(window.createWebviewPanel(viewType, title, where));
    } else {
      panel.reveal(undefined, false);
      await draw();
    }
  }

  context.subscriptions.push(
    commands.registerCommand(showGraphCommand, show),
    window.registerWebviewPanelSerializer(viewType, {
      async deserializeWebviewPanel(restored) {
        adopt(restored);
      },
    }),
    server.onDidChange(() => {
      if (server.status !== null && server.status.revision !== revision) void draw();
    }),
  );
}

/** In the column of code, not over the picture. */
async function showBeside(location: Parameters<typeof showLocation>[0]): Promise<void> {
  const code = window.visibleTextEditors.find(({ viewColumn }) => viewColumn !== undefined);
  await showLocation(location, false, code?.viewColumn ?? ViewColumn.One);
}

async function save(form: "svg" | "png", data: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `wait-for-graph.${form}`;
  const uri = await window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, name) }),
    filters: form === "svg" ? { SVG: ["svg"] } : { PNG: ["png"] },
  });
  if (uri === undefined) return;
  const bytes = form === "svg" ? new TextEncoder().encode(data) : Buffer.from(data, "base64");
  await workspace.fs.writeFile(uri, bytes);
}

function noteOf({ graph }: GraphResult): string {
  if (graph.nodes.length === 0) return l10n.t("Nothing waits for anything that is known.");
  if (graph.leftOut === 0) return "";
  return l10n.t(
    "{0} of {1} threads, loops and locks are shown: those around the findings.",
    graph.nodes.length,
    graph.nodes.length + graph.leftOut,
  );
}

function texts(): DrawMessage["texts"] {
  return {
    fit: l10n.t("Fit"),
    larger: l10n.t("Larger"),
    smaller: l10n.t("Smaller"),
    turn: l10n.t("Turn"),
    only: l10n.t("Only this chain"),
    posts: l10n.t("Posted work"),
    table: l10n.t("As table"),
    svg: l10n.t("Save as SVG"),
    png: l10n.t("Save as PNG"),
    mermaid: l10n.t("Copy as Mermaid"),
    dot: l10n.t("Copy as DOT"),
    who: l10n.t("Who"),
    what: l10n.t("does what"),
    whom: l10n.t("Whom"),
    why: l10n.t("Where"),
    waits: l10n.t("waits for"),
    posted: l10n.t("posts to"),
    blocked: l10n.t("in a blocking chain"),
    waitedBy: l10n.t("waited for by {0}"),
    graph: l10n.t("Wait-for graph: arrow keys follow the arrows, Enter opens the code"),
    more: l10n.t("{0} places"),
  };
}

function pageOf(webview: Webview, script: Uri): string {
  const nonce = Array.from({ length: 24 }, () => Math.floor(Math.random() * 36).toString(36)).join(
    "",
  );
  const policy = [
    "default-src 'none'",
    `img-src ${webview.cspSource} data: blob:`,
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style nonce="${nonce}">
  html, body { height: 100%; margin: 0; padding: 0; }
  body { display: flex; flex-direction: column; color: var(--vscode-foreground); font: 13px var(--vscode-font-family); }
  #bar { display: flex; flex-wrap: wrap; gap: 4px; padding: 6px 8px; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
  button { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); border: 1px solid var(--vscode-contrastBorder, transparent); padding: 2px 8px; border-radius: 2px; font: inherit; cursor: pointer; }
  button[aria-pressed="true"] { color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
  button:focus-visible, g:focus-visible .shape { outline: 2px solid var(--vscode-focusBorder); outline-offset: 1px; }
  #title { padding: 4px 10px 0; font-weight: 600; }
  #note { padding: 2px 10px; opacity: 0.85; }
  #canvas { flex: 1; min-height: 0; overflow: hidden; }
  #canvas svg { width: 100%; height: 100%; cursor: grab; touch-action: none; }
  #canvas[hidden], #list[hidden] { display: none; }
  #list { flex: 1; overflow: auto; padding: 6px 10px; }
  table { border-collapse: collapse; }
  th, td { text-align: left; padding: 3px 12px 3px 0; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); vertical-align: top; }
  td button { background: none; color: var(--vscode-textLink-foreground); padding: 0; text-align: left; }
  @media (prefers-reduced-motion: no-preference) { g.node { transition: opacity 0.1s; } }
</style>
</head>
<body>
<div id="bar" role="toolbar"></div>
<div id="title"></div>
<div id="note" role="status"></div>
<div id="canvas"></div>
<div id="list" hidden></div>
<script nonce="${nonce}" src="${webview.asWebviewUri(script).toString()}"></script>
</body>
</html>`;
}
