/**
 * Each fix on a program that hangs: applied, compiled without a warning, run to its end, and nothing is left to
 * report of that kind. And where it must not be offered, with the reason.
 */

import { describe, expect, test } from "vitest";
import { offersFor } from "../../server/src/fixes/registry.ts";
import { foldFindings } from "../../server/src/rules/fold.ts";
import type { RuleId } from "../../server/src/rules/finding.ts";
import { withoutCompiler } from "../harness/compiler.ts";
import { loop } from "../harness/loop.ts";
import { after, type Analysed, analysed, offerOf, ofRule, run, sourcesOf } from "./program.ts";

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
    fix: "ask-flag",
    rule: "never-released",
    program: "predicate-without-flag/bug",
    grade: "A",
    contains: [
      "      changed_.wait(lock, [this] { return !jobs_.empty() || stopping_; });\n      if (stopping_) break;\n",
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
