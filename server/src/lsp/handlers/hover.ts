/** Hover over a call that takes part in a chain. */

import { type Hover, type HoverParams, MarkupKind } from "vscode-languageserver";
import { hoverAt } from "../../features/hover.ts";
import { request } from "../boundary.ts";
import { pathOfUri } from "../paths.ts";
import type { Session } from "../session.ts";
import { hoverToProto } from "../toProto.ts";

export function handleHover(session: Session): void {
  const { connection } = session;
  connection.onHover(
    request<HoverParams, Hover | null>(connection.console, "hover", null, (params) => {
      const { shown, places, options } = session.view();
      const path = pathOfUri(params.textDocument.uri);
      const offset = places.offset(path, params.position);
      const hover = offset === null ? null : hoverAt(shown, path, offset, options);
      if (hover === null) return null;
      const formats = session.capabilities.textDocument?.hover?.contentFormat ?? [];
      return hoverToProto(hover, places, formats.includes(MarkupKind.Markdown));
    }),
  );
}
