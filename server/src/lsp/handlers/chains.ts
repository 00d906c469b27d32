/** `waitchain/chains`: all findings with their chains, or those that pass a document or place. */

import { contains } from "../../base/span.ts";
import { byImportance, type ShownFinding } from "../../features/shown.ts";
import { type ChainsParams, chainsRequest, type ChainsResult } from "../../protocol/requests.ts";
import { ownRequest } from "../boundary.ts";
import { chainsParams } from "../fromProto.ts";
import { pathOfUri } from "../paths.ts";
import type { Session, View } from "../session.ts";
import { acceptedToProto, findingToProto } from "../toProto.ts";

export function handleChains(session: Session): void {
  const { connection } = session;
  const none: ChainsResult = { revision: 0, findings: [], accepted: [] };
  connection.onRequest(
    chainsRequest,
    ownRequest<ChainsResult>(connection.console, chainsRequest, none, (params) => {
      const view = session.view();
      const wanted = chainsParams(params);
      const { shown, places, options, revision } = view;
      const findings = shown.findings
        .filter((item) => passes(item, view, wanted))
        .toSorted(byImportance)
        .map((item) => findingToProto(item, shown, places, options.locale));
      const accepted = wanted.uri === undefined ? shown.suppressed : [];
      return {
        revision,
        findings,
        accepted: accepted.map((item) => acceptedToProto(item, places, options.locale)),
      };
    }),
  );
}

function passes(item: ShownFinding, view: View, params: ChainsParams): boolean {
  if (params.uri === undefined) return true;
  const path = pathOfUri(params.uri);
  const { finding } = item;
  const spans = [finding.functionSpan, ...finding.chain.map((step) => step.span)];
  if (params.position === undefined) return spans.some(({ file }) => file === path);
  const offset = view.places.offset(path, params.position);
  return offset !== null && spans.some((span) => span.file === path && contains(span, offset));
}
