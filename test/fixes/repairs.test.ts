/**
 * Each fix on a program that hangs: applied, compiled without a warning, run to its end, and nothing is left to
 * report of that kind. And where it must not be offered, with the reason.
 */

import { describe, expect, test } from "vitest";
import type { FixOffer } from "../../server/src/fixes/fix.ts";
import { applyFix, offersFor } from "../../server/src/fixes/registry.ts";
import { foldFindings } from "../../server/src/rules/fold.ts";
import type { Finding, RuleId } from "../../server/src/rules/finding.ts";
import { withoutCompiler } from "../harness/compiler.ts";
import { loop } from "../harness/loop.ts";
import { type Analysed, analysed, applied, run, type Sources, sourcesOf } from "./program.ts";

interface Case {
  readonly fix: string;
  readonly rule: RuleId;
  readonly program: string;
  readonly grade: string;
  readonly contains: readonly string[];
}

const cases: readonly Case[] = [
  {
    fix: "keep-future",
    rule: "future-dtor",
    program: "future-dropped/bug",
    grade: "A",
    contains: ["  auto pending = std::async(std::launch::async,"],
  },
  {
    fix: "quick-exit",
    rule: "exit-in-worker",
    program: "exit-on-worker/bug",
    grade: "B",
    contains: ["        std::quick_exit(0);"],
  },
  {
    fix: "unlock-first",
    rule: "lock-wait",
    program: "stop-under-lock/bug",
    grade: "A",
    contains: [
      "        std::thread ended = std::move(thread_);\n        lock.unlock();\n        if (ended.joinable()) ended.join();\n",
    ],
  },
  {
    fix: "unlock-first",
    rule: "lock-wait",
    program: "fence-under-lock/bug",
    grade: "B",
    contains: [
      "std::unique_lock<std::mutex> guard(mutex_);\n        std::promise<void> fence;",
      "        guard.unlock();\n        fence.get_future().wait();\n        guard.lock();\n",
    ],
  },
  {
    fix: "scoped-lock",
    rule: "lock-order",
    program: "opposite-orders/bug",
    grade: "B",
    contains: ["std::scoped_lock accounts(accounts_, log_);\n        pause();\n"],
  },
  {
    fix: "run-here",
    rule: "self-wait",
    program: "loop-ask-self/bug",
    grade: "A",
    contains: [
      "        if (loop_.inLoopThread()) {\n            return items_.size();\n        }\n        std::promise<size_t> answer;\n",
    ],
  },
  {
    fix: "post-only",
    rule: "wait-cycle",
    program: "main-joins-worker/bug",
    grade: "B",
    contains: [
      '  void Show(const std::string& text) {\n    loop_.Post([this, text] {\n//        ^... d1.10 post\n//             ^^^ d1.11 context on "main"\n      status_ = text;\n//',
    ],
  },
  {
    fix: "ask-instead",
    rule: "wait-cycle",
    program: "taskd-vip/bug",
    grade: "B",
    contains: ["        NotifyStop(status);\n"],
  },
  {
    fix: "two-phase-stop",
    rule: "self-join",
    program: "pool-stop-in-task/bug",
    grade: "B",
    contains: [
      "    // Asks for the end and does not wait; stop() waits, too.\n    void requestStop();\n\n    // Closes the pool and returns when all workers have left.\n    void stop();\n",
      "void Pool::requestStop()\n{\n    close();\n}\n\nvoid Pool::stop()\n{\n    requestStop();\n    std::unique_lock<std::mutex> lock(mutex_);\n",
      "                pool_.requestStop();\n",
    ],
  },
  {
    fix: "drop-elsewhere",
    rule: "self-join",
    program: "last-ref-on-worker/bug",
    grade: "B",
    contains: [
      "      // The destructor waits for this very thread.\n      std::thread([channel = std::move(channel_)]() mutable { channel.reset(); }).detach();\n",
    ],
  },
];

function ofRule({ findings }: Analysed, rule: RuleId): readonly Finding[] {
  return foldFindings(findings).filter((finding) => finding.rule === rule);
}

