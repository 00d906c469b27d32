/**
 * Calls of the workspace's own macros that take or give back locks, replaced by what the macro does: the operations
 * of its body with the caller's arguments in place of its parameters. A macro of which nobody can say that it is
 * the one that is meant stays a call. The same operations come out whatever the order of the files.
 */

import { append } from "../base/append.ts";
import { macroHole, pasted, unique } from "../extract/macroCode.ts";
import { blockKinds, closingOf, opensBlock } from "../facts/blocks.ts";
import type { FunctionFact } from "../facts/fileFacts.ts";
import { mapRefs } from "../facts/mapRefs.ts";
import type { Op, Ref } from "../facts/op.ts";
import type { TypeRef } from "../facts/typeRef.ts";
import type { FileUnit } from "./program.ts";

/** The code of the macro that a name means in a file. */
export type MacroFinder = (name: string, file: FileUnit) => FunctionFact | null;

export interface Expanded {
  readonly fact: FunctionFact;
  /** Where the operations of the fact as written are now; null: where they were. */
  readonly moved: readonly Ref[] | null;
}

/** Macros that call macros: further in than this they are left as calls. */
const maxDepth = 4;
/** Headers looked through for one definition. */
const maxIncludes = 400;

export function macroFinder(files: readonly FileUnit[]): MacroFinder {
  const codes = new Map<string, { file: FileUnit; fact: FunctionFact }[]>();
  for (const file of files)
    for (const fact of file.facts.functions)
      if (fact.kind === "macro") append(codes, fact.name, { file, fact });
  if (codes.size === 0) return () => null;
  /** Names that mean something else somewhere: another macro, or a function. */
  const others = new Map<string, number>();
  const count = (name: string): void => {
    if (codes.has(name)) others.set(name, (others.get(name) ?? 0) + 1);
  };
  for (const file of files) {
    for (const macro of file.facts.macros) count(macro.name);
    for (const fn of file.facts.functions) if (fn.kind !== "macro") count(fn.name);
  }
  const memo = new Map<string, FunctionFact | null>();
  return (name, file) => {
    const list = codes.get(name);
    if (list === undefined) return null;
    const key = `${file.id}|${name}`;
    let known = memo.get(key);
    if (known === undefined) {
      known = included(list, file) ?? (others.get(name) === 1 ? list[0]!.fact : null);
      memo.set(key, known);
    }
    return known;
  };
}

/** The definition in the file itself, else the one that it includes on the shortest way. */
function included(
  list: readonly { readonly file: FileUnit; readonly fact: FunctionFact }[],
  file: FileUnit,
): FunctionFact | null {
  const seen = new Set<FileUnit>([file]);
  for (const unit of seen) {
    const here = list.findLast((c) => c.file === unit);
    if (here !== undefined) return here.fact;
    if (seen.size < maxIncludes) for (const next of unit.includes) seen.add(next);
  }
  return null;
}

