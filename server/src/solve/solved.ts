/** Everything the rules look at: contexts, their runs and waits, and the chains that close. */

import type { BodyTyper } from "../link/bodyTypes.ts";
import type { FileUnit, Fn } from "../link/program.ts";
import type { Activation } from "./activation.ts";
import type { ChainFinder, ClosedChain } from "./chains.ts";
import type { Contexts } from "./contexts.ts";
import type { FlagWrites } from "./flagWrites.ts";
import type { Locks } from "./locks/findLocks.ts";
import type { LockInstances } from "./locks/instances.ts";
import type { LockChainFinder } from "./locks/lockChains.ts";
import type { Nesting } from "./locks/nesting.ts";
import type { LoopReader } from "./loopExits.ts";
import type { Releases, WaitSite } from "./releases.ts";
import type { Solver } from "./solver.ts";

/** What is read off the code of a program without values, once for all that ask. */
export interface ReadCode {
  /** Static types of bodies. */
  readonly typer: BodyTyper;
  readonly bodies: Locks;
  readonly loops: LoopReader;
  readonly writes: FlagWrites;
  /** Files that do not decide who runs what. */
  readonly tests: ReadonlySet<FileUnit>;
}

export interface SolvedLocks {
  /** By function, with its own names. */
  readonly bodies: Locks;
  /** By activation, with the objects that are meant. */
  readonly instances: LockInstances;
  readonly chains: LockChainFinder;
  readonly nestings: readonly Nesting[];
  /** Some activation of the function that a context runs. */
  activationOf(fn: Fn): Activation | undefined;
}

export interface Solved extends Pick<ReadCode, "typer" | "loops" | "writes"> {
  readonly solver: Solver;
  readonly found: Contexts;
  readonly releases: Releases;
  readonly chains: ChainFinder;
  /** Closed chains of waits on ordinary contexts, in the order of their places. */
  readonly closed: readonly ClosedChain[];
  /** Those of them that run through the end of the process: a call of `exit` ends what their waits stand in. */
  readonly exits: readonly ClosedChain[];
  readonly locks: SolvedLocks;
  /** Waits that belong to a closed chain. */
  readonly stuck: ReadonlySet<WaitSite["effect"]>;
  /** Examples that handle signals, each a program of its own; null: there are none. */
  readonly samples: Solved | null;
}
