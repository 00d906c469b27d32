/**
 * Wires connection, workspace, analysis and handlers into a language server. Holds no logic of its own and
 * does not know how the connection was made.
 */

import {
  CodeActionKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { Host } from "../engine/host.ts";
import { applyFix, offersFor } from "../fixes/registry.ts";
import { modelsWith } from "../platform/userModels.ts";
import { AnalysisLoop } from "./analysisLoop.ts";
import type { Analyzer } from "./analysisThread.ts";
import { problemText } from "./boundary.ts";
import { isTrusted, settingsFrom } from "./fromProto.ts";
import { handleAccept } from "./handlers/accept.ts";
import { handleCallHierarchy } from "./handlers/callHierarchy.ts";
import { handleChains } from "./handlers/chains.ts";
import { handleChanges } from "./handlers/changes.ts";
import { handleCodeActions } from "./handlers/codeActions.ts";
import { handleCodeLens, refreshLenses } from "./handlers/codeLens.ts";
import { fetchSettings, handleConfiguration } from "./handlers/configuration.ts";
import { handleContexts } from "./handlers/contexts.ts";
import { handleDocuments } from "./handlers/documents.ts";
import { handleGraph } from "./handlers/graph.ts";
import { handleHover } from "./handlers/hover.ts";
import { handleInlayHints, refreshHints } from "./handlers/inlayHints.ts";
import { handleRunsOn } from "./handlers/runsOn.ts";
import { handleReindex } from "./handlers/reindex.ts";
import { handleStatistics } from "./handlers/statistics.ts";
import { handleWatchedFiles, watchSources } from "./handlers/watchedFiles.ts";
import { foldersOf, handleWorkspaceFolders } from "./handlers/workspaceFolders.ts";
import { Indexer } from "./indexer.ts";
import { ModelNews } from "./modelNews.ts";
import { makeNodeDisk } from "./nodeDisk.ts";
import { Publisher } from "./publisher.ts";
import { Session } from "./session.ts";
import { defaultSettings } from "./settings.ts";
import { enter, sendStatus } from "./status.ts";
import { Workspace } from "./workspace.ts";

export function startServer(connection: Connection, analyzer: Analyzer): void {
  const log = connection.console;
  const disk = makeNodeDisk();
  const workspace = new Workspace(
    new Host(modelsWith([])),
    disk,
    defaultSettings.index,
    (problem) => log.error(problem),
    () => modelNews.tell(),
  );
  const session = new Session(connection, workspace);
  const modelNews = new ModelNews(session);
  const publisher = new Publisher(session);
  const loop = new AnalysisLoop({
    workspace,
    analyzer,
    debounceMs: () => session.settings.debounceMs,
    onAnswer(answer) {
      session.setAnswer(answer);
      const { findings, stats } = answer.analysis;
      const found = `${findings.length} findings in ${stats.files} files`;
      log.debug(`analysis: ${found}, ${answer.milliseconds} ms`);
      session.activity = { kind: "ready" };
      show();
    },
    onError(error) {
      log.error(problemText("analysis", error));
      enter(session, { kind: "error", message: firstLine(error) });
    },
  });
  const indexer = new Indexer(session, loop);

  /** The one place from which a new answer, or a new filter, reaches the editor. */
  function show(): void {
    publisher.publish();
    sendStatus(session);
    void refreshLenses(session);
    void refreshHints(session);
  }

  connection.onInitialize((params): InitializeResult => {
    const given = settingsFrom({ locale: params.locale }, defaultSettings);
    session.settings = {
      ...settingsFrom(params.initializationOptions, given),
      trusted: isTrusted(params.initializationOptions),
    };
    session.capabilities = params.capabilities;
    workspace.setSettings(session.settings.index);
    workspace.setTrusted(session.settings.trusted);
    workspace.setFolders(foldersOf(params));
    return { capabilities: capabilitiesFor(params), serverInfo: { name: "waitchain" } };
  });

  connection.onInitialized(() => {
    handleWorkspaceFolders(session, indexer);
    void start().catch((error: unknown) => log.error(problemText("start", error)));
  });

  async function start(): Promise<void> {
    loop.hold();
    await fetchSettings(session);
    await Promise.all([watchSources(session).catch(() => {}), indexer.index()]);
  }

  handleDocuments(session, loop);
  handleWatchedFiles(session, loop);
  handleConfiguration(session, indexer, () => {
    session.refilter();
    show();
    if (session.settings.run === "onType" && workspace.unsettled) loop.schedule();
  });
  handleCallHierarchy(session);
  handleCodeLens(session);
  handleHover(session);
  handleInlayHints(session);
  handleCodeActions(session, loop, { offersFor, applyFix });
  handleAccept(session, loop);
  handleChains(session);
  handleChanges(session, disk);
  handleContexts(session);
  handleGraph(session);
  handleRunsOn(session);
  handleReindex(session, indexer);
  handleStatistics(session);
  connection.listen();
}

function capabilitiesFor(params: InitializeParams): InitializeResult["capabilities"] {
  const folders = params.capabilities.workspace?.workspaceFolders === true;
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    hoverProvider: true,
    inlayHintProvider: true,
    callHierarchyProvider: true,
    codeLensProvider: { resolveProvider: false },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix], resolveProvider: true },
    ...(folders
      ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
      : {}),
  };
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0] ?? "";
}