/** `outer`: where the operations of the function around a lambda have gone; its captures name them. */
export function expandMacros(
  fact: FunctionFact,
  find: (name: string) => FunctionFact | null,
  outer: readonly Ref[] | null,
): Expanded {
  const kept =
    outer === null || fact.captures.every((c) => c.value < 0)
      ? fact
      : {
          ...fact,
          captures: fact.captures.map((c) => ({ ...c, value: outer[c.value] ?? c.value })),
        };
  const { ops } = fact;
  if (!ops.some((op) => op.k === "name" && find(op.name) !== null))
    return { fact: kept, moved: null };

  const out: Op[] = [];
  const moved: Ref[] = [];
  const used = new Set<Ref>();
  for (const op of ops)
    mapRefs(
      op,
      (r) => (used.add(r), r),
      (refs) => (refs.forEach((r) => used.add(r)), refs),
    );
  /** What stands behind the block of a macro, by the operation that ends it. */
  const behind = new Map<Ref, () => void>();
  const open: Ref[] = [];
  const one = (ref: Ref): Ref => (ref < 0 ? ref : (moved[ref] ?? -1));
  ops.forEach((op, i) => {
    behind.get(i)?.();
    if (op.k === "end") open.pop();
    const value = placed(op, i);
    if (value !== null) moved[i] = value;
    else {
      moved[i] = out.length;
      out.push(mapRefs(op, one, (refs) => refs.map(one)));
    }
    if (opensBlock(op)) open.push(i);
  });
  return {
    fact: {
      ...kept,
      ops: out,
      inits: fact.inits.map((init) => ({ ...init, args: init.args.map(one) })),
    },
    moved,
  };

  /** Puts in place what a macro called here does; the operation whose value it has, or null: the call stays. */
  function placed(op: Op, i: Ref): Ref | null {
    const callee = op.k === "call" ? ops[op.callee] : op;
    if (callee?.k !== "name" || (op.k === "name" && used.has(i))) return null;
    const code = find(callee.name);
    if (code === null || (op.k === "name" && code.params.length > 0)) return null;
    const args = op.k === "call" ? op.args.map(one) : [];
    const end = code.ops.some(isHole) ? blockOf(op) : -1;
    if (end === null) return null;
    const rest = place(code, args, op, 0);
    if (rest.behind !== null && end >= 0) behind.set(end, rest.behind);
    return rest.value;
  }

  /** The end of the block that the macro opens: its scope stands where the call does. */
  function blockOf(call: Op): Ref | null {
    const block = open.at(-1);
    if (block === undefined || ops[block]!.start !== call.start) return null;
    const end = closingOf(ops, block);
    return end < ops.length ? end : null;
  }

  function place(
    code: FunctionFact,
    args: readonly Ref[],
    at: Op,
    depth: number,
  ): { readonly value: Ref | null; readonly behind: (() => void) | null } {
    const named = code.params.filter((p) => !p.pack);
    const pack = args.slice(named.length);
    const here: Ref[] = [];
    const id = out.length;
    const textOf = (ref: Ref | undefined): string | null => {
      const arg = out[ref ?? -1];
      return arg?.k === "name" ? arg.name : null;
    };
    const nameOf = (name: string): string => {
      const param = named.findIndex((p) => p.name === name);
      let text = param >= 0 ? (textOf(args[param]) ?? name) : name;
      named.forEach((_, n) => {
        text = text.replaceAll(pasted(n), textOf(args[n]) ?? "_");
      });
      return text.replaceAll(unique, `@${id}`);
    };
    const typeOf = (type: TypeRef): TypeRef => ({
      ...type,
      name: nameOf(type.name),
      args: type.args.map(typeOf),
    });
    const emit = (from: number): (() => void) | null => {
      for (let k = from; k < code.ops.length; k++) {
        const op = code.ops[k]!;
        if (isHole(op)) return () => void emit(k + 2);
        if (op.k === "name") {
          const param = named.findIndex((p) => p.name === op.name);
          if (param >= 0) {
            here[k] = args[param] ?? -1;
            continue;
          }
        }
        const mapped = mapRefs(
          op,
          (ref) => (ref < 0 ? ref : (here[ref] ?? -1)),
          (refs) =>
            refs.flatMap((ref) => {
              const arg = code.ops[ref];
              return arg?.k === "name" && arg.name === "__VA_ARGS__" ? pack : [here[ref] ?? -1];
            }),
        );
        const inner = op.k === "call" ? code.ops[op.callee] : undefined;
        const nested = inner?.k === "name" && depth < maxDepth ? find(inner.name) : null;
        if (nested !== null && nested !== code && mapped.k === "call" && !nested.ops.some(isHole)) {
          const { value } = place(nested, mapped.args, at, depth + 1);
          if (value !== null) {
            here[k] = value;
            continue;
          }
        }
        here[k] = out.length;
        out.push(renamed(mapped, at, nameOf, typeOf));
      }
      return null;
    };
    const rest = emit(0);
    const last = code.ops.length - 1;
    const value = code.ops.every((op) => !statements.has(op.k)) ? (here[last] ?? null) : null;
    return { value, behind: rest };
  }
}

function renamed(
  op: Op,
  { start, end }: Op,
  nameOf: (name: string) => string,
  typeOf: (type: TypeRef) => TypeRef,
): Op {
  switch (op.k) {
    case "name":
    case "member":
      return { ...op, name: nameOf(op.name), targs: op.targs.map(typeOf), start, end };
    case "local":
      return { ...op, name: nameOf(op.name), type: typeOf(op.type), start, end };
    case "construct":
    case "new":
    case "cast":
      return { ...op, type: typeOf(op.type), start, end };
    default:
      return { ...op, start, end };
  }
}

/** Its name comes first, its call is the next operation: neither is placed. */
const isHole = (op: Op): boolean => op.k === "name" && op.name === macroHole;

const statements: ReadonlySet<Op["k"]> = new Set([
  ...blockKinds,
  "local",
  "return",
  "throw",
  "break",
  "continue",
  "goto",
  "assume",
  "else",
  "case",
  "test",
  "end",
]);
