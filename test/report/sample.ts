/** A hand-made analysis with one finding of each shape: what the reports are tested on. */

import { lineStartsOf } from "../../server/src/base/lineIndex.ts";
import type { FileSpan } from "../../server/src/base/span.ts";
import { type FileFacts, factsVersion } from "../../server/src/facts/fileFacts.ts";
import type { ReportInput } from "../../server/src/report/project.ts";
import type { Finding, Message, Step } from "../../server/src/rules/finding.ts";
import type { Analysis } from "../../server/src/solve/analysis.ts";

export const serverText = [
  "void Server::Stop() {",
  "  while (!stopped_) usleep(1000);",
  "}",
  "void Server::OnTick() { on_tick_(); }",
  "",
].join("\n");

export const ownerText = [
  "void Owner::StopService() {",
  "  loop_->Post([this] { server_.reset(); });",
  "  sync.Wait();",
  "}",
  "",
].join("\r\n");

export function sampleInput(change: Partial<Analysis> = {}): ReportInput {
  return {
    analysis: {
      findings: [sampleFinding(), sampleNote()],
      contexts: [],
      waits: [],
      functions: [],
      calls: [],
      stats: {
        files: 2,
        lines: 10,
        bytes: serverText.length + ownerText.length,
        filesWithGaps: 1,
        bytesInGaps: 4,
        functions: 4,
        contexts: 2,
        waits: 3,
        unknownWaits: 1,
        followed: { exact: 4, overrideSet: 0, callback: 1, library: 2, guess: 0, unresolved: 2 },
        named: { function: 9, library: 4, constructor: 2, value: 1, macro: 1, unresolved: 3 },
        cutFunctions: 0,
      },
      ...change,
    },
    files: sampleFiles(),
    root: ".",
    suppressed: [],
    unused: [],
  };
}

export function sampleFiles(): ReadonlyMap<string, FileFacts> {
  return new Map([
    ["src/server.cc", factsOf(serverText)],
    [
      "src/owner.cc",
      { ...factsOf(ownerText), gaps: [{ start: 0, end: 4, reason: "unbalanced braces" }] },
    ],
  ]);
}

export function sampleFinding(): Finding {
  const wait = spanOf("src/owner.cc", ownerText, "Wait()");
  return {
    rule: "wait-cycle",
    level: "error",
    confidence: "likely",
    message: say("finding.wait-cycle", { l: "tick-loop", l2: "main-loop", n: "6" }),
    span: wait,
    function: "app::Owner::StopService",
    functionSpan: { file: "src/owner.cc", start: 0, end: ownerText.length },
    blocked: { kind: "loop", name: "main-loop", path: "Owner::main_" },
    dependsOn: { kind: "loop", name: "tick-loop", path: "Owner::loop_" },
    chain: [
      step(
        "entry",
        "src/server.cc",
        "OnTick",
        "app::Server::OnTick",
        "tick-loop",
        say("step.entry.loop", { c: "tick-loop" }),
      ),
      {
        ...step(
          "call",
          "src/server.cc",
          "on_tick_()",
          "app::Server::OnTick",
          "tick-loop",
          say("step.callback", { f: "Owner::<lambda>", p: "on_tick_" }),
        ),
        certainty: "likely",
        evidence: say("evidence.callback", { place: "src/owner.cc:1" }),
      },
      step(
        "wait",
        "src/server.cc",
        "while (!stopped_)",
        "app::Server::Stop",
        "tick-loop",
        say("step.wait.flag", { e: "stopped_" }),
      ),
      step(
        "entry",
        "src/owner.cc",
        "StopService",
        "app::Owner::StopService",
        "main-loop",
        say("step.entry.loop", { c: "main-loop" }),
      ),
      step(
        "wait",
        "src/owner.cc",
        "Wait()",
        "app::Owner::StopService",
        "main-loop",
        say("step.wait.task", { c: "tick-loop" }),
      ),
      step(
        "close",
        "src/owner.cc",
        "Post",
        "app::Owner::StopService",
        "tick-loop",
        say("step.close", { c: "tick-loop", n: "3" }),
      ),
    ],
    fingerprint: "wait-cycle app::Owner::StopService app::Server::Stop",
  };
}

export function sampleNote(): Finding {
  return {
    ...sampleFinding(),
    rule: "loop-blocked",
    level: "note",
    confidence: "certain",
    message: say("finding.loop-blocked", { f: "Server::Stop", l: "tick-loop", w: "stopped_" }),
    span: spanOf("src/server.cc", serverText, "usleep(1000)"),
    function: "app::Server::Stop",
    chain: [],
    fingerprint: "loop-blocked app::Server::Stop",
  };
}

/** The sample finding with `n` plain calls behind its entry. */
export function longFinding(n: number): Finding {
  const finding = sampleFinding();
  const [entry, ...rest] = finding.chain;
  const calls = Array.from({ length: n }, (_, i) =>
    step(
      "call",
      "src/server.cc",
      "usleep(1000)",
      `app::f${i}`,
      "tick-loop",
      say("step.call", { f: `app::f${i + 1}` }),
    ),
  );
  return { ...finding, chain: entry === undefined ? rest : [entry, ...calls, ...rest] };
}

export function say(id: string, holes: Readonly<Record<string, string>>): Message {
  return { id, holes };
}

function step(
  kind: Step["kind"],
  file: string,
  needle: string,
  fn: string,
  context: string,
  text: Message,
): Step {
  const source = file === "src/server.cc" ? serverText : ownerText;
  return {
    kind,
    span: spanOf(file, source, needle),
    function: fn,
    context,
    text,
    certainty: "certain",
    evidence: say("evidence.exact", {}),
  };
}

function spanOf(file: string, text: string, needle: string): FileSpan {
  const start = text.indexOf(needle);
  if (start < 0) throw new Error(`${needle} is not in ${file}`);
  return { file, start, end: start + needle.length };
}

function factsOf(text: string): FileFacts {
  return {
    version: factsVersion,
    length: text.length,
    lineStarts: lineStartsOf(text),
    includes: [],
    usings: [],
    types: [],
    functions: [],
    variables: [],
    macros: [],
    gaps: [],
    suppressions: [],
  };
}
