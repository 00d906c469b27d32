/** All rules. To add one: its file, its page, and a line here (a test checks that none is forgotten). */

import { doubleStop } from "./doubleStop.ts";
import { futureDtor } from "./futureDtor.ts";
import { exitInWorker } from "./exitInWorker.ts";
import { lockOrder } from "./lockOrder.ts";
import { lockWait } from "./lockWait.ts";
import { poolStarvation } from "./poolStarvation.ts";
import { coroutineThreadWait } from "./coroutineThreadWait.ts";
import { loopBlocked } from "./loopBlocked.ts";
import { neverReleased } from "./neverReleased.ts";
import type { Rule } from "./rule.ts";
import { selfJoin } from "./selfJoin.ts";
import { selfLock } from "./selfLock.ts";
import { selfWait } from "./selfWait.ts";
import { signalBlocks } from "./signalBlocks.ts";
import { signalUnsafe } from "./signalUnsafe.ts";
import { unboundedStop } from "./unboundedStop.ts";
import { waitCycle } from "./waitCycle.ts";

export const rules: readonly Rule[] = [
  selfWait,
  selfJoin,
  waitCycle,
  signalBlocks,
  signalUnsafe,
  doubleStop,
  futureDtor,
  exitInWorker,
  neverReleased,
  unboundedStop,
  poolStarvation,
  coroutineThreadWait,
  loopBlocked,
  lockWait,
  selfLock,
  lockOrder,
];
