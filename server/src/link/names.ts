/**
 * Looks a written name up from the place where it stands: enclosing scopes from the inside out, bases of
 * enclosing classes, using directives. Where several files define the same name, the nearest one wins (same
 * file, then a file that this one includes, then the longest common path).
 */

import type { ClassInfo, FileUnit, Program } from "./program.ts";

type NameTables = Pick<
  Program,
  "classesByName" | "aliasesByName" | "usingNamespaces" | "usingNames"
>;

export interface NameContext {
  readonly program: NameTables;
  readonly file: FileUnit;
  readonly scope: readonly string[];
}

/** Qualified names that `name` may mean, best first; ends with the name as written. */
export function candidates(name: string, context: NameContext): string[] {
  if (name.startsWith("::")) return [name.slice(2)];
  const out: string[] = [];
  const { scope, program } = context;
  const globalKey = `${context.file.path}|`;
  for (let i = scope.length; i >= 0; i--) {
    const prefix = scope.slice(0, i).join("::");
    out.push(prefix === "" ? name : `${prefix}::${name}`);
    const key = prefix === "" ? globalKey : prefix;
    const cut = name.indexOf("::");
    const first = cut < 0 ? name : name.slice(0, cut);
    const target = program.usingNames.get(`${key}|${first}`);
    if (target !== undefined) out.push(strip(target) + (cut < 0 ? "" : name.slice(cut)));
    for (const ns of program.usingNamespaces.get(key) ?? []) {
      out.push(`${strip(ns)}::${name}`);
      // A using directive names its namespace from where it stands.
      for (let j = i; j > 0; j--)
        out.push(`${scope.slice(0, j).join("::")}::${strip(ns)}::${name}`);
    }
  }
  return out;
}

const strip = (name: string): string => (name.startsWith("::") ? name.slice(2) : name);

export function lookupClass(name: string, context: NameContext, depth = 0): ClassInfo | null {
  if (depth > 8 || name === "") return null;
  for (const candidate of candidates(name, context)) {
    const found = context.program.classesByName.get(candidate);
    if (found !== undefined) return nearest(found, context.file);
    const alias = context.program.aliasesByName.get(candidate);
    if (alias !== undefined) {
      const a = nearest(alias, context.file);
      if (a.target.name === name && a.scope.length === context.scope.length) continue;
      const through = lookupClass(
        a.target.name,
        { program: context.program, file: a.file, scope: a.scope },
        depth + 1,
      );
      if (through !== null) return through;
    }
  }
  return null;
}

export function nearest<T extends { readonly file: FileUnit }>(
  found: readonly T[],
  from: FileUnit,
): T {
  const first = found[0]!;
  if (found.length === 1) return first;
  let best = first;
  let bestScore = -1;
  for (const item of found) {
    const score = closeness(item.file, from);
    if (score > bestScore) {
      best = item;
      bestScore = score;
    }
  }
  return best;
}

function closeness(file: FileUnit, from: FileUnit): number {
  if (file === from) return 1_000_000;
  for (const include of from.facts.includes) {
    if (file.path.endsWith(include.path)) return 100_000;
  }
  let common = 0;
  const n = Math.min(file.path.length, from.path.length);
  while (common < n && file.path.charCodeAt(common) === from.path.charCodeAt(common)) common++;
  return common;
}
