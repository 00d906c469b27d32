/**
 * Access paths: names for objects. A path is a root (a global, a local, an allocation, "some instance of
 * class C") followed by at most `maxDepth` fields. Interned: the same path is the same object.
 *
 * A longer path is cut from the front: `a.b.c.d` becomes "some C's" `c.d`. That merges instances, so equality
 * through such a root is weaker (`generic`) than equality of whole paths (`exact`). Errs towards fewer,
 * weaker claims: rules treat `generic` as a guess unless one class has one known instance.
 */

import { lastPart } from "../base/names.ts";
import type { ClassInfo } from "../link/program.ts";
import { classType, type Type } from "../link/types.ts";

export interface Path {
  readonly id: number;
  readonly parent: Path | null;
  /** `Class::field`, `[]` for an element, `#part` for a part that a model names; the root's name otherwise. */
  readonly key: string;
  readonly root: RootKind | null;
  /** For a root `instance`. */
  readonly cls: ClassInfo | null;
  readonly type: Type | null;
  readonly depth: number;
  /** Number of `[]` on the way: more than one object may hide behind the path. */
  readonly elements: number;
}

export type RootKind =
  | "instance" // any object of the class: `this` of a function that nobody here calls
  | "global"
  | "local"
  | "new"
  | "unknown"; // an object that came from somewhere we cannot see; equal to nothing but itself

const maxDepth = 5;
/** No variable can have this name. */
const mainThreadKey = "|main()";

export type Sameness = "exact" | "generic" | "no";

export class Paths {
  readonly #all: Path[] = [];
  readonly #roots = new Map<string, Path>();
  readonly #children = new Map<Path, Map<string, Path>>();

  root(
    kind: RootKind,
    key: string,
    type: Type | null,
    cls: ClassInfo | null = type?.cls ?? null,
  ): Path {
    const id = `${kind}|${key}`;
    const known = this.#roots.get(id);
    if (known !== undefined) return typed(known, type);
    const path: Path = {
      id: this.#all.length,
      parent: null,
      key,
      root: kind,
      cls,
      type,
      depth: 0,
      elements: 0,
    };
    this.#all.push(path);
    this.#roots.set(id, path);
    return path;
  }

  /** The main thread, for conditions that name it. */
  mainThread(): Path {
    return this.root("global", mainThreadKey, null);
  }

  instance(cls: ClassInfo): Path {
    return this.root("instance", `${cls.name}@${cls.id}`, classType(cls), cls);
  }

  /** `owner` is the class that declares the field; null for a field of a library type. */
  field(parent: Path, name: string, owner: ClassInfo | null, type: Type | null): Path {
    const key = owner === null ? name : `${owner.key}::${name}`;
    if (
      owner !== null &&
      (parent.root === "instance" ? parent.cls !== owner : parent.depth >= maxDepth)
    ) {
      return this.#child(this.instance(owner), key, type);
    }
    if (parent.depth >= maxDepth + 2) return parent;
    return this.#child(parent, key, type);
  }

  element(parent: Path, type: Type | null): Path {
    if (parent.key === "[]" && parent.depth >= maxDepth) return parent;
    return this.#child(parent, "[]", type);
  }

  part(parent: Path, name: string, type: Type | null): Path {
    if (parent.key === `#${name}`) return parent;
    return this.#child(parent, `#${name}`, type);
  }

  #child(parent: Path, key: string, type: Type | null): Path {
    let map = this.#children.get(parent);
    if (map === undefined) this.#children.set(parent, (map = new Map()));
    const known = map.get(key);
    if (known !== undefined) return typed(known, type);
    const path: Path = {
      id: this.#all.length,
      parent,
      key,
      root: null,
      cls: null,
      type,
      depth: parent.depth + 1,
      elements: parent.elements + (key === "[]" ? 1 : 0),
    };
    this.#all.push(path);
    map.set(key, path);
    return path;
  }
}

/** A path met first where its type was not known learns it later. */
function typed(path: Path, type: Type | null): Path {
  if (path.type === null && type !== null) (path as { type: Type | null }).type = type;
  return path;
}

export function isMainThread(path: Path): boolean {
  return path.root === "global" && path.key === mainThreadKey;
}

/** May two paths name one object, and how sure is that? */
export function sameness(a: Path, b: Path): Sameness {
  if (a === b) return a.root === "unknown" ? "no" : "exact";
  let p: Path | null = a;
  let q: Path | null = b;
  while (p !== null && q !== null) {
    if (p === q) return "exact";
    if (p.root === "instance" || q.root === "instance") {
      // Fields so far carry their class, so reaching "any instance" on one side matches the rest of the other.
      if (p === a && q === b) return rootCovers(p, q) || rootCovers(q, p) ? "generic" : "no";
      return q.root === "unknown" || p.root === "unknown" ? "no" : "generic";
    }
    if (p.key !== q.key || p.root !== null || q.root !== null) return "no";
    p = p.parent;
    q = q.parent;
  }
  return "no";
}

function rootCovers(instance: Path, other: Path): boolean {
  if (instance.root !== "instance" || instance.cls === null) return false;
  const cls = other.cls ?? other.type?.cls ?? null;
  if (cls === null) return false;
  return cls === instance.cls || descends(cls, instance.cls, 0) || descends(instance.cls, cls, 0);
}

function descends(cls: ClassInfo, from: ClassInfo, depth: number): boolean {
  if (cls === from) return true;
  if (depth > 12) return false;
  return cls.bases.some((b) => b.cls !== null && descends(b.cls, from, depth + 1));
}

export function rootOf(path: Path): Path {
  let p = path;
  while (p.parent !== null) p = p.parent;
  return p;
}

/** Starts at "some object of the class". */
export const isGeneric = (path: Path): boolean => rootOf(path).root === "instance";

/** Is `outer` the object in which `inner` lives (or `inner` itself)? */
export function encloses(outer: Path, inner: Path): Sameness {
  for (let p: Path | null = inner; p !== null; p = p.parent) {
    const same = sameness(outer, p);
    if (same !== "no") return same;
  }
  return "no";
}

/** As people read it: `TaskServer::runner_thctx_`, `WorkerPool::threads_[]`, `gServer`, `worker`. */
export function displayPath(path: Path): string {
  let suffix = "";
  for (let p: Path | null = path; p !== null; p = p.parent) {
    if (p.root !== null) return rootName(p) + suffix;
    if (p.key === "[]") suffix = `[]${suffix}`;
    else if (!p.key.startsWith("#")) {
      const cut = p.key.lastIndexOf("::");
      // The declaring class and the field say enough; a library's field is shown after its object.
      if (cut >= 0)
        return `${lastPart(p.key.slice(0, cut)).replace(/@\d+$/, "")}::${p.key.slice(cut + 2)}${suffix}`;
      suffix = `.${p.key}${suffix}`;
    }
  }
  return suffix;
}

function rootName(path: Path): string {
  if (path.root === "instance") return lastPart(path.cls?.name ?? path.key);
  const name = path.key.slice(path.key.lastIndexOf("|") + 1);
  // An object that nobody named is called by its class.
  const cut = name.search(/[#@]\d+$/);
  return lastPart(cut < 0 ? name : (path.type?.name ?? name.slice(0, cut)));
}
