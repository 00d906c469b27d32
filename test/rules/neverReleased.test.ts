/** Joins of workers that never end: what keeps a loop going, who could change it, and when that is too late. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

/** A class with a worker: the body of its loop, what its stop does, and fields. */
function worker(loop: string, stop: string, fields = ""): string {
  return `
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unistd.h>
class Ticker {
public:
  void start() { thread_ = std::thread([this] { run(); }); }
  void stop() { ${stop} }
  void work() { usleep(1000); if (++rounds_ > 9) failed(); }
  bool stopping() const { return stop_; }
private:
  void failed() {}
  void run() { ${loop} }
  int rounds_ = 0;
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread thread_;
  ${fields}
};
int main() { Ticker ticker; ticker.start(); ticker.work(); ticker.stop(); }
`;
}

const label = (at: string): string =>
  `\n${at}\n//             ^^^^^^ d1 never-released: blocks "main" needs "Ticker::thread_"\n`;
const joined = label("       thread_.join();");

describe("a loop that has no way out", () => {
  const loops = {
    "for without a condition": "for (;;) work();",
    "while true": "while (true) { work(); }",
    "do while one": "do work(); while (1);",
    "an inner break": "for (;;) { for (int i = 0; i < 9; i++) if (i == 7) break; work(); }",
    "a break of a switch": "for (;;) { switch (rounds_) { case 1: break; default: work(); } }",
    "an exception that it catches itself":
      'for (;;) { try { work(); throw std::runtime_error("x"); } catch (const std::exception&) {} }',
    "behind an early return": "if (rounds_ > 100) return; for (;;) work();",
    "a flag that nobody sets": "while (!stop_) work();",
    "a flag that nobody sets, asked for through a getter": "while (!stopping()) work();",
    "one of two flags would be needed, neither is set": "while (!stop_ && !gone_) work();",
    "a break under a flag that nobody sets": "for (;;) { work(); if (stop_) break; }",
    "a return under a flag that nobody sets":
      "for (;;) { work(); if (stop_) { usleep(1); return; } }",
  };
  for (const [name, loop] of Object.entries(loops))
    fixture(name, worker(loop, joined, "bool gone_ = false;"));
});

describe("set too late", () => {
  fixture("after the join", worker("while (!stop_) work();", `${joined} stop_ = true;`));
  fixture(
    "not after the join, but in place of it",
    worker("while (!stop_) work();", `if (rounds_ > 3) { thread_.join(); } else { stop_ = true; }`),
  );
});

describe("a loop that can be left", () => {
  const stops = {
    "the flag is set": ["while (!stop_) work();", "stop_ = true; thread_.join();"],
    "the flag is set by store": ["while (!stop_) work();", "stop_.store(true); thread_.join();"],
    "the flag is exchanged": [
      "while (!stop_.load()) work();",
      "stop_.exchange(true); thread_.join();",
    ],
    "the flag is set by the worker": [
      "while (!stop_) { work(); if (rounds_ > 5) stop_ = true; }",
      "thread_.join();",
    ],
    "the flag is set through a reference": [
      "while (!stop_) work();",
      "std::atomic<bool>& flag = stop_; flag = true; thread_.join();",
    ],
    "the flag is handed on": ["while (!on_) work();", "set(on_); thread_.join();"],
    "its address is handed on": ["while (!on_) work();", "write(1, &on_, 1); thread_.join();"],
    "a counter": ["while (rounds_ < 10) work();", "thread_.join();"],
    "a break under a counter": ["for (;;) { work(); if (rounds_ == 4) break; }", "thread_.join();"],
    "a macro that returns": ["for (;;) { work(); STOP_IF(rounds_); }", "thread_.join();"],
    "a macro of another library": ["for (;;) { work(); OR_RETURN(rounds_); }", "thread_.join();"],
    "an exception that is caught around it": [
      'try { for (;;) { work(); throw std::runtime_error("x"); } } catch (...) {}',
      "thread_.join();",
    ],
    "it ends the thread": ["for (;;) { work(); pthread_exit(nullptr); }", "thread_.join();"],
    "under a condition": ["if (rounds_ == 3) for (;;) work();", "thread_.join();"],
    "it is not entered: the flag begins with what ends it": [
      "while (on_) work();",
      "thread_.join();",
    ],
    "the flag is set before the loop of joins goes round": [
      "while (!stop_) work();",
      "for (int i = 0; i < 2; i++) { if (thread_.joinable() && i > 0) thread_.join(); stop_ = true; }",
    ],
    "the join has a deadline of its own": ["for (;;) work();", "thread_.detach();"],
  };
  for (const [name, [loop, stop]] of Object.entries(stops))
    fixture(
      name,
      worker(
        loop!,
        stop!,
        "bool on_ = false; static void set(bool& flag) { flag = true; }",
      ).replace("class Ticker", "#define STOP_IF(c) if (c) return\nclass Ticker"),
    );
});