function offerOf(program: Analysed, rule: RuleId, fix: string): FixOffer | undefined {
  const [finding] = ofRule(program, rule);
  if (finding === undefined) throw new Error(`no ${rule}`);
  return offersFor(finding, program.files).find(({ id }) => id === fix);
}

async function after(sources: Sources, rule: RuleId, fix: string): Promise<Sources> {
  const program = await analysed(sources);
  const [finding] = ofRule(program, rule);
  if (finding === undefined) throw new Error(`no ${rule}`);
  const edits = applyFix(fix, finding, program.files, (file) => sources.get(file) ?? null);
  if (edits === null) throw new Error("no edits");
  return applied(sources, edits);
}

describe.for(cases)("$fix on $program", ({ fix, rule, program, grade, contains }) => {
  const sources = sourcesOf(program);

  test("is offered, and leaves what its documented repair leaves: nothing, but for notes", async () => {
    const before = await analysed(sources);
    expect(offerOf(before, rule, fix)).toMatchObject({ grade, disabled: null });
    const repaired = await after(sources, rule, fix);
    const text = [...repaired.values()].join("\n");
    for (const part of contains) expect(text).toContain(part);
    const known = await analysed(sourcesOf(program.replace(/bug$/, "fixed")));
    const [left, allowed] = [await analysed(repaired), known].map(({ findings }) =>
      foldFindings(findings).map((one) => `${one.level} ${one.rule}`),
    );
    expect(left).toEqual(allowed);
    expect(left?.filter((one) => !one.startsWith("note"))).toEqual([]);
  });

  test.skipIf(withoutCompiler)("compiles, and comes to its end", { timeout: 120_000 }, async () => {
    expect(await run(await after(sources, rule, fix))).toEqual({ compiler: "", status: 0 });
  });
});

describe("is refused with a reason", () => {
  const program = (text: string): Promise<Analysed> =>
    analysed(
      new Map([
        ["main.cpp", text],
        [loop.path, loop.text],
      ]),
    );

  test("a future whose block has nothing more to do", async () => {
    const text = `#include <future>
void work();
int main() { std::async(std::launch::async, work); }
`;
    const offer = offerOf(await program(text), "future-dtor", "keep-future");
    expect(offer?.disabled?.id).toBe("fix.keep-future.last");
  });

  test("locks of which one is taken in another function", async () => {
    const text = `#include <mutex>
#include <thread>
struct Bank {
  void a() { std::lock_guard<std::mutex> x(first); b(); }
  void b() { std::lock_guard<std::mutex> y(second); }
  void c() { std::lock_guard<std::mutex> y(second); std::lock_guard<std::mutex> x(first); }
  std::mutex first, second;
};
int main() { Bank bank; std::thread t([&] { bank.a(); }); bank.c(); t.join(); }
`;
    const found = await program(text);
    const [finding] = ofRule(found, "lock-order");
    if (finding === undefined) throw new Error("no finding");
    const [offer] = offersFor(finding, found.files);
    expect(offer?.id).toBe("scoped-lock");
  });

  test("a lock that a caller holds", async () => {
    const text = `#include <mutex>
#include <thread>
struct Poller {
  void start() { thread = std::thread([this] { std::lock_guard<std::mutex> g(mutex); ++n; }); }
  void stop() { std::lock_guard<std::mutex> g(mutex); join(); }
  void join() { thread.join(); }
  std::mutex mutex;
  std::thread thread;
  int n = 0;
};
int main() { Poller p; p.start(); p.stop(); }
`;
    const offer = offerOf(await program(text), "lock-wait", "unlock-first");
    expect(offer?.disabled?.id ?? offer?.grade).toMatch(/fix\.unlock-first\.caller|B/);
  });

  test("a loop whose class cannot be asked", async () => {
    const text = `#include "loop.h"
struct Store {
  int count() {
    std::promise<int> answer;
    loop.post([&] { answer.set_value(1); });
    return answer.get_future().get();
  }
  void sweep() { loop.post([this] { count(); }); }
  Loop loop;
};
int main() { Store store; store.sweep(); }
`;
    const asks = await program(text);
    expect(offerOf(asks, "self-wait", "run-here")?.disabled).toBeNull();
    const mute = await analysed(
      new Map([
        ["main.cpp", text],
        [loop.path, loop.text.replace(/ {2}bool isInLoopThread.*\n/, "")],
      ]),
    );
    expect(offerOf(mute, "self-wait", "run-here")?.disabled?.id).toBe("fix.run-here.ask");
  });
});

