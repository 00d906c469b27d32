#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

// One thread that runs what is posted to it, in order.
class EventLoop {
 public:
  EventLoop() : thread_([this] { run(); }) {}

  ~EventLoop() {
    post(nullptr);  // the last task
    thread_.join();
  }

  void post(std::function<void()> task) {
    std::lock_guard<std::mutex> guard(mutex_);
    tasks_.push_back(std::move(task));
    changed_.notify_one();
  }

  bool inLoopThread() const { return std::this_thread::get_id() == thread_.get_id(); }

 private:
  void run() {
    for (;;) {
      std::function<void()> task = take();
      if (!task) return;
      task();
    }
  }

  std::function<void()> take() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return !tasks_.empty(); });
    std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    return task;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  std::thread thread_;
};
