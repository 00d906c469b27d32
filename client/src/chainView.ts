/**
 * The Blocking Chain view: findings as roots, their steps below, kept in step with the server and, if
 * wanted, with the cursor. Rows are made in chainItems.ts, marks in the editors by chainMarks.ts.
 */

import {
  commands,
  EventEmitter,
  type ExtensionContext,
  l10n,
  type TreeDataProvider,
  type TreeView,
  window,
} from "vscode";
import {
  chainsRequest,
  type ChainsParams,
  type ChainsResult,
  type ChangesResult,
  type WireAccepted,
  type WireChainNode,
  type WireFinding,
} from "../../server/src/protocol/requests.ts";
import {
  type ChainFilter,
  filtered,
  filtersNothing,
  grouped,
  type Grouping,
  noFilter,
} from "./chainFilter.ts";
import {
  type AcceptedNode,
  type ChainRow,
  findingOfRow,
  type GroupNode,
  openStepCommand,
  rowItem,
} from "./chainItems.ts";
import { type ChainMarks, createChainMarks } from "./chainMarks.ts";
import { isOurs } from "./documents.ts";
import type { OnlyChanges } from "./onlyChanges.ts";
import type { Server } from "./server.ts";

export interface ChainView {
  readonly marks: ChainMarks;
  readonly findings: readonly WireFinding[];
  /** By id; asks the server again when the view has not heard of it yet. */
  find(id: string): Promise<WireFinding | null>;
  /** The finding of a row, of the active chain, or of the selected row, in this order. */
  findingOf(row?: ChainRow): WireFinding | null;
  /** The most important finding at the cursor of the active editor. */
  findingAtCursor(): Promise<WireFinding | null>;
  /** Shows a finding's chain: tree unfolded, first place open, steps marked. */
  show(finding: WireFinding): Promise<void>;
  step(by: 1 | -1): Promise<void>;
  toggleFollowCursor(): void;
  readonly filter: ChainFilter;
  readonly grouping: Grouping;
  setFilter(filter: ChainFilter): void;
  setGrouping(grouping: Grouping): void;
}

const followDelayMs = 200;
const followKey = "waitchain.followCursor";
const filterKey = "waitchain.chainFilter";
const groupingKey = "waitchain.chainGrouping";