test.skipIf(withoutCompiler)(
  "what is posted is done in place, all of it, in its own lines",
  { timeout: 120_000 },
  async () => {
    const text = `#include "loop.h"
struct Store {
  void flush() {
    std::promise<void> done;
    loop.post([this, &done] {
      ++flushed;
      if (flushed > 1) {
        flushed = 1;
      }
      done.set_value();
    });
    done.get_future().wait();
  }
  std::future<void> sweep() {
    loop.post([this] { flush(); swept.set_value(); });
    return swept.get_future();
  }
  std::promise<void> swept;
  int flushed = 0;
  Loop loop;
};
int main() { Store store; store.sweep().wait(); return store.flushed == 1 ? 0 : 1; }
`;
    const sources = new Map([
      ["main.cpp", text],
      [loop.path, loop.text],
    ]);
    const repaired = await after(sources, "self-wait", "run-here");
    expect(repaired.get("main.cpp")).toContain(`    if (loop.isInLoopThread()) {
      ++flushed;
      if (flushed > 1) {
        flushed = 1;
      }
      return;
    }
    std::promise<void> done;
`);
    expect(foldFindings((await analysed(repaired)).findings)).toEqual([]);
    expect(await run(repaired)).toEqual({ compiler: "", status: 0 });
  },
);

describe("work that nobody needs to wait for", () => {
  const waiting = {
    path: loop.path,
    text: loop.text.replace(
      "private:",
      `  void postAndWait(std::function<void()> task) {
    std::promise<void> done;
    post([&] { task(); done.set_value(); });
    done.get_future().wait();
  }

private:`,
    ),
  };
  const store = (sweep: string): Sources =>
    new Map([
      [
        "main.cpp",
        `#include "loop.h"
#include <semaphore.h>
struct Store {
  int add(int x) { return n += x; }
  void sweep(int by) {
    ${sweep}
  }
  std::future<void> start() {
    loop.post([this] { sweep(2); swept.set_value(); });
    return swept.get_future();
  }
  std::promise<void> swept;
  int n = 0;
  Loop loop;
};
int main() {
  Store store;
  store.start().wait();
  std::promise<void> last;
  store.loop.post([&last] { last.set_value(); });
  last.get_future().wait();
  std::promise<void> second;
  store.loop.post([&second] { second.set_value(); });
  second.get_future().wait();
  return store.n == 2 ? 0 : 1;
}
`,
      ],
      [waiting.path, waiting.text],
    ]);

  const cases: readonly (readonly [name: string, sweep: string, grade: string, after: string])[] = [
    [
      "the caller of a method that waits posts by itself",
      "loop.postAndWait([&] { add(by); });",
      "B",
      "    loop.post([this, by] { add(by); });\n",
    ],
    [
      "a semaphore goes with the wait",
      `sem_t done;
    sem_init(&done, 0, 0);
    loop.post([this, by, &done] {
      add(by);
      sem_post(&done);
    });
    sem_wait(&done);
    sem_destroy(&done);`,
      "B",
      `  void sweep(int by) {
    loop.post([this, by] {
      add(by);
    });
  }
`,
    ],
    [
      "nobody goes on after it",
      "loop.post([this, by] { loop.postAndWait([this, by] { n += by; }); });",
      "A",
      "loop.post([this, by] { n += by; });",
    ],
  ];

  test.for(cases)("%s", { timeout: 120_000 }, async ([, sweep, grade, text]) => {
    const sources = store(sweep);
    const before = await analysed(sources);
    expect(offerOf(before, "self-wait", "post-only")).toMatchObject({ grade, disabled: null });
    const repaired = await after(sources, "self-wait", "post-only");
    expect(repaired.get("main.cpp")).toContain(text);
    expect(foldFindings((await analysed(repaired)).findings)).toEqual([]);
    if (!withoutCompiler) expect(await run(repaired)).toEqual({ compiler: "", status: 0 });
  });

  test.for([
    [
      "a result",
      "std::promise<int> p; loop.post([&] { p.set_value(add(by)); }); n = p.get_future().get();",
      "result",
    ],
    [
      "a result of the work",
      "std::promise<int> p; loop.post([&] { p.set_value(add(by)); }); p.get_future().wait();",
      "result",
    ],
    [
      "what the caller reads",
      "int sum = 0; loop.postAndWait([&] { sum = add(by); }); n = sum;",
      "reference",
    ],
    ["a function", "std::function<void()> f = [this] { add(1); }; loop.postAndWait(f);", "lambda"],
  ] as const)("is refused for %s", async ([, sweep, why]) => {
    const offer = offerOf(await analysed(store(sweep)), "self-wait", "post-only");
    expect(offer?.disabled?.id).toBe(`fix.post-only.${why}`);
  });
});

