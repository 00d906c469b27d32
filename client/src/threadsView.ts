/**
 * The Threads & Loops view: every execution context by kind, with what runs on it, what is queued to it,
 * who waits for it and in which chains it is. Answers "which thread runs this code".
 */

import {
  commands,
  EventEmitter,
  type ExtensionContext,
  l10n,
  MarkdownString,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  window,
} from "vscode";
import {
  contextsRequest,
  type ContextsResult,
  type RunsOnResult,
  runsOnRequest,
  showChainCommand,
  type WireContext,
  type WireLocation,
} from "../../server/src/protocol/requests.ts";
import {
  contextIcon,
  openLocationCommand,
  placeText,
  shortName,
  spokenPlace,
} from "./chainItems.ts";
import { showLocation } from "./chainMarks.ts";
import { isOurs } from "./documents.ts";
import type { Server } from "./server.ts";

interface ContextRow {
  readonly kind: "context";
  readonly context: WireContext;
}

interface GroupRow {
  readonly kind: "group";
  readonly of: string;
  readonly contexts: readonly ContextRow[];
}

type ThreadRow =
  | GroupRow
  | ContextRow
  | {
      readonly kind: "section";
      readonly id: string;
      readonly title: string;
      readonly icon: string;
      readonly rows: readonly ThreadRow[];
    }
  | {
      readonly kind: "place";
      readonly id: string;
      readonly text: string;
      readonly note: string;
      readonly icon: string;
      readonly location: WireLocation;
    }
  | {
      readonly kind: "chain";
      readonly id: string;
      readonly finding: string;
      readonly text: string;
    };

export function activateThreadsView(context: ExtensionContext, server: Server): void {
  const rows = new ThreadRows();
  const view = window.createTreeView<ThreadRow>("waitchain.threads", {
    treeDataProvider: rows,
    showCollapseAll: true,
  });
  let revision = -1;
  let timer: NodeJS.Timeout | undefined;

  async function askAtCursor(): Promise<RunsOnResult | null> {
    const editor = window.activeTextEditor;
    if (editor === undefined || !isOurs(editor.document)) return null;
    const { line, character } = editor.selection.active;
    const position = { line, character };
    const uri = editor.document.uri.toString();
    return server.request<RunsOnResult>(runsOnRequest, { uri, position });
  }

  /** Above the rows: which of them run what the cursor stands in. */
  async function tellCursor(): Promise<void> {
    if (!view.visible || server.state !== "ready") return;
    await refresh();
    // The property is there always; the type only does not say that it takes `undefined`.
    const told: { message?: string | undefined } = view;
    const answer = await askAtCursor();
    told.message = answer === null ? undefined : (runsOnText(answer, rows.named) ?? undefined);
  }

  /** For the function at the cursor: its threads and loops, of which one is shown in the view. */
  async function showThreads(): Promise<void> {
    const answer = await askAtCursor();
    await commands.executeCommand("waitchain.threads.focus");
    await refresh();
    if (answer === null || answer.function === null) {
      void window.showInformationMessage(
        l10n.t("No thread is known to run the function at the cursor."),
      );
      return;
    }
    const found = answer.contexts.flatMap((id) => rows.rowsOf(id) ?? []);
    const picked =
      found.length < 2
        ? found[0]
        : await window
            .showQuickPick(
              found.map((row) => ({ label: row.context.party.text, row })),
              { placeHolder: runsOnText(answer, rows.named) ?? "" },
            )
            .then((item) => item?.row);
    if (picked !== undefined)
      await view.reveal(picked, { select: true, focus: true, expand: true });
    await tellCursor();
  }

  async function refresh(): Promise<void> {
    if (server.status === null) {
      revision = -1;
      rows.set([]);
    } else if (server.state === "ready" && server.status.revision !== revision && view.visible) {
      const asked = server.status.revision;
      const answer = await server.request<ContextsResult>(contextsRequest);
      if (answer === null) return;
      revision = asked;
      rows.set(answer.contexts);
    }
  }

  context.subscriptions.push(
    view,
    rows.changed,
    server.onDidChange(() => void refresh().then(tellCursor)),
    view.onDidChangeVisibility(() => void tellCursor()),
    window.onDidChangeTextEditorSelection(() => {
      clearTimeout(timer);
      timer = setTimeout(() => void tellCursor(), cursorDelayMs);
    }),
    commands.registerCommand("waitchain.showThreads", showThreads),
    commands.registerCommand(openLocationCommand, (location: WireLocation) =>
      showLocation(location, true),
    ),
  );
  void refresh();
}

