/** A lock taken twice, and waits under a lock: what counts as held, on which object, and since when. */

import { describe } from "vitest";

import { fixture } from "../harness/check.ts";

describe("self-lock", () => {
  fixture(
    "through a stored callback that only locks",
    `
#include <functional>
#include <mutex>
class Job {
public:
  void onDone(std::function<void()> done) { done_ = std::move(done); }
  void run() { if (done_) done_(); }
private:
  std::function<void()> done_;
};
class Queue {
public:
  void start() {
    job_.onDone([this] { finished(); });
    std::unique_lock<std::mutex> lock(mutex_);
    job_.run();
//       ^^^^^ d1 self-lock
  }
  void finished() { std::lock_guard<std::mutex> guard(mutex_); ++count_; }
private:
  std::mutex mutex_;
  Job job_;
  int count_ = 0;
};
int main() { Queue queue; queue.start(); }
`,
  );

  fixture(
    "a guard that is moved into the callee, which gives it back before the callback",
    `
#include <functional>
#include <mutex>
class Link {
public:
  void listen() { handler_ = [this] { std::lock_guard<std::mutex> guard(mutex_); open_ = false; }; }
  void gone() {
    std::unique_lock<std::mutex> lock(mutex_);
    goneUnlocked(std::move(lock));
  }
private:
  void goneUnlocked(std::unique_lock<std::mutex> lock) {
    if (!open_) return;
    auto handler = handler_;
    lock.unlock();
    if (handler) handler();
  }
  std::mutex mutex_;
  bool open_ = true;
  std::function<void()> handler_;
};
int main() { Link link; link.listen(); link.gone(); }
`,
  );

  fixture(
    "a guard by reference, given back around the callback; a guard that the callee keeps to itself",
    `
#include <functional>
#include <mutex>
class Link {
public:
  void listen() { handler_ = [this] { std::lock_guard<std::mutex> guard(mutex_); ++count_; }; }
  void read() {
    std::unique_lock<std::mutex> lock(mutex_);
    each(lock);
  }
  void drop() {
    std::unique_lock<std::mutex> lock(mutex_);
    eat(std::move(lock));
    again();
  }
private:
  void each(std::unique_lock<std::mutex>& lock) {
    for (int i = 0; i < 3; ++i) {
      lock.unlock();
      handler_();
      lock.lock();
    }
  }
  void eat(std::unique_lock<std::mutex>) {}
  void again() { std::lock_guard<std::mutex> guard(mutex_); ++count_; }
  std::mutex mutex_;
  int count_ = 0;
  std::function<void()> handler_;
};
int main() { Link link; link.listen(); link.read(); link.drop(); }
`,
  );

  fixture(
    "another object of the class behind an interface, and an argument that says whether to lock",
    `
#include <memory>
#include <mutex>
struct Limit { virtual ~Limit() = default; virtual bool allow() = 0; };
class Safe : public Limit {
public:
  explicit Safe(std::unique_ptr<Limit> inner) : inner_(std::move(inner)) {}
  bool allow() override { std::lock_guard<std::mutex> guard(mutex_); return inner_->allow(); }
private:
  std::unique_ptr<Limit> inner_;
  std::mutex mutex_;
};
class Producer {
public:
  void close() { std::lock_guard<std::mutex> guard(mutex_); fail(false); }
  void fail(bool withLock) { count_ = withLock ? takeLocked() : take(); }
private:
  int take() { return 0; }
  int takeLocked() { std::lock_guard<std::mutex> guard(mutex_); return take(); }
  std::mutex mutex_;
  int count_ = 0;
};
bool ask(Limit& limit) { return limit.allow(); }
int main() { Producer producer; producer.close(); }
`,
  );

  fixture(
    "own guard and lock classes, and a shared lock made exclusive",
    `
#include <mutex>
#include <pthread.h>
#include <shared_mutex>
class Latch {
public:
  void lock() { pthread_mutex_lock(&mutex_); }
  void unlock() { pthread_mutex_unlock(&mutex_); }
private:
  pthread_mutex_t mutex_;
};
class Hold {
public:
  explicit Hold(Latch& latch) : latch_(latch) { latch_.lock(); }
  ~Hold() { latch_.unlock(); }
private:
  Latch& latch_;
};
class Table {
public:
  void put() { Hold hold(latch_); grow(); }
//                                ^^^^^^ d1 self-lock
  void calm() { { Hold hold(latch_); ++size_; } grow(); }
  int read() {
    std::shared_lock<std::shared_mutex> lock(shared_);
    if (size_ == 0) fill();
//                  ^^^^^^ d2 self-lock
    return size_;
  }
private:
  void grow() { Hold hold(latch_); ++size_; }
  void fill() { std::unique_lock<std::shared_mutex> lock(shared_); size_ = 1; }
  Latch latch_;
  std::shared_mutex shared_;
  int size_ = 0;
};
int main() { Table table; table.put(); table.calm(); return table.read(); }
`,
  );
});

