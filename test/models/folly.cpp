//== an event base waits for its own task
#include <folly/io/async/EventBase.h>
#include <folly/io/async/ScopedEventBaseThread.h>
struct Store {
  folly::ScopedEventBaseThread thread;
  int count = 0;
  void reset() { thread.getEventBase()->runInEventBaseThreadAndWait([this] { count = 0; }); }
//                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-wait: blocks "Store::thread" needs "Store::thread"
  void tick() { thread.getEventBase()->runInEventBaseThread([this] { reset(); }); }
};
int main() { Store store; store.tick(); }

//== called at once on the loop itself
#include <folly/io/async/EventBase.h>
#include <folly/io/async/ScopedEventBaseThread.h>
struct Store {
  folly::ScopedEventBaseThread thread;
  int count = 0;
  void reset() {
    thread.getEventBase()->runImmediatelyOrRunInEventBaseThreadAndWait([this] { count = 0; });
  }
  void tick() { thread.getEventBase()->runInEventBaseThread([this] { reset(); }); }
};
int main() { Store store; store.tick(); }

//== a pool is joined by its own task
#include <folly/executors/CPUThreadPoolExecutor.h>
struct Service {
  folly::CPUThreadPoolExecutor pool{4};
  void shutDown() { pool.join(); }
//                       ^^^^^^ d1 self-join: blocks "Service::pool" needs "Service::pool"
  void start() { pool.add([this] { shutDown(); }); }
};
int main() { Service service; service.start(); }

//== a pool is destroyed by its own task
#include <folly/executors/CPUThreadPoolExecutor.h>
struct Service {
  std::unique_ptr<folly::CPUThreadPoolExecutor> pool;
  void shutDown() {
    pool.reset();
//       ^^^^^ d1 FN self-join: a method that only resets a library's object is not looked into
  }
  void start() {
    pool = std::make_unique<folly::CPUThreadPoolExecutor>(4);
    pool->add([this] { shutDown(); });
  }
};
int main() { Service service; service.start(); }

//== a pool is joined from outside
#include <folly/executors/CPUThreadPoolExecutor.h>
int main() {
  folly::CPUThreadPoolExecutor pool(4);
  pool.add([] {});
  pool.join();
}

//== a scheduler is shut down by one of its functions
#include <folly/executors/FunctionScheduler.h>
struct Poller {
  folly::FunctionScheduler scheduler;
  void stop() { scheduler.shutdown(); }
//                        ^^^^^^^^^^ d1 self-join: blocks "Poller::scheduler" needs "Poller::scheduler"
  void start() {
    scheduler.addFunction([this] { stop(); }, std::chrono::seconds(1), "poll");
    scheduler.start();
  }
};
int main() { Poller poller; poller.start(); }

//== batons and semaphores that are posted too late
#include <folly/synchronization/Baton.h>
#include <folly/synchronization/LifoSem.h>
#include <folly/synchronization/SaturatingSemaphore.h>
#include <thread>
folly::Baton<> baton;
folly::LifoSem slots;
folly::SaturatingSemaphore<true> ready;
int main() {
  std::thread a([] { baton.wait(); });
//                         ^^^^^^ d1 wait-cycle: blocks "a" needs "main"
  std::thread b([] { slots.wait(); });
//                         ^^^^^^ d2 wait-cycle: blocks "b" needs "main"
  std::thread c([] { ready.wait(); });
//                         ^^^^^^ d3 wait-cycle: blocks "c" needs "main"
  a.join(); b.join(); c.join();
  baton.post();
  slots.post();
  ready.post();
}

//== batons with a deadline, and in time
#include <folly/synchronization/Baton.h>
#include <thread>
folly::Baton<> baton, other;
int main() {
  std::thread a([] { baton.wait(); other.try_wait_for(std::chrono::seconds(1)); });
  baton.post();
  a.join();
  other.post();
}

