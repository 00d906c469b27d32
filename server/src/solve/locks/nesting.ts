/**
 * One lock taken while another (or the same) is held, seen from the activation that holds the first one: the
 * way there leads through calls, virtual functions and callbacks. What one function and its plain callees do
 * is in `bodyLocks.ts` already; here is what needs to know which objects and callables are meant.
 */

import type { Activation, Effect } from "../activation.ts";
import type { Contexts } from "../contexts.ts";
import { type Path, rootOf } from "../path.ts";
import { type HeldLock, type LockInstances, type LockSite, sameLock } from "./instances.ts";

export interface Nesting {
  readonly held: HeldLock;
  readonly act: Activation;
  readonly effect: Effect;
  /** Calls after the first one, outermost first. */
  readonly way: Way;
  readonly site: LockSite;
}

type Way = readonly { readonly act: Activation; readonly effect: Effect }[];

const maxDepth = 10;
const maxSeen = 150;

export function findNestings(found: Contexts, locks: LockInstances): Nesting[] {
  const out: Nesting[] = [];
  for (const act of found.runsOf.keys()) {
    for (const effect of act.effects) {
      if (effect.k !== "call" || isGuess(effect)) continue;
      const held = locks.heldAt(act, effect);
      if (held.length > 0) visit(act, effect, held);
    }
  }
  return out;

  function visit(
    act: Activation,
    first: Extract<Effect, { k: "call" }>,
    held: readonly HeldLock[],
  ): void {
    const seen = new Set<Activation>([first.to]);
    let level: {
      at: Activation;
      way: Nesting["way"];
      held: readonly HeldLock[];
    }[] = [{ at: first.to, way: [], held }];
    for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
      const next: typeof level = [];
      for (const { at, way, held: still } of level) {
        for (const site of locks.acquisitions(at)) {
          const dropped = locks.droppedBefore(site);
          if (dropped === null) continue;
          for (const h of still) {
            if (isAmong(dropped, h.lock)) continue;
            out.push({ held: h, act, effect: first, way, site });
          }
        }
        for (const effect of at.effects) {
          if (effect.k !== "call" || seen.has(effect.to)) continue;
          if (isGuess(effect) || locks.isOptional(at, effect.at)) continue;
          if (seen.size >= maxSeen) break;
          const dropped = locks.droppedAt(at, effect);
          if (dropped === null) continue;
          seen.add(effect.to);
          const left =
            dropped.length === 0 ? still : still.filter((h) => !isAmong(dropped, h.lock));
          if (left.length > 0)
            next.push({ at: effect.to, way: [...way, { act: at, effect }], held: left });
        }
      }
      level = next;
    }
  }
}

/** What a callee gives back without having taken it, its callers took: of all locks of that kind the one they hold. */
const isAmong = (dropped: readonly Path[], lock: Path): boolean =>
  dropped.some((d) => d.key === lock.key || sameLock(d, lock) !== "no");

/** What a pointer ends here may be gone or shared: too little to go on for a lock taken below its destructor. */
function isGuess(effect: Extract<Effect, { k: "call" }>): boolean {
  return effect.via === "destroy";
}

/**
 * The lock that is taken is the one that is held. "Some object of the class" is the same one as before only while
 * calls stay on `this`: a call on another object of the class looks the same from here.
 */
export function takesTheSame({ held, site, act, effect, way }: Nesting): boolean {
  if (held.lock !== site.lock || held.lock.elements > 0) return false;
  const root = rootOf(held.lock);
  if (root.root !== "instance") return root.root !== "unknown";
  // Two parameters or two variables of one class look the same from here.
  if ([held.held.path, site.acquire.path].some((p) => p.root.k === "class" || p.root.k === "param"))
    return false;
  return [{ act, effect }, ...way].every((hop) => {
    const call = hop.effect;
    if (call.k !== "call" || call.via === "callback" || call.via === "library") return true;
    if (!call.to.bindings.self.some((v) => v.k === "object" && v.path === root)) return true;
    const { ops } = hop.act.fn.fact;
    const op = ops[call.at];
    const callee = op?.k === "call" ? ops[op.callee] : undefined;
    return callee?.k === "name" || (callee?.k === "member" && ops[callee.obj]?.k === "this");
  });
}
