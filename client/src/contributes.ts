/**
 * Everything that the extension contributes to VS Code, as one table: commands, settings, views, menus,
 * keys, with their texts in every language; commands and settings are in files of their own beside it.
 * tools/gen.mjs writes package.json and package.nls*.json from it. Plain data; nothing here runs in the
 * editor, and nothing is listed that does not work.
 */

import { commands } from "./contributedCommands.ts";
import { type Setting, settings } from "./contributedSettings.ts";
import type { Text } from "./contributedText.ts";

interface Welcome extends Text {
  readonly id: string;
  readonly when: string;
}

const hasFolder = "workspaceFolderCount != 0";

const welcomes: readonly Welcome[] = [
  {
    id: "noFolder",
    when: "workspaceFolderCount == 0",
    en: "Open a folder with C++ code to look for blocking chains.\n[Open Folder](command:vscode.openFolder)\n[Open the Sample That Hangs](command:waitchain.openSample)",
    zh: "打开包含 C++ 代码的文件夹以查找阻塞链。\n[打开文件夹](command:vscode.openFolder)\n[打开会卡死的示例](command:waitchain.openSample)",
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
    zh: "正在启动…",
  },
];

interface Step extends Text {
  readonly id: string;
  readonly media: string;
  readonly alt: Text;
  readonly about: Text;
  readonly done: string;
}

const steps: readonly Step[] = [
  {
    id: "sample",
    media: "hang",
    done: "onCommand:waitchain.openSample",
    en: "See a real hang",
    zh: "看一个真实的卡死",
    alt: { en: "A loop and a call that wait for each other", zh: "互相等待的循环和调用" },
    about: {
      en: "A small program in which a loop asks itself and waits. Look for the squiggle, and point at it.\n[Open the Sample](command:waitchain.openSample)",
      zh: "一个小程序：循环向自己提问并等待。找到波浪线，把鼠标移到上面。\n[打开示例](command:waitchain.openSample)",
    },
  },
  {
    id: "chain",
    media: "chain",
    done: "onView:waitchain.chain",
    en: "Read the chain",
    zh: "阅读阻塞链",
    alt: { en: "Numbered steps", zh: "带编号的步骤" },
    about: {
      en: "Every step from the thread's beginning to the wait, and from there to the code that would end it. F4 walks. The light bulb at the squiggle repairs what it can.\n[Show Chains](command:waitchain.chain.focus)",
      zh: "从线程开始到等待处，再到本应结束等待的代码，每一步都列出。按 F4 逐步前进。波浪线处的灯泡提供修复。\n[显示阻塞链](command:waitchain.chain.focus)",
    },
  },
  {
    id: "say",
    media: "say",
    done: "onCommand:waitchain.createConfig",
    en: "Say what only you know",
    zh: "写下只有你知道的事",
    alt: { en: "A configuration file", zh: "配置文件" },
    about: {
      en: "That a function never blocks, or which loop runs it: the light bulb writes it into .waitchain.yml.\n[Create .waitchain.yml](command:waitchain.createConfig)",
      zh: "某个函数从不阻塞，或者它在哪个循环上运行：灯泡会将其写入 .waitchain.yml。\n[创建 .waitchain.yml](command:waitchain.createConfig)",
    },
  },
  {
    id: "graph",
    media: "graph",
    done: "onCommand:waitchain.showGraph",
    en: "See who waits for whom",
    zh: "查看谁在等谁",
    alt: { en: "Threads and loops with arrows", zh: "用箭头相连的线程和循环" },
    about: {
      en: "All threads, loops and locks in one picture, beside the code.\n[Show Graph](command:waitchain.showGraph)",
      zh: "所有线程、循环和锁都在代码旁的一张图中。\n[显示等待图](command:waitchain.showGraph)",
    },
  },
];

const texts: Readonly<Record<string, Text>> = {
  category: { en: "Wait Chains", zh: "等待链" },
  "container.title": { en: "Waitchain", zh: "Waitchain" },
  "view.chain": { en: "Blocking Chain", zh: "阻塞链" },
  "walkthrough.title": { en: "First steps with Waitchain", zh: "Waitchain 入门" },
  "walkthrough.about": {
    en: "Waits that can never end, and how to read them.",
    zh: "永远不会结束的等待，以及如何阅读它们。",
  },
  "view.threads": { en: "Threads & Loops", zh: "线程与循环" },
  untrustedWorkspaces: {
    en: "Code is read and findings are shown. Models of the workspace (.waitchain.yml), which could silence findings, are not used, and git is not asked what has changed.",
    zh: "会读取代码并显示检查结果。不使用工作区自带的模型（.waitchain.yml，它可能屏蔽检查结果），也不会向 git 查询更改。",
  },
  virtualWorkspaces: {
    en: "Files are read from disk by threads of their own, which a virtual workspace does not have.",
    zh: "需要由独立线程从磁盘读取文件，虚拟工作区没有磁盘文件。",
  },
};

