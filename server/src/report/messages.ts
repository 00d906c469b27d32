/**
 * Every sentence that a person reads, by message id, in each language we speak; those about repairs and about models
 * are in fixMessages.ts and modelMessages.ts beside it. These are the one place where English stands: rules and the solver name ids and fill holes, surfaces render them. It must never know
 * what a finding is, where it stands or how it is shown.
 *
 * To add a message: one entry here. A test asserts that all languages are there with the same holes, that
 * names stand in quotes, and that a sentence stays short enough for one line of an editor.
 */

import type { Message } from "../rules/finding.ts";
import type { MessageText } from "./messageText.ts";
import { fixMessages } from "./fixMessages.ts";
import { modelMessages } from "./modelMessages.ts";

export type Locale = "en" | "zh";

/** Text of a message: holes are filled, an unfilled hole shows as an ellipsis, an unknown id shows as itself. */
export function renderMessage(message: Message, locale: Locale): string {
  const entry: MessageText | undefined = Object.hasOwn(messages, message.id)
    ? messages[message.id as MessageId]
    : undefined;
  if (entry === undefined) {
    const holes = Object.entries(message.holes).map(([key, value]) => `${key}=${value}`);
    return [message.id, ...holes].join(" ");
  }
  return entry[locale].replace(/\{(\w+)\}/g, (_, hole: string) =>
    Object.hasOwn(message.holes, hole) ? (message.holes[hole] ?? "…") : "…",
  );
}

/** `zh-CN`, `zh_CN.UTF-8`, `zh-Hans` -> zh; everything else, also nothing, is English. */
export function localeOf(tag: string | undefined): Locale {
  return /^zh(?:$|[-_.])/i.test(tag ?? "") ? "zh" : "en";
}

export type MessageId = keyof typeof messages;

