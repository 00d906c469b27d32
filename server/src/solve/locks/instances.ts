/**
 * Locks of activations: the paths of `bodyLocks.ts` with their roots replaced by the objects that the
 * activation was given. Asked only after the fixpoint; changes nothing.
 */

import { openingOf } from "../../facts/blocks.ts";
import type { Fn } from "../../link/program.ts";
import type { Activation, Effect } from "../activation.ts";
import { isGeneric, type Path, sameness } from "../path.ts";
import type { Solver } from "../solver.ts";
import { objectValue, union, type Values } from "../value.ts";
import type { Acquire, Held, BodyLocks, LockState } from "./lockState.ts";
import type { Locks } from "./findLocks.ts";
import { displayLock, type LockPath } from "./lockPath.ts";

/** A lock that an activation holds at some operation. */
export interface HeldLock {
  readonly act: Activation;
  readonly held: Held;
  readonly lock: Path;
}

/** A place where an activation, or code that it calls and that does nothing else of interest, takes a lock. */
export interface LockSite {
  readonly act: Activation;
  readonly acquire: Acquire;
  readonly lock: Path;
}

export interface LockInstances {
  heldAt(
    act: Activation,
    effect: { readonly at: number; readonly k?: string; readonly how?: string },
  ): readonly HeldLock[];
  /** Locks of the callers that are given back before; null: one of them that nobody here can name. */
  droppedAt(
    act: Activation,
    effect: { readonly at: number; readonly how?: string },
  ): readonly Path[] | null;
  /** The same before a lock is taken, in what the function calls too. */
  droppedBefore(site: LockSite): readonly Path[] | null;
  givenUp(act: Activation, at: number): readonly Path[];
  /** Is it up to an argument whether the operation takes place? */
  isOptional(act: Activation, at: number): boolean;
  /** In order. */
  acquisitions(act: Activation): readonly LockSite[];
}

/** More objects than this behind one name say nothing. */
const maxObjects = 3;

