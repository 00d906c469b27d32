/**
 * `waitchain/changes`: which findings the change since a git base takes part in. Git is asked when the client says that
 * something was saved or committed, else what it said last stands: never by a clock. In a workspace that is not trusted
 * git is not asked at all.
 */

import { isOfChange, problemOf } from "../../report/ofChange.ts";
import type { Changes } from "../../base/changedLines.ts";
import { changesRequest, type ChangesResult } from "../../protocol/requests.ts";
import { renderMessage } from "../../report/messages.ts";
import { ownRequest } from "../boundary.ts";
import type { Disk } from "../disk.ts";
import { changesParams } from "../fromProto.ts";
import type { Session } from "../session.ts";

export function handleChanges(session: Session, disk: Disk): void {
  const { connection, workspace } = session;
  const none: ChangesResult = { revision: 0, base: "", findings: [], problem: "" };
  let last: { readonly key: string; readonly changes: Promise<Changes> } | null = null;

  function changesSince(base: string, refresh: boolean): Promise<Changes> {
    const key = [base, ...workspace.folders].join("\n");
    if (last === null || refresh || last.key !== key)
      last = { key, changes: changesOfAll(workspace.folders, base, disk) };
    return last.changes;
  }

  connection.onRequest(
    changesRequest,
    ownRequest<ChangesResult>(connection.console, changesRequest, none, async (given) => {
      const { base, refresh } = changesParams(given);
      const changes: Changes = session.settings.trusted
        ? await changesSince(base, refresh)
        : { kind: "untrusted" };
      const { shown, files, revision, options } = session.view();
      if (changes.kind !== "changes") {
        const problem = renderMessage(problemOf(changes), options.locale);
        return { revision, base, findings: [], problem };
      }
      const findings = shown.findings
        .filter(({ finding }) => isOfChange(finding, changes.lines, files, (file) => file))
        .map(({ id }) => id);
      return { revision, base: changes.base, findings, problem: "" };
    }),
  );
}

/** Of several folders those count that git knows; what is wrong with the first is said when it knows none. */
async function changesOfAll(
  folders: readonly string[],
  base: string,
  disk: Disk,
): Promise<Changes> {
  const all = await Promise.all(folders.map((folder) => disk.changedSince(folder, base)));
  const known = all.flatMap((one) => (one.kind === "changes" ? [one] : []));
  const [first] = known;
  if (first === undefined) return all[0] ?? { kind: "no-repository" };
  return { ...first, lines: new Map(known.flatMap(({ lines }) => [...lines])) };
}
