/**
 * `never-released`: a wait that nothing on the way to it, or on any other thread, ends. Not a closed chain:
 * whoever would have to act is free to, and does not.
 */

import type { Fn } from "../link/program.ts";
import type { Activation } from "../solve/activation.ts";
import { isIdle, joinsDetached } from "../solve/chains.ts";
import { fileSpanOf, partyOf, type Run } from "../solve/contexts.ts";
import {
  beginning,
  calls,
  callStep,
  confidenceOf,
  eventName,
  functionName,
  shortName,
  text,
  toStep,
  visibleJoin,
  visibleWait,
  waitStep,
} from "../solve/explain.ts";
import { type Erased, erasedStop, type StopReader } from "../solve/erasedStops.ts";
import type { FlagWrite } from "../solve/flagWrites.ts";
import type { WaitSite } from "../solve/releases.ts";
import type { Solved } from "../solve/solved.ts";
import { displayPath, rootOf } from "../solve/path.ts";
import { type StoppedLoop, stoppedLoop } from "../solve/stoppedLoops.ts";
import { type SecondStopper, secondStopper } from "../solve/twoStoppers.ts";
import { type Asleep, isSameField, leftBehind, sleepsOn } from "../solve/wakeUps.ts";
import { type Endless, endlessLoop, isStopPath } from "../solve/workerEnds.ts";
import { forgottenBy } from "../solve/workersLeft.ts";
import { awaitedBy, functionSpanOf } from "./chainFinding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Finding, Message, Party, Step } from "./finding.ts";
import type { Rule } from "./rule.ts";

export const neverReleased: Rule = {
  id: "never-released",
  level: "warning",
  rank: 5,
  check(solved, report) {
    const { typer, loops, writes } = solved;
    const { program } = solved.solver;
    const reader: StopReader = {
      program,
      typer,
      found: solved.found,
      models: solved.solver.models,
      loops,
      writes,
      releases: solved.releases,
      waits: solved.found.runs.flatMap((run) => solved.chains.waitsOf(run)),
    };
    for (const run of solved.found.runs)
      for (const wait of solved.chains.waitsOf(run))
        if (wait.effect.event.kind === "end") checkJoin(solved, reader, wait, report);
        else {
          const stopped = stoppedLoop(solved, wait);
          if (stopped !== null) report(stoppedFinding(solved, wait, stopped));
          else if (wait.effect.event.kind === "condition")
            checkWaiter(solved, reader, wait, report);
        }
  },
};

function checkJoin(
  solved: Solved,
  reader: StopReader,
  join: WaitSite,
  report: (finding: Finding) => void,
): void {
  const { effect } = join;
  if (effect.timed || solved.stuck.has(effect) || joinsDetached(solved.found, join)) return;
  const entries = entriesOf(solved, join);
  const worker = entries[0];
  if (worker === undefined) return;
  if (isStopPath(join)) {
    const all = entries.map((entry) => endlessLoop(reader, entry.root, join));
    const endless = all[0];
    if (endless != null && !all.includes(null))
      return report(joinFinding(solved, join, worker, endless));
    const lost = entries.map((entry) => erasedStop(reader, entry, join));
    const erased = lost[0];
    if (erased != null && !lost.includes(null))
      return report(erasedFinding(solved, join, worker, erased));
  }
  const all = entries.map((entry) => sleepsOn(reader, solved.chains.waitsOf(entry), join));
  const asleep = all[0];
  if (asleep != null && !all.includes(null)) report(sleepFinding(solved, join, worker, asleep));
}

