/**
 * What one file says. A pure function of the file's text and the extractor's version: nothing of any other
 * file is consulted, and no claim is made about any. Frozen and serialisable (numbers, strings, arrays).
 */

import type { Span } from "../base/span.ts";
import type { Op } from "./op.ts";
import type { TypeRef } from "./typeRef.ts";

/** Raise when the meaning of any fact changes: caches written by another version are ignored. */
export const factsVersion = 3;

export interface FileFacts {
  readonly version: number;
  /** Length of the text in UTF-16 units, number of lines, and where each line starts. */
  readonly length: number;
  readonly lineStarts: readonly number[];
  readonly includes: readonly Include[];
  readonly usings: readonly Using[];
  readonly types: readonly TypeFact[];
  readonly functions: readonly FunctionFact[];
  readonly variables: readonly VariableFact[];
  readonly macros: readonly MacroFact[];
  /** Regions the parser could not read. An answer that depends on one is not known, rather than wrong. */
  readonly gaps: readonly Gap[];
  /** Comments that accept findings, in the order of the text. */
  readonly suppressions: readonly SuppressionFact[];
}

export interface Include {
  readonly path: string;
  readonly system: boolean;
}

/** `using namespace N;`, `using N::x;`, `namespace A = N;`, in the namespace or class where it stands. */
export interface Using {
  readonly kind: "namespace" | "name" | "alias";
  /** Enclosing namespaces and classes, outermost first. Anonymous namespaces are `""`. */
  readonly scope: readonly string[];
  readonly target: string;
  /** The new name, for `alias`. */
  readonly name: string;
}

export interface TypeFact extends Span {
  readonly kind: "class" | "enum" | "alias";
  /**
   * Last part of the name; `scope` holds everything around it (also a written `Outer::` qualifier). A type
   * without a name is called `(anonymous N)`. A type inside a function has the scope of that function.
   */
  readonly name: string;
  readonly scope: readonly string[];
  readonly nameSpan: Span;
  /** Template parameter names, in order; empty for a plain type. */
  readonly templateParams: readonly string[];
  readonly bases: readonly TypeRef[];
  readonly fields: readonly FieldFact[];
  /** What an alias stands for. */
  readonly aliasOf: TypeRef | null;
  readonly enumerators: readonly string[];
  /** False for a forward declaration (no body): it says only that the name is a type. */
  readonly defined: boolean;
}

export interface FieldFact extends Span {
  readonly name: string;
  readonly type: TypeRef;
  readonly isStatic: boolean;
  readonly threadLocal: boolean;
  /** Index in FileFacts.functions of a synthetic `initializer` function that returns the default value, or -1. */
  readonly initializer: number;
}

/** A namespace-scope variable. Function-local statics are `local` operations. */
export interface VariableFact extends Span {
  readonly name: string;
  readonly scope: readonly string[];
  readonly type: TypeRef;
  readonly threadLocal: boolean;
  /** `static` at namespace scope or in an anonymous namespace: visible in this file alone. */
  readonly internal: boolean;
  /** `extern` without initialiser. */
  readonly declaredOnly: boolean;
  /** As in FieldFact; its body holds a `construct`/`return` of the initialiser expressions. */
  readonly initializer: number;
}

export type FunctionKind =
  | "function"
  | "method"
  | "constructor"
  | "destructor"
  | "lambda"
  | "initializer"
  /** No function: what a macro of this file does, its parameters being names (`extract/macroCode.ts`). */
  | "macro";

export interface FunctionFact extends Span {
  readonly kind: FunctionKind;
  /**
   * Last part of the name: `Stop`, `~Store`, `operator()`, `operator bool`; "" for a lambda and initialiser.
   * `method` is said where the class is certain from the file (inside a class body); an out-of-class
   * definition `void A::f() {}` is a `function` with scope [..., "A"] that the linker may turn into a method
   * (`A::A` and `A::~A` are certain). `TEST(A, B) {}`, a macro's definition, has its whole head as name. A
   * `function` named "" holds statements whose head could not be read; an `initializer` that no field or
   * variable names is a macro call at namespace scope.
   */
  readonly name: string;
  /** Enclosing namespaces and classes, outermost first, then the qualifier as written. */
  readonly scope: readonly string[];
  /** How many entries of `scope`, at its end, come from a written qualifier (`A::B::f` has 2). */
  readonly qualifier: number;
  readonly nameSpan: Span;
  readonly params: readonly ParamFact[];
  readonly result: TypeRef;
  readonly templateParams: readonly string[];
  /** Said so, or implied by `override` or `final`. */
  readonly isVirtual: boolean;
  readonly isOverride: boolean;
  readonly isStatic: boolean;
  readonly isPure: boolean;
  /** `static` at namespace scope or in an anonymous namespace. */
  readonly internal: boolean;
  /** Constructor initialisers, in the order written; operand Refs are into `ops`, which evaluates them first. */
  readonly inits: readonly InitFact[];
  readonly captures: readonly CaptureFact[];
  /** `[=]`, `[&]` or none, for a lambda. */
  readonly captureDefault: "" | "=" | "&";
  /** The function in which a lambda stands (index in FileFacts.functions), else -1. */
  readonly parent: number;
  /** Empty for a declaration. */
  readonly ops: readonly Op[];
  readonly defined: boolean;
}

export interface ParamFact {
  readonly name: string;
  readonly type: TypeRef;
  readonly hasDefault: boolean;
  /** `Args&&... args`. */
  readonly pack: boolean;
}

export interface InitFact extends Span {
  /** Field or base (or, for a delegating constructor, the class itself), as written. */
  readonly name: string;
  readonly args: readonly number[];
}

export interface CaptureFact {
  /** Name inside the lambda; "this" and "*this" as written. */
  readonly name: string;
  readonly byReference: boolean;
  /** Value of an init-capture `[p = expr]`: a Ref into the *parent's* ops; -1 for a plain capture. */
  readonly value: number;
}

/** A `#define`. Bodies are text: the linker looks into those that the code calls. */
export interface MacroFact extends Span {
  readonly name: string;
  /** null for an object-like macro. */
  readonly params: readonly string[] | null;
  readonly body: string;
}

export interface Gap extends Span {
  readonly reason: string;
}

/** The span is that of the directive with its list, without the reason. */
export interface SuppressionFact extends Span {
  /** Of this line, of the next one, or of all lines up to the `end` with the same list. */
  readonly kind: "line" | "next" | "begin" | "end";
  /** Zero-based. */
  readonly line: number;
  /** Names and globs as written; null without a list: everything. */
  readonly names: readonly string[] | null;
  /** Empty when none was given. */
  readonly reason: string;
}
