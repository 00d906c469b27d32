/**
 * Fixes for stops and for work that is waited for, in the forms in which people write them: each applied, compiled, run
 * to its end, with nothing left to report. And where it must not be offered, with the reason.
 */

import { describe, expect, test } from "vitest";
import { foldFindings } from "../../server/src/rules/fold.ts";
import { withoutCompiler } from "../harness/compiler.ts";
import { loop } from "../harness/loop.ts";
import { after, analysed, offerOf, run, type Sources, sourcesOf } from "./program.ts";

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

describe("a flag that the sleeper does not look at", () => {
  const sleep = "changed_.wait(lock, [this] { return !jobs_.empty(); });";
  const worker = (...changes: (readonly [RegExp | string, string])[]): Sources =>
    new Map(
      [...sourcesOf("predicate-without-flag/bug")].map(([path, text]) => [
        path,
        changes.reduce((now, [from, to]) => now.replaceAll(from, to), text),
      ]),
    );

  test.for([
    [
      "by a flag that says go on",
      worker(
        ["!stopping_", "running_"],
        ["stopping_ = true", "running_ = false"],
        ["stopping_{false}", "running_{true}"],
      ),
      `      changed_.wait(lock, [this] { return !jobs_.empty() || !running_; });
      if (!running_) break;
`,
    ],
    [
      "in a loop that only sleeps",
      worker([sleep, "while (jobs_.empty()) {\n        changed_.wait(lock);\n      }"]),
      `      while (jobs_.empty() && !stopping_) {
        changed_.wait(lock);
      }
      if (stopping_) break;
`,
    ],
  ] as const)("%s", { timeout: 120_000 }, async ([, sources, text]) => {
    const repaired = await after(sources, "never-released", "ask-flag");
    expect(repaired.get("main.cpp")).toContain(text);
    expect(foldFindings((await analysed(repaired)).findings)).toEqual([]);
    if (!withoutCompiler) expect(await run(repaired)).toEqual({ compiler: "", status: 0 });
  });

  test.for([
    ["the loop goes on for other reasons", "while (!stopping_ || !jobs_.empty()) {", ""],
    [
      "the loop locks by hand",
      "while (!stopping_) {\n      extra_.lock();",
      "std::mutex extra_;\n  ",
    ],
  ] as const)("is refused where %s", async ([, loops, field]) => {
    const sources = worker(
      ["while (!stopping_) {", loops],
      ["std::mutex mutex_;", `${field}std::mutex mutex_;`],
    );
    const offer = offerOf(await analysed(sources), "never-released", "ask-flag");
    expect(offer?.disabled?.id).toBe("fix.ask-flag.loop");
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