export function activateChainView(
  context: ExtensionContext,
  server: Server,
  onlyChanges: OnlyChanges,
): ChainView {
  const rows = new ChainRows();
  const marks = createChainMarks(context);
  const view = window.createTreeView<ChainRow>("waitchain.chain", {
    treeDataProvider: rows,
    showCollapseAll: true,
  });
  let findings: readonly WireFinding[] = [];
  let accepted: readonly WireAccepted[] = [];
  let filter = { ...noFilter, ...context.workspaceState.get<Partial<ChainFilter>>(filterKey, {}) };
  let grouping = context.workspaceState.get<Grouping>(groupingKey, "finding");
  let revision = -1;
  let follows = context.workspaceState.get(followKey, false);
  let followTimer: NodeJS.Timeout | undefined;
  void commands.executeCommand("setContext", followKey, follows);

  function draw(): void {
    const changes = onlyChanges.result;
    const known = changes === null || changes.problem !== "" ? null : new Set(changes.findings);
    const asked = known === null ? findings : findings.filter(({ id }) => known.has(id));
    rows.set(filtered(asked, filter), grouping, accepted);
    void commands.executeCommand("setContext", "waitchain.filtered", !filtersNothing(filter));
    tell();
  }

  function tell(): void {
    describe(view, server, findings, rows.count, onlyChanges.result);
  }

  async function refresh(): Promise<void> {
    const asked = server.status?.revision ?? -1;
    if (server.state === "ready" && asked !== revision) {
      const answer = await server.request<ChainsResult>(chainsRequest, {});
      if (answer === null) return;
      revision = asked;
      findings = answer.findings;
      accepted = answer.accepted;
      draw();
      void onlyChanges.update();
      const active = marks.active?.finding.id;
      if (active !== undefined) marks.update(findings.find(({ id }) => id === active) ?? null);
    } else if (server.status === null && findings.length > 0) {
      revision = -1;
      findings = [];
      accepted = [];
      draw();
      marks.clear();
    }
    tell();
  }

  async function openStep(id: string, index: number): Promise<void> {
    const finding = findings.find((candidate) => candidate.id === id);
    // Whoever walks the rows with the arrow keys stays among them.
    if (finding !== undefined) await marks.open(finding, index, true);
  }

  async function reveal(finding: WireFinding, index: number): Promise<void> {
    const row = rows.rowOf(finding.id, index);
    if (row !== null) await view.reveal(row, { select: true, focus: false, expand: index < 0 });
  }

  async function findingAtCursor(): Promise<WireFinding | null> {
    const editor = window.activeTextEditor;
    if (editor === undefined || !isOurs(editor.document)) return null;
    const { line, character } = editor.selection.active;
    const params: ChainsParams = {
      uri: editor.document.uri.toString(),
      position: { line, character },
    };
    const answer = await server.request<ChainsResult>(chainsRequest, params);
    return answer?.findings[0] ?? null;
  }

  async function follow(): Promise<void> {
    if (!follows || !view.visible) return;
    const finding = await findingAtCursor();
    // It may have been folded meanwhile; revealing a row would unfold it again.
    if (finding !== null && view.visible) await reveal(finding, -1);
  }

  context.subscriptions.push(
    view,
    rows.changed,
    server.onDidChange(() => void refresh()),
    onlyChanges.onDidChange(draw),
    commands.registerCommand(openStepCommand, openStep),
    window.onDidChangeTextEditorSelection(() => {
      if (!follows) return;
      clearTimeout(followTimer);
      followTimer = setTimeout(() => void follow(), followDelayMs);
    }),
  );
  void refresh();

  return {
    marks,
    get findings() {
      return findings;
    },
    async find(id) {
      const byId = (): WireFinding | undefined => findings.find((finding) => finding.id === id);
      if (byId() === undefined) await refresh();
      return byId() ?? null;
    },
    findingOf: (row) =>
      findingOfRow(row) ?? marks.active?.finding ?? findingOfRow(view.selection[0]) ?? null,
    findingAtCursor,
    async show(finding) {
      // Whoever asks for this one wants to see it, whatever was filtered before.
      if (rows.rowOf(finding.id, -1) === null) this.setFilter(noFilter);
      if (rows.rowOf(finding.id, -1) === null) await onlyChanges.turn(false);
      await reveal(finding, -1);
      await marks.open(finding, -1);
    },
    async step(by) {
      const { active } = marks;
      if (active === null) return;
      const count = active.finding.steps.length;
      const from = active.index < 0 && by < 0 ? 0 : active.index;
      const index = (from + by + count) % count;
      await marks.open(active.finding, index);
      if (view.visible) await reveal(active.finding, index);
    },
    toggleFollowCursor() {
      follows = !follows;
      void context.workspaceState.update(followKey, follows);
      void commands.executeCommand("setContext", followKey, follows);
      void follow();
    },
    get filter() {
      return filter;
    },
    get grouping() {
      return grouping;
    },
    setFilter(next) {
      filter = next;
      void context.workspaceState.update(filterKey, next);
      draw();
    },
    setGrouping(next) {
      grouping = next;
      void context.workspaceState.update(groupingKey, next);
      draw();
    },
  };
}

/** What the view says of itself when rows alone do not: progress, and that nothing was found. */
function describe(
  view: TreeView<ChainRow>,
  server: Server,
  findings: readonly WireFinding[],
  shown: number,
  changes: ChangesResult | null,
): void {
  const errors = findings.filter(({ level }) => level === "error").length;
  view.badge =
    errors > 0
      ? { value: errors, tooltip: errors === 1 ? l10n.t("1 error") : l10n.t("{0} errors", errors) }
      : undefined;
  // The property is there always; the type only does not say that it takes `undefined`.
  const told: { message?: string | undefined } = view;
  const part =
    shown < findings.length
      ? l10n.t("Filtered: {0} of {1} findings", shown, findings.length)
      : undefined;
  const since = changes === null ? undefined : sinceText(changes, shown, findings.length);
  told.message = messageFor(server, findings) ?? since ?? part;
}