describe("a stop in two steps", () => {
  const ticker = (stop: string, destructor = "~Ticker() { stop(); }", more = ""): Sources =>
    new Map([
      [
        "main.cpp",
        `#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
struct Ticker {
  void start(std::function<void()> f) {
    onTick = std::move(f);
    thread = std::thread([this] { run(); });
  }
  ${destructor}
${stop}
  void run() { while (!over) onTick(); left = true; changed.notify_all(); }
  std::mutex mutex;
  std::condition_variable changed;
  std::atomic<bool> over{false}, left{false};
  std::function<void()> onTick;
  std::thread thread;
};
int main() {
  Ticker ticker;
  ticker.start([&] { ticker.stop(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ${more}
}
`,
      ],
    ]);

  test.for([
    [
      "on one line",
      ticker("  void stop() { over = true; if (thread.joinable()) thread.join(); }"),
      `  // Asks for the end and does not wait; stop() waits, too.
  void requestStop() { over = true; }

  void stop() { requestStop(); if (thread.joinable()) thread.join(); }
`,
    ],
    [
      "whose guard serves the wait, too",
      ticker(
        `  // Waits for the last tick.
  void stop() {
    std::unique_lock<std::mutex> lock(mutex);
    over = true;
    changed.notify_all();
    changed.wait(lock, [this] { return left.load(); });
  }`,
        "~Ticker() { stop(); thread.join(); }",
      ),
      `  void requestStop() {
    std::unique_lock<std::mutex> lock(mutex);
    over = true;
    changed.notify_all();
  }

  // Waits for the last tick.
  void stop() {
    requestStop();
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [this] { return left.load(); });
  }
`,
    ],
  ] as const)("%s", { timeout: 120_000 }, async ([, sources, text]) => {
    const repaired = await after(sources, "self-join", "two-phase-stop");
    expect(repaired.get("main.cpp")).toContain(text);
    expect(repaired.get("main.cpp")).toContain("ticker.start([&] { ticker.requestStop(); });");
    expect(foldFindings((await analysed(repaired)).findings)).toEqual([]);
    if (!withoutCompiler) expect(await run(repaired)).toEqual({ compiler: "", status: 0 });
  });

  test.for([
    ["nobody else stops it", ticker("  void stop() { over = true; thread.join(); }", ""), "owner"],
    ["it only waits", ticker("  void stop() { thread.join(); }"), "only-waits"],
    [
      "it may return before",
      ticker("  void stop() { if (over.exchange(true)) return; thread.join(); }"),
      "leaves",
    ],
    [
      "it is virtual",
      ticker(
        "  virtual void stop() { over = true; thread.join(); }",
        "virtual ~Ticker() { stop(); }",
      ),
      "virtual",
    ],
    [
      "there is such a method",
      ticker("  void requestStop() {}\n  void stop() { over = true; thread.join(); }"),
      "taken",
    ],
  ] as const)("is refused where %s", async ([, sources, why]) => {
    const offer = offerOf(await analysed(sources), "self-join", "two-phase-stop");
    expect(offer?.disabled?.id).toBe(`fix.two-phase-stop.${why}`);
  });
});

