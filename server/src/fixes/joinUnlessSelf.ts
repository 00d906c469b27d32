/**
 * “On the thread itself detach instead of joining”, for a join that a thread may come to that is itself the one to be
 * joined. Never the first choice: the thread goes on when its owner may be gone, so what it still does has to be read.
 */

import { lastPart } from "../base/names.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { Finding, Message } from "../rules/finding.ts";
import { plannedFix } from "./plannedFix.ts";
import { calleeName, endOf, includeEdits, type Site, siteAt, typeOfName, wholeOf } from "./site.ts";
import { codeBefore, indentAt, isInList } from "./sourceText.ts";

interface Plan extends Site {
  /** The thread's handle, and how its members are reached; null for a pthread. */
  readonly thread: number;
  readonly access: "." | "->" | null;
}

export const joinUnlessSelf = plannedFix<Plan>({
  id: "join-unless-self",
  rules: ["self-join"],
  grade: () => "B",
  plan: planFor,
  edits({ file, fn, statement, thread, access }, source) {
    const end = endOf(source, statement);
    const handle = wholeOf(fn.ops, thread);
    const { start } = statement;
    if (end === null || handle === undefined) return null;
    const { text, eol, indent } = source;
    const list = isInList(source, start);
    // The branch of an `if`, `else` or loop without braces.
    if (!list && !/[)eo]/.test(source.code.charAt(codeBefore(source, start)))) return null;
    const name = text.slice(handle.start, handle.end);
    const join = text.slice(start, end);
    const [same, detach] =
      access === null
        ? [`pthread_equal(${name}, pthread_self())`, `pthread_detach(${name});`]
        : [`${name}${access}get_id() == std::this_thread::get_id()`, `${name}${access}detach();`];
    const own = indentAt(source, start);
    const inner = list ? own : own + indent;
    const lines = [`if (${same})`, `${indent}${detach}`, `else`, `${indent}${join}`];
    const body = lines.join(eol + inner);
    return [
      ...(access === null ? [] : includeEdits(file, source, "thread")),
      { file, start, end, text: list ? body : `{${eol}${inner}${body}${eol}${own}}` },
    ];
  },
});

function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Plan | Message {
  const other: Message = { id: "fix.join-unless-self.other", holes: {} };
  const site = siteAt(finding.span, files);
  if (site === null || site.op.k !== "call" || site.statement.root !== site.at) return other;
  const { fn, op } = site;
  const name = lastPart(calleeName(site));
  if (name === "pthread_join") {
    const thread = op.args[0] ?? -1;
    return thread < 0 ? other : { ...site, thread, access: null };
  }
  const callee = fn.ops[op.callee];
  if (name !== "join" || callee?.k !== "member") return other;
  const object = fn.ops[callee.obj];
  if (object?.k !== "name") return other;
  const type = typeOfName(fn, object.name, files);
  const pointed = type?.name.endsWith("_ptr") === true ? type?.args[0] : type;
  return pointed != null && /^(?:::)?std::j?thread$/.test(pointed.name)
    ? { ...site, thread: callee.obj, access: callee.arrow ? "->" : "." }
    : other;
}
