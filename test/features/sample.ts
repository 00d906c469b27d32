/** A hand-made analysis for tests of features: one long chain across two loops, one note, one clean wait. */

import type { FileSpan } from "../../server/src/base/span.ts";
import type { FeatureOptions } from "../../server/src/features/options.ts";
import { defaultFeatureOptions } from "../../server/src/features/options.ts";
import type { Finding, Party, Step, StepKind } from "../../server/src/rules/finding.ts";
import type { Analysis, FunctionPlace } from "../../server/src/solve/analysis.ts";

export const file = "/src/server.cc";
export const other = "/src/task.cc";

export const vip: Party = { kind: "loop", name: "zbs-vip-server", path: "QuorumServer::loop_" };
export const taskMain: Party = { kind: "loop", name: "task-main", path: "TaskServer::loop_" };
export const main: Party = { kind: "main", name: "main", path: "main" };
const flag: Party = { kind: "event", name: "stopped_", path: "QuorumServer::stopped_" };

export function at(start: number, end: number, where = file): FileSpan {
  return { file: where, start, end };
}

export function place(name: string, start: number, end: number, where = file): FunctionPlace {
  return { name, span: at(start, end, where), nameSpan: at(start + 5, start + 10, where) };
}

export function step(kind: StepKind, span: FileSpan, context: string, text: string): Step {
  return {
    kind,
    span,
    function: `ns::Server::${text}`,
    context,
    text: { id: `test.${text}`, holes: {} },
    certainty: "certain",
    evidence: { id: "evidence.exact", holes: {} },
  };
}

/** entry, three calls, wait, release, call, post, wait, close: ten steps. */
export const chain: readonly Step[] = [
  step("entry", at(100, 110), vip.name, "entry"),
  step("call", at(120, 130), vip.name, "check"),
  step("call", at(140, 150), vip.name, "callback"),
  step("call", at(160, 170), vip.name, "stop"),
  step("wait", at(200, 212), vip.name, "poll"),
  step("release", at(50, 60, other), taskMain.name, "release"),
  step("call", at(70, 80, other), taskMain.name, "onStopped"),
  step("post", at(90, 95, other), taskMain.name, "post"),
  step("wait", at(96, 99, other), taskMain.name, "sync"),
  step("close", at(200, 212), vip.name, "close"),
];

export const finding: Finding = {
  rule: "wait-cycle",
  level: "error",
  confidence: "certain",
  message: { id: "finding.wait-cycle", holes: { l: vip.name, l2: taskMain.name, n: "10" } },
  span: at(200, 212),
  function: "ns::Server::Stop",
  functionSpan: at(180, 260),
  blocked: vip,
  dependsOn: taskMain,
  chain,
  fingerprint: "wait-cycle|Server::Stop",
};

export const note: Finding = {
  ...finding,
  rule: "loop-blocked",
  level: "note",
  confidence: "possible",
  message: { id: "finding.loop-blocked", holes: { f: "wait", l: vip.name, w: "x" } },
  span: at(220, 230),
  chain: chain.slice(0, 2),
  fingerprint: "loop-blocked|Server::Stop",
};

export const analysis: Analysis = {
  findings: [finding, note],
  contexts: [
    {
      id: 0,
      party: main,
      entry: place("main", 10, 40, other),
      created: null,
      posts: [],
      waiters: [],
    },
    {
      id: 1,
      party: vip,
      entry: place("ns::Loop::Run", 0, 50),
      created: at(30, 40),
      posts: [
        {
          span: at(90, 95, other),
          poster: "ns::Task::Stop",
          work: place("ns::Task::<lambda>", 300, 320),
        },
      ],
      waiters: [0],
    },
  ],
  waits: [
    {
      span: at(410, 420),
      function: place("ns::Server::Drain", 400, 450),
      event: flag,
      contexts: [0, 1],
      releasedBy: [1],
      unknown: false,
      timed: false,
      idle: false,
    },
  ],
  functions: [
    { function: place("ns::Server::Stop", 180, 260), contexts: [1] },
    { function: place("ns::Server::Drain", 400, 450), contexts: [0, 1] },
    { function: place("ns::Server::Idle", 500, 550), contexts: [0] },
  ],
  calls: [
    {
      from: place("main", 10, 40, other),
      to: place("ns::Server::Drain", 400, 450),
      span: at(20, 28, other),
      how: "call",
    },
    {
      from: place("ns::Server::Drain", 400, 450),
      to: place("ns::Server::Stop", 180, 260),
      span: at(430, 440),
      how: "post",
    },
    {
      from: place("ns::Server::Idle", 500, 550),
      to: place("ns::Server::Stop", 180, 260),
      span: at(510, 515),
      how: "callback",
    },
    {
      from: place("ns::Server::Idle", 500, 550),
      to: place("ns::Server::Stop", 180, 260),
      span: at(520, 525),
      how: "callback",
    },
  ],
  stats: {
    files: 2,
    lines: 100,
    bytes: 1000,
    filesWithGaps: 0,
    bytesInGaps: 0,
    functions: 3,
    contexts: 2,
    waits: 3,
    unknownWaits: 0,
    followed: { exact: 0, overrideSet: 0, callback: 0, library: 0, guess: 0, unresolved: 0 },
    named: { function: 0, library: 0, constructor: 0, value: 0, macro: 0, unresolved: 0 },
    cutFunctions: 0,
  },
};

export const options: FeatureOptions = { ...defaultFeatureOptions, commands: true, icons: true };