function checkWaiter(
  solved: Solved,
  reader: StopReader,
  wait: WaitSite,
  report: (finding: Finding) => void,
): void {
  if (solved.stuck.has(wait.effect)) return;
  const stop = forgottenBy(reader, solved.solver, wait);
  if (stop !== null) return report(forgottenFinding(solved, wait, stop));
  if (isIdle(wait)) return;
  const second = secondStopper(reader, wait);
  if (second !== null) return report(secondFinding(solved, wait, second));
  const left = leftBehind(reader, wait);
  if (left === null) return;
  const party = partyOf(solved.solver, left.worker.context);
  const e = displayPath(wait.effect.event.of);
  const holes = { f: visibleWait(wait).text, w: party.name, k: left.flag, e };
  report(
    finding(
      solved,
      wait,
      text("finding.never-released.left-behind", holes),
      [
        ...beginning(solved.solver, left.worker),
        writeStep("step.release.left-behind", left.write, party.name, holes),
      ],
      `${left.flag} ${e}`,
      party,
    ),
  );
}

function stoppedFinding(solved: Solved, wait: WaitSite, stopped: StoppedLoop): Finding {
  const { solver } = solved;
  const party = partyOf(solver, stopped.context);
  const { join } = stopped;
  return finding(
    solved,
    wait,
    text("finding.never-released.stopped-loop", { f: visibleWait(wait).text, w: party.name }),
    [
      toStep({
        kind: "context",
        act: join.act,
        span: join.effect,
        context: partyOf(solver, join.run.context),
        text: text("step.wait.joined", { w: party.name }),
        evidence: text("evidence.exact"),
        certainty: "certain",
      }),
    ],
    `${party.path} ${eventName(wait.effect)}`,
    party,
  );
}

function forgottenFinding(solved: Solved, wait: WaitSite, stop: Fn): Finding {
  const party = partyOf(solved.solver, wait.run.context);
  const e = displayPath(wait.effect.event.of);
  const s = shortName(stop.name);
  return finding(
    solved,
    wait,
    text("finding.never-released.forgotten", { w: party.name, e, s }),
    [
      {
        kind: "release",
        span: { file: stop.file.path, ...stop.fact.nameSpan },
        function: stop.name,
        context: "",
        text: text("step.release.forgotten", { w: party.name }),
        evidence: text("evidence.exact"),
        certainty: "certain",
      },
    ],
    `${s} ${e}`,
  );
}

function secondFinding(solved: Solved, wait: WaitSite, { flag, write }: SecondStopper): Finding {
  const e = displayPath(wait.effect.event.of);
  return finding(
    solved,
    wait,
    text("finding.never-released.second-stopper", { f: wait.act.fn.fact.name, k: flag }),
    [writeStep("step.release.wakes-one", write, "", { k: flag, e })],
    `${flag} ${e}`,
  );
}

function writeStep(
  id: string,
  write: FlagWrite,
  context: string,
  holes: Record<string, string>,
): Step {
  return {
    kind: "release",
    span: { file: write.fn.file.path, ...spanOf(write) },
    function: write.fn.name,
    context,
    text: text(id, holes),
    evidence: text("evidence.exact"),
    certainty: "certain",
  };
}

function sleepFinding(solved: Solved, join: WaitSite, worker: Run, asleep: Asleep): Finding {
  const { solver } = solved;
  const party = partyOf(solver, worker.context);
  const { wait, write, flag } = asleep;
  const e = displayPath(wait.effect.event.of);
  const id = `finding.never-released.${asleep.kind}`;
  return finding(
    solved,
    join,
    text(id, { f: visibleJoin(join).text, w: party.name, k: flag, e }),
    [
      ...beginning(solver, worker),
      ...calls(solver, worker, wait.act, wait.effect),
      waitStep(solver, wait),
      writeStep(`step.release.${asleep.kind}`, write, partyOf(solver, join.run.context).name, {
        k: flag,
        e,
      }),
    ],
    `${flag} ${e}`,
  );
}

function spanOf(write: FlagWrite): { start: number; end: number } {
  const { start, end } = write.fn.fact.ops[write.at]!;
  return { start, end };
}

