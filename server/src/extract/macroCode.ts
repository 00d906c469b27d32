/**
 * What a macro does that may have to do with locks: its body as a function of kind `macro`, in whose operations the
 * parameters are names. The linker puts them in place of calls (`link/macroCalls.ts`). A body that is not code by
 * itself gives nothing. Must never know who calls the macro.
 */

import type { FunctionFact, MacroFact } from "../facts/fileFacts.ts";
import type { Op } from "../facts/op.ts";

/** A call of this name stands where the block goes that follows a macro such as `synchronized (m) { ... }`. */
export const macroHole = "__block__";
/** In a name: what the caller writes for the parameter of that number, and what tells one call from the next. */
export const pasted = (index: number): string => `__P${index}__`;
export const unique = "__U__";

/** Reading a body costs a parse: only those that may take a lock are read. Errs towards reading too many. */
const concerned = /lock|mutex|mtx|guard|sync|critical|acquire|enter|leave/i;
const maxLength = 800;
const maxOps = 80;

type Reader = (text: string) => readonly FunctionFact[] | null;

/** `read` gives the functions of a text, or null when it has gaps. */
export function macroCode(read: Reader, macro: MacroFact): FunctionFact | null {
  const { body, name, params } = macro;
  if (body.length > maxLength || !/[({]/.test(body) || !concerned.test(body)) return null;
  const text = asCode(body, params ?? []);
  if (text === null) return null;
  const fns =
    (opensBlock.test(text) ? read(`void f() { ${text} ${macroHole}(); }`) : null) ??
    read(`void f() { ${text}; }`);
  if (fns === null || fns.length !== 1) return null;
  const fn = fns[0]!;
  if (fn.ops.length === 0 || fn.ops.length > maxOps || !fn.ops.some(acts)) return null;
  const { start, end } = macro;
  return {
    ...fn,
    kind: "macro",
    name,
    params: (params ?? []).map((p) => ({
      name: p === "..." ? "__VA_ARGS__" : p,
      type: fn.result,
      hasDefault: false,
      pack: p === "...",
    })),
    ops: fn.ops.map((op) => ({ ...op, start, end })),
    nameSpan: { start, end },
    start,
    end,
  };
}

const opensBlock = /^(if|for|while|switch)\b[^]*\)\s*$/;

const acts = (op: Op): boolean =>
  op.k === "call" || op.k === "construct" || (op.k === "local" && op.args.length > 0);

const keywords =
  /^(return|else|new|throw|case|delete|do|co_return|co_await|co_yield|goto|typename)$/;

/** The body without what only the preprocessor understands; null where a parameter is pasted in pieces. */
function asCode(body: string, params: readonly string[]): string | null {
  let text = body.replace(/\\\r?\n/g, " ").replace(/\/\*[^]*?\*\//g, " ");
  // `#m` is a string, `a ## b` one name.
  text = text.replace(/(^|[^#])#\s*([A-Za-z_]\w*)/g, '$1"$2"');
  text = text.replace(/\b\w+(?:\s*##\s*\w+)+/g, (chain) =>
    chain
      .split(/\s*##\s*/)
      .map((part) => (params.includes(part) ? pasted(params.indexOf(part)) : part))
      .map((part) => (part === "__LINE__" || part === "__COUNTER__" ? unique : part))
      .join(""),
  );
  if (text.includes("#")) return null;
  // `Guard CONCAT(guard_, __LINE__)(m)`: a macro that makes the name of a variable.
  text = text.replace(
    /([\w:]+)((?:<[^;{}()]*>)?[\s&*]+)([A-Za-z_]\w*)\s*\([^()]*\)(?=\s*[({=])/g,
    (whole, type: string, between: string, name: string) =>
      keywords.test(type) ? whole : `${type}${between}${name}${unique}`,
  );
  return text.trim().replace(/;$/, "");
}
