/** Which documents are ours. */

import type { TextDocument } from "vscode";
import { languages } from "./server.ts";

export function isOurs(document: TextDocument): boolean {
  return (languages as readonly string[]).includes(document.languageId);
}
