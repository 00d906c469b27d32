/**
 * What happens when the server's process ends by itself: it is started again, quietly, a few times; then
 * the person is told once, with a way on. Without this the library shows a message each time.
 */

import { commands, l10n, window } from "vscode";
import { CloseAction, ErrorAction, type ErrorHandler } from "vscode-languageclient/node";

/** More than this many within the window is not an accident. */
const mostCrashes = 3;
const windowMs = 3 * 60 * 1000;

/** Broken messages in a row after which the connection is of no use. */
const mostErrors = 3;

export function makeCrashHandler(): ErrorHandler {
  let crashes: number[] = [];
  return {
    error(_error, _message, count) {
      const goesOn = count !== undefined && count <= mostErrors;
      return { action: goesOn ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true };
    },
    closed() {
      const now = Date.now();
      crashes = [...crashes.filter((at) => now - at < windowMs), now];
      if (crashes.length <= mostCrashes) return { action: CloseAction.Restart, handled: true };
      crashes = [];
      void tell();
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}

async function tell(): Promise<void> {
  const restart = l10n.t("Restart");
  const log = l10n.t("Show Log");
  const text = l10n.t("The server of Waitchain has failed several times and is not started again.");
  const picked = await window.showErrorMessage(text, restart, log);
  if (picked === restart) await commands.executeCommand("waitchain.restartServer");
  if (picked === log) await commands.executeCommand("waitchain.showLog");
}
