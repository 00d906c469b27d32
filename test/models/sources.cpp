//== a library's own source beside its users: each effect counts once
#include <csignal>
#include <thread>
namespace absl {
class Mutex {
 public:
  void Lock() { while (locked_) std::this_thread::yield(); locked_ = true; }
  void Unlock() { locked_ = false; }
 private:
  bool locked_ = false;
};
class MutexLock {
 public:
  explicit MutexLock(Mutex* mu) : mu_(mu) { mu_->Lock(); }
  ~MutexLock() { mu_->Unlock(); }
 private:
  Mutex* const mu_;
};
}
absl::Mutex mu;
void OnSignal(int) {
  absl::MutexLock lock(&mu);
//                ^^^^^^^^^ d1 signal-blocks: blocks "OnSignal" needs "mu"
}
int main() {
  std::signal(SIGHUP, OnSignal);
  absl::MutexLock lock(&mu);
}

//== a library's own pool beside its users
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
namespace tbb {
class task_group {
 public:
  task_group() : thread_([this] { work(); }) {}
  void run(std::function<void()> task) {
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push(task);
  }
  void wait() { thread_.join(); }
 private:
  void work() {
    for (;;) {
      std::function<void()> task;
      {
        std::lock_guard<std::mutex> lock(mutex_);
        if (tasks_.empty()) return;
        task = tasks_.front();
        tasks_.pop();
      }
      task();
    }
  }
  std::mutex mutex_;
  std::queue<std::function<void()>> tasks_;
  std::thread thread_;
};
}
tbb::task_group group;
void step() { group.wait(); }
//                  ^^^^^^ d1 self-join: blocks "group" needs "group"
int main() {
  group.run([] { step(); });
  group.wait();
}

//== users that do nothing wrong
#include <functional>
namespace tbb {
class task_group {
 public:
  void run(std::function<void()> task) { task(); }
  void wait() {}
};
}
tbb::task_group group;
int main() {
  group.run([] {});
  group.wait();
}
