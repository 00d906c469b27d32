/**
 * The edits of a fix as a workspace edit: with document versions where the client takes them, so that an
 * edit for older text is refused, and with the request to show it first when it changes more than one place.
 */

import type { AnnotatedTextEdit, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import type { FixEdits } from "../features/codeActions.ts";
import { uriOfPath } from "./paths.ts";
import { rangeIn } from "./places.ts";
import type { Session } from "./session.ts";

export function editToProto(
  { edits }: FixEdits,
  texts: ReadonlyMap<string, string>,
  session: Session,
  label: string,
  review: boolean,
): WorkspaceEdit {
  const client = session.capabilities.workspace?.workspaceEdit;
  const annotated = review && client?.changeAnnotationSupport !== undefined;
  const byFile = new Map<string, (TextEdit | AnnotatedTextEdit)[]>();
  for (const { span, text } of edits) {
    const range = rangeIn(texts.get(span.file) ?? "", span.start, span.end);
    const edit = { range, newText: text, ...(annotated ? { annotationId: "fix" } : {}) };
    const list = byFile.get(span.file);
    if (list === undefined) byFile.set(span.file, [edit]);
    else list.push(edit);
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
