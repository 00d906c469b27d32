/** The tables of an analysis that are no findings: contexts, waits, and which function runs where. */

import { compareSpans, type FileSpan } from "../base/span.ts";
import type { Activation } from "../solve/activation.ts";
import type {
  Analysis,
  ContextInfo,
  FunctionContexts,
  FunctionPlace,
  PostInfo,
  WaitInfo,
} from "../solve/analysis.ts";
import { type Context, fileOf, fileSpanOf, partyOf } from "../solve/contexts.ts";
import { callLinks } from "./callLinks.ts";
import { eventName, functionName, workOf } from "../solve/explain.ts";
import type { Solved } from "../solve/solved.ts";

type Tables = Pick<Analysis, "contexts" | "waits" | "functions" | "calls">;

export function contextTables(solved: Solved): Tables {
  const { found, releases, chains, solver } = solved;
  const shown = found.contexts.filter((c) => c.kind !== "unknown");
  const ids = new Map<Context, number>(shown.map((c, i) => [c, i]));
  const waits = new Map<
    string,
    {
      info: Omit<WaitInfo, "contexts" | "releasedBy">;
      contexts: Set<number>;
      releasedBy: Set<number>;
    }
  >();
  const functions = new Map<string, { place: FunctionPlace; contexts: Set<number> }>();
  for (const run of found.runs) {
    const id = ids.get(run.context);
    for (const wait of chains.waitsOf(run)) {
      const span = fileSpanOf(wait.act, wait.effect);
      const key = `${span.file}:${span.start}`;
      let entry = waits.get(key);
      if (entry === undefined) {
        const all = releases.of(wait.effect.event);
        const name = eventName(wait.effect);
        entry = {
          info: {
            span,
            function: placeOf(wait.act),
            event: { kind: "event", name, path: name },
            unknown: all.length === 0,
            timed: wait.effect.timed,
            idle: wait.effect.event.kind === "items" || wait.act.takes.size > 0,
          },
          contexts: new Set(),
          releasedBy: new Set(),
        };
        waits.set(key, entry);
      }
      if (id !== undefined) entry.contexts.add(id);
      for (const r of releases.of(wait.effect.event)) {
        const by = ids.get(r.run.context);
        if (by !== undefined) entry.releasedBy.add(by);
      }
    }
    if (id === undefined) continue;
    for (const act of run.reached.keys()) {
      if (act.destroys !== null) continue;
      const place = placeOf(act);
      const key = `${place.span.file}:${place.span.start}`;
      const entry = functions.get(key);
      if (entry === undefined) functions.set(key, { place, contexts: new Set([id]) });
      else entry.contexts.add(id);
    }
  }
  const waitList: WaitInfo[] = [...waits.values()]
    .map((w) => ({ ...w.info, contexts: sorted(w.contexts), releasedBy: sorted(w.releasedBy) }))
    .sort((a, b) => compareSpans(a.span, b.span));
  const functionList: FunctionContexts[] = [...functions.values()]
    .map((f) => ({ function: f.place, contexts: sorted(f.contexts) }))
    .sort((a, b) => compareSpans(a.function.span, b.function.span));
  const contexts: ContextInfo[] = shown.map((c, id) => ({
    id,
    party: partyOf(solver, c),
    entry: placeOf(c.entry),
    created: c.created === null ? null : fileSpanOf(c.created.act, c.created.effect),
    posts: postsTo(c),
    waiters: waitList.flatMap((w, i) =>
      w.releasedBy.length === 1 && w.releasedBy[0] === id && !w.contexts.includes(id) ? [i] : [],
    ),
  }));
  return { contexts, waits: waitList, functions: functionList, calls: callLinks(solved, places()) };
}

function postsTo(context: Context): PostInfo[] {
  const posts = new Map<string, PostInfo>();
  for (const run of context.runs) {
    if (run.kind !== "item") continue;
    const found = workOf(run);
    if (found === null) continue;
    const { at, work } = found;
    const span = fileSpanOf(at.act, at.span);
    posts.set(`${span.file}:${span.start}`, {
      span,
      poster: functionName(at.act),
      work: placeOf(work),
    });
  }
  return [...posts.values()].sort((a, b) => compareSpans(a.span, b.span));
}

/** One object a function: many links name the same few, and all are sent between threads. */
function places(): (act: Activation) => FunctionPlace {
  const known = new Map<string, FunctionPlace>();
  const ofAct = new Map<Activation, FunctionPlace>();
  return (act) => {
    const before = ofAct.get(act);
    if (before !== undefined) return before;
    const made = placeOf(act);
    const key = `${made.span.file}:${made.span.start}:${made.name}`;
    const place = known.get(key) ?? made;
    known.set(key, place);
    ofAct.set(act, place);
    return place;
  };
}

function placeOf(act: Activation): FunctionPlace {
  const { fact } = act.fn;
  const file = fileOf(act);
  const span: FileSpan = { file, start: fact.start, end: fact.end };
  return {
    name: functionName(act),
    span,
    nameSpan: { file, start: fact.nameSpan.start, end: fact.nameSpan.end },
  };
}

const sorted = (set: ReadonlySet<number>): number[] => [...set].sort((a, b) => a - b);
