/**
 * The editor's own words (lens titles, hover lines, tree rows), in every language that we speak. Sentences
 * of findings and chain steps are not here: those belong to report/messages.ts.
 */

import type { Locale } from "../report/messages.ts";

export type UiMessageId = keyof typeof en;

/** Fills `{holes}`; a hole without a value stays visible, so that a test or a reader notices it. */
export function uiText(
  id: UiMessageId,
  locale: Locale,
  holes: Readonly<Record<string, string | number>> = {},
): string {
  const template = (locale === "zh" ? zh : en)[id];
  return template.replace(/\{(\w+)\}/g, (hole, name: string) => String(holes[name] ?? hole));
}

export function isUiMessage(id: string): id is UiMessageId {
  return Object.hasOwn(en, id);
}

const en = {
  // Who or what is blocked or waited for.
  "party.thread": "thread “{name}”",
  "party.loop": "loop “{name}”",
  "party.pool": "pool “{name}”",
  "party.signal": "signal handler “{name}”",
  "party.main": "the main thread",
  "party.unknown": "the calling thread",
  "party.lock": "lock “{name}”",
  "party.queue": "queue “{name}”",
  "party.event": "“{name}”",

  // A finding in a few words: tree rows and lenses.
  "verdict.blocks": "blocks {blocked} → {target}",
  "verdict.blocksSelf": "blocks {blocked} for ever",
  "verdict.self-join": "ends {blocked} from within",
  "verdict.signal-unsafe": "not async-signal-safe in {blocked}",
  "verdict.double-stop": "stops {target} twice",
  "verdict.future-dtor": "waits for its own task: the future is dropped",
  "verdict.exit-in-worker": "ends the process from {blocked}, which that waits for",
  "verdict.never-released": "waits for {target} for ever",
  "verdict.self-lock": "locks {target} twice",
  "verdict.lock-order": "locks against the order of {target}",
  "verdict.unbounded-stop": "stops without a time limit: {blocked} → {target}",
  "verdict.pool-starvation": "waits on {blocked} for work queued on it",
  "verdict.coroutine-thread-wait": "blocks the thread inside a coroutine → {target}",
  "verdict.loop-blocked": "can hold up {blocked} → {target}",

  "steps.one": "1 step",
  "steps.many": "{count} steps",
  "lens.finding": "{verdict} · {steps}",
  "lens.findings": "{count} waits · worst: {verdict}",
  "lens.runsOn": "runs on: {contexts}",
  "lens.waits": "waits for {event}",
  "lens.waitsOn": "waits for {event} · runs on: {contexts}",
  "lens.more": "{names} +{count}",

  // Hover.
  "hover.blocks": "Blocks {blocked}",
  "hover.step": "Step {number} of {count}",
  "hover.waitsFor": "Waits for",
  "hover.chain": "Chain",
  "hover.needs": "Needs",
  "hover.neverReached": "never reached",
  "hover.waits": "waits",
  "hover.why": "Why",
  "hover.here": "Here",
  "hover.showChain": "Show chain",
  "hover.graph": "Picture",
  "hover.rule": "Rule",
  "hover.fix": "Quick fix …",
  "hover.ignore": "Accept here …",
  "hover.notBlocking": "Never blocks …",
  "hover.cleanWait": "Waits for {event}",
  "hover.cleanCallers": "runs on: {contexts} (no closed chain found)",
  "hover.unknownWait": "nothing in the workspace was seen to end it; not judged",
  "hover.timedWait": "gives up after its time limit",
  "hover.nobody": "no known thread",

  // Related information and tree.
  "related.step": "{number}/{count} {text}",
  "related.more": "… {count} more steps (Show chain)",
  "related.moreOne": "… 1 more step (Show chain)",
  "tree.calls": "{count} plain calls",

  // A step in a row of the tree: what its icon does not say already. Named like the message that it shortens.
  "row.step.entry.thread": "on {c}",
  "row.step.entry.loop": "on {c}",
  "row.step.entry.pool": "on a worker of {c}",
  "row.step.entry.main": "on the main thread",
  "row.step.entry.signal": "{f}, a signal handler",
  "row.step.entry.unknown": "{f}, called from outside",
  "row.step.call": "{f}",
  "row.step.callback": "callback {p}",
  "row.step.register": "registers {f}",
  "row.step.post": "posts to {c}",
  "row.step.spawn": "starts {c}",
  "row.step.wait.end": "joins {c}",
  "row.step.wait.drained": "waits for all of {c}",
  "row.step.wait.condition": "waits for {e}",
  "row.step.wait.flag": "polls {e}",
  "row.step.wait.value": "waits for {e}",
  "row.step.wait.count": "waits for {e}",
  "row.step.wait.task": "waits for {c}",
  "row.step.lock": "locks {e}",
  "row.step.destroy": "destroys {e}",
  "row.step.release": "would set {e}",
  "row.step.release.end": "would end {c}",
  "row.step.context": "must run on {c}",
  "row.step.close": "never: {c} is in step {n}",
  "row.step.close.signal": "never: {c} may be interrupted",
  "row.step.close.any": "never: blocked above",

  // Call hierarchy: how one function makes another run.
  "hierarchy.override": "by override",
  "hierarchy.callback": "by callback",
  "hierarchy.post": "posted",
  "hierarchy.thread": "thread entry",
  "hierarchy.signal": "signal handler",

  // Light bulb.
  "action.showChain": "Show the blocking chain",
  "action.showRule": "Explain {rule}",
  "action.ignore": "Accept {rule} here: NOLINT …",
  "action.neverBlocks": "“{f}” never blocks: write it down …",
  "action.runsOn": "“{f}” runs on one thread or loop: write it down …",
  "action.fixFailed": "This fix no longer fits the code as it is now.",

  // What was looked at.
  "stats.title": "What Waitchain has looked at",
  "stats.files": "{files} files, {lines} lines",
  "stats.gaps": "{files} files could be read only in part",
  "stats.waits":
    "{waits} waits, {unknown} of them not judged: nothing in the workspace was seen to end them",
  "stats.contexts": "{contexts} threads, loops, pools and handlers; {functions} functions",
  "stats.calls":
    "calls followed: {exact} exactly, {overrideSet} as one of several overrides, {callback} through a callback, {library} by a model, {guess} by a guess, {unresolved} not at all",
  "stats.findings": "{shown} findings shown, {accepted} accepted in the code",
  "stats.unknownTitle": "Waits that are not judged",
  "stats.gapsTitle": "Code that could not be read",
  "stats.more": "and {count} more",

  "progress.index": "Waitchain: reading C++ files",
} as const;

