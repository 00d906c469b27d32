/**
 * Everything that the extension contributes to VS Code, as one table: commands, settings, views, menus,
 * keys, with their texts in every language. tools/gen.mjs writes package.json and package.nls*.json from
 * it. Plain data; nothing here runs in the editor, and nothing is listed that does not work.
 */

interface Text {
  readonly en: string;
  readonly zh: string;
}

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

const commands: readonly Command[] = [
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
  { id: "ignoreHere", en: "Accept Finding Here (NOLINT)…", zh: "在此处接受检查结果（NOLINT）…" },
  { id: "markNonBlocking", en: "This Function Never Blocks…", zh: "此函数从不阻塞…" },
  { id: "markRunsOn", en: "This Function Runs On…", zh: "此函数运行于…" },
  { id: "showRule", en: "Explain Rule", zh: "解释规则", icon: "$(book)" },
  { id: "toggleFollowCursor", en: "Follow Cursor", zh: "跟随光标", icon: "$(target)" },
  {
    id: "followCursorOff",
    en: "Stop Following Cursor",
    zh: "停止跟随光标",
    icon: "$(pinned)",
    palette: "false",
  },
  { id: "analyzeWorkspace", en: "Analyze Workspace", zh: "分析工作区", icon: "$(refresh)" },
  { id: "startServer", en: "Start Server", zh: "启动服务", enablement: `!(${running})` },
  { id: "stopServer", en: "Stop Server", zh: "停止服务", enablement: running },
  { id: "restartServer", en: "Restart Server", zh: "重启服务" },
  { id: "showLog", en: "Show Log", zh: "显示日志" },
];

