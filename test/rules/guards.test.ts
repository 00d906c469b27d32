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

describe("what the code before it says", () => {
  fixture(
    "the negation, computed first",
    `
#include "loop.h"
class S { public:
  int count() {
    auto foreign = !loop_.isInLoopThread();
    int r = n_;
    if (foreign) {
    std::promise<int> a; loop_.post([this, &a] { a.set_value(n_); });
    r = a.get_future().get(); }
    return r;
  }
  void tick() { loop_.post([this] { n_ = count(); }); }
private: int n_ = 0; Loop loop_; };
int main() { S s; s.tick(); return s.count(); }
`,
    [loop],
  );

  fixture(
    "part of a flag that is computed first",
    `
#include "loop.h"
class S { public:
  int count(bool wait) {
    const bool must_wait = wait && !loop_.isInLoopThread();
    int r = n_;
    if (must_wait) {
    std::promise<int> a; loop_.post([this, &a] { a.set_value(n_); });
    r = a.get_future().get(); }
    return r;
  }
  void tick() { loop_.post([this] { n_ = count(true); }); }
private: int n_ = 0; Loop loop_; };
int main() { S s; s.tick(); return s.count(true); }
`,
    [loop],
  );

  fixture(
    "a function that returns one condition of two",
    `
#include "loop.h"
class S { public:
  bool mayBlock() const { return started_ && !loop_.isInLoopThread(); }
  int count() {
    if (!mayBlock()) return n_;
    std::promise<int> a; loop_.post([this, &a] { a.set_value(n_); });
    return a.get_future().get();
  }
  void tick() { loop_.post([this] { n_ = count(); }); }
private: bool started_ = true; int n_ = 0; Loop loop_; };
int main() { S s; s.tick(); return s.count(); }
`,
    [loop],
  );

  fixture(
    "a function that returns true or false",
    `
#include "loop.h"
class S { public:
  bool here() const { if (loop_.isInLoopThread()) return true; return false; }
  int count() {
    if (here()) return n_;
    std::promise<int> a; loop_.post([this, &a] { a.set_value(n_); });
    return a.get_future().get();
  }
  void tick() { loop_.post([this] { n_ = count(); }); }
private: int n_ = 0; Loop loop_; };
int main() { S s; s.tick(); return s.count(); }
`,
    [loop],
  );

  fixture(
    "an id kept by whoever starts the thread",
    `
#include <thread>
class Runner { public:
  void start() { t_ = std::thread([this] { body(); }); id_ = t_.get_id(); }
  void stop() { if (std::this_thread::get_id() == id_) return; t_.join(); }
  void body() { stop(); }
private: std::thread t_; std::thread::id id_; };
int main() { Runner r; r.start(); r.stop(); }
`,
  );

  fixture(
    "an argument that says not to wait",
    `
#include <thread>
class Runner { public:
  void start() { t_ = std::thread([this] { body(); }); }
  void stop(bool wait) { if (wait) t_.join(); }
  void body() { stop(false); }
private: std::thread t_; };
int main() { Runner r; r.start(); r.stop(true); }
`,
  );

  fixture(
    "an argument that is left out where it waits",
    `
#include <thread>
class Runner { public:
  void start() { t_ = std::thread([this] { body(); }); }
  void stop(bool wait = true) { if (!wait) return; t_.join(); }
  void body() { stop(false); }
private: std::thread t_; };
int main() { Runner r; r.start(); r.stop(); }
`,
  );

  fixture(
    "an enumerator that says not to wait",
    `
#include <thread>
enum class How { Soft, Hard };
class Runner { public:
  void start() { t_ = std::thread([this] { body(); }); }
  void stop(How how) { if (how == How::Hard) t_.join(); }
  void body() { stop(How::Soft); }
private: std::thread t_; };
int main() { Runner r; r.start(); r.stop(How::Hard); }
`,
  );

  fixture(
    "an argument that says to wait",
    `
#include <thread>
class Runner { public:
  void start() { t_ = std::thread([this] { body(); }); }
  void stop(bool wait) { if (wait) t_.join(); }
//                                    ^^^^^^ d1 self-join
  void body() { stop(true); }
private: std::thread t_; };
int main() { Runner r; r.start(); r.stop(true); }
`,
  );

  fixture(
    "the workspace's own assertion",
    `
#include <thread>
#define DCHECK(c) ((c) ? (void)0 : fatal())
#define MY_ASSERT(c, ...) do { if (!(c)) { fatal(); } } while (0)
[[noreturn]] void fatal();
class Runner { public:
  void start() { t_ = std::thread([this] { body(); }); }
  void stop() { MY_ASSERT(t_.get_id() != std::this_thread::get_id(), "x"); t_.join(); }
  void body() { stop(); }
private: std::thread t_; };
int main() { Runner r; r.start(); r.stop(); }
`,
  );

  fixture(
    "a function that asserts",
    `
#include <thread>
#include <cassert>
class Runner { public:
  void start() { t_ = std::thread([this] { body(); }); }
  void assertForeign() { assert(t_.get_id() != std::this_thread::get_id()); }
  void stop() { assertForeign(); t_.join(); }
  void body() { stop(); }
private: std::thread t_; };
int main() { Runner r; r.start(); r.stop(); }
`,
  );

  fixture(
    "a function that aborts",
    `
#include "loop.h"
#include <cstdlib>
class Base { public:
  void assertInLoop() { if (!loop_.isInLoopThread()) std::abort(); }
  void assertNotInLoop() { if (loop_.isInLoopThread()) { std::abort(); } }
  void abortNow() { std::abort(); }
  int count() { assertNotInLoop();
    std::promise<int> a; loop_.post([this, &a] { a.set_value(1); });
    return a.get_future().get(); }
  void tick() { loop_.post([this] { count(); }); }
  Loop loop_; };
int main() { Base b; b.tick(); b.count(); }
`,
    [loop],
  );

  fixture(
    "a choice of two expressions",
    `
#include "loop.h"
class Store {
public:
  int ask() { std::promise<int> a; loop_.post([this, &a] { a.set_value(mode_); }); return a.get_future().get(); }
  int count() { return loop_.isInLoopThread() ? mode_ : ask(); }
  void tick() { loop_.post([this] { count(); }); }
private:
  int mode_ = 0;
  Loop loop_;
};
int main() { Store store; store.tick(); return store.count(); }
`,
    [loop],
  );

  fixture(
    "the second part of a condition",
    `
#include "loop.h"
class Store {
public:
  bool ask() { std::promise<bool> a; loop_.post([this, &a] { a.set_value(mode_ > 0); }); return a.get_future().get(); }
  bool count() { return loop_.isInLoopThread() || ask(); }
  void tick() { loop_.post([this] { count(); }); }
private:
  int mode_ = 0;
  Loop loop_;
};
int main() { Store store; store.tick(); return store.count(); }
`,
    [loop],
  );

  fixture(
    "one class on two loops",
    `
#include "loop.h"
class Store {
public:
  explicit Store(Loop* l) : loop_(l) {}
  int count() {
    if (loop_->isInLoopThread()) return 0;
    std::promise<int> answer;
    loop_->post([this, &answer] { answer.set_value(1); });
    return answer.get_future().get();
  }
  void tick() { loop_->post([this] { count(); }); }
private:
  Loop* loop_;
};
int main() { Loop a; Loop b; Store s(&a); Store t(&b); s.tick(); t.tick(); return s.count(); }
`,
    [loop],
  );

  fixture(
    "an id kept by the initialiser list",
    `
#include <thread>
#include <functional>
#include <future>
#include <deque>
#include <mutex>
#include <condition_variable>
#include <sys/syscall.h>
#include <unistd.h>
class EventLoop { public:
  EventLoop() : tid_(::gettid()) {}
  bool isHere() const { return tid_ == ::gettid(); }
  void loop() { while (!quit_) { std::function<void()> f; { std::unique_lock<std::mutex> l(m_); c_.wait(l, [this] { return !q_.empty(); }); f = q_.front(); q_.pop_front(); } f(); } }
  void queue(std::function<void()> f) { std::lock_guard<std::mutex> l(m_); q_.push_back(f); c_.notify_one(); }
  bool quit_ = false; int tid_; std::mutex m_; std::condition_variable c_; std::deque<std::function<void()>> q_; };
class Host { public:
  void start() { t_ = std::thread([this] { EventLoop l; loop_ = &l; l.loop(); }); }
  int ask() { if (loop_->isHere()) return 1; std::promise<int> p; loop_->queue([&p] { p.set_value(2); }); return p.get_future().get(); }
  void tick() { loop_->queue([this] { ask(); }); }
  std::thread t_; EventLoop* loop_ = nullptr; };
int main() { Host h; h.start(); h.tick(); h.ask(); }
`,
  );
});
