/**
 * A worker that sleeps on a condition of its object, in a loop without a way out, and that nobody joins or lets go:
 * the object has a stop, and a place where it ends, and both forget this thread. Its handle and the condition under
 * it are destroyed while it sleeps. Everything that is not understood counts as care.
 */

import { lastPart } from "../base/names.ts";
import type { BodyTyper } from "../link/bodyTypes.ts";
import type { ClassInfo, Fn, Program } from "../link/program.ts";
import { sameness } from "./path.ts";
import type { WaitSite } from "./releases.ts";
import type { Solver } from "./solver.ts";
import { staticObjects } from "./statics.ts";
import { keyOf, type WakeReader } from "./wakeUps.ts";
import { hasGaps, isStopNamed } from "./workerEnds.ts";

/** The stop that forgets the worker. */
export function forgottenBy(
  reader: WakeReader & { readonly waits: readonly WaitSite[] },
  solver: Solver,
  wait: WaitSite,
): Fn | null {
  const { effect, run, act } = wait;
  const handle = run.context.path;
  if (effect.event.kind !== "condition" || effect.timed || effect.unclear) return null;
  if (run.kind !== "entry" || run.context.many || handle === null || hasGaps(act.fn, false))
    return null;
  const owner = ownerOf(solver.program, keyOf(handle));
  if (owner === null || ownerOf(solver.program, keyOf(effect.event.of)) !== owner) return null;
  const loop = reader.loops.around(act.fn, effect.at).at(-1);
  if (loop === undefined || !loop.exits.every((e) => e.needs.some((any) => any.length === 0)))
    return null;
  const cared =
    reader.found.detached.some((p) => sameness(p, handle) !== "no") ||
    reader.waits.some(
      (w) => w.effect.event.kind === "end" && sameness(w.effect.event.of, handle) !== "no",
    );
  if (cared || isHandled(reader, keyOf(handle)!)) return null;
  if (!endsSomewhere(solver, reader.typer, owner)) return null;
  for (const [name, methods] of owner.methods)
    for (const { definition } of methods)
      if (definition !== null && isStopNamed(name) && definition.fact.ops.length > 0)
        return definition;
  return null;
}

function ownerOf(program: Program, key: string | null): ClassInfo | null {
  const cut = key?.lastIndexOf("::") ?? -1;
  return key === null || cut < 0
    ? null
    : (program.classes.find((c) => c.key === key.slice(0, cut)) ?? null);
}

/** The handle is named somewhere other than where it is set: whatever is done with it there. */
function isHandled(reader: WakeReader, key: string): boolean {
  for (const fn of reader.program.functions) {
    if (!fn.fact.defined) continue;
    const { places } = reader.typer.of(fn);
    for (const [ref, place] of places) if (place === key && !isSet(fn, ref)) return true;
  }
  return false;
}

/** `thread_ = ...`, `thread_.reset(new ...)`. */
function isSet(fn: Fn, ref: number): boolean {
  return fn.fact.ops.some((op) => {
    if (op.k === "assign") return op.target === ref;
    const callee = op.k === "call" ? fn.fact.ops[op.callee] : undefined;
    return (
      op.k === "call" &&
      op.args.length > 0 &&
      callee?.k === "member" &&
      callee.obj === ref &&
      lastPart(callee.name) === "reset"
    );
  });
}

/** Objects of the class end: static ones with the process, members with what they are part of. */
function endsSomewhere(solver: Solver, typer: BodyTyper, cls: ClassInfo): boolean {
  return (
    staticObjects(solver).some((o) => o.type.cls === cls) ||
    solver.program.classes.some(
      (c) => c !== cls && typer.fieldsOf(c).some(({ field }) => typer.memberOf(field) === cls),
    )
  );
}
