/**
 * What a person may say against a finding: that it is known here, that a function never blocks, or that it runs on
 * one thread or loop. Which function that is, and whether it has a name that can be written down.
 */

import { type Message, type Finding } from "../rules/finding.ts";
import { shortFunction } from "./words.ts";

export interface SaidOf {
  /** Qualified name. */
  readonly function: string;
  /** Why nothing can be said of it; null when it can. */
  readonly disabled: Message | null;
}

/** The function in which the blocked thread waits, as far inside as the chain goes. */
export function neverBlocksOf(finding: Finding): SaidOf | null {
  const { chain, blocked } = finding;
  const own = chain.findLast(({ kind, context }) => kind === "wait" && context === blocked.name);
  const wait = own ?? chain.find(({ kind }) => kind === "wait");
  return wait === undefined ? null : said(wait.function);
}

/** The function of the reported call. */
export function runsOnOf(finding: Finding): SaidOf {
  return said(finding.function);
}

function said(name: string): SaidOf {
  const holes = { f: shortFunction(name) };
  const disabled = writable.test(name) ? null : { id: "accept.no-name", holes };
  // It is everybody's: what a model says of it would be said of every program.
  return { function: name, disabled: name === "main" ? { id: "accept.main", holes } : disabled };
}

/** As models name functions; a lambda has no such name. */
const writable = /^(?:[A-Za-z_]\w*::)*(?:~?[A-Za-z_]\w*|operator\W.*)$/;
