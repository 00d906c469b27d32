/** Where VS Code starts and stops us. Every feature is a file of its own; this one only calls them. */

import type { ExtensionContext } from "vscode";
import { activateAccept } from "./accept.ts";
import { activateChainChoices } from "./chainChoices.ts";
import { activateChainView } from "./chainView.ts";
import { activateCommands } from "./commands.ts";
import { activateGraph } from "./graphPanel.ts";
import { activateFirstUse } from "./firstUse.ts";
import { activateOnlyChanges } from "./onlyChanges.ts";
import { activateRuleDocs, activateStatistics } from "./ruleDocs.ts";
import { createServer, type Server } from "./server.ts";
import { activateStatus } from "./status.ts";
import { activateThreadsView } from "./threadsView.ts";

let server: Server | null = null;

export async function activate(context: ExtensionContext): Promise<void> {
  server = createServer(context);
  activateStatus(context, server);
  activateRuleDocs(context);
  activateStatistics(context, server);
  activateFirstUse(context);
  const chains = activateChainView(context, server, activateOnlyChanges(context, server));
  activateThreadsView(context, server);
  activateChainChoices(context, chains);
  activateGraph(context, server, chains);
  activateAccept(context, server, chains);
  activateCommands(context, server, chains);
  await server.startIfEnabled();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
