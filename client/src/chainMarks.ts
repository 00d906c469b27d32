/**
 * The chain in the editors: the step one stands on is highlighted, the others are softly marked and
 * numbered, in every visible editor, until somebody clears them. F4 walks. Knows nothing of the tree.
 */

import {
  commands,
  type DecorationOptions,
  type Disposable,
  type ExtensionContext,
  l10n,
  OverviewRulerLane,
  Range,
  Selection,
  type TextEditor,
  TextEditorRevealType,
  ThemeColor,
  Uri,
  ViewColumn,
  window,
} from "vscode";
import type { WireFinding, WireLocation, WireRange } from "../../server/src/protocol/requests.ts";

export interface ChainMarks {
  readonly active: { readonly finding: WireFinding; readonly index: number } | null;
  /** Opens the place of a step (-1: of the finding itself) and marks the whole chain. */
  open(finding: WireFinding, index: number, preserveFocus?: boolean): Promise<void>;
  /** The same chain after an analysis; null when it is gone. */
  update(finding: WireFinding | null): void;
  clear(): void;
}

export function createChainMarks(context: ExtensionContext): ChainMarks {
  const current = window.createTextEditorDecorationType({
    backgroundColor: new ThemeColor("editor.findMatchBackground"),
    borderRadius: "3px",
    overviewRulerColor: new ThemeColor("editorOverviewRuler.findMatchForeground"),
    overviewRulerLane: OverviewRulerLane.Full,
  });
  const other = window.createTextEditorDecorationType({
    backgroundColor: new ThemeColor("editor.wordHighlightBackground"),
    borderRadius: "3px",
    overviewRulerColor: new ThemeColor("editorOverviewRuler.wordHighlightForeground"),
    overviewRulerLane: OverviewRulerLane.Center,
  });
  let active: { finding: WireFinding; index: number } | null = null;

  function draw(): void {
    for (const editor of window.visibleTextEditors) {
      const { here, elsewhere } = rangesIn(editor, active);
      editor.setDecorations(current, here);
      editor.setDecorations(other, elsewhere);
    }
  }

  function set(next: { finding: WireFinding; index: number } | null): void {
    active = next;
    void commands.executeCommand("setContext", "waitchain.chainActive", next !== null);
    draw();
  }

  const subscriptions: Disposable[] = [
    current,
    other,
    window.onDidChangeVisibleTextEditors(() => {
      if (active !== null) draw();
    }),
  ];
  context.subscriptions.push(...subscriptions);

  return {
    get active() {
      return active;
    },
    async open(finding, index, preserveFocus = false) {
      const location = finding.steps[index]?.location ?? finding.location;
      set({ finding, index });
      await showLocation(location, preserveFocus);
      draw();
    },
    update(finding) {
      if (active !== null) set(finding === null ? null : { ...active, finding });
    },
    clear: () => set(null),
  };
}

/** Opens a place in the editor beside the tree, in preview, and puts the cursor there. */
export async function showLocation(
  location: WireLocation,
  preserveFocus = false,
  viewColumn: ViewColumn = ViewColumn.Active,
): Promise<void> {
  const uri = Uri.parse(location.uri);
  const { start } = toRange(location.range);
  const editor = await window.showTextDocument(uri, {
    preview: true,
    preserveFocus,
    viewColumn,
    selection: new Selection(start, start),
  });
  editor.revealRange(toRange(location.range), TextEditorRevealType.InCenterIfOutsideViewport);
}

function rangesIn(
  editor: TextEditor,
  active: { finding: WireFinding; index: number } | null,
): { here: DecorationOptions[]; elsewhere: DecorationOptions[] } {
  const here: DecorationOptions[] = [];
  const elsewhere: DecorationOptions[] = [];
  if (active === null) return { here, elsewhere };
  const document = editor.document.uri.toString();
  const { finding, index } = active;
  const groups = new Map<string, { range: Range; numbers: number[] }>();
  const primary = JSON.stringify(finding.location.range);
  const isPrimaryHere = Uri.parse(finding.location.uri).toString() === document;
  finding.steps.forEach((step, i) => {
    if (Uri.parse(step.location.uri).toString() !== document) return;
    const range = toRange(step.location.range);
    const key = JSON.stringify(step.location.range);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { range, numbers: [i + 1] });
    else group.numbers.push(i + 1);
  });
  if (isPrimaryHere && index < 0 && !groups.has(primary))
    here.push({ range: toRange(finding.location.range) });
  for (const [key, { range, numbers }] of groups) {
    const option = numbered(range, numbers, finding);
    const current = index < 0 ? isPrimaryHere && key === primary : numbers.includes(index + 1);
    (current ? here : elsewhere).push(option);
  }
  return { here, elsewhere };
}

function numbered(
  range: Range,
  numbers: readonly number[],
  finding: WireFinding,
): DecorationOptions {
  const texts = numbers.map((number) =>
    l10n.t(
      "Step {0} of {1}: {2}",
      number,
      finding.steps.length,
      finding.steps[number - 1]?.text ?? "",
    ),
  );
  return {
    // A body or a class must not light up as a whole: its first line stands for it.
    range: range.isSingleLine
      ? range
      : new Range(range.start, range.start.with({ character: 10_000 })),
    hoverMessage: texts,
    renderOptions: {
      before: {
        contentText: numbers.join("·"),
        color: new ThemeColor("badge.foreground"),
        backgroundColor: new ThemeColor("badge.background"),
        margin: "0 0.4em 0 0",
        textDecoration:
          "none; border-radius: 0.7em; padding: 0 0.45em; font-size: 0.8em; font-weight: 600",
      },
    },
  };
}

function toRange({ start, end }: WireRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
