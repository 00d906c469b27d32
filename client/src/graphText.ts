/** The wait-for graph as text for other tools: Mermaid and DOT. Pure. */

import type { WireGraph, WireGraphEdge } from "../../server/src/protocol/requests.ts";

export function graphAsMermaid({ nodes, edges }: WireGraph): string {
  const escape = (text: string): string =>
    text.replace(/[#"<>|]/g, (sign) => `#${sign.charCodeAt(0)};`);
  const ids = new Map(nodes.map(({ id }, i) => [id, `n${i}`]));
  const lines = ["flowchart TD"];
  for (const { id, text } of nodes) lines.push(`  ${ids.get(id)}["${escape(text)}"]`);
  for (const edge of edges) {
    const arrow = edge.kind === "posts" ? "-.->" : isChain(edge) ? "==>" : "-->";
    lines.push(`  ${ids.get(edge.from)} ${arrow}|"${escape(edge.text)}"| ${ids.get(edge.to)}`);
  }
  return `${lines.join("\n")}\n`;
}

export function graphAsDot({ nodes, edges }: WireGraph): string {
  const quote = (text: string): string =>
    `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const lines = ["digraph waits {", "  node [shape=box];"];
  for (const { id, text } of nodes) lines.push(`  ${quote(id)} [label=${quote(text)}];`);
  for (const edge of edges) {
    const style = edge.kind === "posts" ? "dotted" : isChain(edge) ? "bold" : "solid";
    const label = quote(edge.text);
    lines.push(`  ${quote(edge.from)} -> ${quote(edge.to)} [label=${label}, style=${style}];`);
  }
  return `${lines.join("\n")}\n}\n`;
}

function isChain({ findings }: WireGraphEdge): boolean {
  return findings.length > 0;
}
