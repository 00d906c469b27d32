/**
 * Whether the Blocking Chain view shows only findings of the change since a git base, and which those are. The server is
 * asked anew when a file is saved or the repository's log of commits grows, never by a clock. Knows no rows.
 */

import {
  commands,
  type Event,
  EventEmitter,
  type ExtensionContext,
  l10n,
  RelativePattern,
  window,
  workspace,
} from "vscode";
import {
  changesRequest,
  type ChangesParams,
  type ChangesResult,
} from "../../server/src/protocol/requests.ts";
import { isOurs } from "./documents.ts";
import type { Server } from "./server.ts";

export interface OnlyChanges {
  /** null: all findings are shown. */
  readonly result: ChangesResult | null;
  readonly onDidChange: Event<void>;
  /** There are new findings. */
  update(): Promise<void>;
  turn(on: boolean): Promise<void>;
}

const onKey = "waitchain.onlyChanges";
const baseKey = "waitchain.changesBase";
const quietMs = 300;

export function activateOnlyChanges(context: ExtensionContext, server: Server): OnlyChanges {
  const changed = new EventEmitter<void>();
  let on = context.workspaceState.get(onKey, false);
  let result: ChangesResult | null = null;
  let timer: NodeJS.Timeout | undefined;
  let asked = 0;
  void commands.executeCommand("setContext", onKey, on);

  function base(): string {
    const setting = workspace.getConfiguration("waitchain").get("onlyChangesSince", "");
    return context.workspaceState.get<string>(baseKey) ?? setting;
  }

  async function ask(refresh: boolean): Promise<void> {
    if (!on) return;
    const turn = ++asked;
    const params: ChangesParams = { base: base(), refresh };
    const answer = await server.request<ChangesResult>(changesRequest, params);
    // A later question, or none at all, has overtaken this one.
    if (turn !== asked || !on || answer === null) return;
    result = answer;
    changed.fire();
  }

  async function turn(next: boolean): Promise<void> {
    on = next;
    result = null;
    void context.workspaceState.update(onKey, on);
    void commands.executeCommand("setContext", onKey, on);
    if (on) await ask(true);
    else changed.fire();
  }

  function soon(): void {
    clearTimeout(timer);
    if (on) timer = setTimeout(() => void ask(true), quietMs);
  }

  async function turnOn(): Promise<void> {
    await turn(true);
    // Said here as well: whoever pressed the button looks there.
    if (result !== null && result.problem !== "") void window.showWarningMessage(result.problem);
  }

  async function askBase(): Promise<void> {
    const given = await window.showInputBox({
      title: l10n.t("Show only findings of the changes since …"),
      value: base(),
      placeHolder: "origin/main",
      prompt: l10n.t("A branch, tag or commit; empty for the main branch"),
    });
    if (given === undefined) return;
    await context.workspaceState.update(baseKey, given.trim() === "" ? undefined : given.trim());
    await turnOn();
  }

  function watchLogs(): void {
    for (const folder of workspace.workspaceFolders ?? []) {
      const pattern = new RelativePattern(folder, ".git/logs/HEAD");
      const watcher = workspace.createFileSystemWatcher(pattern);
      context.subscriptions.push(watcher, watcher.onDidChange(soon), watcher.onDidCreate(soon));
    }
  }

  watchLogs();
  context.subscriptions.push(
    changed,
    commands.registerCommand("waitchain.toggleOnlyChanges", () => (on ? turn(false) : turnOn())),
    commands.registerCommand("waitchain.onlyChangesOff", () => turn(false)),
    commands.registerCommand("waitchain.analyzeChanges", askBase),
    workspace.onDidSaveTextDocument((document) => {
      if (isOurs(document)) soon();
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("waitchain.onlyChangesSince")) soon();
    }),
  );

  return {
    get result() {
      return on ? result : null;
    },
    onDidChange: changed.event,
    update: () => ask(result === null),
    turn,
  };
}
