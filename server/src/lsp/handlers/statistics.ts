/** `waitchain/statistics`: what was looked at and what was not, as Markdown. */

import { statisticsPage } from "../../features/statistics.ts";
import { type StatisticsResult, statisticsRequest } from "../../protocol/requests.ts";
import { ownRequest } from "../boundary.ts";
import { uriOfPath } from "../paths.ts";
import type { Session } from "../session.ts";

export function handleStatistics(session: Session): void {
  const { connection, workspace } = session;
  connection.onRequest<StatisticsResult, void>(
    statisticsRequest,
    ownRequest<StatisticsResult>(connection.console, statisticsRequest, { text: "" }, () => {
      const { shown, files, options } = session.view();
      const text = statisticsPage(shown, files, options.locale, (file, line) => {
        const folder = workspace.folderOf(file);
        const name = folder === null ? file : file.slice(folder.length + 1);
        return `[${name}:${line}](${uriOfPath(file)}#L${line})`;
      });
      return { text };
    }),
  );
}
