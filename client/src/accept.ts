/**
 * “This finding is known here”, “this never blocks”, “this runs on that loop”: asks for the reason, lets the server
 * make the edit, applies it, and saves and shows the configuration when it was that which changed.
 */

import {
  commands,
  type ExtensionContext,
  l10n,
  Range,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from "vscode";
import {
  type AcceptParams,
  acceptRequest,
  type AcceptResult,
  contextsRequest,
  type ContextsResult,
  ignoreCommand,
  neverBlocksCommand,
  runsOnCommand,
} from "../../server/src/protocol/requests.ts";
import type { ChainView } from "./chainView.ts";
import type { Server } from "./server.ts";

export function activateAccept(context: ExtensionContext, server: Server, chains: ChainView): void {
  const add = (command: string, kind: AcceptParams["kind"]): void => {
    context.subscriptions.push(
      commands.registerCommand(command, async (given?: unknown) => {
        const finding = await findingFrom(given, chains);
        if (finding !== null) await accept(server, kind, finding);
      }),
    );
  };
  add(ignoreCommand, "ignore");
  add(neverBlocksCommand, "neverBlocks");
  add(runsOnCommand, "runsOn");
}

/** From the light bulb: an id. From a row's menu: the row. From the palette: what the cursor stands on. */
async function findingFrom(given: unknown, chains: ChainView): Promise<string | null> {
  if (typeof given === "string") return given;
  const row = typeof given === "object" && given !== null && "finding" in given ? given : undefined;
  const finding = chains.findingOf(row as Parameters<ChainView["findingOf"]>[0]);
  return (row === undefined ? ((await chains.findingAtCursor()) ?? finding) : finding)?.id ?? null;
}

async function accept(server: Server, kind: AcceptParams["kind"], finding: string): Promise<void> {
  const where = kind === "runsOn" ? await pickContext(server) : "";
  if (where === undefined) return;
  const reason =
    kind === "runsOn"
      ? ""
      : await window.showInputBox({
          prompt: l10n.t("Why? Whoever reads this next will want to know."),
          placeHolder: l10n.t("reason, may be empty"),
        });
  if (reason === undefined) return;
  const params: AcceptParams = { kind, finding, context: where, reason };
  const answer = await server.request<AcceptResult>(acceptRequest, params);
  if (answer === null) return;
  if (answer.edit === null) {
    void window.showWarningMessage(answer.problem);
    return;
  }
  await apply(answer.edit);
}

async function pickContext(server: Server): Promise<string | undefined> {
  const answer = await server.request<ContextsResult>(contextsRequest);
  const names = new Map(answer?.contexts.map(({ party }) => [party.name, party.text]));
  const items = [...names].map(([label, description]) => ({ label, description }));
  const picked = await window.showQuickPick(items, {
    placeHolder: l10n.t("Which thread or loop runs it?"),
  });
  return picked?.label;
}

async function apply({
  uri: text,
  range,
  newText,
  config,
}: NonNullable<AcceptResult["edit"]>): Promise<void> {
  const uri = Uri.parse(text);
  const edit = new WorkspaceEdit();
  if (config) edit.createFile(uri, { ignoreIfExists: true });
  const { start, end } = range;
  edit.replace(uri, new Range(start.line, start.character, end.line, end.character), newText);
  if (!(await workspace.applyEdit(edit)) || !config) return;
  const document = await workspace.openTextDocument(uri);
  await document.save();
  await window.showTextDocument(document, { preview: true });
}
