/** All quick fixes, the best first. To add one: its file, and a line here. Knows nothing of any of them. */

import type { FileFacts } from "../facts/fileFacts.ts";
import type { Finding } from "../rules/finding.ts";
import type { Edit, Fix, FixOffer, ReadText } from "./fix.ts";
import { askFlag } from "./askFlag.ts";
import { askInstead } from "./askInstead.ts";
import { boundedWait } from "./boundedWait.ts";
import { dropElsewhere } from "./dropElsewhere.ts";
import { eventfdNotify } from "./eventfdNotify.ts";
import { joinUnlessSelf } from "./joinUnlessSelf.ts";
import { keepFuture } from "./keepFuture.ts";
import { asioSignals, brpcQuit, follySignals } from "./librarySignals.ts";
import { notifyOnly } from "./notifyOnly.ts";
import { postOnly } from "./postOnly.ts";
import { quickExit } from "./quickExit.ts";
import { runHere } from "./runHere.ts";
import { scopedLock } from "./scopedLock.ts";
import { sigwaitThread } from "./sigwaitThread.ts";
import { twoPhaseStop } from "./twoPhaseStop.ts";
import { unlockFirst } from "./unlockFirst.ts";

const fixes: readonly Fix[] = [
  notifyOnly,
  brpcQuit,
  asioSignals,
  follySignals,
  eventfdNotify,
  sigwaitThread,
  runHere,
  postOnly,
  askInstead,
  twoPhaseStop,
  unlockFirst,
  scopedLock,
  keepFuture,
  askFlag,
  quickExit,
  dropElsewhere,
  joinUnlessSelf,
  boundedWait,
];

/** Also those that do not fit, with the reason; those that fit come first. */
export function offersFor(
  finding: Finding,
  files: ReadonlyMap<string, FileFacts>,
): readonly FixOffer[] {
  const offers = fixes
    .map((fix) => fix.prepare(finding, files))
    .filter((offer): offer is FixOffer => offer !== null);
  return [
    ...offers.filter(({ disabled }) => disabled === null),
    ...offers.filter(({ disabled }) => disabled !== null),
  ];
}

export function applyFix(
  id: string,
  finding: Finding,
  files: ReadonlyMap<string, FileFacts>,
  readText: ReadText,
): readonly Edit[] | null {
  return fixes.find((fix) => fix.id === id)?.apply(finding, files, readText) ?? null;
}