/** What the awaited thread runs, when that is certain. */
function entriesOf(solved: Solved, join: WaitSite): readonly Run[] {
  const { of } = join.effect.event;
  const ends = solved.releases.of(join.effect.event);
  if (ends.some((r) => r.act !== null || r.run.kind !== "entry" || r.run === join.run)) return [];
  // Of an object that came from outside the class is known: what is true of all its threads is true of this one.
  if (ends.length === 0 && rootOf(of).root === "unknown")
    return solved.found.contexts
      .filter((c) => c.kind !== "pool" && c.path !== null && isSameField(c.path, of))
      .flatMap((c) => c.runs.filter((r) => r.kind === "entry"));
  return [...new Set(ends.map((r) => r.run))];
}

function joinFinding(solved: Solved, join: WaitSite, worker: Run, endless: Endless): Finding {
  const shown = visibleJoin(join);
  const w = partyOf(solved.solver, worker.context).name;
  const holes = { f: shown.text, w, k: endless.flag ?? "" };
  return finding(
    solved,
    join,
    text(`finding.never-released.${endless.kind}`, holes),
    [...workerSteps(solved, worker, endless), ...lateStep(solved, join, endless)],
    endless.flag ?? "",
  );
}

function erasedFinding(solved: Solved, join: WaitSite, worker: Run, erased: Erased): Finding {
  const w = partyOf(solved.solver, worker.context).name;
  const holes = { f: visibleJoin(join).text, w, k: erased.flag };
  return finding(
    solved,
    join,
    text("finding.never-released.erased", holes),
    [
      ...workerSteps(solved, worker, erased),
      writeStep("step.release.erased", erased.reset, w, { k: erased.flag }),
    ],
    `erased ${erased.flag}`,
  );
}

type Looping = Pick<Endless, "act" | "loop" | "way" | "flag">;

/** From the worker's entry to the loop that it does not leave. */
function workerSteps(solved: Solved, worker: Run, endless: Looping): Step[] {
  const party = partyOf(solved.solver, worker.context);
  const op = endless.act.fn.fact.ops[endless.loop.start]!;
  return [
    ...beginning(solved.solver, worker),
    ...endless.way.map(({ act, effect }) => callStep(act, effect, party)),
    toStep({
      kind: "wait",
      act: endless.act,
      span: { start: op.start, end: op.start + headLength(endless.act, endless.loop.start) },
      context: party,
      text: text(endless.flag === null ? "step.loop.no-exit" : "step.loop.flag", {
        k: endless.flag ?? "",
      }),
      evidence: text("evidence.exact"),
      certainty: "certain",
    }),
  ];
}

/** A loop is shown by its keyword. */
function headLength(act: Activation, at: number): number {
  const op = act.fn.fact.ops[at]!;
  return op.k === "loop" ? { while: 5, do: 2, for: 3, range: 3 }[op.form] : op.end - op.start;
}

function lateStep(solved: Solved, join: WaitSite, endless: Endless): Step[] {
  const { write } = endless;
  if (write === null) return [];
  return [
    toStep({
      kind: "release",
      act: join.act,
      span: write.fn.fact.ops[write.at]!,
      context: partyOf(solved.solver, join.run.context),
      text: text("step.release.late", { k: endless.flag ?? "" }),
      evidence: text("evidence.exact"),
      certainty: "certain",
    }),
  ];
}

function finding(
  solved: Solved,
  wait: WaitSite,
  message: Message,
  more: readonly Step[],
  detail: string,
  dependsOn: Party = awaitedBy(solved, wait),
): Finding {
  const { solver } = solved;
  const shown = wait.effect.event.kind === "end" ? visibleJoin(wait) : visibleWait(wait);
  const blocked = partyOf(solver, wait.run.context);
  const chain = [
    ...beginning(solver, wait.run),
    ...calls(solver, wait.run, wait.act, wait.effect),
    waitStep(solver, wait),
    ...more,
  ];
  return {
    rule: "never-released",
    level: "warning",
    confidence: confidenceOf(chain),
    message,
    span: fileSpanOf(shown.act, shown.span),
    function: functionName(shown.act),
    functionSpan: functionSpanOf(shown.act),
    blocked,
    dependsOn,
    chain,
    fingerprint: fingerprint(
      "never-released",
      [functionName(wait.act), eventName(wait.effect)],
      [message.id, detail],
    ),
  };
}
