/**
 * Threads, loops, pools and handlers, each with what runs on it, what is queued to it and who waits for it:
 * the answer to "which thread runs this code". Grouping by kind and icons are the client's.
 */

import { append } from "../base/append.ts";
import type { FileSpan } from "../base/span.ts";
import type { Locale } from "../report/messages.ts";
import type { FunctionPlace } from "../solve/analysis.ts";
import type { Finding, Party, PartyKind } from "../rules/finding.ts";
import { byImportance, compareText, type Shown } from "./shown.ts";
import { partyText, sameParty } from "./words.ts";

export interface ContextItem {
  readonly id: number;
  readonly party: Party;
  readonly text: string;
  readonly entry: FunctionPlace;
  readonly created: FileSpan | null;
  readonly posts: readonly {
    readonly work: string;
    readonly poster: string;
    readonly span: FileSpan;
  }[];
  readonly runs: readonly FunctionPlace[];
  readonly waiters: readonly {
    readonly text: string;
    readonly function: string;
    readonly span: FileSpan;
  }[];
  /** Ids of shown findings that name this context, most important first. */
  readonly findings: readonly string[];
}

const kindOrder: readonly PartyKind[] = ["main", "thread", "loop", "pool", "signal"];

/** Sorted by kind, then name. Contexts of unknown callers are left out: there is nothing to say of them. */
export function contextItems(shown: Shown, locale: Locale): readonly ContextItem[] {
  const { analysis } = shown;
  const runs = new Map<number, FunctionPlace[]>();
  for (const { function: place, contexts } of analysis.functions) {
    for (const id of contexts) {
      append(runs, id, place);
    }
  }
  const ordered = shown.findings.toSorted(byImportance);
  return analysis.contexts
    .filter((context) => kindOrder.includes(context.party.kind))
    .map((context): ContextItem => {
      const { party } = context;
      return {
        id: context.id,
        party,
        text: partyText(party, locale),
        entry: context.entry,
        created: context.created,
        posts: context.posts.map((post) => ({
          work: post.work.name,
          poster: post.poster,
          span: post.span,
        })),
        runs: runs.get(context.id) ?? [],
        waiters: context.waiters.flatMap((index) => {
          const wait = analysis.waits[index];
          if (wait === undefined) return [];
          const text = partyText(wait.event, locale);
          return [{ text, function: wait.function.name, span: wait.span }];
        }),
        findings: ordered.filter(({ finding }) => takesPart(finding, party)).map((item) => item.id),
      };
    })
    .toSorted(
      (a, b) =>
        kindOrder.indexOf(a.party.kind) - kindOrder.indexOf(b.party.kind) ||
        compareText(a.party.name, b.party.name) ||
        a.id - b.id,
    );
}

function takesPart(finding: Finding, party: Party): boolean {
  return (
    sameParty(finding.blocked, party) ||
    sameParty(finding.dependsOn, party) ||
    finding.chain.some((step) => step.context === party.name)
  );
}
