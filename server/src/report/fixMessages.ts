/**
 * Sentences about repairs and about what a person says against a finding: a part of the table in messages.ts, with
 * its rules. It must never know what a fix does.
 */

import type { MessageText } from "./messageText.ts";

export const fixMessages = {
  "fixes.made": {
    en: "Fixed: {n} findings in {files} files.",
    zh: "已修复 {files} 个文件中的 {n} 个问题。",
  },
  "fixes.would": {
    en: "Would be fixed: {n} findings in {files} files.",
    zh: "可修复 {files} 个文件中的 {n} 个问题。",
  },
  // Quick fixes of one place. f: function, k: lock, l: loop.
  "fix.shape": {
    en: "the call in “{f}” has a form that this fix does not know",
    zh: "“{f}”中的调用形式不适用于此修复",
  },
  "fix.keep-future": {
    en: "Keep the future, so that it is waited for at the end of the block",
    zh: "保存 future，在代码块结束时再等待",
  },
  "fix.keep-future.part": {
    en: "the call is part of a larger expression",
    zh: "该调用是更大表达式的一部分",
  },
  "fix.keep-future.last": {
    en: "nothing follows in the block that could run beside the task",
    zh: "代码块中其后没有可与任务同时运行的代码",
  },
  "fix.quick-exit": {
    en: "End the process without destroying static objects: quick_exit",
    zh: "结束进程而不析构静态对象：quick_exit",
  },
  "fix.quick-exit.other": {
    en: "the call is not “exit” itself",
    zh: "该调用不是“exit”本身",
  },
  "fix.quick-exit.c": { en: "C has no static destructors", zh: "C 语言没有静态析构" },
  "fix.unlock-first": { en: "Unlock before waiting", zh: "等待之前先解锁" },
  "fix.unlock-first.part": {
    en: "the wait is part of a condition",
    zh: "该等待是条件的一部分",
  },
  "fix.unlock-first.caller": {
    en: "lock “{k}” is not held by one local guard of this function",
    zh: "锁“{k}”并非由此函数中的一个局部 guard 持有",
  },
  "fix.unlock-first.own": {
    en: "guard “{k}” is unlocked or locked here already",
    zh: "guard “{k}”在此函数中已有加锁或解锁操作",
  },
  "fix.scoped-lock": {
    en: "Take both locks at once: std::scoped_lock",
    zh: "同时获取两把锁：std::scoped_lock",
  },
  "fix.scoped-lock.other": {
    en: "the two locks are not both taken by local guards of “{f}”",
    zh: "两把锁并非都由“{f}”中的局部 guard 获取",
  },
  "fix.scoped-lock.block": {
    en: "the two locks are taken in different blocks",
    zh: "两把锁在不同的代码块中获取",
  },
  "fix.scoped-lock.unique": {
    en: "a unique_lock may be unlocked on the way",
    zh: "unique_lock 可能在中途解锁",
  },
  "fix.run-here": {
    en: "On “{l}” itself run the work at once",
    zh: "在“{l}”自身上立即执行该任务",
  },
  "fix.run-here.post": {
    en: "“{f}” itself does not post the work that it waits for",
    zh: "“{f}”本身没有投递它所等待的任务",
  },
  "fix.run-here.lambda": {
    en: "what is posted is not a lambda without parameters that stands in the call",
    zh: "投递的不是写在调用中的无参数 lambda",
  },
  "fix.run-here.form": {
    en: "the function does not end with a promise, the post of what fulfils it last, and the wait",
    zh: "函数结尾不是“创建 promise、投递最后完成它的任务、等待”的形式",
  },
  "fix.run-here.ask": {
    en: "the class of “{l}” has no method that says whether the caller runs on it",
    zh: "“{l}”的类没有判断调用者是否运行其上的方法",
  },
  "fix.drop-elsewhere": {
    en: "Drop the last reference on a thread of its own",
    zh: "在单独的线程上释放最后一个引用",
  },
  "fix.drop-elsewhere.form": {
    en: "“{f}” does not drop a std::shared_ptr or std::unique_ptr by a statement of its own",
    zh: "“{f}”中没有用单独的语句释放 std::shared_ptr 或 std::unique_ptr",
  },
  "fix.join-unless-self": {
    en: "On the thread itself detach instead of joining (it may outlive its object)",
    zh: "在该线程自身上改为 detach 而不是 join（线程可能比其对象存活更久）",
  },
  "fix.join-unless-self.other": {
    en: "the wait is not the join of a std::thread or a pthread in a statement of its own",
    zh: "该等待不是以单独语句写出的 std::thread 或 pthread 的 join",
  },
  "fix.post-only": {
    en: "Only post the work to “{l}”, do not wait for it",
    zh: "只向“{l}”投递任务，不等待其完成",
  },
  "fix.post-only.form": {
    en: "what is waited for is not made in this function for this wait alone",
    zh: "所等待的对象并非在此函数中专为这次等待而创建",
  },
  "fix.post-only.lambda": {
    en: "what is posted is not a lambda that stands in the call",
    zh: "投递的不是写在调用中的 lambda",
  },
  "fix.post-only.result": { en: "the result of the work is used", zh: "任务的结果被使用" },
  "fix.post-only.reference": {
    en: "the work uses “{v}” of the caller, which cannot become its own",
    zh: "任务使用了调用者的“{v}”，它无法成为任务自己的变量",
  },
  "fix.post-only.init-capture": {
    en: "the work captures an expression",
    zh: "任务捕获了表达式",
  },
  // f: the method that stops, r: the one that only asks.
  "fix.ask-instead": {
    en: "Call “{r}” instead, which does not wait",
    zh: "改为调用不等待的“{r}”",
  },
  "fix.two-phase-stop": {
    en: "Only ask for the stop here, and let the owner wait",
    zh: "此处只请求停止，由所有者等待",
  },
  "fix.two-phase-stop.method": {
    en: "“{f}” is not a method of an object",
    zh: "“{f}”不是对象的方法",
  },
  "fix.two-phase-stop.signature": {
    en: "“{f}” has arguments or a result",
    zh: "“{f}”带有参数或返回值",
  },
  "fix.two-phase-stop.virtual": { en: "“{f}” is virtual", zh: "“{f}”是虚函数" },
  "fix.two-phase-stop.only-waits": {
    en: "“{f}” asks for nothing before it waits",
    zh: "“{f}”在等待之前没有发出停止请求",
  },
  "fix.two-phase-stop.once": {
    en: "what “{f}” does before it waits cannot be done twice",
    zh: "“{f}”在等待之前所做的事不能执行两次",
  },
  "fix.two-phase-stop.leaves": {
    en: "“{f}” may return before it waits",
    zh: "“{f}”可能在等待之前返回",
  },
  "fix.two-phase-stop.locked": {
    en: "“{f}” waits under a lock that it takes by hand",
    zh: "“{f}”在手动加锁的状态下等待",
  },
  "fix.two-phase-stop.uses": {
    en: "the wait uses “{v}”, which is made before",
    zh: "等待使用了之前创建的“{v}”",
  },
  "fix.two-phase-stop.call": {
    en: "“{f}” is not called on the way by a statement of its own outside the destructor",
    zh: "途中没有在析构函数之外以单独语句调用“{f}”",
  },
  "fix.two-phase-stop.owner": {
    en: "nobody else calls “{f}”, so nobody would wait",
    zh: "没有其他代码调用“{f}”，因此不会有人等待",
  },
  "fix.two-phase-stop.taken": { en: "“{r}” exists already", zh: "“{r}”已经存在" },
  "fix.bounded-wait": {
    en: "Wait with a time limit (hides the hang, does not heal it)",
    zh: "限时等待（只是掩盖卡死，并未根治）",
  },
  // Quick fixes, and why one does not fit. h: handler, f: function, n: namespace, v: name that is used.
  "fix.notify-only": {
    en: "In the handler only notify; stop in “main”",
    zh: "信号处理函数中只发通知，由“main”执行停止",
  },
  "fix.notify-only.shape": {
    en: "the call cannot be taken out of “{h}”",
    zh: "无法把该调用从“{h}”中移出",
  },
  "fix.notify-only.no-main": { en: "“main” is not in this file", zh: "“main”不在此文件中" },
  "fix.notify-only.member": {
    en: "“{h}” belongs to an object or a class",
    zh: "“{h}”属于某个对象或类",
  },
  "fix.notify-only.namespace": {
    en: "“{h}” stands in namespace “{n}”, “main” does not",
    zh: "“{h}”位于命名空间“{n}”中，而“main”不在其中",
  },
  "fix.notify-only.gap": {
    en: "“{f}” could not be read completely",
    zh: "“{f}”未能完全解析",
  },
  "fix.notify-only.called": {
    en: "“{h}” is also called beside the signal",
    zh: "“{h}”还被信号以外的代码调用",
  },
  "fix.notify-only.notified": {
    en: "“{h}” already posts a semaphore",
    zh: "“{h}”已经在释放信号量",
  },
  "fix.notify-only.leaves": {
    en: "what would have to move leaves “{h}” early",
    zh: "需要移出的代码会提前离开“{h}”",
  },
  "fix.notify-only.order": {
    en: "what “{h}” does after the call would come before it",
    zh: "“{h}”在该调用之后所做的事会提前执行",
  },
  "fix.notify-only.uses": {
    en: "the call uses “{v}”, which “main” does not see there",
    zh: "该调用使用了“{v}”，而“main”在该处看不到它",
  },
  "fix.notify-only.no-stop": {
    en: "“{f}” is not known to stop anything",
    zh: "无法确认“{f}”用于停止某个对象",
  },
  "fix.notify-only.no-wait": {
    en: "“main” has no known place where it waits for this stop",
    zh: "没有发现“main”等待这一停止的位置",
  },

  // k: the flag.
  "fix.ask-flag": {
    en: "Ask for “{k}” where the worker sleeps",
    zh: "在工作线程休眠处检查“{k}”",
  },
  "fix.ask-flag.form": {
    en: "the worker does not sleep by a condition that returns one expression and sees “{k}”",
    zh: "工作线程休眠的条件不是能看到“{k}”的单个返回表达式",
  },
  "fix.ask-flag.flag": {
    en: "“{k}” is not set to true or false by name",
    zh: "“{k}”不是按名称设为 true 或 false 的",
  },
  "fix.ask-flag.loop": {
    en: "the loop around the sleep does not end by “{k}” alone, or locks by hand",
    zh: "休眠外层的循环不只取决于“{k}”，或者手动加锁",
  },

  // Other ways for a signal to come in. s: signal, v: variable.
  "fix.signal.place": {
    en: "the handler is not installed by “signal” or “sigaction” in “main” itself",
    zh: "该处理函数不是在“main”中直接用“signal”或“sigaction”安装的",
  },
  "fix.signal.c": { en: "the file is C", zh: "该文件是 C 代码" },
  "fix.signal.signal": {
    en: "“{s}” does not ask for the end",
    zh: "“{s}”不是请求结束的信号",
  },
  "fix.sigwait-thread": {
    en: "Block the signal and take it by sigwait in a thread of its own",
    zh: "屏蔽该信号，在单独的线程中用 sigwait 接收",
  },
  "fix.sigwait-thread.returns": {
    en: "“main” returns at more than one place after that",
    zh: "“main”在其后有多处返回",
  },
  "fix.sigwait-thread.static": {
    en: "static object “{v}” may start a thread before “main”",
    zh: "静态对象“{v}”可能在“main”之前启动线程",
  },
  "fix.eventfd-notify": {
    en: "In the handler only write to an eventfd; let the loop in “main” read it and act",
    zh: "信号处理函数中只写 eventfd，由“main”中的循环读取并处理",
  },
  "fix.asio-signals": {
    en: "Let the loop take the signal: asio signal_set",
    zh: "由循环接收该信号：asio signal_set",
  },
  "fix.folly-signals": {
    en: "Let the loop take the signal: folly::AsyncSignalHandler",
    zh: "由循环接收该信号：folly::AsyncSignalHandler",
  },
  "fix.brpc-quit": {
    en: "Let brpc take the signal: RunUntilAskedToQuit",
    zh: "由 brpc 接收该信号：RunUntilAskedToQuit",
  },

  // What a person says against a finding, and why it cannot be said.
  "accept.no-name": {
    en: "“{f}” has no name that a model could use",
    zh: "“{f}”没有可供模型使用的名称",
  },
  "accept.main": { en: "“{f}” is the whole program", zh: "“{f}”就是整个程序" },
  "accept.gone": { en: "The finding is no longer there.", zh: "该检查结果已不存在。" },
  "accept.text": { en: "“{f}” cannot be read.", zh: "无法读取“{f}”。" },
  "accept.config": {
    en: "“{f}” is broken, or already says something of this function.",
    zh: "“{f}”有错误，或者已经对该函数作出说明。",
  },
  "accept.folder": {
    en: "The file is in no folder of the workspace.",
    zh: "该文件不在工作区的任何文件夹中。",
  },

  "accept.untrusted": {
    en: "The workspace is not trusted, so its own models are not used.",
    zh: "工作区未受信任，因此不使用它自己的模型。",
  },

  // What has changed since a git base, and why that is not known.
  "changes.no-git": {
    en: "Git was not found, so it is not known what has changed.",
    zh: "未找到 git，无法得知哪些内容已更改。",
  },
  "changes.no-repository": {
    en: "The folder is in no git repository, so it is not known what has changed.",
    zh: "该文件夹不在 git 仓库中，无法得知哪些内容已更改。",
  },
  "changes.no-commit": {
    en: "The git repository has no commit yet, so there is nothing to compare with.",
    zh: "该 git 仓库还没有提交，没有可比较的内容。",
  },
  "changes.untrusted": {
    en: "The workspace is not trusted, so git is not asked what has changed.",
    zh: "工作区未受信任，因此不会向 git 查询更改。",
  },
  "changes.no-base": {
    en: "Git knows no revision “{base}”.",
    zh: "git 中没有版本“{base}”。",
  },
  "changes.failed": {
    en: "Git cannot say what has changed: {text}",
    zh: "git 无法给出更改内容：{text}",
  },
  "changes.part": {
    en: "Only what the change since “{base}” takes part in: {n} of {all} findings.",
    zh: "只显示自“{base}”以来的更改所涉及的内容：{n} / {all} 个检查结果。",
  },

  // Comments that accept findings.
  "suppression.unused": {
    en: "This comment suppresses nothing.",
    zh: "此注释没有抑制任何检查结果。",
  },
  "suppression.unknown": { en: "There is no rule “{rule}”.", zh: "没有名为“{rule}”的规则。" },
  "suppression.no-end": {
    en: "NOLINTBEGIN without a NOLINTEND with the same list suppresses nothing.",
    zh: "NOLINTBEGIN 没有对应列表相同的 NOLINTEND，不起作用。",
  },
  "suppression.no-begin": {
    en: "NOLINTEND without a NOLINTBEGIN with the same list.",
    zh: "NOLINTEND 没有对应列表相同的 NOLINTBEGIN。",
  },
} as const satisfies Readonly<Record<string, MessageText>>;