interface Setting extends Text {
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

const settings: readonly Block[] = [
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

interface Welcome extends Text {
  readonly id: string;
  readonly when: string;
}

const hasFolder = "workspaceFolderCount != 0";

const welcomes: readonly Welcome[] = [
  {
    id: "noFolder",
    when: "workspaceFolderCount == 0",
    en: "Open a folder with C++ code to look for blocking chains.\n[Open Folder](command:vscode.openFolder)",
    zh: "打开包含 C++ 代码的文件夹以查找阻塞链。\n[打开文件夹](command:vscode.openFolder)",
  },
  {
    id: "off",
    when: `${hasFolder} && waitchain.state == off`,
    en: "Waitchain is switched off in the settings.\n[Open Settings](command:workbench.action.openSettings?%5B%22waitchain.enable%22%5D)",
    zh: "Waitchain 已在设置中关闭。\n[打开设置](command:workbench.action.openSettings?%5B%22waitchain.enable%22%5D)",
  },
  {
    id: "stopped",
    when: `${hasFolder} && waitchain.state == stopped`,
    en: "The analysis is stopped.\n[Start](command:waitchain.startServer)",
    zh: "分析已停止。\n[启动](command:waitchain.startServer)",
  },
  {
    id: "failed",
    when: `${hasFolder} && waitchain.state == failed`,
    en: "The server has failed.\n[Restart](command:waitchain.restartServer)\n[Show Log](command:waitchain.showLog)",
    zh: "服务出错。\n[重启](command:waitchain.restartServer)\n[显示日志](command:waitchain.showLog)",
  },
  {
    id: "starting",
    when: `${hasFolder} && waitchain.state == starting`,
    en: "Starting …",
    zh: "正在启动……",
  },
];

const texts: Readonly<Record<string, Text>> = {
  category: { en: "Wait Chains", zh: "等待链" },
  "container.title": { en: "Waitchain", zh: "Waitchain" },
  "view.chain": { en: "Blocking Chain", zh: "阻塞链" },
  "view.threads": { en: "Threads & Loops", zh: "线程与循环" },
  virtualWorkspaces: {
    en: "Files are read from disk by threads of their own, which a virtual workspace does not have.",
    zh: "需要由独立线程从磁盘读取文件，虚拟工作区没有磁盘文件。",
  },
};

const onChain = "view == waitchain.chain";
const typing =
  "!suggestWidgetVisible && !findWidgetVisible && !parameterHintsVisible && !renameInputVisible && !inSnippetMode && !editorHasSelection && !editorHasMultipleSelections";

export const contributes = {
  commands: commands.map(({ id, icon, enablement }) => ({
    command: `waitchain.${id}`,
    title: `%command.${id}%`,
    category: "%category%",
    ...(icon === undefined ? {} : { icon }),
    ...(enablement === undefined ? {} : { enablement }),
  })),
  menus: {
    commandPalette: commands
      .filter(({ palette }) => palette !== undefined)
      .map(({ id, palette }) => ({ command: `waitchain.${id}`, when: palette })),
    "view/title": [
      {
        command: "waitchain.toggleFollowCursor",
        when: `${onChain} && !waitchain.followCursor`,
        group: "navigation@1",
      },
      {
        command: "waitchain.followCursorOff",
        when: `${onChain} && waitchain.followCursor`,
        group: "navigation@1",
      },
      { command: "waitchain.analyzeWorkspace", when: onChain, group: "navigation@2" },
      {
        command: "waitchain.clearHighlights",
        when: `${onChain} && waitchain.chainActive`,
        group: "navigation@3",
      },
      { command: "waitchain.restartServer", when: onChain, group: "server@1" },
      { command: "waitchain.stopServer", when: onChain, group: "server@2" },
      { command: "waitchain.showLog", when: onChain, group: "server@3" },
    ],
    "view/item/context": [
      {
        command: "waitchain.copyChain",
        when: `${onChain} && viewItem == waitchain.finding`,
        group: "inline@1",
      },
      {
        command: "waitchain.showRule",
        when: `${onChain} && viewItem == waitchain.finding`,
        group: "inline@2",
      },
      { command: "waitchain.copyChain", when: onChain, group: "chain@1" },
      { command: "waitchain.showRule", when: onChain, group: "chain@2" },
      { command: "waitchain.ignoreHere", when: onChain, group: "wrong@1" },
      { command: "waitchain.markNonBlocking", when: onChain, group: "wrong@2" },
      { command: "waitchain.markRunsOn", when: onChain, group: "wrong@3" },
    ],
  },
  keybindings: [
    { command: "waitchain.nextStep", key: "f4", when: "waitchain.chainActive" },
    { command: "waitchain.previousStep", key: "shift+f4", when: "waitchain.chainActive" },
    {
      command: "waitchain.clearHighlights",
      key: "escape",
      when: `waitchain.chainActive && editorTextFocus && ${typing}`,
    },
    {
      command: "waitchain.clearHighlights",
      key: "escape",
      when: "waitchain.chainActive && focusedView == waitchain.chain && !treeFindOpen",
    },
  ],
  viewsContainers: {
    activitybar: [{ id: "waitchain", title: "%container.title%", icon: "media/waitchain.svg" }],
  },
  views: {
    waitchain: [
      {
        id: "waitchain.chain",
        name: "%view.chain%",
        icon: "media/waitchain.svg",
        contextualTitle: "Waitchain",
      },
      {
        id: "waitchain.threads",
        name: "%view.threads%",
        icon: "media/waitchain.svg",
        contextualTitle: "Waitchain",
        visibility: "collapsed",
      },
    ],
  },
  viewsWelcome: welcomes.map(({ id, when }) => ({
    view: "waitchain.chain",
    contents: `%welcome.${id}%`,
    when,
  })),
  configuration: settings.map((block, i) => ({
    title: `%settings.${i}%`,
    order: i,
    properties: Object.fromEntries(
      block.settings.map((setting, order) => [
        `waitchain.${setting.id}`,
        settingOf(setting, order),
      ]),
    ),
  })),
  problemMatchers: [
    {
      name: "waitchain",
      label: "Waitchain (waitchain check --format short)",
      owner: "waitchain-cli",
      source: "waitchain",
      fileLocation: ["autoDetect", "${workspaceFolder}"],
      pattern: {
        regexp: "^(.+?):(\\d+):(\\d+): (error|warning|note): (.*) \\[(waitchain-[a-z-]+)\\]$",
        file: 1,
        line: 2,
        column: 3,
        severity: 4,
        message: 5,
        code: 6,
      },
    },
  ],
  jsonValidation: [{ fileMatch: [".waitchain.json"], url: "./dist/config.schema.json" }],
  grammars: [
    {
      scopeName: "waitchain.comments.injection",
      path: "./syntaxes/waitchain-comments.tmLanguage.json",
      injectTo: ["source.cpp", "source.c", "source.cuda-cpp"],
    },
  ],
};

export const activationEvents = ["onLanguage:c", "onLanguage:cpp", "onLanguage:cuda-cpp"];

export const capabilities = {
  // Files are parsed, never run, and no setting names a program.
  untrustedWorkspaces: { supported: true },
  virtualWorkspaces: { supported: false, description: "%virtualWorkspaces%" },
};

export const extensionKind = ["workspace"];

export const l10n = "./l10n";

/** Texts of the manifest, by locale as VS Code names it. */
export const nls = { en: nlsTable("en"), "zh-cn": nlsTable("zh") };

function settingOf(setting: Setting, order: number): object {
  return {
    ...setting.schema,
    scope: setting.scope,
    order,
    markdownDescription: `%setting.${setting.id}%`,
    ...(setting.values === undefined
      ? {}
      : { markdownEnumDescriptions: setting.values.map((_, i) => `%setting.${setting.id}.${i}%`) }),
  };
}

function nlsTable(language: "en" | "zh"): Readonly<Record<string, string>> {
  const entries: [string, Text][] = [
    ...Object.entries(texts),
    ...commands.map((command): [string, Text] => [`command.${command.id}`, command]),
    ...welcomes.map((welcome): [string, Text] => [`welcome.${welcome.id}`, welcome]),
    ...settings.flatMap((block, i): [string, Text][] => [
      [`settings.${i}`, block],
      ...block.settings.flatMap((setting): [string, Text][] => [
        [`setting.${setting.id}`, setting],
        ...(setting.values ?? []).map((value, n): [string, Text] => [
          `setting.${setting.id}.${n}`,
          value,
        ]),
      ]),
    ]),
  ];
  return Object.fromEntries(entries.map(([key, text]) => [key, text[language]]));
}
