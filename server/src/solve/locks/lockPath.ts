/**
 * Names for locks inside one function, before anybody calls it: a root that the function itself can name
 * (`this`, a parameter, a captured variable, a local, a global) and the fields from there. A caller replaces
 * the root by what it passes. Two paths are the same lock when their keys are equal and no element of a
 * container lies on the way.
 */

import type { ClassInfo, Field } from "../../link/program.ts";
import { placeKey } from "../../link/bodyTypes.ts";
import type { Path } from "../path.ts";

export type LockRoot =
  | { readonly k: "this" }
  | { readonly k: "param"; readonly index: number }
  /** A variable of the function around a lambda. */
  | { readonly k: "capture"; readonly name: string }
  | { readonly k: "local"; readonly name: string }
  | { readonly k: "global"; readonly name: string }
  /** Some object of the class: what remains when nobody can say which. */
  | { readonly k: "class"; readonly cls: ClassInfo };

export interface LockStep {
  /** As access paths name it: `Class::field`, `[]`, or a library's field. */
  readonly key: string;
  readonly field: Field | null;
}

export interface LockPath {
  readonly key: string;
  readonly root: LockRoot;
  readonly steps: readonly LockStep[];
}

/** Longer paths say no more than "the lock of some object of that class". */
const maxSteps = 6;

export function rootPath(root: LockRoot): LockPath {
  return { key: rootKey(root), root, steps: [] };
}

function rootKey(root: LockRoot): string {
  switch (root.k) {
    case "this":
      return "this";
    case "param":
      return `#${root.index}`;
    case "capture":
      return `^${root.name}`;
    case "local":
      return `$${root.name}`;
    case "global":
      return `::${root.name}`;
    case "class":
      return `<${root.cls.key}>`;
  }
}

export const fieldStep = (field: Field): LockStep => ({ key: placeKey(field), field });
export const elementStep: LockStep = { key: "[]", field: null };
export const partStep = (name: string): LockStep => ({ key: name, field: null });

export function extend(path: LockPath, step: LockStep): LockPath {
  if (step === elementStep && path.steps.at(-1) === elementStep) return path;
  const longer = {
    key: `${path.key}.${step.key}`,
    root: path.root,
    steps: [...path.steps, step],
  };
  if (longer.steps.length <= maxSteps) return longer;
  // "Some object's" last part; and where even that is too long, the path as far as it went.
  const last = longer.steps.findLastIndex((s) => s.field !== null);
  return last > 0 ? (generalise(longer) ?? path) : path;
}

/** The path seen by a caller for whom the root is `base`. null: no caller can name it. */
export function rebase(path: LockPath, base: LockPath | null): LockPath | null {
  if (base === null) return generalise(path);
  let out = base;
  for (const step of path.steps) out = extend(out, step);
  return out;
}

/** "The field of some object": all that is left when the object is unknown. */
export function generalise(path: LockPath): LockPath | null {
  for (let i = path.steps.length - 1; i >= 0; i--) {
    const { field } = path.steps[i]!;
    if (field === null) continue;
    let out = rootPath({ k: "class", cls: field.owner });
    for (const step of path.steps.slice(i)) out = extend(out, step);
    return out;
  }
  return path.root.k === "global" || path.root.k === "class" ? path : null;
}

/** Does the path name one object each time the function runs? */
export function isOne(path: LockPath): boolean {
  return path.root.k !== "class" && !path.steps.includes(elementStep);
}

/** All locks that differ only in the object they belong to: how lock order is told across objects. */
export function kindOf(path: LockPath): string | null {
  for (let i = path.steps.length - 1; i >= 0; i--) {
    if (path.steps[i]!.field !== null)
      return path.steps
        .slice(i)
        .map((s) => s.key)
        .join(".");
  }
  return path.root.k === "global" ? path.key : null;
}

/** What an object is called in its holder, and whether it lies there: then no other path leads to it. */
export interface Part {
  readonly key: string;
  /** null: no field of a class. */
  readonly within: boolean | null;
}

/** From the lock outwards. */
export function partsOf(path: LockPath): readonly Part[] {
  return path.steps
    .map(({ key, field }) => ({ key, within: field === null ? null : isPart(field) }))
    .toReversed();
}

/** The same of an object that an activation was given. */
export function partsOfObject(path: Path): readonly Part[] {
  const out: Part[] = [];
  for (let p = path; p.parent !== null; p = p.parent) {
    const { type } = p;
    const within =
      type !== null && type.pointers === 0 && !type.reference && type.model?.is !== "pointer";
    out.push({ key: p.key, within: p.key.includes("::") ? within : null });
  }
  return out;
}

/** Locks of one kind that are surely two: members, by value, of objects that are members of different classes. */
export function areTwo(a: readonly Part[], b: readonly Part[]): boolean {
  for (let n = 0; n < Math.min(a.length, b.length); n++) {
    const [x, y] = [a[n]!, b[n]!];
    if (x.key !== y.key) return x.within === true && y.within === true;
    if (x.within === false) return false;
  }
  return false;
}

function isPart({ type }: Field): boolean {
  return !type.reference && type.pointers === 0 && !/_ptr$|Ptr$/.test(type.name);
}

/** As people read it: `Server::mutex_`, `gLock`. */
export function displayLock(path: LockPath): string {
  const last = path.steps.findLast((s) => s.field !== null);
  if (last?.field != null) {
    const cls = last.field.owner.fact.name;
    return cls.startsWith("(") ? last.field.name : `${cls}::${last.field.name}`;
  }
  switch (path.root.k) {
    case "global":
      return path.root.name.slice(path.root.name.lastIndexOf("|") + 1);
    case "local":
    case "capture":
      return path.root.name;
    default:
      return (path.steps.at(-1)?.key ?? path.key).replace("#", "");
  }
}
