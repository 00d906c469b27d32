/**
 * The exports of the parser library's wasm module, called directly. Its own cursor class copies the cursor to
 * wasm memory and back around each call, several times the cost of the call; here the cursor stays in the
 * transfer buffer for a whole walk. The protocol is that of the pinned version of the library; `createParser`
 * refuses a module that lacks one of these functions. Knows no C++.
 */

/** Arguments named `tree` are addresses of trees. The cursor is the one in the transfer buffer. */
export interface WasmCore {
  ts_tree_root_node_wasm(tree: number): void;
  ts_node_has_error_wasm(tree: number): number;
  /** Reads a node from the transfer buffer and leaves a cursor there. */
  ts_tree_cursor_new_wasm(tree: number): void;
  ts_tree_cursor_delete_wasm(tree: number): void;
  ts_tree_cursor_goto_first_child_wasm(tree: number): number;
  ts_tree_cursor_goto_next_sibling_wasm(tree: number): number;
  ts_tree_cursor_goto_parent_wasm(tree: number): number;
  ts_tree_cursor_current_node_type_id_wasm(tree: number): number;
  ts_tree_cursor_current_node_is_missing_wasm(tree: number): number;
  ts_tree_cursor_current_field_id_wasm(tree: number): number;
  ts_tree_cursor_start_index_wasm(tree: number): number;
  ts_tree_cursor_end_index_wasm(tree: number): number;
}

const names: readonly (keyof WasmCore)[] = [
  "ts_tree_root_node_wasm",
  "ts_node_has_error_wasm",
  "ts_tree_cursor_new_wasm",
  "ts_tree_cursor_delete_wasm",
  "ts_tree_cursor_goto_first_child_wasm",
  "ts_tree_cursor_goto_next_sibling_wasm",
  "ts_tree_cursor_goto_parent_wasm",
  "ts_tree_cursor_current_node_type_id_wasm",
  "ts_tree_cursor_current_node_is_missing_wasm",
  "ts_tree_cursor_current_field_id_wasm",
  "ts_tree_cursor_start_index_wasm",
  "ts_tree_cursor_end_index_wasm",
];

/** The part of the WebAssembly interface that is used; the ES library types do not declare it. */
interface Wasm {
  instantiate(
    bytes: Uint8Array,
    imports: unknown,
  ): Promise<{ instance: WasmInstance; module: unknown }>;
}

interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

declare const WebAssembly: Wasm;

/** The loader's hook: instantiates `bytes` and hands the instance both to the loader and to `seen`. */
export function instantiateHook(
  bytes: Uint8Array,
  seen: (exports: Readonly<Record<string, unknown>>) => void,
  failed: (reason: unknown) => void,
): (imports: unknown, receive: (instance: unknown, module: unknown) => void) => object {
  return (imports, receive) => {
    WebAssembly.instantiate(bytes, imports).then(({ instance, module }) => {
      seen(instance.exports);
      receive(instance, module);
    }, failed);
    return {};
  };
}

export function wasmCoreOf(exports: Readonly<Record<string, unknown>>): WasmCore {
  const core: Partial<Record<keyof WasmCore, unknown>> = {};
  for (const name of names) {
    const found = exports[name];
    if (typeof found !== "function")
      throw new Error(`the parser's wasm module does not export "${name}"`);
    core[name] = found;
  }
  return core as unknown as WasmCore;
}
