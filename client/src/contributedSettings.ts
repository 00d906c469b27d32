/** The settings that the extension contributes: a part of the table in contributes.ts. Plain data. */

import type { Text } from "./contributedText.ts";

export interface Setting extends Text {
  /** Without the prefix `waitchain.`. */
  readonly id: string;
  readonly schema: object;
  readonly scope: "window" | "machine-overridable" | "application";
  /** One for each value of an enum, in its order. */
  readonly values?: readonly Text[];
}

interface Block extends Text {
  readonly settings: readonly Setting[];
}

const levels = ["error", "warning", "info", "off"];

/** A test compares this list with the rules that there are. */
const rules = [
  "signal-blocks",
  "self-wait",
  "self-join",
  "wait-cycle",
  "self-lock",
  "lock-wait",
  "lock-order",
  "double-stop",
  "never-released",
  "signal-unsafe",
  "future-dtor",
  "exit-in-worker",
  "unbounded-stop",
  "pool-starvation",
  "coroutine-thread-wait",
  "loop-blocked",
] as const;

export const settings: readonly Block[] = [
  {
    en: "Findings",
    zh: "检查结果",
    settings: [
      {
        id: "enable",
        scope: "window",
        schema: { type: "boolean", default: true },
        en: "Look for waits that only the waiting thread itself could end.",
        zh: "查找只能由等待线程自身才能结束的等待。",
      },
      {
        id: "confidence",
        scope: "window",
        schema: { type: "string", enum: ["certain", "likely", "possible"], default: "likely" },
        en: "The least confidence of a finding that is shown.",
        zh: "显示检查结果所需的最低可信度。",
        values: [
          {
            en: "Every link of the chain is resolved by name and type.",
            zh: "链的每一环都由名称和类型确定。",
          },
          {
            en: "One link may be a guess, such as one of several overrides.",
            zh: "允许有一环是推测，例如多个重写之一。",
          },
          {
            en: "Several links may be guesses. Shown one level lower.",
            zh: "允许多环是推测，严重程度降低一级显示。",
          },
        ],
      },
      {
        id: "rules",
        scope: "window",
        schema: {
          type: "object",
          default: {},
          additionalProperties: false,
          properties: Object.fromEntries(
            rules.map((rule) => [`waitchain-${rule}`, { enum: levels }]),
          ),
        },
        en: 'Level of single rules, by id: `error`, `warning`, `info` or `off`. Example: `{ "waitchain-loop-blocked": "off" }`.',
        zh: '按规则 id 设置级别：`error`、`warning`、`info` 或 `off`。例如：`{ "waitchain-loop-blocked": "off" }`。',
      },
      {
        id: "onlyChangesSince",
        scope: "window",
        schema: { type: "string", default: "" },
        en: "Branch, tag or commit that **Show Only Changes** compares with, such as `origin/main`. Empty: the main branch.",
        zh: "**只显示更改**所比较的分支、标签或提交，例如 `origin/main`。留空则为主分支。",
      },
    ],
  },
  {
    en: "In the Editor",
    zh: "编辑器",
    settings: [
      {
        id: "codeLens",
        scope: "window",
        schema: { type: "string", enum: ["findings", "all", "off"], default: "findings" },
        en: "Which functions get a line above them.",
        zh: "在哪些函数上方显示一行提示。",
        values: [
          { en: "Functions with a finding.", zh: "有检查结果的函数。" },
          {
            en: "Also functions that wait, or whose threads are known.",
            zh: "还包括会等待的函数，或已知运行线程的函数。",
          },
          { en: "None.", zh: "不显示。" },
        ],
      },
      {
        id: "hover",
        scope: "window",
        schema: { type: "string", enum: ["findings", "all", "off"], default: "findings" },
        en: "Which calls explain themselves when pointed at.",
        zh: "鼠标指向哪些调用时给出说明。",
        values: [
          { en: "Calls that take part in a blocking chain.", zh: "属于阻塞链的调用。" },
          { en: "Also waits without a finding.", zh: "还包括没有检查结果的等待。" },
          { en: "None.", zh: "不显示。" },
        ],
      },
      {
        id: "inlayHints",
        scope: "window",
        schema: { type: "string", enum: ["findings", "off"], default: "off" },
        en: "Whether calls in a blocking chain say behind them who blocks whom.",
        zh: "是否在阻塞链的调用之后标注谁阻塞谁。",
        values: [
          {
            en: "At findings. Instead of, or beside, the lines above functions.",
            zh: "有检查结果处，可代替函数上方的提示。",
          },
          { en: "Nowhere.", zh: "不显示。" },
        ],
      },
      {
        id: "diagnostics.relatedSteps",
        scope: "window",
        schema: { type: "integer", minimum: 0, maximum: 100, default: 5 },
        en: "Most steps of a chain that are listed below its problem. Longer chains are folded in the middle.",
        zh: "问题下方最多列出链的多少步。更长的链会折叠中间部分。",
      },
      {
        id: "statusBar",
        scope: "window",
        schema: { type: "string", enum: ["auto", "always", "never"], default: "auto" },
        en: "When the status bar has an item of Waitchain.",
        zh: "何时在状态栏显示 Waitchain。",
        values: [
          {
            en: "While files are read, or when the server is stopped or failed.",
            zh: "读取文件期间，或服务停止、出错时。",
          },
          { en: "Always.", zh: "始终显示。" },
          { en: "Never.", zh: "从不显示。" },
        ],
      },
    ],
  },
  {
    en: "Reading Files",
    zh: "读取文件",
    settings: [
      {
        id: "run",
        scope: "window",
        schema: { type: "string", enum: ["onType", "onSave", "manual"], default: "onType" },
        en: "When a change is analysed.",
        zh: "何时分析更改。",
        values: [
          { en: "While you type, after a pause.", zh: "输入时，停顿之后。" },
          { en: "When a file is saved.", zh: "保存文件时。" },
          {
            en: "Only by **Analyze Workspace**, and before a quick fix is made.",
            zh: "仅在执行**分析工作区**时，以及应用快速修复之前。",
          },
        ],
      },
      {
        id: "exclude",
        scope: "window",
        schema: { type: "array", items: { type: "string" }, default: [] },
        en: "Files that are left out, as patterns of `.gitignore`, relative to each workspace folder. What git ignores and what a build writes is left out anyway.",
        zh: "不参与分析的文件，写法同 `.gitignore`，相对于各工作区文件夹。被 git 忽略的文件和构建产物总是不参与分析。",
      },
      {
        id: "index.workers",
        scope: "machine-overridable",
        schema: { type: "integer", minimum: 0, maximum: 64, default: 0 },
        en: "Threads that read files. 0: half of the processor's cores, at most 8.",
        zh: "读取文件的线程数。0 表示处理器核心数的一半，最多 8 个。",
      },
      {
        id: "index.maxFileSizeKB",
        scope: "window",
        schema: { type: "integer", minimum: 1, default: 1024 },
        en: "Larger files are left out. In KB.",
        zh: "超过此大小的文件不参与分析，单位 KB。",
      },
      {
        id: "index.cache",
        scope: "machine-overridable",
        schema: { type: "boolean", default: true },
        en: "Keep what files say in your cache folder, so that the next start need not read them again. `waitchain cache clear` empties it.",
        zh: "将文件的分析结果保存在用户缓存文件夹中，下次启动时无需重新解析。`waitchain cache clear` 可将其清空。",
      },
      {
        id: "index.debounceMs",
        scope: "window",
        schema: { type: "integer", minimum: 0, maximum: 60_000, default: 300 },
        en: "How long typing must pause before the next analysis, in milliseconds.",
        zh: "停止输入多久之后重新分析，单位毫秒。",
      },
    ],
  },
  {
    en: "Troubleshooting",
    zh: "故障排查",
    settings: [
      {
        id: "trace.server",
        scope: "window",
        schema: { type: "string", enum: ["off", "messages", "verbose"], default: "off" },
        en: "Log the messages between editor and server.",
        zh: "记录编辑器与服务之间的消息。",
      },
    ],
  },
];
