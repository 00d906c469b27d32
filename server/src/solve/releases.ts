/**
 * Who ends which wait: for each event, the places in all runs where it happens. An event is found by the last
 * key of its path, then by sameness of the whole path.
 */

import { append } from "../base/append.ts";
import type { Activation, Effect, Flag, WaitEvent } from "./activation.ts";
import { type Context, type Contexts, type Run } from "./contexts.ts";
import { encloses, type Path, sameness } from "./path.ts";

export interface Release {
  readonly run: Run;
  /** The activation and effect that make the event happen; null: the end of the run itself. */
  readonly act: Activation | null;
  readonly effect: Effect | null;
  /** The paths are certainly the same object. */
  readonly exact: boolean;
}

export interface WaitSite {
  readonly run: Run;
  readonly act: Activation;
  readonly effect: Extract<Effect, { k: "wait" }>;
}

export interface Releases {
  of(event: WaitEvent): readonly Release[];
}

interface Candidate {
  readonly act: Activation;
  readonly effect: Effect;
  readonly path: Path;
}

export function indexReleases(found: Contexts): Releases {
  const index = new Map<string, Candidate[]>();
  const add = (kind: string, path: Path, act: Activation, effect: Effect): void => {
    const key = `${kind}|${lastKey(path)}`;
    append(index, key, { act, effect, path });
  };
  const acts = [...found.runsOf.keys()].sort((a, b) => a.id - b.id);
  for (const act of acts) {
    for (const effect of act.effects) {
      if (effect.k === "write") add("flag", effect.to, act, effect);
      else if (effect.k === "release") add(effect.event, effect.of, act, effect);
      else if (effect.k === "done") add("done", effect.of, act, effect);
    }
  }
  const memo = new Map<WaitEvent, readonly Release[]>();

  const expand = (candidates: readonly Candidate[], path: Path): Release[] => {
    const out: Release[] = [];
    for (const c of candidates) {
      const same = sameness(c.path, path);
      if (same === "no") continue;
      for (const run of found.runsOf.get(c.act) ?? [])
        out.push({ run, act: c.act, effect: c.effect, exact: same === "exact" });
    }
    return out;
  };

  const byFlag = (flag: Flag): Release[] => {
    const writes = (index.get(`flag|${lastKey(flag.path)}`) ?? []).filter(
      (c) => c.effect.k === "write" && ends(flag, c.effect.value),
    );
    return expand(writes, flag.path);
  };

  const find = (event: WaitEvent): readonly Release[] => {
    switch (event.kind) {
      case "end":
      case "drained":
      case "stopped":
        return found.contexts
          .filter((c) => isContextOf(c, event.of))
          .flatMap((c) => endsOf(c, event.of));
      case "task":
        return found.runs
          .filter((r) => event.work.includes(r.root))
          .map((run) => ({ run, act: null, effect: null, exact: true }));
      case "flag":
        return event.flags.flatMap(byFlag);
      case "condition":
        if (event.flags.length > 0) return event.flags.flatMap(byFlag);
        return expand(index.get(`condition|${lastKey(event.of)}`) ?? [], event.of);
      case "value": {
        const done = (index.get(`done|${lastKey(event.of)}`) ?? []).filter(
          (c) => sameness(c.path, event.of) !== "no",
        );
        const works = done.flatMap((c) => (c.effect.k === "done" ? [c.effect.work] : []));
        const ended = found.runs
          .filter((r) => works.includes(r.root))
          .map((run) => ({ run, act: null, effect: null, exact: true }));
        return [...expand(index.get(`value|${lastKey(event.of)}`) ?? [], event.of), ...ended];
      }
      case "count":
      case "items":
      case "room":
      case "stop":
        return expand(index.get(`${event.kind}|${lastKey(event.of)}`) ?? [], event.of);
    }
  };
  return {
    of(event) {
      let known = memo.get(event);
      if (known === undefined) {
        const ended = (event.or ?? []).flatMap((path) =>
          byFlag({ path, value: "*", counter: false }),
        );
        memo.set(event, (known = [...find(event), ...ended]));
      }
      return known;
    },
  };
}

/** A thread ends when its entry returns; a library's pool when its items are done. */
function endsOf(context: Context, of: Path): Release[] {
  const entries = context.runs.filter((r) => r.kind === "entry");
  const runs = entries.length > 0 ? entries : context.runs;
  const exact = context.path !== null && sameness(context.path, of) === "exact";
  return runs.map((run) => ({ run, act: null, effect: null, exact }));
}

export function isContextOf(context: Context, of: Path): boolean {
  if (context.path !== null) {
    if (sameness(context.path, of) !== "no") return true;
    return context.library !== null && encloses(of, context.path) !== "no";
  }
  return [...context.queues].some((q) => encloses(of, q) !== "no" && q.key === "#queue");
}

/** Does writing `written` end a wait that goes on while the flag has its value? */
export function ends(flag: Pick<Flag, "value">, written: string): boolean {
  const { value } = flag;
  if (written === "*" || value === "*") return true;
  if (value === "true") return written !== "true";
  if (value === "false") return written !== "false" && written !== "=0" && written !== "empty";
  if (value === "empty") return written === "items";
  if (value === "items") return written === "empty";
  if (value.startsWith("=")) return written !== value;
  if (value.startsWith("!"))
    return value === "!0"
      ? written === "--" || written === "=0"
      : written === `=${value.slice(1)}` || written === "++" || written === "--";
  return true;
}

function lastKey(path: Path): string {
  return path.root === null
    ? path.key
    : path.root === "local" || path.root === "new" || path.root === "unknown"
      ? `${path.root}|${path.key}`
      : path.root === "global"
        ? path.key
        : "instance";
}