export function makeLockInstances(solver: Solver, locks: Locks): LockInstances {
  const memo = new Map<Activation, Map<string, readonly Path[]>>();
  const sites = new Map<Activation, readonly LockSite[]>();

  function instantiate(act: Activation, path: LockPath): readonly Path[] {
    let byKey = memo.get(act);
    if (byKey === undefined) memo.set(act, (byKey = new Map()));
    let known = byKey.get(path.key);
    if (known === undefined) byKey.set(path.key, (known = objectsAt(act, path)));
    return known;
  }

  function objectsAt(act: Activation, path: LockPath): readonly Path[] {
    let values = locked(rootValues(act, path));
    for (const { key, field } of path.steps) {
      let next: Values = [];
      for (const v of values) {
        if (v.k !== "object") continue;
        const place =
          field !== null
            ? solver.paths.field(
                v.path,
                field.name,
                field.owner,
                solver.types.fieldType(field, null),
              )
            : key === "[]"
              ? solver.paths.element(v.path, null)
              : solver.paths.field(v.path, key, null, null);
        const stored = solver.heap.peek(place).filter((x) => x.k === "object");
        next = union(next, stored.length > 0 ? stored : [objectValue(place)]);
      }
      values = next;
    }
    const out = values.flatMap((v) =>
      v.k === "object" && v.path.root !== "unknown" ? [v.path] : [],
    );
    return out.length > maxObjects ? [] : out;
  }

  /** A guard stands for what it locks. */
  function locked(values: Values): Values {
    let out: Values = [];
    for (const v of values) {
      const stands =
        v.k === "object" && v.path.type?.model?.is === "guard"
          ? solver.heap.peek(v.path).filter((x) => x.k === "object")
          : [];
      out = union(out, stands.length > 0 ? stands : [v]);
    }
    return out;
  }

  function rootValues(act: Activation, path: LockPath): Values {
    const { root } = path;
    switch (root.k) {
      case "this":
        return selfOf(act);
      case "param": {
        const given = act.bindings.params[root.index];
        if (given !== undefined && given.length > 0) return given;
        const name = act.fn.fact.params[root.index]?.name ?? "";
        return act.locals.get(name)?.values ?? [];
      }
      case "local":
        return valuesOfLocal(act, root.name);
      case "capture":
        for (let a = act.bindings.creator; a !== null; a = a.bindings.creator) {
          const found = valuesOfLocal(a, root.name);
          if (found.length > 0) return found;
        }
        return [];
      case "global":
        return [objectValue(solver.paths.root("global", root.name, null))];
      case "class":
        return [objectValue(solver.paths.instance(root.cls))];
    }
  }

  function valuesOfLocal(act: Activation, name: string): Values {
    const info = act.locals.get(name);
    if (info === undefined) return [];
    return info.values.length > 0 ? info.values : [objectValue(info.path)];
  }

  function selfOf(act: Activation): Values {
    for (let a: Activation | null = act; a !== null; a = a.bindings.creator)
      if (a.bindings.self.length > 0 && a.fn.fact.kind !== "lambda") return a.bindings.self;
    return act.fn.owner === null ? [] : [objectValue(solver.paths.instance(act.fn.owner))];
  }

  /** null: a guard that was handed in, and nobody knows what it locks; or one of many objects. */
  function named(act: Activation, dropped: readonly LockPath[]): readonly Path[] | null {
    const out: Path[] = [];
    for (const path of dropped) {
      const given = instantiate(act, path);
      if (given.length === 0 || given.some((p) => p.type?.model?.is === "guard")) return null;
      out.push(...given);
    }
    return out;
  }

  return {
    heldAt(act, effect) {
      if (act.destroys !== null) return [];
      const body = locks.of(act.fn);
      if (body === undefined) return [];
      const { ops } = act.fn.fact;
      const objects = (held: readonly Held[]): readonly HeldLock[] =>
        held.flatMap((h) => instantiate(act, h.path).map((lock) => ({ act, held: h, lock })));
      if (effect.how === "poll") return objects(inRounds(act, body, effect.at).held);
      // What ends with its scope ends when the guards of that scope are gone or going: only outer ones count.
      const op = ops[effect.at];
      const ending = op === undefined || op.k === "end";
      return objects(body.at(ending ? effect.at + 1 : effect.at).held);
    },
    droppedAt(act, { at, how }) {
      const body = act.destroys === null ? locks.of(act.fn) : undefined;
      if (body === undefined) return [];
      return named(act, (how === "poll" ? inRounds(act, body, at) : body.at(at)).dropped);
    },
    droppedBefore: ({ act, acquire }) => named(act, acquire.dropped),
    givenUp(act, at) {
      const body = act.destroys === null ? locks.of(act.fn) : undefined;
      return (body?.givesUp.get(at) ?? []).flatMap((p) => instantiate(act, p));
    },
    isOptional: (act, at) => act.destroys === null && locks.of(act.fn)?.optional.has(at) === true,
    acquisitions(act) {
      let known = sites.get(act);
      if (known === undefined) sites.set(act, (known = findSites(act)));
      return known;
    },
  };

  function findSites(act: Activation): readonly LockSite[] {
    const body = act.destroys === null ? locks.of(act.fn) : undefined;
    if (body === undefined) return [];
    const entered = enteredAt(act.effects);
    const known = new Set(act.effects.flatMap((e) => (isExactOverride(e) ? [e.at] : [])));
    return body.acquires.flatMap((acquire) => {
      const { through } = acquire;
      // Callees that are activations of their own speak for themselves.
      if (through !== null && entered.get(acquire.at)?.has(through.fn) === true) return [];
      // By types alone it could be any overrider; this object is known.
      if (through !== null && through.targets > 1 && known.has(acquire.at)) return [];
      return instantiate(act, acquire.path).map((lock) => ({ act, acquire, lock }));
    });
  }
}

const isExactOverride = (e: Effect): boolean =>
  e.k === "call" && e.via === "virtual" && e.grade === "exact";
/** A poll waits in each round, and may give a lock back for that. */
const inRounds = (act: Activation, body: BodyLocks, end: number): LockState =>
  body.throughout(openingOf(act.fn.fact.ops, end), end);

function enteredAt(effects: readonly Effect[]): ReadonlyMap<number, ReadonlySet<Fn>> {
  const out = new Map<number, Set<Fn>>();
  for (const e of effects) {
    if (e.k !== "call") continue;
    const set = out.get(e.at);
    if (set === undefined) out.set(e.at, new Set([e.to.fn]));
    else set.add(e.to.fn);
  }
  return out;
}

/** Does taking `a` block while `b` is held by another thread? */
export function excludesEachOther(
  a: { readonly shared: boolean },
  b: { readonly shared: boolean },
): boolean {
  return !(a.shared && b.shared);
}

export type SameLock = "exact" | "generic" | "no";

/** May both be one lock? A part of a container may be another element each time. */
export function sameLock(a: Path, b: Path): SameLock {
  const same = sameness(a, b);
  return same === "exact" && (a.elements > 0 || isGeneric(a)) ? "generic" : same;
}

export const lockName = (acquire: { readonly path: LockPath }): string => displayLock(acquire.path);