/** Long enough that walking through a file with the arrow keys asks once, at its end. */
const cursorDelayMs = 200;

function runsOnText(
  { function: fn, contexts }: RunsOnResult,
  named: (id: number) => string | null,
): string | null {
  if (fn === null) return null;
  const names = contexts.map(named).filter((name) => name !== null);
  const name = shortName(fn.name);
  return names.length === 0
    ? l10n.t("“{0}”: no known thread", name)
    : l10n.t("“{0}” runs on: {1}", name, names.join(", "));
}

class ThreadRows implements TreeDataProvider<ThreadRow> {
  readonly changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  #groups: readonly GroupRow[] = [];
  #rows = new Map<number, { readonly row: ContextRow; readonly group: GroupRow }>();
  readonly named = (id: number): string | null =>
    this.#rows.get(id)?.row.context.party.name ?? null;

  set(contexts: readonly WireContext[]): void {
    if (contexts.length === 0 && this.#groups.length === 0) return;
    this.#groups = groups(contexts);
    this.#rows = new Map(
      this.#groups.flatMap((group) =>
        group.contexts.map((row) => [row.context.id, { row, group }] as const),
      ),
    );
    this.changed.fire(undefined);
  }

  getTreeItem(row: ThreadRow): TreeItem {
    switch (row.kind) {
      case "group":
        return groupItem(row.of, row.contexts.length);
      case "context":
        return contextItem(row.context);
      case "section":
        return sectionItem(row.id, row.title, row.icon, row.rows.length);
      case "place":
        return placeItem(row.id, row.text, row.note, row.icon, row.location);
      case "chain":
        return chainItem(row.id, row.text, row.finding);
    }
  }

  getChildren(row?: ThreadRow): ThreadRow[] {
    if (row === undefined) return [...this.#groups];
    switch (row.kind) {
      case "group":
        return [...row.contexts];
      case "context":
        return sections(row.context);
      case "section":
        return [...row.rows];
      case "place":
      case "chain":
        return [];
    }
  }

  /** Only contexts are revealed. */
  getParent(row: ThreadRow): ThreadRow | undefined {
    return row.kind === "context" ? this.#rows.get(row.context.id)?.group : undefined;
  }

  rowsOf(id: number): ContextRow | null {
    return this.#rows.get(id)?.row ?? null;
  }
}

/** In the order in which the server sorts them. */
function groups(contexts: readonly WireContext[]): GroupRow[] {
  const byKind = new Map<string, ContextRow[]>();
  for (const context of contexts) {
    const row: ContextRow = { kind: "context", context };
    const list = byKind.get(context.party.kind);
    if (list === undefined) byKind.set(context.party.kind, [row]);
    else list.push(row);
  }
  return [...byKind].map(([of, list]) => ({ kind: "group", of, contexts: list }));
}

