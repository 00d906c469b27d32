/**
 * Who waits for whom, as nodes and edges: threads, loops, pools and handlers, and the locks and events that findings
 * speak of. Only what waits or is waited for; of a large program the part around the findings, and how much was left
 * out. Where nodes stand on the screen is not asked here.
 */

import type { FileSpan } from "../base/span.ts";
import type { Locale } from "../report/messages.ts";
import type { Finding, Party, PartyKind } from "../rules/finding.ts";
import { byImportance, compareText, type Shown } from "./shown.ts";
import { partyText, sameParty, shortFunction } from "./words.ts";

export interface GraphNode {
  readonly id: string;
  readonly kind: PartyKind;
  readonly name: string;
  /** With its kind, in the reader's language. */
  readonly text: string;
  readonly span: FileSpan | null;
  /** Ids of findings that it takes part in. */
  readonly findings: readonly string[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** `posts`: hands over work and goes on. */
  readonly kind: "waits" | "posts";
  /** What is waited for and where, of the first place. */
  readonly text: string;
  readonly span: FileSpan;
  /** Places in the code that say so. */
  readonly count: number;
  readonly findings: readonly string[];
}

export interface WaitGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Nodes that are not shown. */
  readonly leftOut: number;
}

/** More than this is no picture any more. */
export const mostNodes = 200;

export function waitGraph(shown: Shown, locale: Locale, most = mostNodes): WaitGraph {
  const drawing = new Drawing(shown, locale);
  drawing.addWaits();
  drawing.addPosts();
  for (const { id, finding } of shown.findings.toSorted(byImportance))
    drawing.addFinding(finding, id);
  return drawing.cut(most);
}

type Open<T> = { -readonly [K in keyof T]: T[K] extends readonly string[] ? string[] : T[K] };

/** A graph while it is being drawn. */
class Drawing {
  readonly #shown: Shown;
  readonly #locale: Locale;
  readonly #nodes = new Map<string, Open<GraphNode>>();
  readonly #edges = new Map<string, Open<GraphEdge>>();
  /** By the name that steps use; null when several contexts share it. */
  readonly #byName = new Map<string, string | null>();

  constructor(shown: Shown, locale: Locale) {
    this.#shown = shown;
    this.#locale = locale;
    for (const { id, party } of shown.analysis.contexts)
      this.#byName.set(party.name, this.#byName.has(party.name) ? null : `c${id}`);
  }

  addWaits(): void {
    for (const {
      contexts,
      releasedBy,
      unknown,
      timed,
      idle,
      event,
      function: fn,
      span,
    } of this.#shown.analysis.waits) {
      if (unknown || timed || idle) continue;
      const text = `${partyText(event, this.#locale)} · ${shortFunction(fn.name)}`;
      for (const from of contexts)
        for (const to of releasedBy)
          if (from !== to) this.#edge(`c${from}`, `c${to}`, "waits", text, span);
    }
  }

  addPosts(): void {
    const runs = new Map<string, readonly number[]>();
    for (const { function: fn, contexts } of this.#shown.analysis.functions)
      runs.set(fn.name, contexts);
    for (const { id, posts } of this.#shown.analysis.contexts) {
      for (const { poster, work, span } of posts)
        for (const from of runs.get(poster) ?? [])
          if (from !== id)
            this.#edge(`c${from}`, `c${id}`, "posts", shortFunction(work.name), span);
    }
  }

  addFinding(finding: Finding, id: string): void {
    const blocked = this.#party(finding.blocked);
    const target = this.#party(finding.dependsOn);
    const ways = this.#waysOf(finding);
    if (ways.length === 0) ways.push({ from: blocked, to: target, span: finding.span });
    for (const { from, to, span } of ways) {
      const text = shortFunction(finding.function);
      const edge = this.#edge(from, to, "waits", text, span);
      if (!edge.findings.includes(id)) edge.findings.push(id);
    }
    for (const node of new Set([blocked, target, ...ways.flatMap(({ from, to }) => [from, to])])) {
      const findings = this.#nodes.get(node)?.findings;
      if (findings?.includes(id) === false) findings.push(id);
    }
  }

  /** From each context that waits in the chain to the one that the chain goes on with. */
  #waysOf({ chain }: Finding): { from: string; to: string; span: FileSpan }[] {
    const ways: { from: string; to: string; span: FileSpan }[] = [];
    let waiting: { node: string; span: FileSpan } | null = null;
    let before = "";
    for (const step of chain) {
      const node = this.#byName.get(step.context) ?? null;
      if (node === null) continue;
      if (waiting !== null && node !== before) {
        ways.push({ from: waiting.node, to: node, span: waiting.span });
        waiting = null;
      }
      if (step.kind === "wait" || step.kind === "lock") waiting = { node, span: step.span };
      before = node;
    }
    return ways;
  }

