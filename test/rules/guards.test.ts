/** Conditions that say which thread runs the code: honoured when they speak of the right one. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";
import { loop } from "../harness/loop.ts";

/** A class on a loop with a post-and-wait, `guard` at its head, and a task that calls it on that loop. */
function store(guard: string, more = ""): string {
  return `
#include "loop.h"
#include <cassert>
class Store {
public:
  int count() {
    ${guard}
    std::promise<int> answer;
    loop_.post([this, &answer] { answer.set_value(count_); });
    return answer.get_future().get();
  }
  void tick() { loop_.post([this] { last_ = count(); }); }
  ${more}
private:
  int count_ = 0;
  int last_ = 0;
  Loop loop_;
  Loop other_;
};
int main() { Store store; store.tick(); return store.count(); }
`;
}

describe("on the loop, answer directly", () => {
  const guards = {
    "early return": "if (loop_.isInLoopThread()) return count_;",
    assertion: "assert(!loop_.isInLoopThread());",
    "a function of its own": "if (onLoop()) return count_;",
    "by a flag that is computed first":
      "const bool here = loop_.isInLoopThread(); if (here) return count_;",
    "one of two conditions": "if (count_ > 0 || loop_.isInLoopThread()) return count_;",
    exception: 'if (loop_.isInLoopThread()) throw std::logic_error("on the loop");',
    abort: "if (loop_.isInLoopThread()) std::abort();",
  };
  for (const [name, guard] of Object.entries(guards))
    fixture(name, store(guard, "bool onLoop() const { return loop_.isInLoopThread(); }"), [loop]);
});

describe("self-wait all the same", () => {
  fixture(
    "no guard",
    `
#include "loop.h"
class Store {
public:
  int count() {
    std::promise<int> answer;
    loop_.post([this, &answer] { answer.set_value(count_); });
    return answer.get_future().get();
//                             ^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
  }
  void tick() { loop_.post([this] { last_ = count(); }); }
private:
  int count_ = 0, last_ = 0;
  Loop loop_;
};
int main() { Store store; store.tick(); return store.count(); }
`,
    [loop],
  );

  fixture(
    "the guard asks about another loop",
    `
#include "loop.h"
class Store {
public:
  int count() {
    if (other_.isInLoopThread()) return count_;
    std::promise<int> answer;
    loop_.post([this, &answer] { answer.set_value(count_); });
    return answer.get_future().get();
//                             ^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
  }
  void tick() { loop_.post([this] { last_ = count(); }); }
private:
  int count_ = 0, last_ = 0;
  Loop loop_;
  Loop other_;
};
int main() { Store store; store.tick(); return store.count(); }
`,
    [loop],
  );

  fixture(
    "the guard is the wrong way round",
    `
#include "loop.h"
class Store {
public:
  int count() {
    if (!loop_.isInLoopThread()) return count_;
    std::promise<int> answer;
    loop_.post([this, &answer] { answer.set_value(count_); });
    return answer.get_future().get();
//                             ^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
  }
  void tick() { loop_.post([this] { last_ = count(); }); }
private:
  int count_ = 0, last_ = 0;
  Loop loop_;
};
int main() { Store store; store.tick(); return store.count(); }
`,
    [loop],
  );
});

describe("branches", () => {
  fixture(
    "if and else",
    `
#include "loop.h"
class Store {
public:
  void clear() {
    if (loop_.isInLoopThread()) {
      count_ = 0;
    } else {
      std::promise<void> done;
      loop_.post([this, &done] { count_ = 0; done.set_value(); });
      done.get_future().wait();
    }
  }
  void tick() { loop_.post([this] { clear(); }); }
private:
  int count_ = 0;
  Loop loop_;
};
int main() { Store store; store.tick(); store.clear(); }
`,
    [loop],
  );

  fixture(
    "not, then wait",
    `
#include "loop.h"
class Store {
public:
  void clear() {
    if (!loop_.isInLoopThread()) {
      std::promise<void> done;
      loop_.post([this, &done] { clear(); done.set_value(); });
      done.get_future().wait();
      return;
    }
    count_ = 0;
  }
  void tick() { loop_.post([this] { clear(); }); }
private:
  int count_ = 0;
  Loop loop_;
};
int main() { Store store; store.tick(); store.clear(); }
`,
    [loop],
  );

  fixture(
    "a runInLoop that runs or posts",
    `
#include "loop.h"
class Store {
public:
  void runInLoop(std::function<void()> task) {
    if (loop_.isInLoopThread()) task();
    else loop_.post(std::move(task));
  }
  void clear() {
    std::promise<void> done;
    runInLoop([this, &done] { count_ = 0; done.set_value(); });
    done.get_future().wait();
  }
  void tick() { loop_.post([this] { clear(); }); }
private:
  int count_ = 0;
  Loop loop_;
};
int main() { Store store; store.tick(); store.clear(); }
`,
    [loop],
  );
});

