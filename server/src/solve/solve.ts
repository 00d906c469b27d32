/**
 * Program -> Solved: interpret from the roots, find contexts, index releases, close chains. Roots are `main`,
 * initialisers of globals, and functions that nobody in the workspace calls. Examples are solved apart.
 */

import { lastPart } from "../base/names.ts";
import { type CancelToken, throwIfCancelled } from "../base/cancel.ts";
import type { FileUnit, Fn, Program } from "../link/program.ts";
import { makeBodyTyper } from "../link/bodyTypes.ts";
import { findCallableFlow } from "../link/callableFlow.ts";
import { makeTypeResolver } from "../link/types.ts";
import type { ModelSet } from "../models/modelSet.ts";
import type { Activation } from "./activation.ts";
import { type ChainFinder, type ClosedChain, exitOnTheWayTo, makeChainFinder } from "./chains.ts";
import { type Contexts, findContexts } from "./contexts.ts";
import { findKeepers, lastReferences } from "./lastReferences.ts";
import { findLocks, type Locks } from "./locks/findLocks.ts";
import { makeLockInstances } from "./locks/instances.ts";
import { makeLockChainFinder } from "./locks/lockChains.ts";
import { findNestings } from "./locks/nesting.ts";
import { makeFlagWrites } from "./flagWrites.ts";
import { makeLoopReader } from "./loopExits.ts";
import { findRelevance } from "./relevance.ts";
import { indexReleases, type Releases, type WaitSite } from "./releases.ts";
import type { ReadCode, Solved, SolvedLocks } from "./solved.ts";
import { Solver } from "./solver.ts";
import { objectValue } from "./value.ts";

export function solve(program: Program, models: ModelSet, cancel: CancelToken): Solved {
  const types = makeTypeResolver(program, models);
  const typer = makeBodyTyper(program, types, models);
  const bodies = findLocks(program, typer);
  const inTests = testFiles(program);
  const samples = sampleMains(program, models, inTests);
  const looked = lookedAt(program, inTests, samples.length > 0);
  const flow = findCallableFlow(program, types, typer, looked);
  const relevance = findRelevance(program, typer, flow, bodies, looked);
  const solver = new Solver(program, types, models, relevance);
  const mains: Activation[] = [];
  for (const fn of program.functions) {
    if (fn.fact.defined && isMain(fn) && !inTests.has(fn.file))
      mains.push(activateRoot(solver, fn));
  }
  const statics = globalInitialisers(solver);
  solver.run(cancel);
  const publics: Activation[] = [];
  const rounds: readonly (readonly [readonly Fn[], ReadonlySet<Fn>])[] = [
    [uncalled(program), new Set(solver.entered)],
    [program.functions, solver.entered],
  ];
  for (const [round, entered] of rounds) {
    for (const fn of round) {
      throwIfCancelled(cancel);
      if (
        entered.has(fn) ||
        inTests.has(fn.file) ||
        !isRoot(fn) ||
        !relevance.functions.has(fn) ||
        fn.fact.ops.length === 0
      )
        continue;
      publics.push(activateRoot(solver, fn));
      solver.run(cancel);
    }
  }
  throwIfCancelled(cancel);
  const code: ReadCode = {
    typer,
    bodies,
    loops: makeLoopReader(program, typer),
    writes: makeFlagWrites(program, typer),
    tests: inTests,
  };
  const beside = new Solver(program, types, models, relevance);
  const sampled = samples.map((fn) => activateRoot(beside, fn));
  if (sampled.length > 0) {
    sampled.push(...globalInitialisers(beside));
    beside.run(cancel);
  }
  return {
    ...conclude(solver, code, mains, [...statics, ...publics], cancel),
    samples:
      samples.length === 0
        ? null
        : conclude(
            beside,
            code,
            sampled.slice(0, samples.length),
            sampled.slice(samples.length),
            cancel,
          ),
  };
}

function conclude(
  solver: Solver,
  code: ReadCode,
  mains: readonly Activation[],
  others: readonly Activation[],
  cancel: CancelToken,
): Solved {
  const keepers = findKeepers(solver, code.typer);
  solver.run(cancel);
  const found = findContexts(solver, mains, others);
  const releases = indexReleases(found);
  const chains = makeChainFinder(found, releases, cancel);
  const closed: ClosedChain[] = [];
  const exits: ClosedChain[] = [];
  const stuck = new Set<WaitSite["effect"]>();
  for (const run of found.runs) {
    if (run.context.kind === "signal" || run.context.kind === "unknown") continue;
    for (const wait of chains.waitsOf(run)) {
      const chain = chains.closed(wait);
      if (chain === null) continue;
      if (chain.links.some((link) => exitOnTheWayTo(link.wait) !== null)) exits.push(chain);
      else closed.push(chain);
      for (const link of chain.links) stuck.add(link.wait.effect);
    }
  }
  for (const chain of lastReferences(solver, code, found, keepers))
    if (chain.links.every((link) => !stuck.has(link.wait.effect))) {
      closed.push(chain);
      for (const link of chain.links) stuck.add(link.wait.effect);
    }
  const locks = solveLocks(solver, found, releases, chains, code.bodies);
  const { typer, loops, writes } = code;
  return {
    solver,
    typer,
    loops,
    writes,
    found,
    releases,
    chains,
    closed,
    exits,
    locks,
    stuck,
    samples: null,
  };
}

