/**
 * “Let the library bring the signal to its loop”: what Asio, Folly and brpc have for it, where `main` uses them. The
 * handler's function is then called by the loop, between two of its tasks. It may do there what the loop may do; to
 * wait for the loop itself is still wrong, and for a person to look for.
 */

import type { FileFacts } from "../facts/fileFacts.ts";
import { lastPart } from "../base/names.ts";
import { plannedFix } from "./plannedFix.ts";
import {
  deliverInstead,
  localOf,
  signalInstalled,
  type SignalInstalled,
  signalRules,
} from "./signalInstalled.ts";
import { endOf, includeEdits, lineAround, merged, statementSpan } from "./site.ts";
import { codeFrom, freshName, lineWithComments } from "./sourceText.ts";
import { namesIn } from "./namesUsed.ts";
import type { Finding } from "../rules/finding.ts";
import type { Statement } from "./statementTree.ts";

interface Looped extends SignalInstalled {
  /** The loop that `main` has made before it installs the handler. */
  readonly loop: string;
  readonly type: string;
}

/** null where `main` has no such loop by then. */
function withLoop(
  finding: Finding,
  files: ReadonlyMap<string, FileFacts>,
  types: RegExp,
): Looped | null {
  const installed = signalInstalled(finding, files);
  if ("id" in installed) return null;
  const loop = localOf(installed, types);
  return loop === null || loop.statement.last > installed.statement.first
    ? null
    : { ...installed, loop: loop.name, type: loop.type };
}

export const asioSignals = plannedFix<Looped>({
  id: "asio-signals",
  rules: signalRules,
  grade: () => "C",
  plan: (finding, files) =>
    withLoop(finding, files, /^(?:::)?(?:boost::)?asio::io_(?:context|service)$/),
  edits(plan, source) {
    const { file, type, loop, signals, handler } = plan;
    const space = type.slice(0, type.length - lastPart(type).length);
    const name = freshName(source.text, "signals");
    const error = freshName(source.text, "error");
    const lines = deliverInstead(plan, source, [
      `${space}signal_set ${name}(${[loop, ...signals].join(", ")});`,
      `// Called by the loop: it must not wait for the loop itself.`,
      `${name}.async_wait([](const auto& ${error}, int number) {`,
      `${source.indent}if (!${error}) ${handler}(number);`,
      `});`,
    ]);
    const folder = space.includes("boost") ? "boost/asio" : "asio";
    const header = `${folder}/signal_set.hpp`;
    return lines && merged([...includeEdits(file, source, header, [`${folder}.hpp`]), ...lines]);
  },
});

export const follySignals = plannedFix<Looped>({
  id: "folly-signals",
  rules: signalRules,
  grade: () => "C",
  plan: (finding, files) => withLoop(finding, files, /^(?:::)?folly::EventBase$/),
  edits(plan, source) {
    const { file, loop, signals, handler } = plan;
    const { indent } = source;
    const type = freshName(source.text, "StopSignals");
    const name = freshName(source.text, "stopSignals");
    const lines = deliverInstead(plan, source, [
      `struct ${type} : folly::AsyncSignalHandler {`,
      `${indent}using folly::AsyncSignalHandler::AsyncSignalHandler;`,
      `${indent}// Called by the loop: it must not wait for the loop itself.`,
      `${indent}void signalReceived(int number) noexcept override { ${handler}(number); }`,
      `};`,
      `${type} ${name}(&${loop});`,
      ...signals.map((signal) => `${name}.registerSignalHandler(${signal});`),
    ]);
    const header = "folly/io/async/AsyncSignalHandler.h";
    return lines && merged([...includeEdits(file, source, header), ...lines]);
  },
});

interface Served extends SignalInstalled {
  readonly server: string;
  /** `server.Join();` of `main`, with `server.Stop(...)` directly before it. */
  readonly waits: readonly Statement[];
}

export const brpcQuit = plannedFix<Served>({
  id: "brpc-quit",
  rules: signalRules,
  grade: () => "B",
  plan: servedBy,
  edits(plan, source) {
    const { file, facts, server, waits, handler } = plan;
    const installs = deliverInstead(plan, source, []);
    const fn = facts.functions.find((one) => one.name === handler && one.defined);
    const from = fn === undefined ? null : lineWithComments(source, fn.start);
    const first = waits[0] === undefined ? null : statementSpan(source, waits[0]);
    const joined = waits.at(-1);
    const last = joined === undefined ? null : endOf(source, joined);
    if (installs === null || fn === undefined || from === null || first === null || last === null)
      return null;
    const gone = lineAround(source, fn.start, fn.end);
    // The blank line below it goes, too.
    const end = /^\s*$/.test(source.text.slice(gone.end, codeFrom(source, gone.end)))
      ? codeFrom(source, gone.end)
      : gone.end;
    return merged([
      { file, start: from, end, text: "" },
      ...installs,
      { file, start: first.start, end: last, text: `${server}.RunUntilAskedToQuit();` },
    ]);
  },
});

/** The handler does nothing but stop and join the server that `main` joins. */
function servedBy(finding: Finding, files: ReadonlyMap<string, FileFacts>): Served | null {
  const installed = signalInstalled(finding, files);
  if ("id" in installed) return null;
  const { facts, fn, body, handler } = installed;
  const variable = facts.variables.find(({ type }) => /^(?:::)?brpc::Server$/.test(type.name));
  const handles = facts.functions.find(
    ({ name, defined, internal, scope }) =>
      name === handler && defined && internal && scope.join("") === "",
  );
  if (variable === undefined || handles === undefined) return null;
  const server = variable.name;
  const onServer = (ops: typeof fn.ops, at: number, called: RegExp): boolean => {
    const op = ops[at];
    const callee = op?.k === "call" ? ops[op.callee] : undefined;
    return (
      callee?.k === "member" && called.test(callee.name) && namesIn(ops, callee.obj).has(server)
    );
  };
  const calls = handles.ops.flatMap((op, at) => (op.k === "call" ? [at] : []));
  if (calls.length === 0 || !calls.every((at) => onServer(handles.ops, at, /^(?:Stop|Join)$/)))
    return null;
  const at = body.statements.findIndex(({ root }) => onServer(fn.ops, root, /^Join$/));
  const join = body.statements[at];
  if (join === undefined) return null;
  const stop = body.statements[at - 1];
  const waits = stop !== undefined && onServer(fn.ops, stop.root, /^Stop$/) ? [stop, join] : [join];
  return { ...installed, server, waits };
}