function sinceText({ base, problem }: ChangesResult, shown: number, all: number): string {
  return problem === "" ? l10n.t("Only changes since {0} ({1} of {2})", base, shown, all) : problem;
}

function messageFor({ state, status }: Server, findings: readonly WireFinding[]): string | null {
  if (status === null || findings.length > 0) return null;
  if (state === "indexing") {
    return status.total === 0
      ? l10n.t("Looking for C++ files …")
      : l10n.t("Reading {0} of {1} files …", status.done, status.total);
  }
  if (state !== "ready") return null;
  if (status.files === 0) return l10n.t("No C or C++ file in this workspace.");
  return l10n.t(
    "No blocking chain found. Files: {0}, with gaps: {1}. Waits not judged: {2}.",
    status.files,
    status.filesWithGaps,
    status.unknownWaits,
  );
}

/** Rows with their parents, so that any of them can be revealed. */
class ChainRows implements TreeDataProvider<ChainRow> {
  readonly changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  #roots: readonly ChainRow[] = [];
  #children = new Map<ChainRow, readonly ChainRow[]>();
  #steps = new Map<string, ChainRow>();

  /** Findings that are shown. */
  count = 0;

  set(
    findings: readonly WireFinding[],
    grouping: Grouping,
    accepted: readonly WireAccepted[],
  ): void {
    this.#children.clear();
    this.#steps.clear();
    this.count = findings.length;
    const roots: ChainRow[] = [];
    if (grouping === "finding") roots.push(...findings.map((finding) => this.#root(finding, null)));
    else {
      for (const { key, findings: list } of grouped(findings, grouping)) {
        const group: GroupNode = { kind: "group", by: grouping, key, count: list.length };
        roots.push(group);
        this.#children.set(
          group,
          list.map((finding) => this.#root(finding, group)),
        );
      }
    }
    if (accepted.length > 0) {
      const parent: AcceptedNode = { kind: "accepted", items: accepted };
      roots.push(parent);
      this.#children.set(
        parent,
        accepted.map((item, index) => ({ kind: "acceptedItem", item, index, parent })),
      );
    }
    this.#roots = roots;
    this.changed.fire(undefined);
  }

  #root(finding: WireFinding, parent: GroupNode | null): ChainRow {
    const root: ChainRow = { kind: "finding", finding, parent };
    this.#steps.set(`${finding.id}#-1`, root);
    this.#add(root, finding, finding.tree);
    return root;
  }

  rowOf(id: string, index: number): ChainRow | null {
    return this.#steps.get(`${id}#${index}`) ?? null;
  }

  getTreeItem(row: ChainRow): ReturnType<typeof rowItem> {
    return rowItem(row, this.count === 1);
  }

  getChildren(row?: ChainRow): ChainRow[] {
    return [...(row === undefined ? this.#roots : (this.#children.get(row) ?? []))];
  }

  getParent(row: ChainRow): ChainRow | undefined {
    return "parent" in row ? (row.parent ?? undefined) : undefined;
  }

  #add(parent: ChainRow, finding: WireFinding, nodes: readonly WireChainNode[]): void {
    const rows = nodes.map((node): ChainRow => {
      if (node.kind === "calls") return { kind: "calls", finding, parent, node };
      const row: ChainRow = { kind: "step", finding, parent, node, index: node.step };
      this.#steps.set(`${finding.id}#${node.step}`, row);
      return row;
    });
    this.#children.set(parent, rows);
    rows.forEach((row, i) => this.#add(row, finding, nodes[i]?.children ?? []));
  }
}
