/** Inlay hints, from the last answer: never waits for an analysis, so hints do not flicker. */

import type { InlayHint, InlayHintParams } from "vscode-languageserver";
import { hintsOf } from "../../features/inlayHints.ts";
import { request } from "../boundary.ts";
import { pathOfUri } from "../paths.ts";
import type { Session } from "../session.ts";
import { hintToProto } from "../toProto.ts";

export function handleInlayHints(session: Session): void {
  const { connection } = session;
  connection.languages.inlayHint.on(
    request<InlayHintParams, InlayHint[]>(connection.console, "inlayHint", [], (params) => {
      const { shown, places, options } = session.view();
      const path = pathOfUri(params.textDocument.uri);
      const start = places.offset(path, params.range.start);
      const end = places.offset(path, params.range.end);
      const range = { start: start ?? 0, end: end ?? Infinity };
      const hints = hintsOf(shown, path, range, options);
      return hints.map((hint) => hintToProto(hint, places, options.commands));
    }),
  );
}

/** Once per answer. */
export async function refreshHints(session: Session): Promise<void> {
  if (session.capabilities.workspace?.inlayHint?.refreshSupport !== true) return;
  if (session.settings.features.inlayHints === "off") return;
  await session.connection.languages.inlayHint.refresh().catch(() => {});
}
