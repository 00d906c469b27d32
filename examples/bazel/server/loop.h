#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

// Runs what is posted to it, one after another, on a thread of its own.
class Loop {
 public:
  Loop() : thread_([this] { run(); }) {}
  ~Loop() { stop(); }

  void post(std::function<void()> work);
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::thread thread_;
};
