/**
 * Pages inside the editor and without a network, as read-only documents shown as preview: the rules, and what was
 * looked at.
 */

import {
  commands,
  EventEmitter,
  type ExtensionContext,
  l10n,
  Uri,
  window,
  workspace,
} from "vscode";
import { type StatisticsResult, statisticsRequest } from "../../server/src/protocol/requests.ts";
import type { Server } from "./server.ts";

const scheme = "waitchain-rule";

export function activateRuleDocs(context: ExtensionContext): void {
  context.subscriptions.push(
    workspace.registerTextDocumentContentProvider(scheme, {
      async provideTextDocumentContent(uri) {
        const rule = uri.path.replace(/^\/|\.md$/g, "");
        const page = Uri.joinPath(context.extensionUri, "dist", "rules", `${rule}.md`);
        try {
          return new TextDecoder().decode(await workspace.fs.readFile(page));
        } catch {
          return l10n.t("There is no page for rule {0} yet.", rule);
        }
      },
    }),
  );
}

/** What was looked at and what was not: made afresh each time it is asked for. */
export function activateStatistics(context: ExtensionContext, server: Server): void {
  const changed = new EventEmitter<Uri>();
  const uri = Uri.from({ scheme: "waitchain-statistics", path: "/statistics.md" });
  context.subscriptions.push(
    changed,
    workspace.registerTextDocumentContentProvider(uri.scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async () =>
        (await server.request<StatisticsResult>(statisticsRequest))?.text ??
        l10n.t("The server is not running."),
    }),
    commands.registerCommand("waitchain.showStatistics", async () => {
      changed.fire(uri);
      await showPage(uri);
    }),
  );
}

export async function showRule(rule: string): Promise<void> {
  const name = rule.replace(/^waitchain-/, "");
  // It comes as an argument of a link: nothing but a name may reach the path.
  if (!/^[a-z-]+$/.test(name)) return;
  const uri = Uri.from({ scheme, path: `/${name}.md` });
  await showPage(uri);
}

async function showPage(uri: Uri): Promise<void> {
  try {
    await commands.executeCommand("markdown.showPreview", uri);
  } catch {
    await window.showTextDocument(uri, { preview: true });
  }
}