//== every kind of lock, taken by a handler
#include <csignal>
#include <folly/Synchronized.h>
#include <folly/SharedMutex.h>
#include <folly/synchronization/MicroSpinLock.h>
#include <folly/synchronization/RWSpinLock.h>
folly::SharedMutex a;
folly::RWSpinLock b;
folly::MicroSpinLock c;
folly::SpinLock d;
folly::SharedMutex e;
folly::Synchronized<int> f, g, h;
folly::SharedMutex i;
void onA(int) { folly::SharedMutex::ReadHolder lock(a); }
//                                             ^^^^^^^ d1 signal-blocks: blocks "onA" needs "a"
void onB(int) { folly::RWSpinLock::WriteHolder lock(b); }
//                                             ^^^^^^^ d2 signal-blocks: blocks "onB" needs "b"
void onC(int) { std::lock_guard<folly::MicroSpinLock> lock(c); }
//                                                    ^^^^^^^ d3 signal-blocks: blocks "onC" needs "c"
void onD(int) { d.lock(); d.unlock(); }
//                ^^^^^^ d4 signal-blocks: blocks "onD" needs "d"
void onE(int) { std::shared_lock<folly::SharedMutex> lock(e); }
//                                                   ^^^^^^^ d5 signal-blocks: blocks "onE" needs "e"
void onF(int) { f.wlock(); }
//                ^^^^^^^ d6 signal-blocks
void onG(int) { g.withRLock([](int) {}); }
//                ^^^^^^^^^^^^^^^^^^^^^ d7 signal-blocks: blocks "onG" needs "g"
void onH(int) { h.rlock(); }
//                ^^^^^^^ d8 signal-blocks
void onI(int) { if (i.try_lock()) i.unlock(); }
int main() {
  signal(1, onA); signal(2, onB); signal(3, onC); signal(4, onD); signal(5, onE); signal(6, onF);
  signal(7, onG); signal(8, onH); signal(9, onI);
  { folly::SharedMutex::WriteHolder lock(a); folly::RWSpinLock::ReadHolder other(b); }
  c.lock(); c.unlock(); d.lock(); d.unlock(); e.lock(); e.unlock(); i.lock(); i.unlock();
  f.withWLock([](int) {});
  g.withWLock([](int) {});
  h.wlock();
}

//== a future is awaited elsewhere
#include <folly/executors/IOThreadPoolExecutor.h>
#include <folly/futures/Future.h>
#include <folly/io/async/ScopedEventBaseThread.h>
struct Client {
  folly::ScopedEventBaseThread thread;
  int ask() {
    return folly::via(thread.getEventBase(), [] { return 1; }).get();
  }
};
int main() { Client client; client.ask(); }

//== a promise is kept by a task behind the waiter
#include <folly/futures/Future.h>
#include <folly/io/async/ScopedEventBaseThread.h>
struct Client {
  folly::ScopedEventBaseThread thread;
  int ask() {
    folly::Promise<int> answer;
    auto future = answer.getSemiFuture();
    thread.add([&answer] { answer.setValue(1); });
    return std::move(future).get();
//                           ^^^^^ d1 self-wait: blocks "Client::thread" needs "Client::thread"
  }
  void tick() { thread.add([this] { ask(); }); }
};
int main() { Client client; client.tick(); }

//== a coroutine blocks nobody
#include <folly/coro/BlockingWait.h>
#include <folly/coro/Task.h>
folly::coro::Baton ready;
folly::coro::Task<int> compute() { co_await ready; co_return 1; }
int main() {
  int sum = folly::coro::blockingWait(compute());
  ready.post();
  return sum;
}

//== a guard that is a temporary ends with its statement
#include <folly/Synchronized.h>
folly::Synchronized<std::vector<int>> list;
int main() {
  list.wlock()->push_back(1);
  list.wlock()->push_back(2);
  if (list.rlock()->size() > 1) list.wlock()->clear();
}

//== a timer runs on the loop that it was given
#include <folly/io/async/AsyncTimeout.h>
#include <folly/io/async/EventBase.h>
#include <folly/io/async/ScopedEventBaseThread.h>
#include <future>
#include <thread>
folly::EventBase loop;
std::promise<void> answered;
class Tick : public folly::AsyncTimeout {
 public:
  explicit Tick(folly::EventBase* base) : folly::AsyncTimeout(base) {}
  void timeoutExpired() noexcept override {
    loop.runInEventBaseThread([] { answered.set_value(); });
    answered.get_future().wait();
//                        ^^^^^^ d1 self-wait: blocks "main" needs "main"
  }
};
Tick tick(&loop);
int main() {
  tick.scheduleTimeout(10);
  loop.loopForever();
}

//== a class of one's own that is a pool is no loop
#include <folly/executors/CPUThreadPoolExecutor.h>
#include <future>
std::promise<void> done;
class Workers : public folly::CPUThreadPoolExecutor {
 public:
  void start() {
    add([this] {
      add([] { done.set_value(); });
      done.get_future().wait();
    });
  }
};
void run(Workers* workers) { workers->start(); }

