/** The light bulb. Menus are cheap; the edit is made when one entry is picked, against the newest text. */

import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver";
import { type ActionItem, actionsAt, editsOf, type FixSource } from "../../features/codeActions.ts";
import { uiText } from "../../features/uiMessages.ts";
import { showChainCommand, showRuleCommand } from "../../protocol/requests.ts";
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
        const actions = items.map((item) => actionOf(item, params));
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
    const item = shown.findings.find(({ id }) => id === finding);
    const texts = await textsOf(item?.finding.chain.map(({ span }) => span.file) ?? [], session);
    const edits = editsOf(shown, files, finding, fix, fixes, (file) => texts.get(file) ?? null);
    if (edits === null) {
      const text = uiText("action.fixFailed", options.locale);
      throw new ResponseError(LSPErrorCodes.ContentModified, text);
    }
    return { ...action, edit: editToProto(edits, texts, session, action.title, review === true) };
  }
}

async function textsOf(
  files: readonly string[],
  session: Session,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const file of new Set(files)) {
    const text = await session.workspace.textOf(file);
    if (text !== null) texts.set(file, text);
  }
  return texts;
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
      return { ...action, isPreferred: item.preferred, data };
    }
    case "showChain":
      return {
        ...action,
        command: { title, command: showChainCommand, arguments: [item.finding] },
      };
    case "showRule":
      return { ...action, command: { title, command: showRuleCommand, arguments: [item.rule] } };
  }
}

function resolves(session: Session): boolean {
  const { codeAction } = session.capabilities.textDocument ?? {};
  return codeAction?.resolveSupport?.properties.includes("edit") === true;
}

/** `quickfix.a` is a kind of `quickfix`. */
function isKind(kind: string, wanted: string): boolean {
  return wanted === "" || kind === wanted || kind.startsWith(`${wanted}.`);
}
