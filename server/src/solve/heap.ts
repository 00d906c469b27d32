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
import { isGeneric, type Path, sameness } from "./path.ts";
import { union, unknown, type Values } from "./value.ts";

/** What is known of one path, and who has asked. */
interface Cell {
  readonly path: Path;
  /** Its root is any object of a class: other paths may name the same object. */
  readonly generic: boolean;
  /** Stored under this very path. */
  own: Values;
  /** What a lookup sees: its own, then what is stored under paths that may name the same object. */
  seen: Values;
  readonly classes: ClassInfo[];
  readonly readers: Set<Activation>;
  /** Cells of other paths that may name the same object: one of the two begins with any object of a class. */
  readonly peers: Cell[];
}

/** The cells of paths with one last key: only they may be the same. */
interface Shelf {
  readonly all: Cell[];
  readonly generic: Cell[];
}

export class Heap {
  readonly #cells = new Map<Path, Cell>();
  readonly #shelves = new Map<string, Shelf>();
  readonly #names = new Map<Path, string>();
  readonly #wake: (activation: Activation) => void;

  constructor(wake: (activation: Activation) => void) {
    this.#wake = wake;
  }

  store(path: Path, values: Values): void {
    if (values.length === 0) return;
    const kept = values.filter(
      (v) =>
        v.k !== "literal" &&
        v.k !== "text" &&
        !(v.k === "object" && (v.path === path || isScalar(v.path.type))),
    );
    if (kept.length === 0) return;
    const cell = this.#cell(path);
    const grown = union(cell.own, kept);
    if (grown === cell.own) return;
    cell.own = grown;
    this.#show(cell, grown);
    for (const peer of cell.peers) this.#show(peer, grown);
  }

  /** Only who sees something new looks again. */
  #show(cell: Cell, values: Values): void {
    const grown = union(cell.seen, values);
    if (grown === cell.seen) return;
    cell.seen = grown;
    for (const reader of cell.readers) this.#wake(reader);
  }

  load(path: Path, reader: Activation): Values {
    const cell = this.#cell(path);
    cell.readers.add(reader);
    return cell.seen;
  }

  /** The same for who looks only when all is known. */
  peek(path: Path): Values {
    return this.#cell(path).seen;
  }

  /** The object at `path` is of exactly this class. */
  setClass(path: Path, cls: ClassInfo): void {
    const cell = this.#cell(path);
    if (cell.classes.includes(cls)) return;
    cell.classes.push(cls);
    for (const reader of cell.readers) this.#wake(reader);
    for (const peer of cell.peers) for (const reader of peer.readers) this.#wake(reader);
  }

  /** An object was made there, in what is otherwise a pointer: `auto p = std::make_shared<T>()`. */
  isMadeAt(path: Path): boolean {
    return (this.#cells.get(path)?.classes.length ?? 0) > 0;
  }

  classesAt(path: Path, reader: Activation): readonly ClassInfo[] {
    const cell = this.#cell(path);
    cell.readers.add(reader);
    if (cell.classes.length > 0) return [...cell.classes];
    const out = new Set<ClassInfo>();
    for (const peer of cell.peers) for (const cls of peer.classes) out.add(cls);
    return [...out];
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

  #cell(path: Path): Cell {
    const known = this.#cells.get(path);
    if (known !== undefined) return known;
    const key = keyOf(path);
    let shelf = this.#shelves.get(key);
    if (shelf === undefined) this.#shelves.set(key, (shelf = { all: [], generic: [] }));
    const generic = isGeneric(path);
    const peers = (generic ? shelf.all : shelf.generic).filter(
      (c) => sameness(c.path, path) !== "no",
    );
    let seen = unknown;
    for (const peer of peers) seen = union(seen, peer.own);
    const cell: Cell = {
      path,
      generic,
      own: unknown,
      seen,
      classes: [],
      readers: new Set(),
      peers,
    };
    for (const peer of peers) peer.peers.push(cell);
    this.#cells.set(path, cell);
    shelf.all.push(cell);
    if (generic) shelf.generic.push(cell);
    return cell;
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
