/** The light bulb. Menus are cheap; the edit is made when one entry is picked, against the newest text. */

import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver";
import { type ActionItem, actionsAt, editsOf, type FixSource } from "../../features/codeActions.ts";
import type { Edit, ReadText } from "../../fixes/fix.ts";
import { uiText } from "../../features/uiMessages.ts";
import {
  ignoreCommand,
  neverBlocksCommand,
  runsOnCommand,
  showChainCommand,
  showRuleCommand,
} from "../../protocol/requests.ts";
import type { AnalysisLoop } from "../analysisLoop.ts";
import { request } from "../boundary.ts";
import { record } from "../fromProto.ts";
import { pathOfUri } from "../paths.ts";
import type { Session } from "../session.ts";
import { editToProto } from "../workspaceEdit.ts";

export function handleCodeActions(session: Session, loop: AnalysisLoop, fixes: FixSource): void {
  const { connection } = session;
  connection.onCodeAction(
    request<CodeActionParams, CodeAction[]>(
      connection.console,
      "codeAction",
      [],
      async (params) => {
        const { only } = params.context;
        if (only !== undefined && !only.some((kind) => isKind(CodeActionKind.QuickFix, kind)))
          return [];
        const { shown, files, places, options } = session.view();
        const path = pathOfUri(params.textDocument.uri);
        const start = places.offset(path, params.range.start);
        const end = places.offset(path, params.range.end);
        if (start === null || end === null) return [];
        const items = actionsAt(shown, files, path, { start, end }, fixes, options);
        const shows = session.capabilities.textDocument?.codeAction?.disabledSupport === true;
        const actions = items
          .filter((item) => shows || !("disabled" in item) || item.disabled === null)
          .map((item) => actionOf(item, params));
        return resolves(session) ? actions : Promise.all(actions.map((action) => resolve(action)));
      },
    ),
  );
  connection.onCodeActionResolve(
    request<CodeAction, CodeAction>(
      connection.console,
      "codeAction/resolve",
      { title: "" },
      resolve,
    ),
  );

  async function resolve(action: CodeAction): Promise<CodeAction> {
    const { finding, fix, review } = record(action.data);
    if (typeof finding !== "string" || typeof fix !== "string") return action;
    await loop.upToDate();
    const { shown, files, options } = session.view();
    const { edits, texts } = await withTexts(session, (readText) =>
      editsOf(shown, files, finding, fix, fixes, readText),
    );
    if (edits === null) {
      const text = uiText("action.fixFailed", options.locale);
      throw new ResponseError(LSPErrorCodes.ContentModified, text);
    }
    return { ...action, edit: editToProto(edits, texts, session, action.title, review === true) };
  }
}

/** A fix reads as it goes, and cannot wait: what it missed is read, and it is asked again. */
async function withTexts(
  session: Session,
  ask: (readText: ReadText) => readonly Edit[] | null,
): Promise<{ edits: readonly Edit[] | null; texts: ReadonlyMap<string, string> }> {
  const texts = new Map<string, string>();
  const asked = new Set<string>();
  for (;;) {
    const missed = new Set<string>();
    const edits = ask((file) => {
      if (!asked.has(file)) missed.add(file);
      return texts.get(file) ?? null;
    });
    if (missed.size === 0) return { edits, texts };
    for (const file of missed) {
      asked.add(file);
      const text = await session.workspace.textOf(file);
      if (text !== null) texts.set(file, text);
    }
  }
}

function actionOf(item: ActionItem, params: CodeActionParams): CodeAction {
  const diagnostics = params.context.diagnostics.filter(
    ({ source, data }) => source === "waitchain" && record(data)["id"] === item.finding,
  );
  const action: CodeAction = { title: item.title, kind: CodeActionKind.QuickFix, diagnostics };
  const { title } = item;
  switch (item.kind) {
    case "fix": {
      const data = { finding: item.finding, fix: item.fix, review: item.review };
      if (item.disabled !== null) return { ...action, disabled: { reason: item.disabled } };
      return { ...action, isPreferred: item.preferred, data };
    }
    case "showChain":
      return {
        ...action,
        command: { title, command: showChainCommand, arguments: [item.finding] },
      };
    case "showRule":
      return { ...action, command: { title, command: showRuleCommand, arguments: [item.rule] } };
    case "ignore":
    case "neverBlocks":
    case "runsOn": {
      if (item.disabled !== null) return { ...action, disabled: { reason: item.disabled } };
      const command = acceptCommands[item.kind];
      return { ...action, command: { title, command, arguments: [item.finding] } };
    }
  }
}

const acceptCommands = {
  ignore: ignoreCommand,
  neverBlocks: neverBlocksCommand,
  runsOn: runsOnCommand,
} as const;

function resolves(session: Session): boolean {
  const { codeAction } = session.capabilities.textDocument ?? {};
  return codeAction?.resolveSupport?.properties.includes("edit") === true;
}

/** `quickfix.a` is a kind of `quickfix`. */
function isKind(kind: string, wanted: string): boolean {
  return wanted === "" || kind === wanted || kind.startsWith(`${wanted}.`);
}
