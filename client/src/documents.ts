/** Which documents are ours: those of the languages that the server reads, wherever they are. Knows no view. */

import type { TextDocument } from "vscode";
import { languages } from "./server.ts";

export function isOurs(document: TextDocument): boolean {
  return (languages as readonly string[]).includes(document.languageId);
}
