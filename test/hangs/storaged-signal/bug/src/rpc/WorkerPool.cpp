#include "WorkerPool.h"

#include <pthread.h>

#include <utility>

namespace storaged {
namespace rpc {

WorkerPool::WorkerPool(size_t size) : workerCount_(size) {
  for (size_t i = 0; i < size; i++) {
    threads_.emplace_back(&WorkerPool::runWorker, this);
  }
}

WorkerPool::~WorkerPool() {
//          ^^^^^^^^^^^ d1.20 call
  for (auto& thread : threads_) {
    thread.join();
//         ^^^^^^ d1.21 wait on "storaged::SignalHandler::handlerHook", d1.22 close on "storaged::SignalHandler::handlerHook"
  }
}

void WorkerPool::add(std::function<void()> task) {
  std::lock_guard<std::mutex> guard(mutex_);
  tasks_.push_back(std::move(task));
  workAvailable_.notify_one();
}

void WorkerPool::join() {
  std::unique_lock<std::mutex> lock(mutex_);
  stopping_ = true;
  workAvailable_.notify_all();
  while (workerCount_ > 0) {
    workerLeft_.wait(lock);
//              ^^^^^^^^^^ d1.17 wait on "storaged::SignalHandler::handlerHook", d1.18 close on "storaged::SignalHandler::handlerHook"
  }
}

void WorkerPool::runWorker() {
  ::pthread_setname_np(::pthread_self(), "executor-pri3");
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    while (tasks_.empty() && !stopping_) {
      workAvailable_.wait(lock);
    }
    if (tasks_.empty()) {
      break;
    }
    std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    lock.lock();
  }
  workerCount_--;
  workerLeft_.notify_all();
}

}  // namespace rpc
}  // namespace storaged
