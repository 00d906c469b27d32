/**
 * “Drop it on a thread of its own”, where the last reference to an object goes on the very thread that its destructor
 * waits for. The reference is moved into a thread that does nothing but let it go. Nobody waits for that thread: that
 * the process may end before it is for a person to judge.
 */

import { lastPart } from "../base/names.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";
import { plannedFix } from "./plannedFix.ts";
import {
  endOf,
  includeEdits,
  merged,
  type Site,
  siteAt,
  startOf,
  typeOfName,
  wholeOf,
} from "./site.ts";
import { indentAt } from "./sourceText.ts";

interface Plan extends Site {
  /** Index of the smart pointer, or of what is deleted. */
  readonly pointer: number;
  readonly form: "reset" | "delete";
}

export const dropElsewhere = plannedFix<Plan>({
  id: "drop-elsewhere",
  rules: ["self-join"],
  grade: () => "B",
  plan: planFor,
  edits({ file, fn, statement, pointer, form }, source) {
    const start = startOf(source, statement);
    const end = endOf(source, statement);
    const held = wholeOf(fn.ops, pointer);
    if (start === null || end === null || held === undefined) return null;
    const written = source.text.slice(held.start, held.end);
    const name = localName(written);
    const { eol, indent } = source;
    const own = indentAt(source, start);
    const [capture, last] =
      form === "reset"
        ? [`[${name} = std::move(${written})]() mutable`, `${name}.reset();`]
        : [name === written ? `[${name}]` : `[${name} = ${written}]`, `delete ${name};`];
    const flat = `std::thread(${capture} { ${last} }).detach();`;
    const lines = [`std::thread(${capture} {`, `${indent}${last}`, `}).detach();`];
    const text = [
      `// The destructor waits for this very thread.`,
      ...(own.length + flat.length > 100 ? lines : [flat]),
    ].join(eol + own);
    return merged([
      ...includeEdits(file, source, "thread"),
      ...(form === "reset" ? includeEdits(file, source, "utility", ["memory"]) : []),
      { file, start, end, text },
    ]);
  },
});

/** The field's name without what marks it as a field: a local of the new thread. */
function localName(written: string): string {
  const name = lastPart(written.replace(/^.*(?:\.|->)/s, "")).replace(/^m_|_$/g, "");
  return /^[A-Za-z]\w*$/.test(name) && name !== "this" ? name : "last";
}

/** null where no object ends on the way to the wait. */
function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Plan | Message | null {
  const destroyed = finding.chain.findLast(({ kind }) => kind === "destroy");
  if (destroyed === undefined) return null;
  const form: Message = { id: "fix.drop-elsewhere.form", holes: { f: destroyed.function } };
  const site = siteAt(destroyed.span, files);
  if (site === null || site.statement.root !== site.at) return form;
  const { fn, op } = site;
  if (op.k === "delete")
    return op.array || fn.ops[op.a]?.k !== "name"
      ? form
      : { ...site, pointer: op.a, form: "delete" };
  const pointer = emptied(site);
  const held = fn.ops[pointer];
  if (held?.k !== "name") return form;
  const type = typeOfName(fn, held.name, files);
  return type !== null && /^(?:::)?std::(?:shared|unique)_ptr$/.test(type.name)
    ? { ...site, pointer, form: "reset" }
    : form;
}

/** `p` of `p.reset()` and `p = nullptr`; -1 for everything else. */
function emptied({ fn: { ops }, op }: Site): number {
  if (op.k === "call") {
    const callee = ops[op.callee];
    const resets = callee?.k === "member" && callee.name === "reset" && !callee.arrow;
    return resets && op.args.length === 0 ? callee.obj : -1;
  }
  if (op.k !== "assign" || op.op !== "=") return -1;
  const value = ops[op.value];
  return value?.k === "literal" && value.text === "nullptr" ? op.target : -1;
}
