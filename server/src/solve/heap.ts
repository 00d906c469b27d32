/**
 * What is stored where: for each access path, the objects and callables that were put there. Grows only.
 * A lookup sees what was stored under the same path and under paths that may name the same object.
 *
 * Stores are found by the last key of the path (field-based), then filtered by sameness of the whole path, so
 * that two loops of one class keep their own queues.
 */

import type { ClassInfo } from "../link/program.ts";
import { isPrimitive, type Type } from "../link/types.ts";
import type { Activation } from "./activation.ts";
import { type Path, sameness } from "./path.ts";
import { union, unknown, type Values } from "./value.ts";

interface Cell {
  readonly path: Path;
  values: Values;
}

export class Heap {
  readonly #cells = new Map<string, Cell[]>();
  readonly #readers = new Map<string, Set<Activation>>();
  readonly #classes = new Map<string, { readonly path: Path; readonly cls: ClassInfo }[]>();
  readonly #names = new Map<Path, string>();
  readonly #wake: (activation: Activation) => void;

  constructor(wake: (activation: Activation) => void) {
    this.#wake = wake;
  }

  store(path: Path, values: Values): void {
    const kept = values.filter(
      (v) =>
        v.k !== "literal" &&
        v.k !== "text" &&
        !(v.k === "object" && (v.path === path || isScalar(v.path.type))),
    );
    if (kept.length === 0) return;
    const key = keyOf(path);
    let cells = this.#cells.get(key);
    if (cells === undefined) this.#cells.set(key, (cells = []));
    const cell = cells.find((c) => c.path === path);
    if (cell === undefined) cells.push({ path, values: kept });
    else {
      const grown = union(cell.values, kept);
      if (grown === cell.values) return;
      cell.values = grown;
    }
    this.#notify(key);
  }

  load(path: Path, reader: Activation): Values {
    this.#listen(keyOf(path), reader);
    return this.peek(path);
  }

  /** The same for who looks only when all is known. */
  peek(path: Path): Values {
    const key = keyOf(path);
    let out: Values = unknown;
    for (const cell of this.#cells.get(key) ?? []) {
      if (cell.path === path || sameness(cell.path, path) !== "no") out = union(out, cell.values);
    }
    return out;
  }

  /** The object at `path` is of exactly this class. */
  setClass(path: Path, cls: ClassInfo): void {
    const key = keyOf(path);
    let list = this.#classes.get(key);
    if (list === undefined) this.#classes.set(key, (list = []));
    if (list.some((c) => c.path === path && c.cls === cls)) return;
    list.push({ path, cls });
    this.#notify(key);
  }

  classesAt(path: Path, reader: Activation): readonly ClassInfo[] {
    const key = keyOf(path);
    this.#listen(key, reader);
    const list = this.#classes.get(key) ?? [];
    const exact = list.filter((c) => c.path === path);
    const found = exact.length > 0 ? exact : list.filter((c) => sameness(c.path, path) !== "no");
    return [...new Set(found.map((c) => c.cls))];
  }

  /** The string literal with which the object at `path` was made. First one wins. */
  setName(path: Path, name: string): void {
    if (!this.#names.has(path)) this.#names.set(path, name);
  }

  nameOf(path: Path): string | null {
    const own = this.#names.get(path);
    if (own !== undefined) return own;
    const key = keyOf(path);
    let found: string | null = null;
    for (const [other, name] of this.#names) {
      if (keyOf(other) !== key || sameness(other, path) === "no") continue;
      if (found !== null && found !== name) return null;
      found = name;
    }
    return found;
  }

  #listen(key: string, reader: Activation): void {
    const readers = this.#readers.get(key);
    if (readers === undefined) this.#readers.set(key, new Set([reader]));
    else readers.add(reader);
  }

  #notify(key: string): void {
    for (const reader of this.#readers.get(key) ?? []) this.#wake(reader);
  }
}

/** Numbers and the like: copying one is not sharing an object. */
export function isScalar(type: Type | null): boolean {
  return (
    type !== null &&
    type.cls === null &&
    type.model === null &&
    type.pointers === 0 &&
    !type.callable &&
    isPrimitive(type.name)
  );
}

function keyOf(path: Path): string {
  let p = path;
  let suffix = "";
  while (p.parent !== null && (p.key === "[]" || p.key.startsWith("#"))) {
    suffix = p.key + suffix;
    p = p.parent;
  }
  return p.root === null ? p.key + suffix : `${p.root}|${p.key}${suffix}`;
}
