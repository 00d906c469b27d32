/**
 * The edits of a fix as a workspace edit: with document versions where the client takes them, so that an
 * edit for older text is refused, and with the request to show it first when it changes files that are not
 * in view. Not for one file: editors leave every box of such a review unticked, and the edits of a fix only
 * make sense together.
 */

import { append } from "../base/append.ts";
import type { AnnotatedTextEdit, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import type { Edit } from "../fixes/fix.ts";
import { uriOfPath } from "./paths.ts";
import { rangeIn } from "./places.ts";
import type { Session } from "./session.ts";

export function editToProto(
  edits: readonly Edit[],
  texts: ReadonlyMap<string, string>,
  session: Session,
  label: string,
  review: boolean,
): WorkspaceEdit {
  const client = session.capabilities.workspace?.workspaceEdit;
  const files = new Set(edits.map(({ file }) => file));
  const annotated = review && files.size > 1 && client?.changeAnnotationSupport !== undefined;
  const byFile = new Map<string, (TextEdit | AnnotatedTextEdit)[]>();
  for (const { file, start, end, text } of edits) {
    const range = rangeIn(texts.get(file) ?? "", start, end);
    const edit = { range, newText: text, ...(annotated ? { annotationId: "fix" } : {}) };
    append(byFile, file, edit);
  }
  const documents = [...byFile].map(([file, list]) => {
    const open = session.workspace.document(file)?.document;
    return { uri: open?.uri ?? uriOfPath(file), version: open?.version ?? null, edits: list };
  });
  if (client?.documentChanges !== true)
    return { changes: Object.fromEntries(documents.map(({ uri, edits: list }) => [uri, list])) };
  return {
    documentChanges: documents.map(({ uri, version, edits: list }) => ({
      textDocument: { uri, version },
      edits: list,
    })),
    ...(annotated ? { changeAnnotations: { fix: { label, needsConfirmation: true } } } : {}),
  };
}