function solveLocks(
  solver: Solver,
  found: Contexts,
  releases: Releases,
  chains: ChainFinder,
  bodies: Locks,
): SolvedLocks {
  const instances = makeLockInstances(solver, bodies);
  const byFn = new Map<Fn, Activation>();
  for (const act of found.runsOf.keys()) if (!byFn.has(act.fn)) byFn.set(act.fn, act);
  return {
    bodies,
    instances,
    chains: makeLockChainFinder(found, releases, chains, instances),
    nestings: findNestings(found, instances),
    activationOf: (fn) => byFn.get(fn),
  };
}

const testFolder =
  /(^|\/)(tests?|unittests?|testing|mocks?|bench(marks?)?|examples?|fuzz(ing)?)\//i;
const testName = /([_.-]|[a-z])([Tt]ests?|[Bb]enchmark|[Mm]ock)\.\w+$|^[Tt]est_/;

/**
 * Tests, benchmarks and examples do not decide who runs a function, as long as there is a program beside them.
 */
function testFiles(program: Program): ReadonlySet<FileUnit> {
  const root = commonFolder(program);
  const tests = new Set(
    program.files.filter((f) => {
      const relative = f.path.slice(root);
      return (
        testFolder.test(relative) || testName.test(relative.slice(relative.lastIndexOf("/") + 1))
      );
    }),
  );
  const programs = program.functions.some(
    (fn) => fn.fact.defined && isMain(fn) && !tests.has(fn.file),
  );
  return programs || tests.size < program.files.length / 2 ? tests : new Set();
}

/** Length of the folder that all files have in common: a project may well live below `test/`. */
function commonFolder(program: Program): number {
  const first = program.files[0]?.path ?? "";
  let common = first.length;
  for (const { path } of program.files) {
    let i = 0;
    while (i < common && path.charCodeAt(i) === first.charCodeAt(i)) i++;
    common = i;
  }
  return first.lastIndexOf("/", common - 1) + 1;
}

/** Functions that may decide what others do: not those of tests, nor of examples unless some of them are judged. */
function lookedAt(
  program: Program,
  inTests: ReadonlySet<FileUnit>,
  withSamples: boolean,
): readonly Fn[] {
  const root = commonFolder(program);
  const files = new Set(
    program.files.filter(
      (file) => !inTests.has(file) || (withSamples && sampleFolder.test(file.path.slice(root))),
    ),
  );
  return program.functions.filter(({ fact, file }) => fact.defined && files.has(file));
}

const sampleFolder = /(^|\/)(examples?|samples?)\//i;

/**
 * An example that handles signals is a program of its own: its handlers are judged, apart from everything else.
 * Examples without handlers show nothing that the functions they call do not show by themselves.
 */
function sampleMains(
  program: Program,
  models: ModelSet,
  inTests: ReadonlySet<FileUnit>,
): readonly Fn[] {
  const root = commonFolder(program);
  const handling = new Set<FileUnit>();
  for (const fn of program.functions) {
    if (!inTests.has(fn.file) || !sampleFolder.test(fn.file.path.slice(root))) continue;
    const { ops } = fn.fact;
    const handles = ops.some((op) => {
      const callee = op.k === "call" ? ops[op.callee] : undefined;
      const model = callee?.k === "name" ? models.function(callee.name.replace(/^::/, "")) : null;
      return model?.effects?.some((e) => e.do === "handle-signal") === true;
    });
    if (handles) handling.add(fn.file);
  }
  return program.functions.filter((fn) => fn.fact.defined && isMain(fn) && handling.has(fn.file));
}

function isMain(fn: Fn): boolean {
  return fn.fact.name === "main" && fn.fact.kind === "function" && fn.scope.length === 0;
}

function isRoot(fn: Fn): boolean {
  const { kind } = fn.fact;
  return fn.fact.defined && kind !== "lambda" && kind !== "initializer" && !isMain(fn);
}

function activateRoot(solver: Solver, fn: Fn): Activation {
  const self =
    fn.owner === null || fn.fact.isStatic ? [] : [objectValue(solver.paths.instance(fn.owner))];
  return solver.activate(fn, { self, params: [], creator: null, result: null });
}

function globalInitialisers(solver: Solver): Activation[] {
  const out: Activation[] = [];
  for (const variables of solver.program.variables.values()) {
    for (const variable of variables) {
      const fn = variable.initializer;
      if (fn === null) continue;
      const type = solver.types.resolve(variable.fact.type, {
        program: solver.program,
        file: variable.file,
        scope: variable.scope,
      });
      const local = variable.fact.internal ? `${variable.file.path}|` : "|";
      const path = solver.paths.root("global", `${local}${variable.name}`, type);
      const act = solver.activate(fn, { self: [], params: [], creator: null, result: path });
      solver.heap.store(path, act.returned);
      out.push(act);
    }
  }
  return out;
}

/** Functions whose name no code in the workspace mentions. */
function uncalled(program: Program): readonly Fn[] {
  const mentioned = new Set<string>();
  for (const fn of program.functions) {
    for (const op of fn.fact.ops) {
      if (op.k === "name" || op.k === "member") {
        mentioned.add(lastPart(op.name));
        // `make_unique<T>` calls the constructor of T.
        for (const t of op.targs) mentioned.add(lastPart(t.name));
      } else if (op.k === "construct" || op.k === "new" || op.k === "local")
        mentioned.add(lastPart(op.type.name));
    }
  }
  return program.functions.filter((fn) => !mentioned.has(fn.fact.name.replace("~", "")));
}
