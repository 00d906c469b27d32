/**
 * “In the handler only write, let the loop read and act”, where `main` runs an epoll loop or one of libevent. A new
 * handler adds to an eventfd, which is async-signal-safe, and keeps errno; the loop watches that and calls what was the
 * handler, as a plain function and between two events. How the loop ends then, and how it tells the new descriptor from
 * its own, is for a person to fill in.
 */

import type { FileFacts } from "../facts/fileFacts.ts";
import type { Op } from "../facts/op.ts";
import type { Finding } from "../rules/finding.ts";
import type { Edit } from "./fix.ts";
import { plannedFix } from "./plannedFix.ts";
import {
  callIn,
  firstInMain,
  signalInstalled,
  type SignalInstalled,
  signalRules,
} from "./signalInstalled.ts";
import { endOf, includeEdits, merged, startOf, statementSpan } from "./site.ts";
import { freshName, indentAt, lineWithComments, type SourceText } from "./sourceText.ts";
import { allStatements, closure, type Statement } from "./statementTree.ts";

interface Plan extends SignalInstalled {
  readonly loop:
    | {
        readonly kind: "epoll";
        readonly whole: Statement;
        readonly wait: Statement;
        readonly fd: Op;
      }
    | { readonly kind: "libevent"; readonly run: Statement; readonly base: Op };
}

export const eventfdNotify = plannedFix<Plan>({
  id: "eventfd-notify",
  rules: signalRules,
  grade: () => "C",
  plan: planFor,
  edits: editsOf,
});

/** null where `main` runs neither of the two loops. */
function planFor(finding: Finding, files: ReadonlyMap<string, FileFacts>): Plan | null {
  const installed = signalInstalled(finding, files);
  if ("id" in installed) return null;
  const { fn, body } = installed;
  const run = callIn(installed, /^event_base_(?:dispatch|loop)$/);
  if (run?.first !== undefined)
    return { ...installed, loop: { kind: "libevent", run: run.statement, base: run.first } };
  for (const wait of allStatements(body)) {
    if (wait.block.owner?.kind !== "loop" || wait.blocks.length > 0) continue;
    const call = closure(fn.ops, wait.root)
      .map((at) => fn.ops[at])
      .find((op) => {
        const callee = op?.k === "call" ? fn.ops[op.callee] : undefined;
        return callee?.k === "name" && /^(?:::)?epoll_p?wait$/.test(callee.name);
      });
    const fd = call?.k === "call" ? fn.ops[call.args[0] ?? -1] : undefined;
    const whole = body.statements.find(
      ({ first, last }) => first <= wait.first && wait.last <= last,
    );
    if (fd?.k === "name" && whole !== undefined)
      return { ...installed, loop: { kind: "epoll", whole, wait, fd } };
  }
  return null;
}

function editsOf(plan: Plan, source: SourceText): readonly Edit[] | null {
  const { file, fn, installs, handler, loop, facts } = plan;
  const { text, eol, indent } = source;
  const event = freshName(text, "stopEvent");
  const notify = freshName(text, "notifyStop");
  const asked = freshName(text, "asked");
  const edits: Edit[] = [];
  for (const name of ["sys/eventfd.h", "unistd.h", "signal.h"])
    edits.push(...includeEdits(file, source, name));
  edits.push(...includeEdits(file, source, "cerrno", ["errno.h"]));
  edits.push(...includeEdits(file, source, "cstdint", ["stdint.h"]));
  const above = lineWithComments(source, fn.start);
  if (above === null) return null;
  const written = [
    `static int ${event} = -1;`,
    ``,
    `static void ${notify}(int) {`,
    `${indent}const int savedErrno = errno;`,
    `${indent}const uint64_t one = 1;`,
    `${indent}if (write(${event}, &one, sizeof(one)) < 0) {}`,
    `${indent}errno = savedErrno;`,
    `}`,
    ``,
    ``,
  ];
  edits.push({ file, start: above, end: above, text: written.join(eol) });
  const made = firstInMain(plan, source, [`${event} = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);`]);
  if (made === null) return null;
  edits.push(made);
  // The handler's name, in the call or in the assignment of the structure.
  const from = installs[0]?.first ?? 0;
  const named = fn.ops.filter((op) => op.k === "name" && op.name.replace(/^::/, "") === handler);
  if (named.length === 0 || from < 0 || facts.length !== text.length) return null;
  for (const { start, end } of named) edits.push({ file, start, end, text: notify });
  const read = [
    `uint64_t ${asked} = 0;`,
    `if (read(${event}, &${asked}, sizeof(${asked})) == sizeof(${asked})) ${handler}(${plan.signals[0] ?? "0"});`,
  ];
  const place = loop.kind === "epoll" ? loop.whole : loop.run;
  const at = statementSpan(source, place)?.start;
  if (at === undefined) return null;
  const own = eol + indentAt(source, at);
  if (loop.kind === "libevent") {
    const base = text.slice(loop.base.start, loop.base.end);
    const watch = freshName(text, "stopWatch");
    const lines = [
      `event* ${watch} = event_new(${base}, ${event}, EV_READ | EV_PERSIST, [](evutil_socket_t, short, void*) {`,
      ...read.map((line) => indent + line),
      `${indent}// TODO: end the loop: event_base_loopbreak.`,
      `}, nullptr);`,
      `event_add(${watch}, nullptr);`,
    ];
    edits.push({ file, start: at, end: at, text: lines.join(own) + own });
    return merged(edits);
  }
  const fd = text.slice(loop.fd.start, loop.fd.end);
  const watch = freshName(text, "stopWatch");
  const lines = [
    `epoll_event ${watch} = {};`,
    `${watch}.events = EPOLLIN;`,
    `${watch}.data.fd = ${event};`,
    `epoll_ctl(${fd}, EPOLL_CTL_ADD, ${event}, &${watch});`,
  ];
  edits.push({ file, start: at, end: at, text: lines.join(own) + own });
  const waitStart = startOf(source, loop.wait);
  const waitEnd = endOf(source, loop.wait);
  if (waitStart === null || waitEnd === null) return null;
  const inner = eol + indentAt(source, waitStart);
  const acts = [...read, `// TODO: end the loop; its events may now be those of ${event}.`];
  edits.push({ file, start: waitEnd, end: waitEnd, text: inner + acts.join(inner) });
  return merged(edits);
}