function sections(context: WireContext): ThreadRow[] {
  const base = `context${context.id}`;
  const all: ThreadRow[] = [
    section(
      `${base}.waiters`,
      l10n.t("Waited for by"),
      "debug-pause",
      context.waiters,
      (waiter, id) =>
        place(id, shortName(waiter.function), waiter.text, "debug-pause", waiter.location),
    ),
    section(`${base}.posts`, l10n.t("Posted to it"), "arrow-right", context.posts, (post, id) =>
      place(
        id,
        shortName(post.work),
        l10n.t("by {0}", shortName(post.poster)),
        "arrow-right",
        post.location,
      ),
    ),
    section(`${base}.runs`, l10n.t("Runs here"), "symbol-method", context.runs, (run, id) =>
      place(id, shortName(run.name), "", "symbol-method", run.location),
    ),
    section(
      `${base}.chains`,
      l10n.t("Blocking chains"),
      "error",
      context.findings,
      (finding, id) => ({
        kind: "chain",
        id,
        finding,
        text: l10n.t("Show chain"),
      }),
    ),
  ];
  return all.filter((row) => row.kind === "section" && row.rows.length > 0);
}

function section<T>(
  id: string,
  title: string,
  icon: string,
  items: readonly T[],
  rowOf: (item: T, id: string) => ThreadRow,
): ThreadRow {
  return {
    kind: "section",
    id,
    title,
    icon,
    rows: items.map((item, i) => rowOf(item, `${id}.${i}`)),
  };
}

function place(
  id: string,
  text: string,
  note: string,
  icon: string,
  location: WireLocation,
): ThreadRow {
  return { kind: "place", id, text, note, icon, location };
}

function groupItem(kind: string, count: number): TreeItem {
  const item = new TreeItem(groupTitle(kind), TreeItemCollapsibleState.Expanded);
  item.id = `group.${kind}`;
  if (kind !== "main") item.description = String(count);
  return item;
}

function groupTitle(kind: string): string {
  switch (kind) {
    case "main":
      return l10n.t("Main thread");
    case "thread":
      return l10n.t("Threads");
    case "loop":
      return l10n.t("Loops");
    case "pool":
      return l10n.t("Pools");
    default:
      return l10n.t("Signal handlers");
  }
}

function contextItem(context: WireContext): TreeItem {
  const { party, entry, created } = context;
  const item = new TreeItem(party.name, TreeItemCollapsibleState.Collapsed);
  item.id = `context${context.id}`;
  item.iconPath = new ThemeIcon(contextIcon(party.kind));
  const from = created ?? entry.location;
  item.description = placeText(from);
  item.tooltip = new MarkdownString(
    [
      `**${party.text}**`,
      ...(party.path === "" ? [] : [`\`${party.path}\``]),
      `${l10n.t("Runs")} \`${entry.name}\``,
      l10n.t(
        "{0} functions, {1} posts, {2} waiters",
        context.runs.length,
        context.posts.length,
        context.waiters.length,
      ),
    ].join("  \n"),
  );
  item.accessibilityInformation = {
    label: l10n.t("{0}, runs {1}, {2}", party.text, entry.name, spokenPlace(from)),
  };
  return item;
}

function sectionItem(id: string, title: string, icon: string, count: number): TreeItem {
  const item = new TreeItem(title, TreeItemCollapsibleState.Collapsed);
  item.id = id;
  item.iconPath = new ThemeIcon(icon);
  item.description = String(count);
  return item;
}

function placeItem(
  id: string,
  text: string,
  note: string,
  icon: string,
  location: WireLocation,
): TreeItem {
  const item = new TreeItem(text, TreeItemCollapsibleState.None);
  item.id = id;
  item.iconPath = new ThemeIcon(icon);
  item.description = note === "" ? placeText(location) : `${note} · ${placeText(location)}`;
  item.command = {
    command: openLocationCommand,
    title: l10n.t("Go to Step"),
    arguments: [location],
  };
  item.accessibilityInformation = { label: `${text}, ${note}, ${spokenPlace(location)}` };
  return item;
}

function chainItem(id: string, text: string, finding: string): TreeItem {
  const item = new TreeItem(text, TreeItemCollapsibleState.None);
  item.id = id;
  item.iconPath = new ThemeIcon("error");
  item.command = { command: showChainCommand, title: text, arguments: [finding] };
  return item;
}
