/**
 * How the server is, in two quiet places: the language status of C++ files, and one status bar item that is
 * there only while there is something to say. No colours but for a server that crashed, no pop-ups.
 */

import {
  type ExtensionContext,
  l10n,
  languages as vscodeLanguages,
  LanguageStatusSeverity,
  MarkdownString,
  StatusBarAlignment,
  type StatusBarItem,
  ThemeColor,
  window,
  workspace,
} from "vscode";
import { languages, type Server, type ServerState } from "./server.ts";

export function activateStatus(context: ExtensionContext, server: Server): void {
  const selector = languages.map((language) => ({ language }));
  const language = vscodeLanguages.createLanguageStatusItem("waitchain.status", selector);
  language.name = "Waitchain";
  const bar = window.createStatusBarItem("waitchain.status", StatusBarAlignment.Left, 0);
  bar.name = "Waitchain";

  function draw(): void {
    const { state, status } = server;
    language.text = languageText(server);
    language.detail = detailText(server);
    language.busy = state === "starting" || state === "indexing";
    language.severity =
      state === "failed" ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    language.command =
      state === "stopped" || state === "failed"
        ? { command: "waitchain.restartServer", title: l10n.t("Start") }
        : { command: "waitchain.chain.focus", title: l10n.t("Show chains") };
    drawBar(bar, state, status === null ? "" : `${status.done}/${status.total}`, server);
  }

  context.subscriptions.push(
    language,
    bar,
    server.onDidChange(draw),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("waitchain.statusBar")) draw();
    }),
  );
  draw();
}

function drawBar(bar: StatusBarItem, state: ServerState, progress: string, server: Server): void {
  const mode = workspace.getConfiguration("waitchain").get<string>("statusBar", "auto");
  const quiet = state === "ready" || state === "off";
  if (mode === "never" || (mode !== "always" && quiet)) {
    bar.hide();
    return;
  }
  bar.text = barText(state, progress, server);
  bar.tooltip = tooltip(server);
  bar.command =
    state === "stopped" || state === "failed" ? "waitchain.restartServer" : "waitchain.chain.focus";
  if (state === "failed") bar.backgroundColor = new ThemeColor("statusBarItem.errorBackground");
  else bar.backgroundColor = undefined;
  bar.accessibilityInformation = { label: `Waitchain: ${languageText(server)}`, role: "button" };
  bar.show();
}

function barText(state: ServerState, progress: string, server: Server): string {
  switch (state) {
    case "starting":
      return "$(sync~spin) waitchain";
    case "indexing":
      return `$(sync~spin) waitchain ${progress}`;
    case "stopped":
      return `$(debug-pause) ${l10n.t("waitchain: stopped")}`;
    case "failed":
      return "$(error) waitchain";
    case "off":
      return `$(circle-slash) ${l10n.t("waitchain: off")}`;
    case "ready":
      return `$(link) ${findingCount(server)}`;
  }
}

function findingCount({ status }: Server): string {
  return String((status?.errors ?? 0) + (status?.warnings ?? 0) + (status?.notes ?? 0));
}

function languageText(server: Server): string {
  switch (server.state) {
    case "off":
      return l10n.t("Wait chains: off");
    case "starting":
      return l10n.t("Wait chains: starting");
    case "indexing":
      return l10n.t("Wait chains: reading files");
    case "stopped":
      return l10n.t("Wait chains: stopped");
    case "failed":
      return l10n.t("Wait chains: failed");
    case "ready":
      return l10n.t("Wait chains: {0}", findingCount(server));
  }
}

/** `899 files · 283 with gaps · 0.4 s`: what was looked at belongs to the answer. */
function detailText({ state, status }: Server): string {
  if (status === null) return "";
  if (state === "failed") return status.message;
  if (state === "indexing") return `${status.done}/${status.total}`;
  const seconds = (status.milliseconds / 1000).toFixed(1);
  return l10n.t("{0} files · {1} with gaps · {2} s", status.files, status.filesWithGaps, seconds);
}

function tooltip(server: Server): MarkdownString {
  const text = new MarkdownString("", true);
  text.isTrusted = {
    enabledCommands: [
      "waitchain.chain.focus",
      "waitchain.restartServer",
      "waitchain.stopServer",
      "waitchain.showLog",
      "waitchain.showStatistics",
      "workbench.action.openSettings",
    ],
  };
  text.appendMarkdown(`**${languageText(server)}**  \n`);
  const detail = detailText(server);
  if (detail !== "") text.appendMarkdown(`${detail.replace(/[\\`*_[\]<>]/g, "\\$&")}\n\n`);
  const settings = encodeURIComponent(JSON.stringify(["@ext:waitchain.waitchain"]));
  text.appendMarkdown(
    [
      `[${l10n.t("Show chains")}](command:waitchain.chain.focus)`,
      `[${l10n.t("Restart")}](command:waitchain.restartServer)`,
      `[${l10n.t("Stop")}](command:waitchain.stopServer)`,
      `[${l10n.t("Statistics")}](command:waitchain.showStatistics)`,
      `[${l10n.t("Log")}](command:waitchain.showLog)`,
      `[${l10n.t("Settings")}](command:workbench.action.openSettings?${settings})`,
    ].join(" · "),
  );
  return text;
}
