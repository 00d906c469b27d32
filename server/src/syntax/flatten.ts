/**
 * Copies a parsed tree out of wasm memory into a SyntaxTree, in one walk without recursion, so that nesting of
 * any depth costs no stack. Asks the cursor as little as possible: no positions of dropped nodes, no fields
 * where the parent has none, no children of kinds that have none. Knows no C++ beyond the tables in kinds.ts.
 */

import { K, F, type KindName, leftOut, opaque, operatorTokens, withoutFields } from "./kinds.ts";
import type { SyntaxError, SyntaxTree } from "./syntaxTree.ts";
import type { WasmCore } from "./wasmCore.ts";

/** What is asked of the library's language object. */
export interface LanguageNames {
  readonly types: readonly (string | undefined)[];
  readonly fields: readonly (string | null | undefined)[];
  nodeTypeIsNamed(id: number): boolean;
}

/** Tables from the grammar's ids to ours, made once for a language. */
export interface KindTables {
  readonly kindOfId: Uint16Array;
  readonly fieldOfId: Uint8Array;
  readonly names: readonly string[];
}

const errorId = 65535;
const hasNoChildren = 1;
const childrenHaveNoFields = 2;

const flags = new Uint8Array(Math.max(...Object.values(K)) + 1);
for (const name of opaque) flags[K[name]] = (flags[K[name]] ?? 0) | hasNoChildren;
for (const name of withoutFields) flags[K[name]] = (flags[K[name]] ?? 0) | childrenHaveNoFields;

export function kindTables(language: LanguageNames): KindTables {
  const kindOfId = new Uint16Array(language.types.length);
  const names: string[] = [];
  for (let id = 0; id < language.types.length; id++) {
    const name = language.types[id] ?? "";
    names.push(name);
    if (name === "") continue;
    if (!language.nodeTypeIsNamed(id)) {
      kindOfId[id] = name === "virtual" ? K.virtual : operatorTokens.has(name) ? K.token : 0;
    } else if (!leftOut.has(name)) {
      kindOfId[id] = Object.hasOwn(K, name) ? K[name as KindName] : K.other;
    }
  }
  const fieldOfId = new Uint8Array(256);
  language.fields.forEach((name, id) => {
    if (name != null && Object.hasOwn(F, name)) fieldOfId[id] = F[name as keyof typeof F];
  });
  return { kindOfId, fieldOfId, names };
}

interface Columns {
  kind: Uint16Array<ArrayBuffer>;
  start: Uint32Array<ArrayBuffer>;
  end: Uint32Array<ArrayBuffer>;
  field: Uint8Array<ArrayBuffer>;
  parent: Int32Array<ArrayBuffer>;
  next: Int32Array<ArrayBuffer>;
}

export function flatten(
  core: WasmCore,
  tables: KindTables,
  tree: number,
  text: string,
  places: Uint32Array,
): SyntaxTree {
  const { kindOfId, fieldOfId } = tables;
  // A quarter of a node per character is usual; short files are denser.
  let capacity = 256 + (text.length >> 2);
  const columns = makeColumns(capacity);
  let { kind, start, end, field, parent, next } = columns;
  const errors: SyntaxError[] = [];

  core.ts_tree_root_node_wasm(tree);
  const hasError = core.ts_node_has_error_wasm(tree) === 1;
  core.ts_tree_root_node_wasm(tree);
  core.ts_tree_cursor_new_wasm(tree);

  let count = 0;
  let up = -1;
  let previous = -1;
  let askFields = false;
  for (;;) {
    const id = core.ts_tree_cursor_current_node_type_id_wasm(tree);
    let k: number = id === errorId ? K.ERROR : (kindOfId[id] as number);
    const fieldId =
      askFields && k !== 0
        ? (fieldOfId[core.ts_tree_cursor_current_field_id_wasm(tree)] as number)
        : 0;
    // Operators of expressions fill a field; the same signs in declarators and elsewhere say nothing.
    if (k === K.token && fieldId === 0) k = 0;
    let descended = false;
    if (k !== 0) {
      if (count === capacity) {
        capacity *= 2;
        grow(columns, capacity);
        ({ kind, start, end, field, parent, next } = columns);
      }
      const node = count++;
      const from = places[core.ts_tree_cursor_start_index_wasm(tree)] as number;
      const to = places[core.ts_tree_cursor_end_index_wasm(tree)] as number;
      kind[node] = k;
      start[node] = from;
      end[node] = to;
      field[node] = fieldId;
      parent[node] = up;
      next[node] = -1;
      if (previous !== -1) next[previous] = node;
      previous = node;
      if (k === K.ERROR) {
        const last = errors[errors.length - 1];
        if (last === undefined || from >= last.end)
          errors.push({ start: from, end: to, missing: "" });
      } else if (
        from === to &&
        hasError &&
        core.ts_tree_cursor_current_node_is_missing_wasm(tree) === 1
      ) {
        errors.push({ start: from, end: to, missing: tables.names[id] ?? "" });
      }
      if (
        ((flags[k] as number) & hasNoChildren) === 0 &&
        core.ts_tree_cursor_goto_first_child_wasm(tree) === 1
      ) {
        up = node;
        previous = -1;
        askFields = ((flags[k] as number) & childrenHaveNoFields) === 0;
        descended = true;
      }
    } else if (hasError && core.ts_tree_cursor_current_node_is_missing_wasm(tree) === 1) {
      const at = places[core.ts_tree_cursor_start_index_wasm(tree)] as number;
      errors.push({ start: at, end: at, missing: tables.names[id] ?? "" });
    }
    if (descended) continue;
    let done = false;
    while (core.ts_tree_cursor_goto_next_sibling_wasm(tree) !== 1) {
      if (up === -1 || core.ts_tree_cursor_goto_parent_wasm(tree) !== 1) {
        done = true;
        break;
      }
      previous = up;
      up = parent[up] as number;
      askFields = up !== -1 && ((flags[kind[up] as number] as number) & childrenHaveNoFields) === 0;
    }
    if (done) break;
  }
  core.ts_tree_cursor_delete_wasm(tree);
  return { text, count, kind, start, end, field, parent, next, errors };
}

function makeColumns(capacity: number): Columns {
  return {
    kind: new Uint16Array(capacity),
    start: new Uint32Array(capacity),
    end: new Uint32Array(capacity),
    field: new Uint8Array(capacity),
    parent: new Int32Array(capacity),
    next: new Int32Array(capacity),
  };
}

function grow(columns: Columns, capacity: number): void {
  const wider = makeColumns(capacity);
  wider.kind.set(columns.kind);
  wider.start.set(columns.start);
  wider.end.set(columns.end);
  wider.field.set(columns.field);
  wider.parent.set(columns.parent);
  wider.next.set(columns.next);
  Object.assign(columns, wider);
}
