/**
 * A chain as text for other places: plain for chats and commit messages, Markdown for tickets, Mermaid and DOT for
 * pictures. Pure: how a place is written is the caller's.
 */

import type { WireFinding, WireLocation, WireStep } from "../../server/src/protocol/requests.ts";

export type ChainFormat = "text" | "markdown" | "mermaid" | "dot";

export function chainAs(
  format: ChainFormat,
  finding: WireFinding,
  placeOf: (location: WireLocation) => string,
): string {
  switch (format) {
    case "text":
      return asText(finding, placeOf);
    case "markdown":
      return asMarkdown(finding, placeOf);
    case "mermaid":
      return asMermaid(finding, placeOf);
    case "dot":
      return asDot(finding, placeOf);
  }
}

type PlaceOf = (location: WireLocation) => string;

function asText(finding: WireFinding, placeOf: PlaceOf): string {
  const lines = [`${placeOf(finding.location)}: ${finding.message} [${finding.code}]`];
  finding.steps.forEach((step, index) => {
    const number = String(index + 1).padStart(4);
    const context = step.context === "" ? "" : ` [${step.context}]`;
    lines.push(`${number}. ${step.text}${context}  ${placeOf(step.location)}`);
  });
  return `${lines.join("\n")}\n`;
}

function asMarkdown(finding: WireFinding, placeOf: PlaceOf): string {
  const escape = (text: string): string => text.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&");
  const lines = [
    `**${escape(finding.message)}** (\`${finding.code}\`, ${finding.confidenceText})`,
    "",
    `\`${placeOf(finding.location)}\``,
    "",
  ];
  let context = "";
  finding.steps.forEach((step, index) => {
    const on =
      step.context === context || step.context === "" ? "" : ` — _${escape(step.context)}_`;
    context = step.context;
    lines.push(`${index + 1}. ${escape(step.text)}${on} · \`${placeOf(step.location)}\``);
  });
  return `${lines.join("\n")}\n`;
}

interface Part {
  readonly context: string;
  readonly steps: readonly { readonly step: WireStep; readonly index: number }[];
}

/** Steps in a row that one context runs. */
function partsOf({ steps }: WireFinding): readonly Part[] {
  const parts: { context: string; steps: { step: WireStep; index: number }[] }[] = [];
  steps.forEach((step, index) => {
    const last = parts[parts.length - 1];
    if (last !== undefined && last.context === step.context) last.steps.push({ step, index });
    else parts.push({ context: step.context, steps: [{ step, index }] });
  });
  return parts;
}

function asMermaid(finding: WireFinding, placeOf: PlaceOf): string {
  const escape = (text: string): string =>
    text.replace(/[#"<>]/g, (sign) => `#${sign.charCodeAt(0)};`);
  const lines = ["flowchart TD"];
  partsOf(finding).forEach((part, i) => {
    lines.push(`  subgraph p${i}["${escape(part.context === "" ? "?" : part.context)}"]`);
    for (const { step, index } of part.steps) {
      const label = `${index + 1} ${escape(step.text)}<br/>${escape(placeOf(step.location))}`;
      const [open, close] =
        step.kind === "wait" || step.kind === "lock" ? ["{{", "}}"] : ["[", "]"];
      lines.push(`    s${index}${open}"${label}"${close}`);
    }
    lines.push("  end");
  });
  for (const { from, to, closes } of arrows(finding))
    lines.push(closes ? `  s${from} -. never .-> s${to}` : `  s${from} --> s${to}`);
  return `${lines.join("\n")}\n`;
}

function asDot(finding: WireFinding, placeOf: PlaceOf): string {
  const quote = (text: string): string =>
    `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const lines = ["digraph chain {", "  node [shape=box];"];
  partsOf(finding).forEach((part, i) => {
    lines.push(`  subgraph cluster_${i} {`, `    label=${quote(part.context)};`);
    for (const { step, index } of part.steps) {
      const label = quote(`${index + 1} ${step.text}`).slice(0, -1);
      const shape = step.kind === "wait" || step.kind === "lock" ? ", shape=hexagon" : "";
      lines.push(
        `    s${index} [label=${label}\\n${quote(placeOf(step.location)).slice(1)}${shape}];`,
      );
    }
    lines.push("  }");
  });
  for (const { from, to, closes } of arrows(finding))
    lines.push(`  s${from} -> s${to}${closes ? " [style=dashed, label=never]" : ""};`);
  return `${lines.join("\n")}\n}\n`;
}

/** From each step to the next; a step that closes the chain leads back to where its context is blocked. */
function arrows({ steps }: WireFinding): readonly { from: number; to: number; closes: boolean }[] {
  const list: { from: number; to: number; closes: boolean }[] = [];
  steps.forEach((step, index) => {
    if (index + 1 < steps.length) list.push({ from: index, to: index + 1, closes: false });
    if (step.kind !== "close") return;
    const blocked = steps.findIndex(
      ({ kind, context }, i) =>
        i < index && (kind === "wait" || kind === "lock") && context === step.context,
    );
    if (blocked >= 0) list.push({ from: index, to: blocked, closes: true });
  });
  return list;
}
