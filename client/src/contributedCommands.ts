/** The commands that the extension contributes: a part of the table in contributes.ts. Plain data. */

import type { Text } from "./contributedText.ts";

interface Command extends Text {
  /** Without the prefix `waitchain.`. */
  readonly id: string;
  readonly icon?: string;
  /** When the palette shows it; `false`: never. */
  readonly palette?: string;
  readonly enablement?: string;
}

const running =
  "waitchain.state == starting || waitchain.state == indexing || waitchain.state == ready";

export const commands: readonly Command[] = [
  { id: "showChain", en: "Show Blocking Chain", zh: "显示阻塞链", icon: "$(list-tree)" },
  {
    id: "nextStep",
    en: "Next Step of the Chain",
    zh: "链的下一步",
    palette: "waitchain.chainActive",
  },
  {
    id: "previousStep",
    en: "Previous Step of the Chain",
    zh: "链的上一步",
    palette: "waitchain.chainActive",
  },
  {
    id: "clearHighlights",
    en: "Clear Chain Highlights",
    zh: "清除链的高亮",
    palette: "waitchain.chainActive",
    icon: "$(clear-all)",
  },
  { id: "copyChain", en: "Copy Chain as Text", zh: "复制链为文本", icon: "$(copy)" },
  { id: "showGraph", en: "Show Wait-For Graph", zh: "显示等待图", icon: "$(type-hierarchy)" },
  { id: "copyChainAs", en: "Copy Chain As…", zh: "复制链为…" },
  { id: "quickFix", en: "Quick Fix…", zh: "快速修复…", icon: "$(lightbulb)", palette: "false" },
  { id: "showCallers", en: "Show Callers", zh: "显示调用者", palette: "false" },
  { id: "peekStep", en: "Peek Step", zh: "速览该步", palette: "false" },
  { id: "filterChains", en: "Filter Chains…", zh: "筛选阻塞链…", icon: "$(filter)" },
  {
    id: "filterChainsOn",
    en: "Change Filter…",
    zh: "更改筛选…",
    icon: "$(filter-filled)",
    palette: "false",
  },
  { id: "clearFilter", en: "Clear Filter", zh: "清除筛选", palette: "waitchain.filtered" },
  {
    id: "groupChains",
    en: "Group Chains By…",
    zh: "阻塞链分组方式…",
    icon: "$(group-by-ref-type)",
  },
  {
    id: "showThreads",
    en: "Which Thread Runs This Function?",
    zh: "哪个线程运行此函数？",
    icon: "$(server-process)",
  },
  { id: "ignoreHere", en: "Accept Finding Here (NOLINT)…", zh: "在此处接受检查结果（NOLINT）…" },
  {
    id: "markNonBlocking",
    en: "This Function Never Blocks…",
    zh: "此函数从不阻塞…",
    enablement: "isWorkspaceTrusted",
  },
  {
    id: "markRunsOn",
    en: "This Function Runs On…",
    zh: "此函数运行于…",
    enablement: "isWorkspaceTrusted",
  },
  { id: "showRule", en: "Explain Rule", zh: "解释规则", icon: "$(book)" },
  { id: "toggleFollowCursor", en: "Follow Cursor", zh: "跟随光标", icon: "$(target)" },
  {
    id: "followCursorOff",
    en: "Stop Following Cursor",
    zh: "停止跟随光标",
    icon: "$(pinned)",
    palette: "false",
  },
  {
    id: "toggleOnlyChanges",
    en: "Show Only Changes",
    zh: "只显示更改",
    icon: "$(git-compare)",
    enablement: "isWorkspaceTrusted",
  },
  {
    id: "onlyChangesOff",
    en: "Show All, Not Only Changes",
    zh: "显示全部，而不只是更改",
    icon: "$(git-pull-request)",
    palette: "false",
  },
  {
    id: "analyzeChanges",
    en: "Show Only Changes Since…",
    zh: "只显示自…以来的更改",
    enablement: "isWorkspaceTrusted",
  },
  { id: "analyzeWorkspace", en: "Analyze Workspace", zh: "分析工作区", icon: "$(refresh)" },
  { id: "showStatistics", en: "Show Statistics", zh: "显示统计信息" },
  { id: "openSample", en: "Open the Sample That Hangs", zh: "打开会卡死的示例" },
  { id: "openWalkthrough", en: "First Steps", zh: "入门步骤" },
  {
    id: "createConfig",
    en: "Create .waitchain.yml",
    zh: "创建 .waitchain.yml",
    enablement: "workspaceFolderCount != 0 && isWorkspaceTrusted",
  },
  { id: "startServer", en: "Start Server", zh: "启动服务", enablement: `!(${running})` },
  { id: "stopServer", en: "Stop Server", zh: "停止服务", enablement: running },
  { id: "restartServer", en: "Restart Server", zh: "重启服务" },
  { id: "showLog", en: "Show Log", zh: "显示日志" },
];
