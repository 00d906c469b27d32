/** Tells the client how the server is: our own notification, sent only to clients that asked for it. */

import { statusNotification, type StatusParams } from "../protocol/requests.ts";
import type { Level } from "../rules/finding.ts";
import type { Activity, Session } from "./session.ts";

/** What the server does now; told at once. */
export function enter(session: Session, activity: Activity): void {
  session.activity = activity;
  sendStatus(session);
}

/** The same activity, with the numbers of the newest answer. */
export function sendStatus(session: Session): void {
  if (!session.settings.status) return;
  const { shown, revision, milliseconds } = session.view();
  const { stats } = shown.analysis;
  const count = (level: Level): number =>
    shown.findings.filter(({ finding }) => finding.level === level).length;
  const params: StatusParams = {
    ...statusOf(session.activity),
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

function statusOf(activity: Activity): Pick<StatusParams, "state" | "done" | "total" | "message"> {
  switch (activity.kind) {
    case "indexing":
      return { state: "indexing", done: activity.done, total: activity.total, message: "" };
    case "ready":
      return { state: "ready", done: 0, total: 0, message: "" };
    case "error":
      return { state: "error", done: 0, total: 0, message: activity.message };
  }
}