export const messages = {
  // What is wrong, in one sentence. f: called function, l: loop, t: thread, w: what is awaited, h: handler, k: lock.
  "finding.self-wait": {
    en: "“{f}” waits for work that only “{l}” can run, but already runs on “{l}”.",
    zh: "“{f}”等待只能由“{l}”执行的工作，但它本身就运行在“{l}”上。",
  },
  "finding.self-wait.post": {
    en: "“{f}” posts to “{l}” and waits, but already runs on “{l}”.",
    zh: "“{f}”向“{l}”投递任务并等待，但它本身就运行在“{l}”上。",
  },
  "finding.self-join": {
    en: "Thread “{t}” joins itself: “{f}” runs on “{t}” and waits for its end.",
    zh: "线程“{t}”等待自己结束：“{f}”运行在“{t}”上，却等待“{t}”结束。",
  },
  "finding.self-join.pool": {
    en: "“{f}” waits for every worker of pool “{t}”, but runs on one of them.",
    zh: "“{f}”等待线程池“{t}”的全部工作线程结束，但它本身就运行在其中一个上。",
  },
  "finding.wait-cycle": {
    en: "“{l}” and “{l2}” wait for each other ({n} steps).",
    zh: "“{l}”与“{l2}”互相等待（{n} 步）。",
  },
  "finding.signal-blocks": {
    en: "“{f}” in signal handler “{h}” waits for “{w}”, which the handler may have interrupted.",
    zh: "信号处理函数“{h}”中的“{f}”等待“{w}”，而被中断的可能正是它。",
  },
  "finding.signal-blocks.lock": {
    en: "“{f}” in signal handler “{h}” takes lock “{k}”, whose holder it may have interrupted.",
    zh: "信号处理函数“{h}”中的“{f}”获取锁“{k}”，而被中断的可能正是持锁者。",
  },
  "finding.signal-unsafe": {
    en: "Signal handler “{h}” reaches “{f}”, which is not async-signal-safe.",
    zh: "信号处理函数“{h}”会调用到“{f}”，它不是异步信号安全的。",
  },
  "finding.double-stop": {
    en: "Destroying “{o}” runs “{f}” twice.",
    zh: "析构“{o}”会执行“{f}”两次。",
  },
  "finding.future-dtor": {
    en: "“{f}” waits right here until its task has ended: nobody keeps the future.",
    zh: "“{f}”会在此处等到任务结束：没有人保存返回的 future。",
  },
  "finding.exit-in-worker": {
    en: "“{f}” on “{l}” destroys “{o}”, and that waits for “{l}” itself.",
    zh: "“{l}”上的“{f}”会析构“{o}”，而该析构正是在等待“{l}”自己。",
  },
  "finding.never-released.no-exit": {
    en: "“{f}” waits for the end of “{w}”, whose loop has no way out.",
    zh: "“{f}”等待“{w}”结束，而它的循环没有出口。",
  },
  "finding.never-released.never-set": {
    en: "“{f}” waits for the end of “{w}”, whose loop ends by “{k}”, which nothing sets.",
    zh: "“{f}”等待“{w}”结束，它的循环取决于“{k}”，而没有代码设置它。",
  },
  "finding.never-released.set-late": {
    en: "“{f}” waits for the end of “{w}”, whose loop ends by “{k}”, which is only set afterwards.",
    zh: "“{f}”等待“{w}”结束，它的循环取决于“{k}”，而它在等待之后才被设置。",
  },
  "finding.never-released.erased": {
    en: "“{f}” waits for the end of “{w}”, which resets “{k}” when it begins: a stop that comes before that is lost.",
    zh: "“{f}”等待“{w}”结束，而它在开始时重置“{k}”：在此之前的停止请求会丢失。",
  },
  "finding.never-released.unwoken": {
    en: "“{f}” waits for the end of “{w}”, which sleeps on “{e}”; whoever sets “{k}” does not wake it.",
    zh: "“{f}”等待“{w}”结束，而它在“{e}”上休眠；设置“{k}”的代码没有唤醒它。",
  },
  "finding.never-released.blind": {
    en: "“{f}” waits for the end of “{w}”, which sleeps on “{e}” without looking at “{k}”.",
    zh: "“{f}”等待“{w}”结束，而它在“{e}”上休眠时不检查“{k}”。",
  },
  "finding.never-released.wakes-one": {
    en: "“{f}” waits for all of “{w}”, which sleep on “{e}”, but only one of them is woken.",
    zh: "“{f}”等待所有“{w}”结束，它们在“{e}”上休眠，但只有一个被唤醒。",
  },
  "finding.never-released.stopped-loop": {
    en: "“{f}” waits for work that it hands to “{w}”, which has come to its end before.",
    zh: "“{f}”等待它交给“{w}”的工作，而“{w}”在此之前已经结束。",
  },
  "finding.never-released.forgotten": {
    en: "“{w}” sleeps on “{e}” in a loop without a way out, and “{s}” neither wakes nor joins it.",
    zh: "“{w}”在没有出口的循环中休眠于“{e}”，而“{s}”既不唤醒也不等待它结束。",
  },
  "finding.never-released.second-stopper": {
    en: "“{f}” lets several callers wait for “{k}”, and whoever sets it wakes one of them.",
    zh: "“{f}”允许多个调用者等待“{k}”，而设置它的代码只唤醒其中一个。",
  },
  "finding.never-released.left-behind": {
    en: "“{f}” waits for “{e}”, which only “{w}” notifies; setting “{k}” ends “{w}” and wakes nobody here.",
    zh: "“{f}”等待“{e}”，只有“{w}”会通知它；设置“{k}”会结束“{w}”，却不唤醒这里的等待者。",
  },
  "finding.never-released.unlocked": {
    en: "“{f}” waits for the end of “{w}”, which may miss the wake-up: “{k}” is set without the lock of “{e}”.",
    zh: "“{f}”等待“{w}”结束，但它可能错过唤醒：设置“{k}”时没有持有“{e}”的锁。",
  },
  "finding.unbounded-stop.loop": {
    en: "“{s}” runs on loop “{l}” and waits without a time limit for “{w}”.",
    zh: "“{s}”在循环“{l}”上运行，并无限期等待“{w}”。",
  },
  "finding.unbounded-stop.bare": {
    en: "“{s}” waits for “{w}” without a condition to look at: an earlier notification is lost.",
    zh: "“{s}”等待“{w}”时不检查任何条件：更早的通知会丢失。",
  },
  "finding.pool-starvation": {
    en: "“{f}” on a worker of “{l}” waits for work that is queued on “{l}” too.",
    zh: "“{l}”工作线程上的“{f}”等待同样排在“{l}”中的任务。",
  },
  "finding.coroutine-thread-wait.lock": {
    en: "Lock “{k}” stays locked while the coroutine is suspended: whoever wants it stops a whole thread.",
    zh: "协程挂起期间锁“{k}”一直被持有：任何想获取它的代码都会阻塞整个线程。",
  },
  "step.suspend": { en: "the coroutine is suspended here", zh: "协程在此处挂起" },
  "finding.coroutine-thread-wait": {
    en: "“{f}” stops the thread inside a coroutine: no other coroutine of that thread runs until “{w}” is there.",
    zh: "协程中的“{f}”会阻塞线程：在“{w}”到来之前，该线程上的其他协程都无法运行。",
  },
  "finding.loop-blocked": {
    en: "“{f}” can block loop “{l}” without a time limit: it waits for “{w}”.",
    zh: "“{f}”可能无限期阻塞循环“{l}”：它等待“{w}”。",
  },
  "finding.self-lock": {
    en: "“{f}” takes lock “{k}”, which this thread already holds.",
    zh: "“{f}”获取锁“{k}”，而当前线程已经持有它。",
  },
  "finding.lock-wait": {
    en: "“{f}” waits for “{w}” while holding lock “{k}”, which “{w}” needs first.",
    zh: "“{f}”在持有锁“{k}”时等待“{w}”，而“{w}”要先获取这把锁。",
  },
  "finding.lock-order": {
    en: "Locks “{k}” and “{k2}” are taken here in one order, in “{f}” in the other.",
    zh: "锁“{k}”与“{k2}”在此处按一种顺序获取，在“{f}”中按相反顺序获取。",
  },

  // One phrase a step. c: context, f: function, e: event or lock, p: place of a callback, n: step number.
  "step.entry.thread": { en: "runs on thread “{c}”", zh: "运行在线程“{c}”上" },
  "step.entry.loop": { en: "runs on loop “{c}”", zh: "运行在循环“{c}”上" },
  "step.entry.pool": { en: "runs on a worker of pool “{c}”", zh: "运行在线程池“{c}”的工作线程上" },
  "step.entry.main": { en: "runs on the main thread", zh: "运行在主线程上" },
  "step.entry.signal": {
    en: "signal handler “{f}” runs on top of an interrupted thread",
    zh: "信号处理函数“{f}”叠加在被中断的线程上运行",
  },
  "step.entry.unknown": {
    en: "“{f}” is called from outside the files read",
    zh: "“{f}”由未读取的代码调用",
  },
  "step.call": { en: "calls “{f}”", zh: "调用“{f}”" },
  "step.callback": {
    en: "invokes the callback “{f}” stored in “{p}”",
    zh: "执行存放在“{p}”中的回调“{f}”",
  },
  "step.register": { en: "registers “{f}”", zh: "注册“{f}”" },
  "step.post": { en: "posts “{f}” to “{c}”", zh: "将“{f}”投递到“{c}”" },
  "step.spawn": { en: "starts thread “{c}”", zh: "启动线程“{c}”" },
  "step.wait.end": { en: "waits for the end of thread “{c}”", zh: "等待线程“{c}”结束" },
  "step.wait.drained": {
    en: "waits for every worker of “{c}” to end",
    zh: "等待“{c}”的全部工作线程结束",
  },
  "step.loop.no-exit": { en: "loops with no way out", zh: "进入没有出口的循环" },
  "step.loop.flag": { en: "loops until “{k}” changes", zh: "循环直到“{k}”改变" },
  "step.release.late": { en: "sets “{k}” only after the wait", zh: "在等待之后才设置“{k}”" },
  "step.release.erased": {
    en: "resets “{k}”, whatever was asked before",
    zh: "重置“{k}”，不管之前是否要求停止",
  },
  "step.release.unwoken": {
    en: "sets “{k}”, and does not notify “{e}”",
    zh: "设置“{k}”，但没有通知“{e}”",
  },
  "step.release.blind": {
    en: "sets “{k}”, which the sleeper on “{e}” does not look at",
    zh: "设置“{k}”，但在“{e}”上休眠的线程不检查它",
  },
  "step.release.wakes-one": {
    en: "sets “{k}”; of all who sleep on “{e}” one is woken",
    zh: "设置“{k}”；在“{e}”上休眠的线程只有一个被唤醒",
  },
  "step.wait.joined": { en: "has waited for the end of “{w}”", zh: "已等待“{w}”结束" },
  "step.release.forgotten": {
    en: "is to stop the object, and does nothing about “{w}”",
    zh: "本应停止该对象，却没有处理“{w}”",
  },
  "step.release.left-behind": {
    en: "sets “{k}”, which ends “{w}”, and does not notify “{e}”",
    zh: "设置“{k}”使“{w}”结束，但没有通知“{e}”",
  },
  "step.release.unlocked": {
    en: "sets “{k}” without a lock, between the look at it and the sleep on “{e}”",
    zh: "未加锁就设置“{k}”，可能介于检查它与在“{e}”上休眠之间",
  },
  "step.wait.stopped": { en: "waits until loop “{c}” has stopped", zh: "等待循环“{c}”停止" },
  "step.wait.condition": { en: "waits for condition “{e}”", zh: "等待条件“{e}”" },
  "step.wait.flag": { en: "polls until “{e}” changes", zh: "轮询，直到“{e}”改变" },
  "step.wait.value": { en: "waits for the value of “{e}”", zh: "等待“{e}”的值" },
  "step.wait.count": { en: "waits for a count of “{e}”", zh: "等待“{e}”的计数" },
  "step.wait.task": { en: "waits until “{c}” has run the task", zh: "等待“{c}”执行完该任务" },
  "step.lock": { en: "takes lock “{e}”", zh: "获取锁“{e}”" },
  "step.destroy": { en: "destroys “{e}” of type “{t}”", zh: "析构类型为“{t}”的“{e}”" },
  "step.release": { en: "would end the wait for “{e}”", zh: "本应结束对“{e}”的等待" },
  "step.release.end": { en: "thread “{c}” would end here", zh: "线程“{c}”本应在此结束" },
  "step.context": { en: "“{f}” must run on “{c}”", zh: "“{f}”必须运行在“{c}”上" },
  "step.close": {
    en: "“{c}” is blocked in step {n}: it never gets there",
    zh: "“{c}”阻塞在第 {n} 步：永远到不了这里",
  },
  "step.close.signal": {
    en: "“{c}” may be the thread that the handler interrupted: it never gets there",
    zh: "“{c}”可能正是被信号处理函数中断的线程：永远到不了这里",
  },
  "step.close.lock": {
    en: "lock “{e}” is held since step {n}: it never gets there",
    zh: "锁“{e}”自第 {n} 步起一直被持有：永远到不了这里",
  },
  "step.close.self-lock": {
    en: "this thread holds “{e}” since step {n}: it never gets it again",
    zh: "当前线程自第 {n} 步起已持有“{e}”：无法再次获取",
  },
  "step.close.order": {
    en: "whoever holds “{e2}” waits here for “{e}”, whose holder waits for “{e2}”",
    zh: "持有“{e2}”者在此等待“{e}”，而“{e}”的持有者在等待“{e2}”",
  },
  "step.close.any": {
    en: "the thread that must get there is blocked above",
    zh: "必须执行到这里的线程已在上面被阻塞",
  },

  // Why we believe a step.
  "evidence.type": { en: "resolved by type “{t}”", zh: "由类型“{t}”确定" },
  "evidence.exact": { en: "resolved by name", zh: "由名称确定" },
  "evidence.override": { en: "the only override of “{t}”", zh: "“{t}”唯一的重写" },
  "evidence.override-set": { en: "one of {n} overrides", zh: "{n} 个重写之一" },
  "evidence.override-each": {
    en: "each of {n} overrides comes there",
    zh: "{n} 个重写都会到达那里",
  },
  "evidence.callback": { en: "stored at {place}", zh: "存放于 {place}" },
  "evidence.last": {
    en: "“{p}” may be the last reference",
    zh: "“{p}”可能是最后一个引用",
  },
  "evidence.model": { en: "model of library “{library}”", zh: "库“{library}”的模型" },
  "evidence.inferred": {
    en: "class “{class}” drains its own queue",
    zh: "类“{class}”自己消费自己的队列",
  },
  "evidence.name-literal": {
    en: "named by a string literal in the code",
    zh: "名称取自代码中的字符串字面量",
  },
  "evidence.unique-releaser": {
    en: "nothing else in the files read ends this wait",
    zh: "已读取的文件中没有其他代码能结束此等待",
  },
  "evidence.assumed": { en: "assumed", zh: "推测" },

  ...fixMessages,
  ...modelMessages,

  // Words of the reports themselves.
  "level.error": { en: "error", zh: "错误" },
  "level.warning": { en: "warning", zh: "警告" },
  "level.note": { en: "note", zh: "提示" },
  "confidence.certain": { en: "certain", zh: "确定" },
  "confidence.likely": { en: "likely", zh: "很可能" },
  "confidence.possible": { en: "possible", zh: "可能" },
  "report.on": { en: "on {c}", zh: "在 {c} 上" },
  "report.calls": { en: "calls {path}", zh: "依次调用 {path}" },
  "report.folded": { en: "… {n} calls", zh: "… {n} 次调用" },
  "report.none": { en: "no findings", zh: "没有发现问题" },
  "report.errors.one": { en: "1 error", zh: "1 个错误" },
  "report.errors.many": { en: "{n} errors", zh: "{n} 个错误" },
  "report.warnings.one": { en: "1 warning", zh: "1 个警告" },
  "report.warnings.many": { en: "{n} warnings", zh: "{n} 个警告" },
  "report.notes.one": { en: "1 note", zh: "1 个提示" },
  "report.notes.many": { en: "{n} notes", zh: "{n} 个提示" },
  "report.suppressed": { en: "{n} suppressed in the code", zh: "代码中抑制了 {n} 个" },
  "report.summary": {
    en: "{found}. {files} files, {gaps} parsed with gaps, {unknown} waits of unknown target.",
    zh: "{found}。共 {files} 个文件，其中 {gaps} 个未能完全解析，{unknown} 处等待的对象未知。",
  },
  "report.gap": { en: "gap: {reason}", zh: "空缺：{reason}" },

  // Numbers about a run: what they are of, and the numbers.
  "cache.stats": {
    en: "{folder}: {n} entries, {size} of at most {limit}",
    zh: "{folder}：{n} 个条目，{size}，上限 {limit}",
  },
  "cache.cleared": {
    en: "{folder}: {n} entries removed, {size}",
    zh: "{folder}：已删除 {n} 个条目，{size}",
  },
  "stats.files.name": { en: "files", zh: "文件" },
  "stats.files": {
    en: "{n}, {lines} lines, {signs} characters",
    zh: "{n} 个，{lines} 行，{signs} 个字符",
  },
  "stats.gaps.name": { en: "gaps", zh: "空缺" },
  "stats.gaps": {
    en: "{n} files ({share}), {signs} characters ({text})",
    zh: "{n} 个文件（{share}），{signs} 个字符（{text}）",
  },
  "stats.functions.name": { en: "functions", zh: "函数" },
  "stats.functions": { en: "{n}", zh: "{n}" },
  "stats.contexts.name": { en: "contexts", zh: "上下文" },
  "stats.contexts": { en: "{n}", zh: "{n}" },
  "stats.waits.name": { en: "waits", zh: "等待" },
  "stats.waits": {
    en: "{n}, {unknown} of unknown target",
    zh: "{n} 处，其中 {unknown} 处的对象未知",
  },
  "stats.named.name": { en: "calls", zh: "调用" },
  "stats.named": {
    en: "{n}: function {function}, library {library}, constructor {constructor}, value {value}, macro {macro}, unresolved {unresolved}",
    zh: "{n} 处：函数 {function}，库 {library}，构造 {constructor}，变量 {value}，宏 {macro}，未能确定 {unresolved}",
  },
  "stats.followed.name": { en: "followed", zh: "追踪的调用" },
  "stats.followed": {
    en: "{n}: exact {exact}, override set {overrideSet}, callback {callback}, library {library}, guess {guess}, unresolved {unresolved}",
    zh: "{n} 处：确定 {exact}，重写集合 {overrideSet}，回调 {callback}，库模型 {library}，推测 {guess}，未能确定 {unresolved}",
  },
  "stats.cut.name": { en: "merged", zh: "合并" },
  "stats.cut": {
    en: "calls of {n} functions, at a bound of the analysis",
    zh: "{n} 个函数的调用因达到分析上限而合并或未追踪",
  },
  "stats.time.name": { en: "time", zh: "用时" },
  "stats.time": {
    en: "scan {scan}, extract {extract}, link {link}, solve {solve}, report {report} ms; cpu {cpu} ms",
    zh: "扫描 {scan}，提取 {extract}，链接 {link}，求解 {solve}，报告 {report} 毫秒；CPU {cpu} 毫秒",
  },
  "stats.cache.name": { en: "cached", zh: "缓存" },
  "stats.cache": { en: "{n} files", zh: "{n} 个文件" },
  "stats.memory.name": { en: "memory", zh: "内存" },
  "stats.memory": { en: "{n} MB at most", zh: "峰值 {n} MB" },
} as const satisfies Readonly<Record<string, MessageText>>;
