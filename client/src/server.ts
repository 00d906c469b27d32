/**
 * The language server's life: start, stop, restart, and what it last said about itself. Restarting works
 * from every state, also when the process is dead. Knows no view.
 */

import {
  commands,
  env,
  type Event,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  Uri,
  window,
  workspace,
} from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
} from "vscode-languageclient/node";
import {
  type ServerOptions as WaitchainOptions,
  ignoreCommand,
  neverBlocksCommand,
  quickFixCommand,
  showChainCommand,
  showGraphCommand,
  showRuleCommand,
  statusNotification,
  type StatusParams,
} from "../../server/src/protocol/requests.ts";
import { makeCrashHandler } from "./crashes.ts";

/** `off`: by the setting waitchain.enable. */
export type ServerState = "off" | "starting" | "indexing" | "ready" | "stopped" | "failed";

export interface Server {
  readonly log: LogOutputChannel;
  readonly state: ServerState;
  /** The last one heard; null before the first. */
  readonly status: StatusParams | null;
  readonly onDidChange: Event<void>;
  startIfEnabled(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** null when the server is not there to answer. */
  request<Result>(method: string, params?: unknown): Promise<Result | null>;
}

const longestStopMs = 2000;

export const languages = ["c", "cpp", "cuda-cpp"] as const;

export function createServer(context: ExtensionContext): Server {
  const log = window.createOutputChannel("Waitchain", { log: true });
  const changed = new EventEmitter<void>();
  context.subscriptions.push(log, changed);
  let client: LanguageClient | null = null;
  let state: ServerState = isEnabled() ? "starting" : "off";
  let status: StatusParams | null = null;
  /** Starts and stops run one after the other, however quickly they are asked for. */
  let last: Promise<void> = Promise.resolve();

  function enter(next: ServerState): void {
    state = next;
    void commands.executeCommand("setContext", "waitchain.state", next);
    changed.fire();
  }

  function inTurn(act: () => Promise<void>): Promise<void> {
    last = last.then(act, act);
    return last;
  }

  async function startNow(): Promise<void> {
    if (client !== null) return;
    enter("starting");
    const started = newClient(context, log);
    client = started;
    started.onNotification(statusNotification, (params: StatusParams) => {
      if (client !== started) return;
      status = params;
      enter(params.state === "error" ? "failed" : params.state);
    });
    started.onDidChangeState(({ newState }) => {
      if (client !== started) return;
      if (newState === State.Stopped && state !== "stopped") enter("failed");
      if (newState === State.Starting) enter("starting");
    });
    try {
      await started.start();
    } catch (error) {
      log.error(String(error));
      enter("failed");
    }
  }

  async function stopNow(): Promise<void> {
    const stopped = client;
    client = null;
    status = null;
    if (stopped !== null) await endClient(stopped, log);
    enter(isEnabled() ? "stopped" : "off");
  }

  async function restartNow(): Promise<void> {
    await stopNow();
    await startNow();
  }

  context.subscriptions.push(
    // What the server may use is said to it when it starts.
    workspace.onDidGrantWorkspaceTrust(() => {
      if (client !== null) void inTurn(restartNow);
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration("waitchain.enable")) return;
      void inTurn(isEnabled() ? startNow : stopNow);
    }),
  );

  return {
    log,
    get state() {
      return state;
    },
    get status() {
      return status;
    },
    onDidChange: changed.event,
    startIfEnabled: () => (isEnabled() ? inTurn(startNow) : inTurn(async () => enter("off"))),
    start: () => inTurn(startNow),
    stop: () => inTurn(stopNow),
    restart: () => inTurn(restartNow),
    async request<Result>(method: string, params?: unknown): Promise<Result | null> {
      if (client === null || !client.isRunning()) return null;
      try {
        return params === undefined
          ? await client.sendRequest<Result>(method)
          : await client.sendRequest<Result>(method, params);
      } catch (error) {
        log.warn(`${method}: ${String(error)}`);
        return null;
      }
    },
  };
}

function isEnabled(): boolean {
  return workspace.getConfiguration("waitchain").get("enable", true);
}

function newClient(context: ExtensionContext, log: LogOutputChannel): LanguageClient {
  const module = Uri.joinPath(context.extensionUri, "dist", "server.mjs").fsPath;
  const run = { module, transport: TransportKind.ipc };
  const server: ServerOptions = { run, debug: { ...run, options: { execArgv: ["--inspect"] } } };
  const told: Partial<WaitchainOptions> = {
    locale: env.language,
    commands: true,
    icons: true,
    status: true,
    trusted: workspace.isTrusted,
  };
  const options: LanguageClientOptions = {
    documentSelector: languages.flatMap((language) => [
      { scheme: "file", language },
      { scheme: "untitled", language },
    ]),
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: told,
    synchronize: { configurationSection: "waitchain" },
    markdown: {
      isTrusted: {
        enabledCommands: [
          showChainCommand,
          showGraphCommand,
          showRuleCommand,
          quickFixCommand,
          ignoreCommand,
          neverBlocksCommand,
        ],
      },
      supportThemeIcons: true,
    },
    errorHandler: makeCrashHandler(),
  };
  return new LanguageClient("waitchain", "Waitchain", server, options);
}

/** A process that is dead or hangs must not keep a new one from starting. */
async function endClient(client: LanguageClient, log: LogOutputChannel): Promise<void> {
  try {
    await client.dispose(longestStopMs);
  } catch (error) {
    log.warn(`stop: ${String(error)}`);
  }
}
