/**
 * What a function makes once, the first time somebody calls it: `static Registry registry;`. Below a handler that has
 * happened long before, as a rule: whoever installed the handler, or the code it interrupts, went there first.
 * Knows nothing of handlers; what a handler keeps in a static variable of its own is made in the handler.
 */

import type { Ref } from "../facts/op.ts";
import { operands } from "../facts/operands.ts";
import type { Fn } from "../link/program.ts";

const known = new WeakMap<Fn, ReadonlySet<Ref>>();

export function isMadeBefore(fn: Fn, at: Ref): boolean {
  let made = known.get(fn);
  if (made === undefined) known.set(fn, (made = findMade(fn)));
  return made.has(at);
}

/** The static variables and everything that their first values are made of. */
function findMade(fn: Fn): ReadonlySet<Ref> {
  const { ops } = fn.fact;
  const made = new Set(ops.flatMap((op, i) => (op.k === "local" && op.isStatic ? [i] : [])));
  for (const ref of made) for (const part of operands(ops[ref]!)) if (part >= 0) made.add(part);
  return made;
}
