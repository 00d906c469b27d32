/** What the Blocking Chain view can be asked to show: filters, headings, formats to copy. Asks by quick picks. */

import { commands, type ExtensionContext, l10n, type QuickPickItem, window } from "vscode";
import { type ChainFilter, contextsOf, type Grouping, groupings, noFilter } from "./chainFilter.ts";
import type { ChainView } from "./chainView.ts";

export function activateChainChoices(context: ExtensionContext, chains: ChainView): void {
  const filter = async (): Promise<void> => {
    const next = await askFilter(chains);
    if (next !== undefined) chains.setFilter(next);
  };
  const group = async (): Promise<void> => {
    const picked = await window.showQuickPick(
      groupings.map((by) => ({ label: groupTitle(by), picked: by === chains.grouping, by })),
      { placeHolder: l10n.t("Group by") },
    );
    if (picked !== undefined) chains.setGrouping(picked.by);
  };
  context.subscriptions.push(
    commands.registerCommand("waitchain.filterChains", filter),
    commands.registerCommand("waitchain.filterChainsOn", filter),
    commands.registerCommand("waitchain.clearFilter", () => chains.setFilter(noFilter)),
    commands.registerCommand("waitchain.groupChains", group),
  );
}

function groupTitle(by: Grouping): string {
  switch (by) {
    case "finding":
      return l10n.t("Finding");
    case "thread":
      return l10n.t("Thread or loop that is blocked");
    case "loop":
      return l10n.t("Thread or loop that is waited for");
    case "file":
      return l10n.t("File");
    case "rule":
      return l10n.t("Rule");
  }
}

interface Choice extends QuickPickItem {
  readonly ask: () => Promise<ChainFilter | undefined>;
}

async function askFilter(chains: ChainView): Promise<ChainFilter | undefined> {
  const { filter, findings } = chains;
  const any = l10n.t("any");
  const choice = (label: string, now: string, ask: Choice["ask"]): Choice => ({
    label,
    description: now === "" ? any : now,
    ask,
  });
  const rules = [...new Set(findings.map(({ code }) => code))].toSorted();
  const contexts = [...new Set(findings.flatMap(contextsOf))].toSorted();
  const picked = await window.showQuickPick(
    [
      choice(l10n.t("Rule"), filter.rules.join(", "), async () => {
        const some = await pickSome(rules, filter.rules);
        return some && { ...filter, rules: some };
      }),
      choice(l10n.t("Thread or loop"), filter.contexts.join(", "), async () => {
        const some = await pickSome(contexts, filter.contexts);
        return some && { ...filter, contexts: some };
      }),
      choice(
        l10n.t("Confidence"),
        filter.confidence === "possible" ? "" : filter.confidence,
        async () => {
          const words = ["certain", "likely", "possible"] as const;
          const word = await window.showQuickPick([...words]);
          const confidence = words.find((one) => one === word);
          return confidence && { ...filter, confidence };
        },
      ),
      choice(
        l10n.t("Most steps"),
        filter.longest === null ? "" : `≤ ${filter.longest}`,
        async () => {
          const text = await window.showInputBox({
            value: String(filter.longest ?? ""),
            prompt: l10n.t("Chains with at most so many steps; empty for any"),
            validateInput: (value) => (/^\d*$/.test(value) ? null : l10n.t("A number")),
          });
          if (text === undefined) return undefined;
          return { ...filter, longest: text === "" ? null : Number(text) };
        },
      ),
      choice(l10n.t("Path"), filter.path, async () => {
        const path = await window.showInputBox({
          value: filter.path,
          prompt: l10n.t("Part of the path of some step; empty for any"),
        });
        return path === undefined ? undefined : { ...filter, path };
      }),
    ],
    { placeHolder: l10n.t("Show only chains with …") },
  );
  return picked?.ask();
}

async function pickSome(
  all: readonly string[],
  chosen: readonly string[],
): Promise<readonly string[] | undefined> {
  const items = all.map((label) => ({ label, picked: chosen.includes(label) }));
  const picked = await window.showQuickPick(items, { canPickMany: true });
  return picked?.map(({ label }) => label);
}
