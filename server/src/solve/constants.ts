/** Names that stand for one value for good, as far as declarations tell. Knows no values. */

import type { Fn } from "../link/program.ts";
import { findField } from "../link/types.ts";

/**
 * A static member of the class around with its value in the declaration: a constant, in all but the rarest code.
 * An atomic one is made to be changed.
 */
export function isStaticConstant(fn: Fn, name: string): boolean {
  for (let f: Fn | null = fn; f !== null; f = f.parent) {
    const field = f.owner === null ? null : findField(f.owner, name);
    if (field === null) continue;
    return (
      field.isStatic &&
      field.initializer !== null &&
      field.type.pointers === 0 &&
      !/atomic/.test(field.type.name)
    );
  }
  return false;
}
