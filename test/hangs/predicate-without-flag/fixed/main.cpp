// The worker sleeps until there is a job or the stop sets a flag and wakes it:
// it looks at both.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

class Worker {
 public:
  Worker() : thread_([this] { run(); }) {}

  ~Worker() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void add(std::function<void()> job) {
    std::lock_guard<std::mutex> lock(mutex_);
    jobs_.push_back(std::move(job));
    changed_.notify_one();
  }

 private:
  void run() {
    while (!stopping_) {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return !jobs_.empty() || stopping_; });
      if (stopping_) break;
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

int main() {
  {
    Worker worker;
    std::promise<void> ready;
    worker.add([&ready] { ready.set_value(); });
    ready.get_future().wait();
    // Until the worker sleeps again.
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    std::fputs("stopping\n", stderr);
  }
  std::fputs("stopped\n", stderr);
  return 0;
}
