/** What counts as a wait for work on the own loop, and what ends it: every kind of event, deadlines, second workers. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";
import { loop, pool } from "../harness/loop.ts";

describe("self-wait", () => {
  fixture(
    "condition variable with a predicate",
    `
#include "loop.h"
class Store {
public:
  void flush() {
    done_ = false;
    loop_.post([this] { std::lock_guard<std::mutex> guard(mutex_); done_ = true; changed_.notify_one(); });
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
//           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
  }
  void tick() { loop_.post([this] { flush(); }); }
private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  Loop loop_;
};
int main() { Store store; store.tick(); store.flush(); }
`,
    [loop],
  );

  fixture(
    "condition variable in a loop",
    `
#include "loop.h"
class Store {
public:
  void flush() {
    done_ = false;
    loop_.post([this] { mark(); });
    std::unique_lock<std::mutex> lock(mutex_);
    while (!done_) changed_.wait(lock);
//                          ^^^^^^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
  }
  void tick() { loop_.post([this] { flush(); }); }
private:
  void mark() { std::lock_guard<std::mutex> guard(mutex_); done_ = true; changed_.notify_all(); }
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  Loop loop_;
};
int main() { Store store; store.tick(); store.flush(); }
`,
    [loop],
  );

  fixture(
    "condition variable without a predicate",
    `
#include "loop.h"
class Store {
public:
  void flush() {
    std::unique_lock<std::mutex> lock(mutex_);
    loop_.post([this] { std::lock_guard<std::mutex> guard(mutex_); changed_.notify_one(); });
    changed_.wait(lock);
//           ^^^^^^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
  }
  void tick() { loop_.post([this] { flush(); }); }
private:
  std::mutex mutex_;
  std::condition_variable changed_;
  Loop loop_;
};
int main() { Store store; store.tick(); store.flush(); }
`,
    [loop],
  );

  fixture(
    "POSIX semaphore",
    `
#include "loop.h"
#include <semaphore.h>
class Store {
public:
  void flush() {
    sem_t done;
    sem_init(&done, 0, 0);
    loop_.post([&done] { sem_post(&done); });
    sem_wait(&done);
//  ^^^^^^^^^^^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
    sem_destroy(&done);
  }
  void tick() { loop_.post([this] { flush(); }); }
private:
  Loop loop_;
};
int main() { Store store; store.tick(); store.flush(); }
`,
    [loop],
  );

  fixture(
    "atomic that is polled",
    `
#include "loop.h"
#include <atomic>
#include <unistd.h>
class Store {
public:
  void flush() {
    flushed_ = false;
    loop_.post([this] { flushed_ = true; });
    while (!flushed_) usleep(100);
//          ^^^^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
  }
  void tick() { loop_.post([this] { flush(); }); }
private:
  std::atomic<bool> flushed_{false};
  Loop loop_;
};
int main() { Store store; store.tick(); store.flush(); }
`,
    [loop],
  );

  fixture(
    "atomic that is polled through a getter, with load and yield",
    `
#include "loop.h"
#include <atomic>
class Store {
public:
  bool idle() const { return pending_.load() == 0; }
  void flush() {
    ++pending_;
    loop_.post([this] { pending_.fetch_sub(1); });
    while (!idle()) std::this_thread::yield();
//          ^^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
  }
  void tick() { loop_.post([this] { flush(); }); }
private:
  std::atomic<int> pending_{0};
  Loop loop_;
};
int main() { Store store; store.tick(); store.flush(); }
`,
    [loop],
  );

  fixture(
    "packaged task",
    `
#include "loop.h"
#include <memory>
class Store {
public:
  int count() {
    auto task = std::make_shared<std::packaged_task<int()>>([this] { return count_; });
    std::future<int> result = task->get_future();
    loop_.post([task] { (*task)(); });
    return result.get();
//                ^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
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
    "a latch class of one's own, on the heap",
    `
#include "loop.h"
#include <memory>
class Latch {
public:
  void countDown() { std::lock_guard<std::mutex> guard(mutex_); open_ = true; changed_.notify_all(); }
  void wait() { std::unique_lock<std::mutex> lock(mutex_); changed_.wait(lock, [this] { return open_; }); }
private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};
class Store {
public:
  void flush() {
    auto latch = std::make_shared<Latch>();
    loop_.post([latch] { latch->countDown(); });
    latch->wait();
//         ^^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
  }
  void tick() { loop_.post([this] { flush(); }); }
private:
  Loop loop_;
};
int main() { Store store; store.tick(); store.flush(); }
`,
    [loop],
  );

  fixture(
    "C++20 latch",
    `
#include "loop.h"
#include <latch>
class Store {
public:
  void flush() {
    std::latch done(1);
    loop_.post([&done] { done.count_down(); });
    done.wait();
//       ^^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
  }
  void tick() { loop_.post([this] { flush(); }); }
private:
  Loop loop_;
};
int main() { Store store; store.tick(); store.flush(); }
`,
    [loop],
  );

  fixture(
    "a helper template that runs anything and waits",
    `
#include "loop.h"
template <typename F>
void runAndWait(Loop& loop, F&& f) {
  std::promise<void> done;
  loop.post([&] { f(); done.set_value(); });
  done.get_future().wait();
//                  ^^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
}
class Store {
public:
  void clear() { runAndWait(loop_, [this] { count_ = 0; }); }
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

describe("silent", () => {
  fixture(
    "wait_for on a condition variable",
    `
#include "loop.h"
class Store {
public:
  bool flush() {
    loop_.post([this] { std::lock_guard<std::mutex> guard(mutex_); done_ = true; changed_.notify_one(); });
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(1), [this] { return done_; });
  }
  void tick() { loop_.post([this] { flush(); }); }
private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  Loop loop_;
};
int main() { Store store; store.tick(); store.flush(); }
`,
    [loop],
  );

  fixture(
    "wait_for on a future, then get",
    `
#include "loop.h"
#include <memory>
class Store {
public:
  int count() {
    auto answer = std::make_shared<std::promise<int>>();
    std::future<int> reply = answer->get_future();
    loop_.post([answer] { answer->set_value(1); });
    if (reply.wait_for(std::chrono::seconds(1)) != std::future_status::ready) return -1;
    return reply.get();
  }
  void tick() { loop_.post([this] { last_ = count(); }); }
private:
  int last_ = 0;
  Loop loop_;
};
int main() { Store store; store.tick(); return store.count(); }
`,
    [loop],
  );

  fixture(
    "polled a bounded number of times",
    `
#include "loop.h"
#include <atomic>
#include <unistd.h>
class Store {
public:
  void flush() {
    flushed_ = false;
    loop_.post([this] { flushed_ = true; });
    for (int i = 0; i < 100 && !flushed_; ++i) usleep(100);
  }
  void tick() { loop_.post([this] { flush(); }); }
private:
  std::atomic<bool> flushed_{false};
  Loop loop_;
};
int main() { Store store; store.tick(); store.flush(); }
`,
    [loop],
  );

  fixture(
    "polled until a deadline",
    `
#include "loop.h"
#include <atomic>
#include <chrono>
class Store {
public:
  bool flush() {
    flushed_ = false;
    loop_.post([this] { flushed_ = true; });
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    while (!flushed_) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }
  void tick() { loop_.post([this] { flush(); }); }
private:
  std::atomic<bool> flushed_{false};
  Loop loop_;
};
int main() { Store store; store.tick(); store.flush(); }
`,
    [loop],
  );

  fixture(
    "timed semaphore",
    `
#include "loop.h"
#include <ctime>
#include <semaphore.h>
class Store {
public:
  void flush() {
    sem_init(&done_, 0, 0);
    loop_.post([this] { sem_post(&done_); });
    timespec until{};
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    sem_timedwait(&done_, &until);
  }
  void tick() { loop_.post([this] { flush(); }); }
private:
  sem_t done_;
  Loop loop_;
};
int main() { Store store; store.tick(); store.flush(); }
`,
    [loop],
  );

  fixture(
    "the value is there before the wait",
    `
#include "loop.h"
class Store {
public:
  int count() {
    std::promise<int> answer;
    answer.set_value(count_);
    return answer.get_future().get();
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
    "somebody else can end the wait too",
    `
#include "loop.h"
class Store {
public:
  void flush() {
    loop_.post([this] { mark(); });
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
  }
  void cancel() { mark(); }
  void tick() { loop_.post([this] { flush(); }); }
private:
  void mark() { std::lock_guard<std::mutex> guard(mutex_); done_ = true; changed_.notify_all(); }
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  Loop loop_;
};
int main() {
  Store store;
  store.tick();
  std::thread watchdog([&store] { store.cancel(); });
  watchdog.join();
}
`,
    [loop],
  );

  fixture(
    "a second worker runs what the first waits for",
    `
#include "pool.h"
class Sum {
public:
  void start() {
    pool_.add([this] {
      std::promise<int> half;
      pool_.add([&half] { half.set_value(1); });
      total_ = half.get_future().get();
    });
  }
private:
  int total_ = 0;
  Pool pool_{2};
};
int main() { Sum sum; sum.start(); }
`,
    [pool],
  );

  fixture(
    "two loops of one class, one waits for the other",
    `
#include "loop.h"
class Store {
public:
  int count() {
    std::promise<int> answer;
    disk_.post([this, &answer] { answer.set_value(count_); });
    return answer.get_future().get();
  }
  void tick() { net_.post([this] { last_ = count(); }); }
private:
  int count_ = 0, last_ = 0;
  Loop disk_;
  Loop net_;
};
int main() { Store store; store.tick(); }
`,
    [loop],
  );

  fixture(
    "two objects, each asks the other's loop",
    `
#include "loop.h"
class Node {
public:
  void connect(Node* peer) { peer_ = peer; }
  int value() {
    std::promise<int> answer;
    loop_.post([this, &answer] { answer.set_value(value_); });
    return answer.get_future().get();
  }
  void tick() { loop_.post([this] { if (peer_ != nullptr) value_ = peer_->value(); }); }
private:
  Node* peer_ = nullptr;
  int value_ = 0;
  Loop loop_;
};
int main() { Node leaf; Node root; root.connect(&leaf); root.tick(); return root.value(); }
`,
    [loop],
  );
});

describe("wait-cycle", () => {
  fixture(
    "three loops",
    `
#include "loop.h"
class Ring {
public:
  void tick() { a_.post([this] { std::promise<void> p; b_.post([this, &p] { second(); p.set_value(); }); p.get_future().wait(); }); }
private:
  void second() { std::promise<void> q; c_.post([this, &q] { third(); q.set_value(); }); q.get_future().wait(); }
  void third() {
    std::promise<void> r;
    a_.post([&r] { r.set_value(); });
    r.get_future().wait();
//                 ^^^^^^ d1 wait-cycle: blocks "Ring::c_" needs "Ring::a_"
  }
  Loop a_;
  Loop b_;
  Loop c_;
};
int main() { Ring ring; ring.tick(); }
`,
    [loop],
  );

  fixture(
    "the second wait has a deadline",
    `
#include "loop.h"
class Pair {
public:
  void tick() { a_.post([this] { std::promise<void> p; b_.post([this, &p] { second(); p.set_value(); }); p.get_future().wait(); }); }
private:
  void second() {
    std::promise<void> r;
    a_.post([&r] { r.set_value(); });
    r.get_future().wait_for(std::chrono::seconds(1));
  }
  Loop a_;
  Loop b_;
};
int main() { Pair pair; pair.tick(); }
`,
    [loop],
  );

  fixture(
    "the second wait comes after the release",
    `
#include "loop.h"
class Pair {
public:
  void tick() { a_.post([this] { std::promise<void> p; b_.post([this, &p] { p.set_value(); second(); }); p.get_future().wait(); }); }
private:
  void second() {
    std::promise<void> r;
    a_.post([&r] { r.set_value(); });
    r.get_future().wait();
  }
  Loop a_;
  Loop b_;
};
int main() { Pair pair; pair.tick(); }
`,
    [loop],
  );

  fixture(
    "join of a thread that waits for the loop of the one that joins",
    `
#include "loop.h"
class Session {
public:
  void open() { reader_ = std::thread([this] { read(); }); }
  void close() { loop_.post([this] { reader_.join(); }); }
private:
  void read() {
    std::promise<void> shown;
    loop_.post([&shown] { shown.set_value(); });
    shown.get_future().wait();
//                     ^^^^^^ d1 wait-cycle: blocks "Session::reader_" needs "Session::loop_"
  }
  std::thread reader_;
  Loop loop_;
};
int main() { Session session; session.open(); session.close(); }
`,
    [loop],
  );
});
