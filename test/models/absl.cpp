//== a notification that only another task of the same thread sends
#include <functional>
#include <queue>
#include <thread>
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
class Loop {
 public:
  Loop() : thread_([this] { Run(); }) {}
  void Post(std::function<void()> task) {
    absl::MutexLock lock(&mu_);
    tasks_.push(task);
    ready_.Signal();
  }
 private:
  void Run() {
    for (;;) {
      std::function<void()> task;
      {
        absl::MutexLock lock(&mu_);
        while (tasks_.empty()) ready_.Wait(&mu_);
        task = tasks_.front();
        tasks_.pop();
      }
      task();
    }
  }
  absl::Mutex mu_;
  absl::CondVar ready_;
  std::queue<std::function<void()>> tasks_;
  std::thread thread_;
};
class Store {
 public:
  void Flush() {
    absl::Notification done;
    loop_.Post([&done] { done.Notify(); });
    done.WaitForNotification();
//       ^^^^^^^^^^^^^^^^^^^^^ d1 self-wait: blocks "Store::loop_" needs "Store::loop_"
  }
  void Tick() { loop_.Post([this] { Flush(); }); }
 private:
  Loop loop_;
};
int main() {
  Store store;
  store.Tick();
  store.Flush();
}

//== the same with a deadline
#include <thread>
#include "absl/synchronization/notification.h"
class Worker {
 public:
  void Start() { thread_ = std::thread([this] { Work(); }); }
  void Stop() { done_.WaitForNotificationWithTimeout(absl::Seconds(1)); }
 private:
  void Work() { Stop(); done_.Notify(); }
  absl::Notification done_;
  std::thread thread_;
};
int main() { Worker worker; worker.Start(); worker.Stop(); }

//== main joins a thread that waits for the notification that main would send afterwards
#include <thread>
#include "absl/synchronization/notification.h"
class Worker {
 public:
  void Start() { thread_ = std::thread([this] { Work(); }); }
  void Join() { thread_.join(); }
 private:
  void Work() { gate_.WaitForNotification(); }
//                    ^^^^^^^^^^^^^^^^^^^^^ d1 wait-cycle: blocks "Worker::thread_" needs "main"
  absl::Notification gate_;
  std::thread thread_;
  friend class Owner;
};
class Owner {
 public:
  void Close() {
    worker_.Join();
    worker_.gate_.Notify();
  }
  void Open() { worker_.Start(); }
 private:
  Worker worker_;
};
Owner owner;
int main() { owner.Open(); owner.Close(); }

//== a mutex in a signal handler
#include <csignal>
#include "absl/synchronization/mutex.h"
absl::Mutex mu;
int count = 0;
void OnSignal(int) {
  absl::MutexLock lock(&mu);
//                ^^^^^^^^^ d1 signal-blocks: blocks "OnSignal" needs "mu"
  count = 0;
}
int main() {
  std::signal(SIGHUP, OnSignal);
  mu.Lock();
  count++;
  mu.Unlock();
}

//== a handler that only tries the mutex
#include <csignal>
#include "absl/synchronization/mutex.h"
absl::Mutex mu;
int count = 0;
void OnSignal(int) {
  if (mu.TryLock()) {
    count = 0;
    mu.Unlock();
  }
}
int main() {
  std::signal(SIGHUP, OnSignal);
  absl::MutexLock lock(&mu);
  count++;
}

//== conditions of mutexes, call_once, a barrier: nothing is wrong
#include <thread>
#include "absl/base/call_once.h"
#include "absl/synchronization/barrier.h"
#include "absl/synchronization/mutex.h"
class Queue {
 public:
  void Put() {
    absl::MutexLock lock(&mu_);
    ready_ = true;
  }
  void Take() {
    absl::call_once(once_, [this] { Init(); });
    absl::MutexLock lock(&mu_, absl::Condition(&ready_));
    ready_ = false;
  }
  void Drop() {
    mu_.LockWhen(absl::Condition(&ready_));
    mu_.Await(absl::Condition(&ready_));
    mu_.Unlock();
  }
 private:
  void Init() {}
  absl::Mutex mu_;
  bool ready_ = false;
  absl::once_flag once_;
};
Queue queue;
int main() {
  absl::Barrier barrier(2);
  std::thread taker([&] { barrier.Block(); queue.Take(); queue.Drop(); });
  barrier.Block();
  queue.Put();
  taker.join();
}