describe("thread ids", () => {
  fixture(
    "CHECK on gettid",
    `
#include <atomic>
#include <thread>
#include <unistd.h>
#define CHECK(condition) if (!(condition)) abort()
class Ticker {
public:
  void start() { thread_ = std::thread([this] { run(); }); }
  void stop() {
    CHECK(gettid() != tid_);
    stopping_ = true;
    thread_.join();
  }
private:
  void run() {
    tid_ = gettid();
    while (!stopping_) tick();
  }
  void tick() { if (++ticks_ > 10) stop(); }
  std::atomic<bool> stopping_{false};
  int tid_ = 0;
  int ticks_ = 0;
  std::thread thread_;
};
int main() { Ticker ticker; ticker.start(); ticker.stop(); }
`,
  );

  fixture(
    "assert on get_id",
    `
#include <atomic>
#include <cassert>
#include <thread>
class Ticker {
public:
  void start() { thread_ = std::thread([this] { run(); }); }
  void stop() {
    assert(std::this_thread::get_id() != thread_.get_id());
    stopping_ = true;
    thread_.join();
  }
private:
  void run() { while (!stopping_) tick(); }
  void tick() { if (++ticks_ > 10) stop(); }
  std::atomic<bool> stopping_{false};
  int ticks_ = 0;
  std::thread thread_;
};
int main() { Ticker ticker; ticker.start(); ticker.stop(); }
`,
  );

  fixture(
    "get_id chooses between detach and join",
    `
#include <atomic>
#include <thread>
class Ticker {
public:
  void start() { thread_ = std::thread([this] { run(); }); }
  void stop() {
    stopping_ = true;
    if (thread_.get_id() == std::this_thread::get_id()) thread_.detach();
    else thread_.join();
  }
private:
  void run() { while (!stopping_) tick(); }
  void tick() { if (++ticks_ > 10) stop(); }
  std::atomic<bool> stopping_{false};
  int ticks_ = 0;
  std::thread thread_;
};
int main() { Ticker ticker; ticker.start(); ticker.stop(); }
`,
  );

  fixture(
    "pthread_equal",
    `
#include <pthread.h>
class Ticker {
public:
  void start() { pthread_create(&thread_, nullptr, &Ticker::enter, this); }
  void stop() {
    stopping_ = true;
    if (!pthread_equal(pthread_self(), thread_)) pthread_join(thread_, nullptr);
  }
private:
  static void* enter(void* self) { static_cast<Ticker*>(self)->run(); return nullptr; }
  void run() { while (!stopping_) tick(); }
  void tick() { if (++ticks_ > 10) stop(); }
  volatile bool stopping_ = false;
  int ticks_ = 0;
  pthread_t thread_;
};
int main() { Ticker ticker; ticker.start(); ticker.stop(); }
`,
  );

  fixture(
    "a thread-local pointer to the current object",
    `
#include "loop.h"
class Store;
thread_local Store* current = nullptr;
class Store {
public:
  int count() {
    if (current == this) return count_;
    std::promise<int> answer;
    loop_.post([this, &answer] { answer.set_value(count_); });
    return answer.get_future().get();
  }
  void begin() { loop_.post([this] { current = this; }); }
  void tick() { loop_.post([this] { last_ = count(); }); }
private:
  int count_ = 0, last_ = 0;
  Loop loop_;
};
int main() { Store store; store.begin(); store.tick(); return store.count(); }
`,
    [loop],
  );

  fixture(
    "a flag that the loop's own task sets",
    `
#include "loop.h"
class Store {
public:
  int count() {
    if (onLoop_) return count_;
    std::promise<int> answer;
    loop_.post([this, &answer] { answer.set_value(count_); });
    return answer.get_future().get();
//                             ^^^^^ d1 FP self-wait: not followed
  }
  void tick() { loop_.post([this] { onLoop_ = true; last_ = count(); onLoop_ = false; }); }
private:
  bool onLoop_ = false;
  int count_ = 0, last_ = 0;
  Loop loop_;
};
int main() { Store store; store.tick(); return store.count(); }
`,
    [loop],
  );
});
