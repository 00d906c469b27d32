/**
 * Looks a written name up from the place where it stands: enclosing scopes from the inside out, bases of
 * enclosing classes, using directives. Where several files define the same name, the nearest one wins (same
 * file, then what it includes, then what that includes and so on, then the longest common path).
 */

import { common, seenFrom } from "./includes.ts";
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

const chosen = new WeakMap<readonly { readonly file: FileUnit }[], Map<FileUnit, number>>();

export function nearest<T extends { readonly file: FileUnit }>(
  found: readonly T[],
  from: FileUnit,
): T {
  if (found.length === 1) return found[0]!;
  let byFile = chosen.get(found);
  if (byFile === undefined) chosen.set(found, (byFile = new Map()));
  let index = byFile.get(from);
  if (index === undefined) byFile.set(from, (index = nearestIndex(found, from)));
  return found[index]!;
}

function nearestIndex(found: readonly { readonly file: FileUnit }[], from: FileUnit): number {
  const files = new Map<FileUnit, number>();
  found.forEach(({ file }, i) => files.has(file) || files.set(file, i));
  for (const file of seenFrom(from)) {
    const index = files.get(file);
    if (index !== undefined) return index;
  }
  let best = 0;
  for (let i = 1; i < found.length; i++)
    if (common(found[i]!.file.path, from.path) > common(found[best]!.file.path, from.path))
      best = i;
  return best;
}