//== a block that runs when its scope ends
#include <thread>
#include <folly/ScopeGuard.h>
class Worker {
 public:
  void start() { thread_ = std::thread([this] { run(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join: blocks "Worker::thread_" needs "Worker::thread_"
 private:
  void run() {
    SCOPE_EXIT { stop(); };
    ++rounds_;
  }
  int rounds_ = 0;
  std::thread thread_;
};
int main() {
  Worker worker;
  worker.start();
}

//== a continuation without an executor runs on the loop that fulfils the promise
#include <folly/futures/Future.h>
#include <folly/io/async/ScopedEventBaseThread.h>
#include <folly/synchronization/Baton.h>
struct Catalog {
  folly::ScopedEventBaseThread loop;
  folly::Future<int> fetch() {
    folly::Promise<int> row;
    auto later = row.getFuture();
    loop.getEventBase()->runInEventBaseThread([row = std::move(row)]() mutable { row.setValue(1); });
    return later;
  }
  void save() {
    folly::Baton<> written;
    loop.getEventBase()->runInEventBaseThread([&written] { written.post(); });
    written.wait();
//          ^^^^^^ d1 self-wait: blocks "Catalog::loop" needs "Catalog::loop"
  }
  void refresh() {
    fetch().thenValue([](int row) { return row + 1; }).thenValue([this](int) { save(); });
  }
};
int main() { Catalog catalog; catalog.refresh(); }

//== it is sent to a pool
#include <folly/executors/CPUThreadPoolExecutor.h>
#include <folly/futures/Future.h>
#include <folly/io/async/ScopedEventBaseThread.h>
#include <folly/synchronization/Baton.h>
struct Catalog {
  folly::ScopedEventBaseThread loop;
  folly::CPUThreadPoolExecutor pool{4};
  folly::Future<int> fetch() {
    folly::Promise<int> row;
    auto later = row.getFuture();
    loop.getEventBase()->runInEventBaseThread([row = std::move(row)]() mutable { row.setValue(1); });
    return later;
  }
  void save() {
    folly::Baton<> written;
    loop.getEventBase()->runInEventBaseThread([&written] { written.post(); });
    written.wait();
  }
  void refresh() {
    fetch().via(&pool).thenValue([](int row) { return row + 1; }).thenValue([this](int) { save(); });
  }
};
int main() { Catalog catalog; catalog.refresh(); }

//== a pool with one thread, handed on as an executor, is a loop
#include <folly/executors/CPUThreadPoolExecutor.h>
#include <folly/futures/Future.h>
struct Shard {
  explicit Shard(std::shared_ptr<folly::Executor> given) : executor(std::move(given)) {}
  int size() {
    return folly::via(executor.get(), [] { return 1; }).get();
//                                                      ^^^^^ d1 self-wait: blocks "pool" needs "pool"
  }
  std::shared_ptr<folly::Executor> executor;
};
struct Index {
  explicit Index(std::shared_ptr<folly::Executor> given) : executor(given), shard(std::make_shared<Shard>(given)) {}
  void refresh() { executor->add([this] { shard->size(); }); }
  std::shared_ptr<folly::Executor> executor;
  std::shared_ptr<Shard> shard;
};
int main() {
  auto pool = std::make_shared<folly::CPUThreadPoolExecutor>(1);
  Index index(pool);
  index.refresh();
}

//== the pool has four threads
#include <folly/executors/CPUThreadPoolExecutor.h>
#include <folly/futures/Future.h>
struct Shard {
  explicit Shard(std::shared_ptr<folly::Executor> given) : executor(std::move(given)) {}
  int size() { return folly::via(executor.get(), [] { return 1; }).get(); }
  std::shared_ptr<folly::Executor> executor;
};
struct Index {
  explicit Index(std::shared_ptr<folly::Executor> given) : executor(given), shard(std::make_shared<Shard>(given)) {}
  void refresh() { executor->add([this] { shard->size(); }); }
  std::shared_ptr<folly::Executor> executor;
  std::shared_ptr<Shard> shard;
};
int main() {
  auto pool = std::make_shared<folly::CPUThreadPoolExecutor>(4);
  Index index(pool);
  index.refresh();
}

//== what was deferred runs on the executor that is named later
#include <folly/executors/CPUThreadPoolExecutor.h>
#include <folly/futures/Future.h>
struct Table {
  folly::CPUThreadPoolExecutor pool{1};
  int count() {
    return folly::via(&pool, [] { return 2; }).get();
//                                             ^^^^^ d1 self-wait: blocks "Table::pool" needs "Table::pool"
  }
  folly::SemiFuture<int> load() {
    return folly::makeSemiFuture(1).deferValue([this](int rows) { return rows + count(); });
  }
  void refresh() { load().via(&pool).thenValue([](int) {}); }
};
int main() { Table table; table.refresh(); }

//== the caller waits for what was deferred, and runs it
#include <folly/executors/CPUThreadPoolExecutor.h>
#include <folly/futures/Future.h>
struct Table {
  folly::CPUThreadPoolExecutor pool{1};
  int count() { return folly::via(&pool, [] { return 2; }).get(); }
  folly::SemiFuture<int> load() {
    return folly::makeSemiFuture(1).deferValue([this](int rows) { return rows + count(); });
  }
  void refresh() { load().get(); }
};
int main() { Table table; table.refresh(); }
