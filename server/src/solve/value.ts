/**
 * What an expression may evaluate to, as far as blocking is concerned: objects by access path and things
 * that can be called. A set; empty means "not known".
 */

import type { Fn } from "../link/program.ts";
import type { Type } from "../link/types.ts";
import type { Activation } from "./activation.ts";
import type { Path } from "./path.ts";

export type Value =
  | { readonly k: "object"; readonly path: Path; readonly key: string }
  /** A function with what it closes over: the activation that made a lambda, a bound receiver, bound arguments. */
  | {
      readonly k: "callable";
      readonly fn: Fn;
      readonly creator: Activation | null;
      readonly self: readonly Value[];
      /** In order: what is bound, or the number of the argument that comes there, from 0. */
      readonly bound: readonly (readonly Value[] | number)[] | null;
      readonly key: string;
    }
  /** A library function or an unknown one, by name. */
  | { readonly k: "named"; readonly name: string; readonly key: string }
  | { readonly k: "literal"; readonly text: string; readonly key: string }
  | { readonly k: "text"; readonly text: string; readonly key: string }
  /** Identity of a thread: the running one, or that of an object. */
  | { readonly k: "thread-id"; readonly of: Path | "running"; readonly key: string }
  /** True iff the caller runs on the context of `of` (`on`), or does not. */
  | {
      readonly k: "on-context";
      readonly of: Path;
      readonly on: boolean;
      /** Part of a larger condition: only when the value is this does it say so, else nothing is known. */
      readonly only: boolean | null;
      readonly key: string;
    };

export type Values = readonly Value[];
export const unknown: Values = [];

/** More than this many alternatives say nothing useful any more. */
export const maxValues = 12;

const maxKey = 300;

export interface Typed {
  readonly values: Values;
  readonly type: Type | null;
}

export const nothing: Typed = { values: unknown, type: null };

export function objectValue(path: Path): Value {
  return { k: "object", path, key: `o${path.id}` };
}

export function callableValue(
  fn: Fn,
  creator: Activation | null,
  self: Values = unknown,
  bound: readonly (Values | number)[] | null = null,
): Value {
  const selfKey = self.length === 0 ? "" : `<${keyOf(self)}>`;
  const boundKey =
    bound === null
      ? ""
      : `(${bound.map((b) => (typeof b === "number" ? `_${b}` : keyOf(b))).join(";")})`;
  const key = `f${fn.id}@${creator?.id ?? ""}${selfKey}${boundKey}`;
  // Callables bound to callables bound to callables: at some point only the function is remembered.
  if (key.length > maxKey)
    return {
      k: "callable",
      fn,
      creator,
      self: unknown,
      bound: null,
      key: `f${fn.id}@${creator?.id ?? ""}`,
    };
  return { k: "callable", fn, creator, self, bound, key };
}

/** Says, when true, that the caller is on the context of `of`, or that it is not. */
export function onContext(of: Path, on: boolean, only: boolean | null = null): Value {
  const part = only === null ? "" : only ? "&" : "|";
  return { k: "on-context", of, on, only, key: `c${of.id}${on ? "" : "!"}${part}` };
}

/** What the condition says when it is turned round. */
export function negated(v: Extract<Value, { k: "on-context" }>): Value {
  return onContext(v.of, !v.on, v.only === null ? null : !v.only);
}

export function literalValue(text: string): Value {
  return { k: "literal", text, key: `l${text}` };
}

export function textValue(text: string): Value {
  return { k: "text", text, key: `"${text}` };
}

export function keyOf(values: Values): string {
  if (values.length === 1) return values[0]!.key;
  return values
    .map((v) => v.key)
    .sort()
    .join(",");
}

export function union(a: Values, b: Values): Values {
  if (b.length === 0 || a === b) return a;
  if (a.length === 0) return b;
  let out: Value[] | null = null;
  for (const v of b) {
    const list = out ?? a;
    if (list.length >= maxValues) break;
    if (!list.some((x) => x.key === v.key)) (out ??= [...a]).push(v);
  }
  return out ?? a;
}