  /** The nodes around the findings first, then those with most edges. */
  cut(most: number): WaitGraph {
    const used = new Set([...this.#edges.values()].flatMap(({ from, to }) => [from, to]));
    for (const { from, to } of this.#edges.values()) {
      this.#node(from);
      this.#node(to);
    }
    const kept = used.size <= most ? used : this.#around(most);
    const nodes = [...this.#nodes.values()].filter(({ id }) => kept.has(id));
    const edges = [...this.#edges.values()].filter(
      ({ from, to }) => kept.has(from) && kept.has(to),
    );
    return {
      nodes: nodes.toSorted((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id)),
      edges: edges.toSorted((a, b) => compareText(keyOf(a), keyOf(b))),
      leftOut: used.size - kept.size,
    };
  }

  #around(most: number): Set<string> {
    const kept = new Set<string>();
    const add = (ids: Iterable<string>): void => {
      for (const id of ids) if (kept.size < most) kept.add(id);
    };
    add([...this.#nodes.values()].filter((n) => n.findings.length > 0).map(({ id }) => id));
    for (let hop = 0; hop < 2; hop++) {
      const near = [...this.#edges.values()].flatMap(({ from, to }) =>
        kept.has(from) ? [to] : kept.has(to) ? [from] : [],
      );
      add(near);
    }
    const degree = new Map<string, number>();
    for (const { from, to } of this.#edges.values())
      for (const id of [from, to]) degree.set(id, (degree.get(id) ?? 0) + 1);
    const rest = [...degree].toSorted((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
    if (kept.size === 0) add(rest.map(([id]) => id));
    return kept;
  }

  #party(party: Party): string {
    const { contexts } = this.#shown.analysis;
    const context = contexts.find((candidate) => sameParty(candidate.party, party));
    if (context !== undefined) return this.#node(`c${context.id}`);
    const id = `p:${party.kind}:${party.path}:${party.name}`;
    if (!this.#nodes.has(id)) this.#nodes.set(id, this.#made(id, party, null));
    return id;
  }

  /** Of a context, by its id. */
  #node(id: string): string {
    const context = this.#nodes.has(id)
      ? undefined
      : this.#shown.analysis.contexts[Number(id.slice(1))];
    if (context !== undefined)
      this.#nodes.set(id, this.#made(id, context.party, context.created ?? context.entry.nameSpan));
    return id;
  }

  #made(id: string, party: Party, span: FileSpan | null): Open<GraphNode> {
    const name = party.kind === "main" ? "main" : party.name;
    return { id, kind: party.kind, name, text: partyText(party, this.#locale), span, findings: [] };
  }

  #edge(
    from: string,
    to: string,
    kind: GraphEdge["kind"],
    text: string,
    span: FileSpan,
  ): Open<GraphEdge> {
    const key = `${from} ${to} ${kind}`;
    const known = this.#edges.get(key);
    if (known !== undefined) {
      known.count++;
      return known;
    }
    const edge: Open<GraphEdge> = { from, to, kind, text, span, count: 1, findings: [] };
    this.#edges.set(key, edge);
    return edge;
  }
}

function keyOf({ from, to, kind }: GraphEdge): string {
  return `${from} ${to} ${kind}`;
}
