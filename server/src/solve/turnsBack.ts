/**
 * Calls that turn back before they get anywhere, because their caller has just said so: after `link.close()`, which
 * sets `open_` to false, `link.report()` returns at its `if (!open_) return;`. Read off the code, for one object and one
 * thread; that another thread may set the flag again meanwhile is left out, which errs towards silence.
 */

import { type BlockOp, isPlain, isStraight, opensBlock } from "../facts/blocks.ts";
import type { Op, Ref } from "../facts/op.ts";
import type { BodyTyper } from "../link/bodyTypes.ts";
import type { Fn } from "../link/program.ts";
import type { FlagWrites } from "./flagWrites.ts";

export interface FlagReader {
  readonly typer: BodyTyper;
  readonly writes: FlagWrites;
}

interface Required {
  readonly key: string;
  readonly value: boolean;
}

/** `calls`: where each function on the way goes on; all but the first are on the object of the first call. */
export function turnsBack(
  reader: FlagReader,
  caller: { readonly fn: Fn; readonly at: Ref },
  calls: readonly { readonly fn: Fn; readonly at: Ref }[],
): boolean {
  for (const [i, { fn, at }] of calls.entries()) {
    if (requiredAt(reader.typer, fn, at).some((flag) => isUnset(reader, caller, flag))) return true;
    if (i < calls.length - 1 && !staysOnThis(fn, at)) return false;
  }
  return false;
}

function staysOnThis(fn: Fn, at: Ref): boolean {
  const op = fn.fact.ops[at];
  const callee = op?.k === "call" ? fn.fact.ops[op.callee] : undefined;
  return callee?.k === "name" || (callee?.k === "member" && fn.fact.ops[callee.obj]?.k === "this");
}

/** The last call before that may write the flag is one on the same object, and writes the other value. */
function isUnset(
  { typer, writes }: FlagReader,
  { fn, at }: { readonly fn: Fn; readonly at: Ref },
  { key, value }: Required,
): boolean {
  const all = writes.of(key);
  const body = typer.of(fn);
  const receiver = receiverOf(typer, fn, at);
  if (receiver === undefined) return false;
  for (let i = at - 1; i >= 0; i--) {
    const op = fn.fact.ops[i]!;
    const mention = op.k === "call" ? body.mentions.get(op.callee) : undefined;
    const targets = mention?.k === "functions" ? mention.fns : [];
    const written = all.filter((w) => (w.fn === fn && w.at === i) || targets.includes(w.fn));
    if (written.length === 0) continue;
    const [first] = written;
    return (
      written.length === 1 &&
      targets.length === 1 &&
      receiverOf(typer, fn, i) === receiver &&
      first!.value === String(!value) &&
      isStraight(first!.fn.fact.ops, first!.at) &&
      isStraight(fn.fact.ops, i)
    );
  }
  return false;
}

function receiverOf(typer: BodyTyper, fn: Fn, at: Ref): string | undefined {
  const op = fn.fact.ops[at];
  const callee = op?.k === "call" ? fn.fact.ops[op.callee] : undefined;
  return callee?.k === "member" ? typer.of(fn).places.get(callee.obj) : undefined;
}

interface Open {
  readonly op: BlockOp;
  /** In its `else`. */
  other: boolean;
}

function openAt(
  ops: readonly Op[],
  at: Ref,
  left: (block: Open, end: Ref) => void = () => {},
): Open[] {
  const open: Open[] = [];
  for (let i = 0; i < at; i++) {
    const op = ops[i]!;
    if (opensBlock(op)) open.push({ op, other: false });
    else if (op.k === "else") open.at(-1)!.other = true;
    else if (op.k === "end") {
      const block = open.pop();
      if (block !== undefined && open.every((around) => isPlain(around.op))) left(block, i);
    }
  }
  return open;
}

/** Flags without which the operation is not reached: conditions around it, and those that return before it. */
function requiredAt(typer: BodyTyper, fn: Fn, at: Ref): Required[] {
  const { ops } = fn.fact;
  const out: Required[] = [];
  const add = (cond: Ref, value: boolean): void => {
    out.push(...flagsOf(typer, fn, cond, value));
  };
  const open = openAt(ops, at, (block, end) => {
    const last = ops[end - 1]?.k;
    if (block.op.k === "if" && !block.other && (last === "return" || last === "throw"))
      add(block.op.cond, false);
  });
  for (const { op, other } of open) if (op.k === "if") add(op.cond, !other);
  return out;
}

function flagsOf(typer: BodyTyper, fn: Fn, ref: Ref, value: boolean): readonly Required[] {
  const { ops } = fn.fact;
  const op = ops[ref];
  const key = typer.of(fn).places.get(ref);
  if (key !== undefined) return [{ key, value }];
  if (op?.k === "unary" && op.op === "!") return flagsOf(typer, fn, op.a, !value);
  if (op?.k === "binary" && op.op === (value ? "&&" : "||"))
    return [...flagsOf(typer, fn, op.a, value), ...flagsOf(typer, fn, op.b, value)];
  const callee = op?.k === "call" ? ops[op.callee] : undefined;
  return callee?.k === "member" && callee.name === "load"
    ? flagsOf(typer, fn, callee.obj, value)
    : [];
}
