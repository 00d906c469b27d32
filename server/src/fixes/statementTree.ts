/**
 * The flat operations of a body as statements in blocks, as far as a fix needs them: what stands beside what,
 * and what encloses it. Made of facts alone; the text around (type names of locals, semicolons) is not in the
 * spans.
 */

import type { Op, Ref } from "../facts/op.ts";
import { operands } from "../facts/operands.ts";

export interface Statement {
  /** Kind of the operation that is the statement: a call, an assignment, `local`, `return`, `if`, ... */
  readonly kind: Op["k"];
  /** Index of that operation, and the range of all operations of the statement, both ends included. */
  readonly root: Ref;
  readonly first: Ref;
  readonly last: Ref;
  /** UTF-16 offsets of what the operations cover. */
  readonly start: number;
  readonly end: number;
  readonly blocks: readonly Block[];
  readonly block: Block;
}

export interface Block {
  /** The `if`, `loop`, ... of which it is a branch; null for the body itself. */
  readonly owner: Statement | null;
  readonly statements: readonly Statement[];
}

interface OpenBlock extends Block {
  readonly statements: Statement[];
}

interface OpenStatement extends Statement {
  last: Ref;
  start: number;
  end: number;
  readonly blocks: OpenBlock[];
}

export function statementTree(ops: readonly Op[]): Block {
  const used = new Set(ops.flatMap(operands));
  const body: OpenBlock = { owner: null, statements: [] };
  const open: OpenStatement[] = [];
  let block = body;
  const branch = (): void => {
    const owner = open.at(-1);
    if (owner === undefined) return;
    block = { owner, statements: [] };
    owner.blocks.push(block);
  };
  ops.forEach((op, at) => {
    switch (op.k) {
      case "scope":
      case "if":
      case "switch":
      case "loop":
      case "try":
      case "catch": {
        const statement = { ...plain(ops, at, block), blocks: [] };
        block.statements.push(statement);
        open.push(statement);
        branch();
        return;
      }
      case "else":
      case "case":
        branch();
        return;
      case "end": {
        const ended = open.pop();
        if (ended === undefined) return;
        ended.last = at;
        for (const inner of ended.blocks.flatMap(({ statements }) => statements)) {
          ended.start = Math.min(ended.start, inner.start);
          ended.end = Math.max(ended.end, inner.end);
        }
        block = ended.block as OpenBlock;
        return;
      }
      default:
        if (!used.has(at)) block.statements.push({ ...plain(ops, at, block), blocks: [] });
    }
  });
  return body;
}

function plain(ops: readonly Op[], at: Ref, block: Block): Omit<OpenStatement, "blocks"> {
  const parts = closure(ops, at);
  const spans = parts.map((part) => ops[part]).filter((op): op is Op => op !== undefined);
  return {
    kind: ops[at]?.k ?? "end",
    root: at,
    first: Math.min(...parts),
    last: at,
    start: Math.min(...spans.map(({ start }) => start)),
    end: Math.max(...spans.map(({ end }) => end)),
    block,
  };
}

/** An operation and all that it is made of. */
export function closure(ops: readonly Op[], at: Ref): readonly Ref[] {
  const seen = new Set<Ref>();
  const open = [at];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    const op = ops[ref];
    if (op === undefined || seen.has(ref)) continue;
    seen.add(ref);
    open.push(...operands(op));
  }
  return [...seen];
}

/** The innermost statement with this operation. */
export function statementWith(body: Block, op: Ref): Statement | null {
  let found: Statement | null = null;
  for (const statement of allStatements(body)) {
    if (statement.first > op || op > statement.last) continue;
    if (found === null || found.last - found.first >= statement.last - statement.first)
      found = statement;
  }
  return found;
}

/** In the order of the text. */
export function allStatements(block: Block): readonly Statement[] {
  return block.statements.flatMap((statement) => [
    statement,
    ...statement.blocks.flatMap(allStatements),
  ]);
}

/** The statements around, the innermost first. */
export function ownersOf(statement: Statement): readonly Statement[] {
  const owners: Statement[] = [];
  for (let owner = statement.block.owner; owner !== null; owner = owner.block.owner)
    owners.push(owner);
  return owners;
}