describe("meant to run for ever", () => {
  fixture(
    "main serves until it is killed",
    `
#include <thread>
#include <unistd.h>
void serve() { for (;;) usleep(1000); }
int main() { std::thread server(serve); server.join(); }
`,
  );
});

/** A worker that takes work from a queue: how it sleeps, and how it is stopped. */
function sleeper(sleep: string, stop: string): string {
  return `
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>
class Writer {
public:
  Writer() { for (int i = 0; i < 2; i++) threads_.emplace_back([this] { run(); }); }
  ~Writer() { stop(); }
  void add(int n) {
    std::lock_guard<std::mutex> guard(mutex_);
    queue_.push_back(n);
    changed_.notify_one();
  }
private:
  void stop() {
    ${stop}
    for (auto& thread : threads_) thread.JOIN
  }
  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!stopping_) {
      ${sleep}
      while (!queue_.empty()) { sum_ += queue_.front(); queue_.pop_front(); }
    }
  }
  int sum_ = 0;
  bool stopping_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable other_;
  std::deque<int> queue_;
  std::vector<std::thread> threads_;
};
int main() { Writer writer; writer.add(1); }
`;
}

const reported = "join();\n//                                       ^^^^^^ d1 never-released\n";
const locked = "std::lock_guard<std::mutex> guard(mutex_);";
const sleeps = {
  predicate: "changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });",
  loop: "while (!stopping_ && queue_.empty()) changed_.wait(lock);",
  condition: "if (queue_.empty()) changed_.wait(lock);",
};

describe("a stop that does not wake the worker", () => {
  for (const [name, sleep] of Object.entries(sleeps)) {
    fixture(
      `set, not notified: ${name}`,
      sleeper(sleep, `{ ${locked} stopping_ = true; }`).replace("JOIN", reported),
    );
    fixture(
      `another condition is notified: ${name}`,
      sleeper(sleep, `{ ${locked} stopping_ = true; } other_.notify_all();`).replace(
        "JOIN",
        reported,
      ),
    );
    fixture(
      `one of two is woken: ${name}`,
      sleeper(sleep, `{ ${locked} stopping_ = true; } changed_.notify_one();`).replace(
        "JOIN",
        reported,
      ),
    );
    fixture(
      `without the lock: ${name}`,
      sleeper(sleep, "stopping_ = true; changed_.notify_all();").replace("JOIN", reported),
    );
  }
  const deaf = {
    predicate: "changed_.wait(lock, [this] { return !queue_.empty(); });",
    loop: "while (queue_.empty()) changed_.wait(lock);",
  };
  for (const [name, sleep] of Object.entries(deaf))
    fixture(
      `woken, and does not look at the flag: ${name}`,
      sleeper(sleep, `{ ${locked} stopping_ = true; } changed_.notify_all();`).replace(
        "JOIN",
        reported,
      ),
    );
});

describe("a stop that wakes the worker", () => {
  const stops = {
    "set and notified": `{ ${locked} stopping_ = true; } changed_.notify_all();`,
    "notified under the lock": `{ ${locked} stopping_ = true; changed_.notify_all(); }`,
    "notified first, under the lock": `{ ${locked} changed_.notify_all(); stopping_ = true; }`,
    "one notification for each": `{ ${locked} stopping_ = true; } for (auto& t : threads_) if (t.joinable()) changed_.notify_one();`,
    "the lock is taken for a moment": `stopping_ = true; { ${locked} } changed_.notify_all();`,
    "work is added": `{ ${locked} stopping_ = true; } add(0); add(0); changed_.notify_all();`,
  };
  for (const [name, stop] of Object.entries(stops))
    for (const [how, sleep] of Object.entries(sleeps))
      fixture(`${name}: ${how}`, sleeper(sleep, stop).replace("JOIN", "join();"));
  fixture(
    "it sleeps with a deadline",
    sleeper(
      "changed_.wait_for(lock, std::chrono::seconds(1));",
      `{ ${locked} stopping_ = true; }`,
    ).replace("JOIN", "join();"),
  );
  fixture(
    "the predicate sees work that the stop adds",
    sleeper(
      "changed_.wait(lock, [this] { return !queue_.empty(); });",
      `{ ${locked} stopping_ = true; queue_.push_back(0); } changed_.notify_all();`,
    ).replace("JOIN", "join();"),
  );
});

