/**
 * The body of a function as a flat list of operations, in evaluation order, nested by `scope`/`if`/`loop`
 * ... `end` marks. An operation's index in the list is its value: operands refer to earlier operations.
 * So "what happens before this" and "what is held here" are scans over indices, not tree walks.
 *
 * Facts say only what is written. `name: "Foo::bar"` may turn out to be a type, a function or a variable.
 */

import type { TypeRef } from "./typeRef.ts";

/** Index of an earlier operation in the same body; `none` where an expression has no value of interest. */
export type Ref = number;
export const none: Ref = -1;

export type Op = OpBody & {
  /** UTF-16 offsets of the expression or statement. For a call: callee name and argument list (no receiver). */
  readonly start: number;
  readonly end: number;
};

export type OpBody =
  // values
  /** `targs` of the last part that has any: of `A<T>::f` they are A's. */
  | { readonly k: "name"; readonly name: string; readonly targs: readonly TypeRef[] }
  | { readonly k: "this" }
  /** `obj.name` and `obj->name`; `targs` of `obj.name<T>`. */
  | {
      readonly k: "member";
      readonly obj: Ref;
      readonly name: string;
      readonly arrow: boolean;
      readonly targs: readonly TypeRef[];
    }
  | { readonly k: "index"; readonly obj: Ref; readonly index: Ref }
  /** `callee` is the Ref of a `name`, `member` or any value; template arguments stand on the callee. */
  | { readonly k: "call"; readonly callee: Ref; readonly args: readonly Ref[] }
  /** `new T(args)`; `new (p) T(args)` has `p` as its placement. */
  | {
      readonly k: "new";
      readonly type: TypeRef;
      readonly args: readonly Ref[];
      readonly placement: Ref;
    }
  /** `T(args)`, `T{args}`, `static_cast<T>(x)` is `cast`. */
  | { readonly k: "construct"; readonly type: TypeRef; readonly args: readonly Ref[] }
  /** A braced list without a type: `{a, b}`. */
  | { readonly k: "list"; readonly items: readonly Ref[] }
  /** `fn` is the index of the lambda in FileFacts.functions. */
  | { readonly k: "lambda"; readonly fn: number }
  /** Number, bool, char, nullptr: the text. */
  | { readonly k: "literal"; readonly text: string }
  /** A string literal: its content without quotes (adjacent pieces joined). */
  | { readonly k: "string"; readonly text: string }
  /** `!a`, `-a`, `*a`, `&a`, `++a`, `a++` (the last two as op `++`/`--`; they also write `a`). */
  | { readonly k: "unary"; readonly op: string; readonly a: Ref }
  | { readonly k: "binary"; readonly op: string; readonly a: Ref; readonly b: Ref }
  /** `cond ? a : b`. */
  | { readonly k: "select"; readonly cond: Ref; readonly a: Ref; readonly b: Ref }
  | { readonly k: "cast"; readonly type: TypeRef; readonly a: Ref }
  | { readonly k: "await"; readonly a: Ref }
  // effects
  /** `target = value`, and `+=` etc. with op `+=`. */
  | { readonly k: "assign"; readonly target: Ref; readonly value: Ref; readonly op: string }
  | { readonly k: "delete"; readonly a: Ref; readonly array: boolean }
  /**
   * Declaration of a local variable. `args` are the initialiser expressions; `style` tells `T x;`,
   * `T x = a;`, `T x(a, b);`, `T x{a};`. `isStatic` for function-local statics, `threadLocal` likewise.
   * `SCOPE_EXIT { ... }` is a nameless local of type `SCOPE_EXIT` made of the block as a lambda.
   */
  | {
      readonly k: "local";
      readonly name: string;
      readonly type: TypeRef;
      readonly args: readonly Ref[];
      readonly style: "none" | "assign" | "paren" | "brace";
      readonly isStatic: boolean;
      readonly threadLocal: boolean;
    }
  | { readonly k: "return"; readonly value: Ref }
  | { readonly k: "throw" }
  | { readonly k: "break" }
  | { readonly k: "continue" }
  | { readonly k: "goto" }
  /** An assertion macro (`CHECK(c)`, `assert(c)`, `DCHECK_NE(a, b)` as a `!=` binary): holds from here on. Follows the macro's own `call`. */
  | { readonly k: "assume"; readonly cond: Ref }
  // structure: `scope`, `if`, `switch`, `loop`, `try` and `catch` are each closed by an `end`
  | { readonly k: "scope" }
  /** `then` branch follows; an `else` mark may come before the `end`. `cond` was evaluated before. */
  | { readonly k: "if"; readonly cond: Ref }
  | { readonly k: "else" }
  | { readonly k: "switch"; readonly cond: Ref }
  /** Starts a branch inside a switch; `value` is the label expression, `none` for `default`. */
  | { readonly k: "case"; readonly value: Ref }
  /**
   * A loop. Its condition is evaluated inside, followed by a `test` (left when false). `range` loops declare
   * their variable by a `local` whose only argument is an `element` of the range.
   */
  | { readonly k: "loop"; readonly form: "while" | "do" | "for" | "range" }
  | { readonly k: "test"; readonly cond: Ref }
  /** One element of a container, as a range-for binds it. */
  | { readonly k: "element"; readonly of: Ref }
  /** `try ... end catch ... end`: each handler follows as a block of its own, its variable a `local` in it. */
  | { readonly k: "try" }
  | { readonly k: "catch" }
  | { readonly k: "end" };