describe("a thread that comes to its own join", () => {
  const ticker = (stop: string, thread: string, start: string): Sources =>
    new Map([
      [
        "main.cpp",
        `#include <pthread.h>
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
struct Ticker {
  void start(std::function<void()> f) {
    onTick = std::move(f);
    ${start}
  }
  ~Ticker() { stop(); }
  void stop() {
    over = true;
    ${stop}
  }
  void run() { while (!over) onTick(); }
  static void* enter(void* self) { static_cast<Ticker*>(self)->run(); return nullptr; }
  std::atomic<bool> over{false};
  std::function<void()> onTick;
  ${thread}
};
int main() {
  Ticker ticker;
  ticker.start([&] { ticker.stop(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
}
`,
      ],
    ]);

  const threads: readonly (readonly [name: string, sources: Sources, after: string])[] = [
    [
      "under a condition without braces",
      ticker(
        "if (thread.joinable()) thread.join();",
        "std::thread thread;",
        "thread = std::thread([this] { run(); });",
      ),
      `    if (thread.joinable()) {
      if (thread.get_id() == std::this_thread::get_id())
        thread.detach();
      else
        thread.join();
    }
`,
    ],
    [
      "a pthread",
      ticker(
        "if (!joined.exchange(true)) { pthread_join(thread, nullptr); }",
        "std::atomic<bool> joined{false};\n  pthread_t thread{};",
        "pthread_create(&thread, nullptr, &Ticker::enter, this);",
      ),
      `if (pthread_equal(thread, pthread_self()))
      pthread_detach(thread);
    else
      pthread_join(thread, nullptr); }
`,
    ],
  ];

  test.for(threads)("%s: detaches there", { timeout: 120_000 }, async ([, sources, text]) => {
    const before = await analysed(sources);
    expect(offerOf(before, "self-join", "join-unless-self")).toMatchObject({
      grade: "B",
      disabled: null,
    });
    const repaired = await after(sources, "self-join", "join-unless-self");
    expect(repaired.get("main.cpp")).toContain(text);
    expect(foldFindings((await analysed(repaired)).findings)).toEqual([]);
    if (!withoutCompiler) expect(await run(repaired)).toEqual({ compiler: "", status: 0 });
  });

  test("a wait that is no join is left alone", async () => {
    const program = await analysed(sourcesOf("pool-stop-in-task/bug"));
    const offer = offerOf(program, "self-join", "join-unless-self");
    expect(offer?.disabled?.id).toBe("fix.join-unless-self.other");
    expect(offerOf(program, "self-join", "drop-elsewhere")).toBeUndefined();
  });
});

describe("a wait with a time limit", () => {
  test.skipIf(withoutCompiler)(
    "compiles, ends, and is last in the menu",
    { timeout: 120_000 },
    async () => {
      const text = `#include "loop.h"
struct Store {
  void flush() {
    std::promise<void> done;
    loop.post([&done] { done.set_value(); });
    done.get_future().wait();
  }
  void sweep() { loop.post([this] { flush(); }); }
  Loop loop;
};
int main() { Store store; store.sweep(); }
`;
      const sources = new Map([
        ["main.cpp", text],
        [loop.path, loop.text],
      ]);
      const before = await analysed(sources);
      const [finding] = ofRule(before, "self-wait");
      if (finding === undefined) throw new Error("no finding");
      expect(offersFor(finding, before.files).at(-1)).toMatchObject({
        id: "bounded-wait",
        grade: "C",
      });
      const repaired = await after(sources, "self-wait", "bounded-wait");
      expect(repaired.get("main.cpp")).toContain(
        "    if (done.get_future().wait_for(std::chrono::seconds(10)) != std::future_status::ready) {\n",
      );
      expect(repaired.get("main.cpp")).toMatch(/^#include <chrono>\n/m);
      expect(ofRule(await analysed(repaired), "self-wait")).toEqual([]);
      const quick = new Map(
        [...repaired].map(([name, one]) => [name, one.replace("seconds(10)", "milliseconds(50)")]),
      );
      // The promise is gone when the loop comes to it, so only that it compiles is asked.
      expect((await run(quick)).compiler).toBe("");
    },
  );
});