const zh: Readonly<Record<UiMessageId, string>> = {
  "party.thread": "线程“{name}”",
  "party.loop": "循环“{name}”",
  "party.pool": "线程池“{name}”",
  "party.signal": "信号处理函数“{name}”",
  "party.main": "主线程",
  "party.unknown": "调用线程",
  "party.lock": "锁“{name}”",
  "party.queue": "队列“{name}”",
  "party.event": "“{name}”",

  "verdict.blocks": "阻塞{blocked} → {target}",
  "verdict.blocksSelf": "永久阻塞{blocked}",
  "verdict.self-join": "在{blocked}内部结束它自己",
  "verdict.signal-unsafe": "在{blocked}中调用非异步信号安全的函数",
  "verdict.double-stop": "重复停止{target}",
  "verdict.future-dtor": "等待自己的任务：future 被丢弃",
  "verdict.exit-in-worker": "在{blocked}上结束进程，而这又要等待它自己",
  "verdict.never-released": "永远等待{target}",
  "verdict.self-lock": "重复获取{target}",
  "verdict.lock-order": "与{target}的加锁顺序相反",
  "verdict.unbounded-stop": "停止时无限期等待：{blocked} → {target}",
  "verdict.pool-starvation": "在{blocked}上等待同样排在其中的任务",
  "verdict.coroutine-thread-wait": "在协程中阻塞线程 → {target}",
  "verdict.loop-blocked": "可能卡住{blocked} → {target}",

  "steps.one": "1 步",
  "steps.many": "{count} 步",
  "lens.finding": "{verdict} · {steps}",
  "lens.findings": "{count} 处等待 · 最严重：{verdict}",
  "lens.runsOn": "运行于：{contexts}",
  "lens.waits": "等待{event}",
  "lens.waitsOn": "等待{event} · 运行于：{contexts}",
  "lens.more": "{names} 等 {count} 个",

  "hover.blocks": "阻塞{blocked}",
  "hover.step": "第 {number} 步，共 {count} 步",
  "hover.waitsFor": "等待",
  "hover.chain": "链条",
  "hover.needs": "需要",
  "hover.neverReached": "永远执行不到",
  "hover.waits": "等待",
  "hover.why": "依据",
  "hover.here": "此处",
  "hover.showChain": "显示阻塞链",
  "hover.graph": "图",
  "hover.rule": "规则",
  "hover.fix": "快速修复…",
  "hover.ignore": "在此处接受…",
  "hover.notBlocking": "从不阻塞…",
  "hover.cleanWait": "等待{event}",
  "hover.cleanCallers": "运行于：{contexts}（未发现闭合的链）",
  "hover.unknownWait": "工作区中没有看到结束它的代码，因此不作判断",
  "hover.timedWait": "到达时限后放弃等待",
  "hover.nobody": "未知线程",

  "related.step": "{number}/{count} {text}",
  "related.more": "… 另有 {count} 步（显示阻塞链）",
  "related.moreOne": "… 另有 1 步（显示阻塞链）",
  "tree.calls": "{count} 次普通调用",

  "row.step.entry.thread": "在 {c} 上",
  "row.step.entry.loop": "在 {c} 上",
  "row.step.entry.pool": "在 {c} 的工作线程上",
  "row.step.entry.main": "在主线程上",
  "row.step.entry.signal": "信号处理函数 {f}",
  "row.step.entry.unknown": "{f}，由外部调用",
  "row.step.call": "{f}",
  "row.step.callback": "回调 {p}",
  "row.step.register": "注册 {f}",
  "row.step.post": "投递到 {c}",
  "row.step.spawn": "启动 {c}",
  "row.step.wait.end": "等待 {c} 结束",
  "row.step.wait.drained": "等待 {c} 全部结束",
  "row.step.wait.condition": "等待 {e}",
  "row.step.wait.flag": "轮询 {e}",
  "row.step.wait.value": "等待 {e}",
  "row.step.wait.count": "等待 {e}",
  "row.step.wait.task": "等待 {c}",
  "row.step.lock": "获取锁 {e}",
  "row.step.destroy": "析构 {e}",
  "row.step.release": "本应设置 {e}",
  "row.step.release.end": "{c} 本应结束",
  "row.step.context": "必须在 {c} 上运行",
  "row.step.close": "到不了：{c} 停在第 {n} 步",
  "row.step.close.signal": "到不了：{c} 可能被中断",
  "row.step.close.any": "到不了：在上面被阻塞",

  "hierarchy.override": "通过重写",
  "hierarchy.callback": "通过回调",
  "hierarchy.post": "投递",
  "hierarchy.thread": "线程入口",
  "hierarchy.signal": "信号处理函数",

  "action.showChain": "显示阻塞链",
  "action.showRule": "解释 {rule}",
  "action.ignore": "在此处接受 {rule}：NOLINT…",
  "action.neverBlocks": "“{f}”从不阻塞：写入配置…",
  "action.runsOn": "“{f}”只在一个线程或循环上运行：写入配置…",
  "action.fixFailed": "代码已变化，此修复不再适用。",

  "stats.title": "Waitchain 检查了什么",
  "stats.files": "{files} 个文件，{lines} 行",
  "stats.gaps": "{files} 个文件只能部分解析",
  "stats.waits": "{waits} 处等待，其中 {unknown} 处未作判断：工作区中没有看到结束它们的代码",
  "stats.contexts": "{contexts} 个线程、循环、线程池和信号处理函数；{functions} 个函数",
  "stats.calls":
    "追踪的调用：确定 {exact}，多个重写之一 {overrideSet}，通过回调 {callback}，依据模型 {library}，推测 {guess}，未能追踪 {unresolved}",
  "stats.findings": "显示 {shown} 个结果，代码中接受了 {accepted} 个",
  "stats.unknownTitle": "未作判断的等待",
  "stats.gapsTitle": "未能解析的代码",
  "stats.more": "另有 {count} 处",

  "progress.index": "Waitchain：正在读取 C++ 文件",
};

/** For the test that both tables say the same things. */
export const uiTables: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { en, zh };
