/**
 * Of which classes it can matter which object is meant: those in whose functions something happens, and those
 * that hold such objects, locks, threads or things to call. Objects of all other classes (messages, settings,
 * buffers) are one like the other: a function is not interpreted anew for each of them.
 *
 * Errs towards telling apart: a type that nobody here knows is tracked.
 */

import { append } from "../base/append.ts";
import type { BodyTyper } from "../link/bodyTypes.ts";
import type { ClassInfo, Fn, Program } from "../link/program.ts";
import { isPrimitive, type Type } from "../link/types.ts";

export function tellsApart(
  program: Program,
  typer: BodyTyper,
  happensIn: (fn: Fn) => boolean,
): (type: Type | null) => boolean {
  const tracked = new Set<ClassInfo>();
  const queue: ClassInfo[] = [];
  const holders = new Map<ClassInfo, ClassInfo[]>();
  const add = (cls: ClassInfo): void => {
    if (tracked.has(cls)) return;
    tracked.add(cls);
    queue.push(cls);
  };
  for (const cls of program.classes) {
    for (const methods of cls.methods.values())
      for (const { declaration, definition } of methods)
        if (happensIn(definition ?? declaration)) add(cls);
    for (const type of typer.heldBy(cls)) {
      if (carries(type, 0)) add(cls);
      else for (const inner of classesIn(type, 0)) append(holders, inner, cls);
    }
    if (cls.bases.some((b) => b.cls === null)) add(cls);
  }
  for (const cls of queue) {
    for (const holder of holders.get(cls) ?? []) add(holder);
    for (const derived of cls.derived) add(derived);
    for (const base of cls.bases) if (base.cls !== null) add(base.cls);
  }
  return (type) =>
    type === null || carries(type, 0) || classesIn(type, 0).some((c) => tracked.has(c));
}

/** Something to call, to lock, to wait for or to run things on, or of a type that nobody knows. */
function carries(type: Type, depth: number): boolean {
  if (type.callable) return true;
  if (type.cls !== null) return false;
  if (type.model === null) return !isPrimitive(type.name);
  switch (type.model.is) {
    case "value":
      return false;
    case "pointer":
    case "container":
      return depth > 4 || type.args.length === 0 || type.args.some((a) => carries(a, depth + 1));
    default:
      return true;
  }
}

function classesIn(type: Type, depth: number): readonly ClassInfo[] {
  if (type.cls !== null) return [type.cls];
  return depth > 4 ? [] : type.args.flatMap((a) => classesIn(a, depth + 1));
}