const onChain = "view == waitchain.chain";
const onThreads = "view == waitchain.threads";
const onFinding = `${onChain} && viewItem =~ /^waitchain\\.(?:finding|step|calls)$/`;
const onPlace = `${onChain} && viewItem =~ /^waitchain\\.(?:finding|step)$/`;
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
      {
        command: "waitchain.filterChains",
        when: `${onChain} && !waitchain.filtered`,
        group: "navigation@2",
      },
      {
        command: "waitchain.filterChainsOn",
        when: `${onChain} && waitchain.filtered`,
        group: "navigation@2",
      },
      {
        command: "waitchain.toggleOnlyChanges",
        when: `${onChain} && !waitchain.onlyChanges`,
        group: "navigation@2",
      },
      {
        command: "waitchain.onlyChangesOff",
        when: `${onChain} && waitchain.onlyChanges`,
        group: "navigation@2",
      },
      { command: "waitchain.groupChains", when: onChain, group: "view@1" },
      { command: "waitchain.analyzeChanges", when: onChain, group: "view@3" },
      {
        command: "waitchain.clearFilter",
        when: `${onChain} && waitchain.filtered`,
        group: "view@2",
      },
      { command: "waitchain.analyzeWorkspace", when: onChain, group: "navigation@4" },
      { command: "waitchain.showGraph", when: onChain, group: "navigation@3" },
      { command: "waitchain.showThreads", when: onThreads, group: "navigation@1" },
      { command: "waitchain.showGraph", when: onThreads, group: "navigation@2" },
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
        command: "waitchain.showGraph",
        when: `${onChain} && viewItem == waitchain.finding`,
        group: "inline@1",
      },
      {
        command: "waitchain.quickFix",
        when: `${onChain} && viewItem == waitchain.finding`,
        group: "inline@2",
      },
      {
        command: "waitchain.showRule",
        when: `${onChain} && viewItem == waitchain.finding`,
        group: "inline@3",
      },
      { command: "waitchain.peekStep", when: onPlace, group: "go@1" },
      { command: "waitchain.showCallers", when: onPlace, group: "go@2" },
      { command: "waitchain.showGraph", when: onFinding, group: "chain@0" },
      { command: "waitchain.quickFix", when: onFinding, group: "chain@1" },
      { command: "waitchain.copyChain", when: onFinding, group: "chain@2" },
      { command: "waitchain.copyChainAs", when: onFinding, group: "chain@3" },
      { command: "waitchain.showRule", when: onFinding, group: "chain@4" },
      { command: "waitchain.ignoreHere", when: onFinding, group: "wrong@1" },
      { command: "waitchain.markNonBlocking", when: onFinding, group: "wrong@2" },
      { command: "waitchain.markRunsOn", when: onFinding, group: "wrong@3" },
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
  walkthroughs: [
    {
      id: "firstSteps",
      title: "%walkthrough.title%",
      description: "%walkthrough.about%",
      steps: steps.map(({ id, media, done }) => ({
        id,
        title: `%step.${id}%`,
        description: `%step.${id}.about%`,
        media: { svg: `media/walkthrough/${media}.svg`, altText: `%step.${id}.alt%` },
        completionEvents: [done],
      })),
    },
  ],
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

export const activationEvents = [
  "onLanguage:c",
  "onLanguage:cpp",
  "onLanguage:cuda-cpp",
  "onWebviewPanel:waitchain.graph",
];

export const capabilities = {
  // Files are parsed, never run. What the server leaves out: server/src/lsp/settings.ts, `trusted`.
  untrustedWorkspaces: {
    supported: "limited",
    description: "%untrustedWorkspaces%",
    restrictedConfigurations: ["waitchain.onlyChangesSince"],
  },
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
    ...steps.flatMap((step): [string, Text][] => [
      [`step.${step.id}`, step],
      [`step.${step.id}.about`, step.about],
      [`step.${step.id}.alt`, step.alt],
    ]),
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
