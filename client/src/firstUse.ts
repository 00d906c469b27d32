/** The first steps: the sample that hangs, the walkthrough, and a configuration to begin with. */

import { commands, type ExtensionContext, l10n, Uri, window, workspace } from "vscode";

const sampleFiles = ["main.cpp", "event_loop.h"];

export function activateFirstUse(context: ExtensionContext): void {
  context.subscriptions.push(
    commands.registerCommand("waitchain.openSample", () => openSample(context)),
    commands.registerCommand("waitchain.openWalkthrough", () =>
      commands.executeCommand(
        "workbench.action.openWalkthrough",
        `${context.extension.id}#firstSteps`,
        false,
      ),
    ),
    commands.registerCommand("waitchain.createConfig", createConfig),
  );
}

/** A copy of one's own, to change and to break; made afresh each time. */
async function openSample(context: ExtensionContext): Promise<void> {
  const folder = Uri.joinPath(context.globalStorageUri, "sample");
  for (const name of sampleFiles) {
    const from = Uri.joinPath(context.extensionUri, "media", "sample", name);
    await workspace.fs.copy(from, Uri.joinPath(folder, name), { overwrite: true });
  }
  const forceNewWindow = (workspace.workspaceFolders?.length ?? 0) > 0;
  await commands.executeCommand("vscode.openFolder", folder, { forceNewWindow });
}

async function createConfig(): Promise<void> {
  const folder =
    (workspace.workspaceFolders?.length ?? 0) > 1
      ? await window.showWorkspaceFolderPick()
      : workspace.workspaceFolders?.[0];
  if (folder === undefined) return;
  const uri = Uri.joinPath(folder.uri, ".waitchain.yml");
  try {
    await workspace.fs.stat(uri);
  } catch {
    const text = [
      `# ${l10n.t("What only you know about this code. docs/models.md explains every word.")}`,
      "",
      `# ${l10n.t("Functions that never block, or what the calls of a library mean:")}`,
      "# functions:",
      '#   "ns::Log::Flush": { note: "asynchronous" }',
      "",
      `# ${l10n.t("Functions that run on one thread or loop only:")}`,
      "# runsOn:",
      '#   "net::Session::Close": "net-loop"',
      "",
    ].join("\n");
    await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  }
  await window.showTextDocument(uri);
}
