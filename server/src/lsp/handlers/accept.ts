/** `waitchain/accept`: the edit by which a person says that a finding is known or wrong. */

import { neverBlocksOf, runsOnOf } from "../../features/accept.ts";
import { acceptEdit } from "../../fixes/acceptFinding.ts";
import { type ConfigEntry, configEdit } from "../../models/writeConfig.ts";
import { configNames } from "../../platform/userModels.ts";
import {
  type AcceptParams,
  acceptRequest,
  type AcceptResult,
  type WireRange,
} from "../../protocol/requests.ts";
import { type MessageId, renderMessage } from "../../report/messages.ts";
import { publicRuleId } from "../../report/ruleLevels.ts";
import type { Finding } from "../../rules/finding.ts";
import type { AnalysisLoop } from "../analysisLoop.ts";
import { ownRequest } from "../boundary.ts";
import { acceptParams } from "../fromProto.ts";
import { uriOfPath } from "../paths.ts";
import { rangeIn } from "../places.ts";
import type { Session } from "../session.ts";

export function handleAccept(session: Session, loop: AnalysisLoop): void {
  const { connection, workspace } = session;
  const refusal = (id: MessageId, f = ""): AcceptResult => {
    const { locale } = session.settings.features;
    return { edit: null, problem: renderMessage({ id, holes: { f } }, locale) };
  };
  connection.onRequest(
    acceptRequest,
    ownRequest<AcceptResult>(
      connection.console,
      acceptRequest,
      { edit: null, problem: "" },
      async (given) => {
        const params = acceptParams(given);
        await loop.upToDate();
        const item = session.view().shown.findings.find(({ id }) => id === params?.finding);
        if (params === null || item === undefined) return refusal("accept.gone");
        return params.kind === "ignore"
          ? inCode(item.finding, params.reason)
          : inConfig(item.finding, params);
      },
    ),
  );

  async function inCode({ rule, span }: Finding, reason: string): Promise<AcceptResult> {
    const text = await workspace.textOf(span.file);
    if (text === null) return refusal("accept.text", span.file);
    const { file, start, end, text: newText } = acceptEdit(span, publicRuleId(rule), reason, text);
    const uri = workspace.document(file)?.document.uri ?? uriOfPath(file);
    return { edit: { uri, range: rangeIn(text, start, end), newText, config: false }, problem: "" };
  }

  async function inConfig(finding: Finding, params: AcceptParams): Promise<AcceptResult> {
    if (!session.settings.trusted) return refusal("accept.untrusted");
    const folder = workspace.folderOf(finding.span.file);
    if (folder === null) return refusal("accept.folder");
    const said = params.kind === "runsOn" ? runsOnOf(finding) : neverBlocksOf(finding);
    if (said === null || said.disabled !== null) return refusal("accept.gone");
    const entry: ConfigEntry =
      params.kind === "runsOn"
        ? { table: "runsOn", key: said.function, value: params.context ?? "" }
        : { table: "functions", key: said.function, value: noteOf(params.reason) };
    const known = workspace.ownModels().map(({ config }) => config);
    const path = known.find((config) => config.startsWith(folder)) ?? `${folder}/${configNames[0]}`;
    const text = (await workspace.textOf(path)) ?? "";
    const edit = configEdit(text, entry, path.endsWith(".json"));
    if (edit === null) return refusal("accept.config", path.slice(folder.length + 1));
    const range: WireRange = rangeIn(text, edit.start, edit.end);
    return {
      edit: { uri: uriOfPath(path), range, newText: edit.text, config: true },
      problem: "",
    };
  }
}

function noteOf(reason: string): Readonly<Record<string, string>> {
  return reason === "" ? {} : { note: reason };
}