describe("lock-wait", () => {
  fixture(
    "an abstract lock: whichever kind it is, the object is the lock",
    `
#include <mutex>
#include <shared_mutex>
#include <thread>
struct Lock { virtual ~Lock() = default; virtual void enter() = 0; virtual void leave() = 0; };
class Plain : public Lock {
public:
  void enter() override { mutex_.lock(); }
  void leave() override { mutex_.unlock(); }
private:
  std::mutex mutex_;
};
class Shared : public Lock {
public:
  void enter() override { mutex_.lock(); }
  void leave() override { mutex_.unlock(); }
private:
  std::shared_mutex mutex_;
};
class Hold {
public:
  explicit Hold(Lock& lock) : lock_(lock) { lock_.enter(); }
  ~Hold() { lock_.leave(); }
private:
  Lock& lock_;
};
class Pump {
public:
  void start() { thread_ = std::thread([this] { run(); }); }
  void stop() { Hold hold(lock_); stop_ = true; thread_.join(); }
//                                                      ^^^^^^ d1 lock-wait
  void halt() { { Hold hold(lock_); stop_ = true; } other_.join(); }
  void begin() { other_ = std::thread([this] { run(); }); }
private:
  void run() { for (;;) { Hold hold(lock_); if (stop_) return; } }
  Plain lock_;
  bool stop_ = false;
  std::thread thread_;
  std::thread other_;
};
int main() { Pump pump; pump.start(); pump.stop(); pump.begin(); pump.halt(); }
`,
  );

  fixture(
    "the condition gives up its mutex, also through classes of one's own",
    `
#include <pthread.h>
#include <thread>
class Mutex {
public:
  void lock() { pthread_mutex_lock(&mutex_); }
  void unlock() { pthread_mutex_unlock(&mutex_); }
  pthread_mutex_t* native() { return &mutex_; }
private:
  pthread_mutex_t mutex_;
};
class Guard {
public:
  explicit Guard(Mutex& mutex) : mutex_(mutex) { mutex_.lock(); }
  ~Guard() { mutex_.unlock(); }
private:
  Mutex& mutex_;
};
class Condition {
public:
  explicit Condition(Mutex& mutex) : mutex_(mutex) {}
  void wait() { pthread_cond_wait(&cond_, mutex_.native()); }
  void notify() { pthread_cond_signal(&cond_); }
private:
  Mutex& mutex_;
  pthread_cond_t cond_;
};
class Starter {
public:
  Starter() : ready_(mutex_) {}
  int start() {
    thread_ = std::thread([this] { run(); });
    Guard guard(mutex_);
    while (state_ == 0) ready_.wait();
    return state_;
  }
  ~Starter() { thread_.join(); }
private:
  void run() { Guard guard(mutex_); state_ = 1; ready_.notify(); }
  Mutex mutex_;
  Condition ready_;
  int state_ = 0;
  std::thread thread_;
};
int main() { Starter starter; return starter.start(); }
`,
  );

  fixture(
    "the worker has had the lock before the waiter could get past its condition",
    `
#include <condition_variable>
#include <mutex>
#include <thread>
int once() {
  std::condition_variable ready;
  std::mutex mutex;
  bool done = false;
  std::unique_lock<std::mutex> lock(mutex);
  std::thread worker([&] { std::unique_lock<std::mutex> inner(mutex); done = true; ready.notify_all(); });
  ready.wait(lock, [&] { return done; });
  worker.join();
  return 0;
}
int main() { return once(); }
`,
  );

  fixture(
    "lambdas that initialise what they keep in braces leave the functions behind them alone",
    `
#include <functional>
#include <memory>
#include <mutex>
struct Error {};
class Link : public std::enable_shared_from_this<Link> {
public:
  void resolved(const Error& error);
  void received();
  void closed(const Error& error);
  void failed(const Error& error);
private:
  template <class F> void atOnce(F f) { f(Error()); }
  std::function<void(const Error&)> later_;
  std::mutex mutex_;
  int open_ = 0;
};
void Link::resolved(const Error& error) {
  std::lock_guard lock{mutex_};
  later_ = [this, error, self{shared_from_this()}](const auto& late) {
    std::lock_guard inner{mutex_};
    open_ = 0;
  };
  later_ = [this, self{shared_from_this()}](const Error& late) { closed(late); };
}
void Link::received() {
  std::unique_lock<std::mutex> lock(mutex_);
  ++open_;
}
void Link::closed(const Error& error) {
  std::unique_lock<std::mutex> lock(mutex_);
  --open_;
}
void Link::failed(const Error& error) {
  std::lock_guard lock{mutex_};
  atOnce([self{shared_from_this()}, this](const Error& late) { closed(late); });
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-lock
}
int main() {
  auto link = std::make_shared<Link>();
  link->resolved(Error());
  link->received();
  link->failed(Error());
}
`,
  );

  const kinds = (attributes: string, mark: string): string => `
#include <pthread.h>
#define CHECKED(call) if ((call) != 0) fail()
void fail();
class Mutex {
public:
  Mutex();
  void lock() { CHECKED(pthread_mutex_lock(&mutex_)); }
  void unlock() { CHECKED(pthread_mutex_unlock(&mutex_)); }
private:
  static const pthread_mutexattr_t* kind();
  pthread_mutex_t mutex_;
};
static pthread_mutexattr_t attributes;
const pthread_mutexattr_t* Mutex::kind() {
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  return &attributes;
}
Mutex::Mutex() {
${attributes}
}
template <class L>
class Scoped {
public:
  explicit Scoped(L& l) : mutex_(l) { mutex_.lock(); }
  ~Scoped() { mutex_.unlock(); }
private:
  L& mutex_;
};
class Queue {
public:
  void drain() {
    Scoped<Mutex> lock(lock_);
    size();
${mark}
  }
  int size() {
    Scoped<Mutex> lock(lock_);
    return size_;
  }
private:
  Mutex lock_;
  int size_ = 0;
};
int main() { Queue queue; queue.drain(); }
`;
  const twice = "//  ^^^^^^ d1 self-lock";
  fixture(
    "a mutex class of one's own",
    kinds("  CHECKED(pthread_mutex_init(&mutex_, NULL));", twice),
  );
  fixture(
    "a mutex class of one's own, made recursive by attributes from elsewhere",
    kinds("  CHECKED(pthread_mutex_init(&mutex_, kind()));", ""),
  );
  for (const [ask, mark] of [
    ["if (locking)", ""],
    ["if (!locking) {} else", ""],
    ["if (locking & 1)", ""],
    ["if (queue->count > 0)", "//        ^^^^^^^^^^^^^^^ d1 self-lock"],
  ] as const)
    fixture(
      `a number says whether the callee locks: ${ask}`,
      `
#include <pthread.h>
struct Queue { pthread_mutex_t lock; int count; };
static int count(Queue* queue, int locking) {
  ${ask} pthread_mutex_lock(&queue->lock);
  int n = queue->count;
  ${ask} pthread_mutex_unlock(&queue->lock);
  return n;
}
int drain(Queue* queue) {
  pthread_mutex_lock(&queue->lock);
  int n = count(queue, 0);
${mark}
  pthread_mutex_unlock(&queue->lock);
  return n;
}
`,
    );
  for (const [type, mark] of [
    ["std::recursive_mutex", ""],
    ["std::mutex", "//  ^^^^^^^ d1 self-lock"],
  ] as const)
    fixture(
      `a pool that is locked by its own name, around a ${type} in two classes`,
      `
#include <mutex>
class Section {
public:
  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }
private:
  ${type} mutex_;
};
class Pool {
public:
  void lock() const { section_.lock(); }
  void unlock() const { section_.unlock(); }
private:
  mutable Section section_;
};
template <class T>
class Region {
public:
  explicit Region(T& t) : t_(t) { t_.lock(); }
  ~Region() { t_.unlock(); }
private:
  T& t_;
};
class Chain {
public:
  explicit Chain(Pool& pool) : pool_(pool) {}
  void add() {
    Region<Pool> region(pool_);
    flush();
${mark}
  }
  void flush() { Region<Pool> region(pool_); }
private:
  Pool& pool_;
};
int main() { Pool pool; Chain chain(pool); chain.add(); }
`,
    );
  for (const [type, mark] of [
    ["PTHREAD_MUTEX_RECURSIVE", ""],
    ["PTHREAD_MUTEX_ERRORCHECK", twice],
  ] as const)
    fixture(
      `a mutex class of one's own with attributes of type ${type}`,
      kinds(
        `  pthread_mutexattr_t own;
  pthread_mutexattr_init(&own);
  pthread_mutexattr_settype(&own, ${type});
  pthread_mutex_init(&mutex_, &own);`,
        mark,
      ),
    );
});

describe("lock-order", () => {
  fixture(
    "two objects of one class template are two locks",
    `
#include <map>
#include <mutex>
template <class T>
class Table {
public:
  template <class F> void each(F f) { std::lock_guard<std::mutex> guard(mutex_); for (auto& [k, v] : items_) f(v); }
  void remove(int key) { std::lock_guard<std::mutex> guard(mutex_); items_.erase(key); }
private:
  std::mutex mutex_;
  std::map<int, T> items_;
};
class Client {
public:
  void close(int key) { std::lock_guard<std::mutex> guard(state_); producers_.remove(key); }
  void visit() { consumers_.each([this](int) { std::lock_guard<std::mutex> guard(state_); ++seen_; }); }
private:
  std::mutex state_;
  Table<int> producers_;
  Table<int> consumers_;
  int seen_ = 0;
};
int main() { Client client; client.close(1); client.visit(); }
`,
  );
});
