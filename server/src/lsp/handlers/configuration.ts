/** Settings that change while the server runs: taken from the message, or fetched when it carries none. */

import { notification } from "../boundary.ts";
import { record, settingsFrom } from "../fromProto.ts";
import type { Indexer } from "../indexer.ts";
import type { Session } from "../session.ts";
import { indexDiffers } from "../settings.ts";

const section = "waitchain";

export function handleConfiguration(
  session: Session,
  indexer: Indexer,
  onChange: () => void,
): void {
  const { connection } = session;
  connection.onDidChangeConfiguration(
    notification(connection.console, "didChangeConfiguration", async ({ settings }) => {
      const given = record(settings);
      const pushed = section in given ? given[section] : settings;
      const before = session.settings;
      applySettings(session, pushed ?? (await pulled(session)));
      onChange();
      if (indexDiffers(before.index, session.settings.index)) void indexer.index();
    }),
  );
}

/** Before the first index, so that it does not run twice. */
export async function fetchSettings(session: Session): Promise<void> {
  applySettings(session, await pulled(session));
}

async function pulled(session: Session): Promise<unknown> {
  if (session.capabilities.workspace?.configuration !== true) return undefined;
  try {
    return await session.connection.workspace.getConfiguration(section);
  } catch {
    return undefined; // the client has none: what we know already stands
  }
}

function applySettings(session: Session, given: unknown): void {
  session.settings = settingsFrom(given, session.settings);
  session.workspace.setSettings(session.settings.index);
}
