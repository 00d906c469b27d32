/** Shortcuts for the tests of extraction: text to facts, and the operations of a body alone. */

import { extractFacts } from "../../server/src/extract/extract.ts";
import type { FileFacts } from "../../server/src/facts/fileFacts.ts";
import { testParser } from "../harness/parser.ts";
import { printFacts, printFunction, printOps } from "./print.ts";

export async function read(text: string): Promise<FileFacts> {
  return extractFacts(await testParser(), text);
}

/** All facts of a text, printed. */
export async function printed(text: string): Promise<string> {
  return `\n${printFacts(await read(text))}\n`;
}

/** What `statements` do inside a function, then the other functions found in them. No gap may be left. */
export async function body(statements: string): Promise<string> {
  const facts = await read(`void f() {\n${statements}\n}\n`);
  const lines = facts.functions.flatMap((f, i) =>
    i === 0 ? printOps(f.ops) : printFunction(f, i),
  );
  for (const g of facts.gaps) lines.push(`gap ${g.start}..${g.end} ${g.reason}`);
  return `\n${lines.join("\n")}\n`;
}

/** The text that an operation's span covers, for all operations of a kind in the first function. */
export async function spans(text: string, kind: string): Promise<string[]> {
  const facts = await read(text);
  const ops = facts.functions[0]?.ops ?? [];
  return ops.filter((op) => op.k === kind).map((op) => text.slice(op.start, op.end));
}
