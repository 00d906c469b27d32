#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace storaged {
namespace rpc {

// Threads that take their work from one queue.
class WorkerPool {
 public:
  explicit WorkerPool(size_t size);
  ~WorkerPool();

  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void add(std::function<void()> task);

  // Returns when the queue is empty and every worker has left.
  void join();

 private:
  void runWorker();

  std::mutex mutex_;
  std::condition_variable workAvailable_;
  std::condition_variable workerLeft_;
  std::deque<std::function<void()>> tasks_;
  size_t workerCount_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace rpc
}  // namespace storaged
