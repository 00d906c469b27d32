/**
 * What the workspace says as a whole: classes, functions and variables of all files, by qualified name.
 * Built from facts alone. It knows nothing of threads or waits.
 */

import type {
  FileFacts,
  FunctionFact,
  MacroFact,
  TypeFact,
  VariableFact,
} from "../facts/fileFacts.ts";
import type { TypeRef } from "../facts/typeRef.ts";

export interface FileUnit {
  /** Index in Program.files, which are sorted by path. */
  readonly id: number;
  readonly path: string;
  readonly facts: FileFacts;
  /** Files of the workspace that it includes directly. */
  readonly includes: FileUnit[];
}

/** A function, method, lambda or initialiser, in the file where it stands. */
export interface Fn {
  /** Index in Program.functions: ordered by file path, then by position. */
  readonly id: number;
  readonly file: FileUnit;
  readonly fact: FunctionFact;
  /** `ns::Class::name`; a lambda is `enclosing::<lambda>`. */
  readonly name: string;
  /** Enclosing namespaces and classes with anonymous namespaces dropped: where its names are looked up. */
  readonly scope: readonly string[];
  /** The class it is a member of (for a lambda: of the function around it). */
  owner: ClassInfo | null;
  /** Function around a lambda. */
  readonly parent: Fn | null;
  /** A member function that needs an object. */
  hasReceiver: boolean;
  /** Lambdas standing directly in this function, by FunctionFact index. */
  readonly lambdas: Map<number, Fn>;
}

/** Declaration and definition of one member function, paired by parameter count. */
export interface Method {
  readonly name: string;
  readonly owner: ClassInfo;
  readonly declaration: Fn;
  definition: Fn | null;
  isVirtual: boolean;
}

export interface Field {
  readonly name: string;
  readonly owner: ClassInfo;
  readonly type: TypeRef;
  readonly isStatic: boolean;
  readonly threadLocal: boolean;
  /** Function that yields the default value. */
  readonly initializer: Fn | null;
}

export interface ClassInfo {
  readonly id: number;
  readonly name: string;
  /** Unlike the name, different for classes of one name in different files. */
  readonly key: string;
  readonly file: FileUnit;
  readonly fact: TypeFact;
  /** Scope inside the class, for looking up names in its body. */
  readonly scope: readonly string[];
  bases: readonly BaseInfo[];
  readonly derived: ClassInfo[];
  readonly fields: Map<string, Field>;
  readonly methods: Map<string, Method[]>;
}

export interface BaseInfo {
  readonly type: TypeRef;
  /** null: the base is not in the workspace. */
  readonly cls: ClassInfo | null;
  /** Qualified name of an external base, as far as known. */
  readonly name: string;
}

export interface Variable {
  readonly name: string;
  readonly file: FileUnit;
  readonly scope: readonly string[];
  readonly fact: VariableFact;
  readonly initializer: Fn | null;
}

export interface Program {
  readonly files: readonly FileUnit[];
  readonly functions: readonly Fn[];
  readonly classes: readonly ClassInfo[];
  readonly classesByName: ReadonlyMap<string, readonly ClassInfo[]>;
  readonly aliasesByName: ReadonlyMap<
    string,
    readonly {
      readonly file: FileUnit;
      readonly scope: readonly string[];
      readonly target: TypeRef;
      readonly params: readonly string[];
    }[]
  >;
  readonly enums: ReadonlySet<string>;
  readonly enumerators: ReadonlySet<string>;
  readonly freeFunctions: ReadonlyMap<string, readonly Fn[]>;
  readonly variables: ReadonlyMap<string, readonly Variable[]>;
  /** Using directives: per scope name (global ones per file: key `path|`). */
  readonly usingNamespaces: ReadonlyMap<string, readonly string[]>;
  readonly usingNames: ReadonlyMap<string, string>;
  /** Function-like macros of the workspace, by name. */
  readonly macros: ReadonlyMap<string, MacroFact>;
}

export function qualify(scope: readonly string[], name: string): string {
  let out = "";
  for (const part of scope) if (part !== "") out += `${part}::`;
  return out + name;
}
