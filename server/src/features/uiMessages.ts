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
  "hover.runBy": "run by {context}",
  "hover.chain": "Chain",
  "hover.needs": "Needs",
  "hover.neverReached": "never reached",
  "hover.why": "Why",
  "hover.here": "Here",
  "hover.showChain": "Show chain",
  "hover.rule": "Rule",
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

  // Light bulb.
  "action.showChain": "Show the blocking chain",
  "action.showRule": "Explain {rule}",
  "action.fixFailed": "This fix no longer fits the code as it is now.",

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
  "hover.runBy": "由{context}运行",
  "hover.chain": "链条",
  "hover.needs": "需要",
  "hover.neverReached": "永远执行不到",
  "hover.why": "依据",
  "hover.here": "此处",
  "hover.showChain": "显示阻塞链",
  "hover.rule": "规则",
  "hover.cleanWait": "等待{event}",
  "hover.cleanCallers": "运行于：{contexts}（未发现闭合的链）",
  "hover.unknownWait": "工作区中没有看到结束它的代码，因此不作判断",
  "hover.timedWait": "到达时限后放弃等待",
  "hover.nobody": "未知线程",

  "related.step": "{number}/{count} {text}",
  "related.more": "… 另有 {count} 步（显示阻塞链）",
  "related.moreOne": "… 另有 1 步（显示阻塞链）",
  "tree.calls": "{count} 次普通调用",

  "action.showChain": "显示阻塞链",
  "action.showRule": "解释 {rule}",
  "action.fixFailed": "代码已变化，此修复不再适用。",

  "progress.index": "Waitchain：正在读取 C++ 文件",
};

/** For the test that both tables say the same things. */
export const uiTables: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { en, zh };
