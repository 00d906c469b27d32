/** The pages of the rules, inside the editor and without a network: read-only documents, shown as preview. */

import { commands, type ExtensionContext, l10n, Uri, window, workspace } from "vscode";

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

export async function showRule(rule: string): Promise<void> {
  const name = rule.replace(/^waitchain-/, "");
  // It comes as an argument of a link: nothing but a name may reach the path.
  if (!/^[a-z-]+$/.test(name)) return;
  const uri = Uri.from({ scheme, path: `/${name}.md` });
  try {
    await commands.executeCommand("markdown.showPreview", uri);
  } catch {
    await window.showTextDocument(uri, { preview: true });
  }
}
