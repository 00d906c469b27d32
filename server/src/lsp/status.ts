/** Tells the client how the server is: our own notification, sent only to clients that asked for it. */

import { statusNotification, type StatusParams } from "../protocol/requests.ts";
import type { Level } from "../rules/finding.ts";
import type { Session } from "./session.ts";

export interface Activity {
  readonly state: StatusParams["state"];
  readonly done: number;
  readonly total: number;
  readonly message: string;
}

export const ready: Activity = { state: "ready", done: 0, total: 0, message: "" };

export function sendStatus(session: Session, activity: Activity): void {
  if (!session.settings.status) return;
  const { shown, revision, milliseconds } = session.view();
  const { stats } = shown.analysis;
  const count = (level: Level): number =>
    shown.findings.filter(({ finding }) => finding.level === level).length;
  const params: StatusParams = {
    ...activity,
    files: stats.files,
    filesWithGaps: stats.filesWithGaps,
    unknownWaits: stats.unknownWaits,
    errors: count("error"),
    warnings: count("warning"),
    notes: count("note"),
    milliseconds,
    revision,
  };
  void session.connection.sendNotification(statusNotification, params);
}
