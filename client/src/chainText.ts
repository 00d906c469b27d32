/** A chain as plain text, for chats, tickets and commit messages. */

import { workspace, Uri } from "vscode";
import type { WireFinding, WireLocation } from "../../server/src/protocol/requests.ts";

export function chainText(finding: WireFinding): string {
  const lines = [`${place(finding.location)}: ${finding.message} [${finding.code}]`];
  finding.steps.forEach((step, index) => {
    const number = String(index + 1).padStart(4);
    const context = step.context === "" ? "" : ` [${step.context}]`;
    lines.push(`${number}. ${step.text}${context}  ${place(step.location)}`);
  });
  return `${lines.join("\n")}\n`;
}

function place(location: WireLocation): string {
  const path = workspace.asRelativePath(Uri.parse(location.uri));
  return `${path}:${location.range.start.line + 1}`;
}
