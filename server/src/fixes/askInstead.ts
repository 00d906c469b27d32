/**
 * “Call the method that only asks”, where a class has two: `Stop`, which asks and waits, and `NotifyStop`, which does
 * the same and comes back at once. The call on the way to the wait takes the other one. The two must take the same
 * arguments, and the one that only asks must do nothing that the one that waits does not do. Whether somebody else
 * waits for the end then is for a person to see.
 */

import { lastPart } from "../base/names.ts";
import type { FileFacts, FunctionFact } from "../facts/fileFacts.ts";
import type { TypeRef } from "../facts/typeRef.ts";
import type { Finding } from "../rules/finding.ts";
import { plannedFix } from "./plannedFix.ts";
import { calleeName, type Site, siteAt } from "./site.ts";
import { saysWait } from "./waitingPlace.ts";

interface Plan extends Site {
  /** Name of the method that only asks. */
  readonly asks: string;
}

export const askInstead = plannedFix<Plan>({
  id: "ask-instead",
  rules: ["self-wait", "self-join", "wait-cycle", "loop-blocked", "signal-blocks"],
  holes: (_finding, plan) => ({ r: plan?.asks ?? "" }),
  grade: () => "B",
  plan: planFor,
  edits(plan) {
    const { file, op, asks } = plan;
    return [{ file, start: op.start, end: op.start + calleeName(plan).length, text: asks }];
  },
});

/** The call nearest to a wait of the chain; null when no class on the way has such a pair. */
function planFor({ chain }: Finding, files: ReadonlyMap<string, FileFacts>): Plan | null {
  const wait = chain.findIndex(({ kind }) => kind === "wait");
  for (const { kind, span } of chain.slice(0, Math.max(wait, 0)).toReversed()) {
    const site = kind === "call" ? siteAt(span, files) : null;
    if (site === null || site.statement.root !== site.at) continue;
    const method = calleeName(site);
    if (!/^\w+$/.test(method)) continue;
    const asks = pairOf(method, site.fn, files);
    if (asks !== null) return { ...site, asks };
  }
  return null;
}

const before =
  "(?:notify|request|ask|trigger|begin|initiate|post|async|signal|schedule)(?:_?to|_?for)?_?";
const behind = "_?(?:async|later|no_?wait|without_?waiting)";

function pairOf(
  method: string,
  caller: FunctionFact,
  files: ReadonlyMap<string, FileFacts>,
): string | null {
  const isAsking = new RegExp(`^(?:${before}${method}|${method}${behind})$`, "i");
  const defined = [...files.values()].flatMap(({ functions }) =>
    functions.filter((fn) => fn.defined && fn.scope.length > 0 && fn.kind !== "lambda"),
  );
  const found = new Set<string>();
  for (const one of defined) {
    if (!isAsking.test(one.name) || one === caller || callsOf(one).some(saysWait)) continue;
    const pair = defined.find(
      (other) =>
        other.name === method &&
        other.scope.at(-1) === one.scope.at(-1) &&
        other.params.length === one.params.length &&
        other.params.every(({ type }, i) => isSameType(type, one.params[i]?.type)),
    );
    if (pair === undefined) continue;
    const does = new Set(callsOf(pair));
    if (does.has(one.name) || callsOf(one).every((call) => does.has(call))) found.add(one.name);
  }
  const [name] = found;
  return found.size === 1 && name !== undefined ? name : null;
}

function callsOf({ ops }: FunctionFact): readonly string[] {
  return ops.flatMap((op) => {
    const callee = op.k === "call" ? ops[op.callee] : undefined;
    return callee?.k === "name" || callee?.k === "member" ? [lastPart(callee.name)] : [];
  });
}

function isSameType(a: TypeRef, b: TypeRef | undefined): boolean {
  return a.name === b?.name && a.pointers === b.pointers && a.reference === b.reference;
}