describe("another object of the class", () => {
  fixture(
    "the handler tells a server that is seen by its class alone",
    `
#include <condition_variable>
#include <mutex>
#include <thread>
class Server {
public:
  void waitUntilStop() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!stopped_) changed_.wait(lock);
  }
  void notifyStop() {
    std::lock_guard<std::mutex> guard(mutex_);
    stopped_ = true;
    changed_.notify_one();
  }
private:
  bool stopped_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
};
Server first;
Server second;
int main() {
  std::thread server([] { first.waitUntilStop(); });
  second.notifyStop();
  server.join();
}
`,
  );
});

describe("a stop that the worker erases", () => {
  fixture(
    "the loop function resets the flag; who started it goes on before that",
    `
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
class Loop {
public:
  void loop() { quit_ = false; while (!quit_) poll(); }
  void quit() { quit_ = true; }
private:
  void poll();
  std::atomic<bool> quit_{false};
};
class LoopThread {
public:
  ~LoopThread() { if (loop_ != nullptr) { loop_->quit(); thread_.join(); } }
//                                                               ^^^^^^ d1 never-released: blocks "main" needs "LoopThread::thread_"
  void start() {
    thread_ = std::thread([this] { run(); });
    std::unique_lock<std::mutex> lock(mutex_);
    while (loop_ == nullptr) changed_.wait(lock);
  }
private:
  void run() {
    Loop loop;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      loop_ = &loop;
      changed_.notify_one();
    }
    loop.loop();
  }
  Loop* loop_ = nullptr;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;
};
int main() { LoopThread worker; worker.start(); }
`,
  );

  const wrapped = (run: string, more = ""): string => `
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <condition_variable>
#include <pthread.h>
class Thread {
public:
  explicit Thread(std::function<void()> f) : f_(std::move(f)) {}
  void start() { pthread_create(&id_, nullptr, &Thread::enter, this); }
  int join() { return pthread_join(id_, nullptr); }
private:
  static void* enter(void* p) { static_cast<Thread*>(p)->f_(); return nullptr; }
  std::function<void()> f_;
  pthread_t id_;
};
class Loop {
public:
  void loop() { quit_ = false; while (!quit_) { if (first_) first_(); poll(); } }
  void quit() { quit_ = true; }
  void onFirst(std::function<void()> f) { first_ = std::move(f); }
private:
  void poll();
  std::atomic<bool> quit_{false};
  std::function<void()> first_;
};
class LoopThread {
public:
  LoopThread() : thread_(std::bind(&LoopThread::run, this)) {}
  ~LoopThread() {
    loop_->quit();
    thread_.join();
JOIN
  }
  void start() {
    thread_.start();
    std::unique_lock<std::mutex> lock(mutex_);
    while (loop_ == nullptr) changed_.wait(lock);
  }
private:
  void run() {
    Loop loop;
${run}
    loop.loop();
  }
  void tell(Loop* loop) {
    std::lock_guard<std::mutex> lock(mutex_);
    loop_ = loop;
    changed_.notify_one();
  }
  Loop* loop_ = nullptr;
  std::mutex mutex_;
  std::condition_variable changed_;
  Thread thread_;
};
class Twice {
public:
  void start() { first_.start(); second_.start(); }
private:
  LoopThread first_;
  LoopThread second_;
};
${more}
int main() { Twice both; both.start(); LoopThread alone; alone.start(); }
`;
  fixture(
    "behind a thread class of its own, with several of them",
    wrapped("    tell(&loop);").replace(
      "JOIN",
      '//          ^^^^^^ d1 never-released: blocks "main" needs "Thread::id_"',
    ),
  );
  fixture(
    "the loop itself says that it runs",
    wrapped("    loop.onFirst([this, &loop] { tell(&loop); });").replace("JOIN\n", ""),
  );

  const shared = (start: string, mark: string): string => `
#include <atomic>
#include <pthread.h>
#include <thread>
class Condition {
public:
  void wait() { pthread_cond_wait(&cond_, &mutex_); }
  void notify() { pthread_cond_signal(&cond_); }
private:
  pthread_cond_t cond_;
  pthread_mutex_t mutex_;
};
class Loop {
public:
  void loop() { quit_ = false; while (!quit_) poll(); }
  void quit() { quit_ = true; }
private:
  void poll();
  std::atomic<bool> quit_{false};
};
class LoopThread {
public:
  ~LoopThread() { loop_->quit(); thread_.join(); }
${mark}
  void start() {
    thread_ = std::thread([this] { run(); });
${start}
  }
private:
  void run() {
    Loop loop;
    loop_ = &loop;
    changed_.notify();
    loop.loop();
  }
  Loop* loop_ = nullptr;
  Condition changed_;
  std::thread thread_;
};
class Queue {
public:
  void put() { ++count_; filled_.notify(); }
  void take() { while (count_ == 0) filled_.wait(); --count_; }
private:
  std::atomic<int> count_{0};
  Condition filled_;
};
class Gate {
public:
  void open() { open_ = true; opened_.notify(); }
  void pass() { while (!open_) opened_.wait(); }
private:
  std::atomic<bool> open_{false};
  Condition opened_;
};
void startAll(LoopThread** all, int n) { for (int i = 0; i < n; ++i) all[i]->start(); }
void putAll(Queue** all, int n) { for (int i = 0; i < n; ++i) all[i]->put(); }
void takeAll(Queue** all, int n) { for (int i = 0; i < n; ++i) all[i]->take(); }
void openAll(Gate** all, int n) { for (int i = 0; i < n; ++i) all[i]->open(); }
void passAll(Gate** all, int n) { for (int i = 0; i < n; ++i) all[i]->pass(); }
int main() {
  LoopThread worker;
  worker.start();
  Queue queue;
  Gate gate;
  std::thread([&] { queue.put(); gate.open(); }).detach();
  queue.take();
  gate.pass();
}
`;
  fixture(
    "a condition class that the whole program shares; each who waits says for what",
    shared(
      "    while (loop_ == nullptr) changed_.wait();",
      '//                                       ^^^^^^ d1 never-released: blocks "main" needs "LoopThread::thread_"',
    ),
  );
  fixture(
    "a condition class that the whole program shares, and a wait that does not say for what",
    shared("    changed_.wait();", ""),
  );

  fixture(
    "who started it waits until it has been reset",
    `
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
class Worker {
public:
  ~Worker() { quit_ = true; thread_.join(); }
  void start() {
    thread_ = std::thread([this] { run(); });
    std::unique_lock<std::mutex> lock(mutex_);
    while (!ready_) changed_.wait(lock);
  }
private:
  void run() {
    quit_ = false;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      ready_ = true;
      changed_.notify_one();
    }
    while (!quit_) poll();
  }
  void poll();
  std::atomic<bool> quit_{false};
  bool ready_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;
};
int main() { Worker worker; worker.start(); }
`,
  );

  fixture(
    "who starts it resets, before the thread begins",
    `
#include <atomic>
#include <thread>
class Worker {
public:
  ~Worker() { quit_ = true; thread_.join(); }
  void start() { quit_ = false; thread_ = std::thread([this] { run(); }); }
private:
  void run() { while (!quit_) poll(); }
  void poll();
  std::atomic<bool> quit_{false};
  std::thread thread_;
};
int main() { Worker worker; worker.start(); }
`,
  );

  fixture(
    "who stops asks first whether it runs",
    `
#include <atomic>
#include <thread>
class Worker {
public:
  ~Worker() { if (running_) { running_ = false; thread_.join(); } }
  void start() { thread_ = std::thread([this] { run(); }); }
private:
  void run() { running_ = true; while (running_) poll(); }
  void poll();
  std::atomic<bool> running_{false};
  std::thread thread_;
};
int main() { Worker worker; worker.start(); }
`,
  );

  fixture(
    "who starts it waits for work that the loop itself does",
    `
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <thread>
class Loop {
public:
  void loop() { quit_ = false; while (!quit_) poll(); }
  void quit() { quit_ = true; }
  void queue(std::function<void()> work);
private:
  void poll();
  std::atomic<bool> quit_{false};
};
class LoopThread {
public:
  LoopThread() : thread_([this] { run(); }) {
    auto made = made_.get_future();
    loop_ = made.get();
    auto runs = runs_.get_future();
    runs.get();
  }
  ~LoopThread() { loop_->quit(); thread_.join(); }
private:
  void run() {
    auto loop = std::make_shared<Loop>();
    loop->queue([this] { runs_.set_value(); });
    made_.set_value(loop);
    loop->loop();
  }
  std::promise<std::shared_ptr<Loop>> made_;
  std::promise<void> runs_;
  std::shared_ptr<Loop> loop_;
  std::thread thread_;
};
int main() { LoopThread worker; }
`,
  );
});
