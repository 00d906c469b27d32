/**
 * Objects that live until the process ends and are destroyed then: global variables, static members, static
 * locals. What only a raw pointer holds is not among them. Knows where they live, not what ends them.
 */

import { fnContext, type Type } from "../link/types.ts";
import type { FileUnit } from "../link/program.ts";
import type { Path } from "./path.ts";
import type { Solver } from "./solver.ts";

export interface StaticObject {
  readonly path: Path;
  readonly type: Type;
  /** The file, if it holds a `main`: the object then belongs to that program alone. */
  readonly program: FileUnit | null;
}

/** Functions that a program begins with, a fuzzer's among them. */
const entry = /^(main|LLVMFuzzerTestOneInput)$/;

const known = new WeakMap<Solver, readonly StaticObject[]>();

export function staticObjects(solver: Solver): readonly StaticObject[] {
  let list = known.get(solver);
  if (list === undefined) known.set(solver, (list = findAll(solver)));
  return list;
}

function findAll(solver: Solver): StaticObject[] {
  const { program, types, paths } = solver;
  const out: StaticObject[] = [];
  const programs = new Set(
    program.functions
      .filter((fn) => entry.test(fn.fact.name) && fn.fact.defined && fn.owner === null)
      .map((fn) => fn.file),
  );
  const add = (key: string, type: Type | null, file: FileUnit): void => {
    if (type === null || type.pointers > 0 || type.reference) return;
    const path = paths.root("global", key, type);
    out.push({ path, type, program: programs.has(file) ? file : null });
  };
  for (const variables of program.variables.values()) {
    const defined = variables.some((v) => !v.fact.declaredOnly);
    for (const { fact, file, name, scope } of variables) {
      // `extern Server* server;` says what others define, and whose it is.
      if (fact.threadLocal || (defined && fact.declaredOnly)) continue;
      const type = types.resolve(fact.type, { program, file, scope });
      add(`${fact.internal ? `${file.path}|` : "|"}${name}`, type, file);
    }
  }
  for (const cls of program.classes) {
    for (const field of cls.fields.values())
      if (field.isStatic && !field.threadLocal)
        add(`${field.owner.name}::${field.name}`, types.fieldType(field, null), cls.file);
  }
  for (const fn of program.functions) {
    for (const op of fn.fact.ops)
      if (op.k === "local" && op.isStatic && !op.threadLocal)
        add(`${fn.name}|${op.name}`, types.resolve(op.type, fnContext(program, fn)), fn.file);
  }
  return out;
}
