//== main waits for scheduled work that needs main
#include "rocksdb/env.h"
#include <future>
std::promise<void> ready;
std::promise<void> done;
void Compact(void*) {
  ready.get_future().wait();
//                   ^^^^^^ d1 wait-cycle: blocks "Schedule" needs "main"
  done.set_value();
}
int main() {
  rocksdb::Env::Default()->Schedule(&Compact, nullptr);
  done.get_future().wait();
  ready.set_value();
}

//== the other way round
#include "rocksdb/env.h"
#include <future>
std::promise<void> ready;
std::promise<void> done;
void Compact(void*) {
  ready.get_future().wait();
  done.set_value();
}
int main() {
  rocksdb::Env::Default()->Schedule(&Compact, nullptr);
  ready.set_value();
  done.get_future().wait();
}

//== a condition variable whose mutex is known from its construction, with its source
#include <condition_variable>
#include <mutex>
#include <thread>
namespace leveldb {
namespace port {
class CondVar;
class Mutex {
 public:
  void Lock() { mu_.lock(); }
  void Unlock() { mu_.unlock(); }
 private:
  friend class CondVar;
  std::mutex mu_;
};
class CondVar {
 public:
  explicit CondVar(Mutex* mu) : mu_(mu) {}
  void Wait() {
    std::unique_lock<std::mutex> lock(mu_->mu_, std::adopt_lock);
    cv_.wait(lock);
    lock.release();
  }
  void SignalAll() { cv_.notify_all(); }
 private:
  std::condition_variable cv_;
  Mutex* const mu_;
};
}
}
class Writer {
 public:
  Writer() : changed_(&mutex_) {}
  void Close() {
    leveldb::MutexLock lock(&mutex_);
    while (!closed_) changed_.Wait();
  }
  void Run() {
    leveldb::MutexLock lock(&mutex_);
    closed_ = true;
    changed_.SignalAll();
  }
 private:
  leveldb::port::Mutex mutex_;
  leveldb::port::CondVar changed_;
  bool closed_ = false;
};
Writer writer;
int main() {
  std::thread thread([] { writer.Run(); });
  writer.Close();
  thread.join();
}
