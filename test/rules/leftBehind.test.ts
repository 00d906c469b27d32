/** Producers that wait for room in a queue whose consumers were told to go. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

function pool(wait: string, stop: string): string {
  return `
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
class Pool {
public:
  Pool() : thread_([this] { run(); }) {}
  void add(int n) {
    std::unique_lock<std::mutex> lock(mutex_);
    ${wait}
    queue_.push_back(n);
    notEmpty_.notify_one();
  }
  void stop() {
    ${stop}
    thread_.join();
  }
private:
  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (running_) {
      while (running_ && queue_.empty()) notEmpty_.wait(lock);
      if (queue_.empty()) continue;
      sum_ += queue_.front();
      queue_.pop_front();
      notFull_.notify_one();
    }
  }
  int sum_ = 0;
  bool running_ = true;
  std::mutex mutex_;
  std::condition_variable notEmpty_;
  std::condition_variable notFull_;
  std::deque<int> queue_;
  std::thread thread_;
};
int main() {
  Pool pool;
  std::thread producer([&pool] { for (int i = 0; i < 100; i++) pool.add(i); });
  pool.stop();
  producer.join();
}
`;
}

const told = "{ std::lock_guard<std::mutex> guard(mutex_); running_ = false; }";
const label = (line: string, at: string): string => `${line}\n${at} d1 never-released\n`;

describe("left behind", () => {
  fixture(
    "the wait for room",
    pool(
      label(
        "while (queue_.size() >= 2) notFull_.wait(lock);",
        "//                                      ^^^^^^^^^^",
      ),
      `${told} notEmpty_.notify_all();`,
    ),
  );
  fixture(
    "it would look whether the pool runs, and is not woken",
    pool(
      label(
        "while (running_ && queue_.size() >= 2) notFull_.wait(lock);",
        "//                                                  ^^^^^^^^^^",
      ),
      `${told} notEmpty_.notify_all();`,
    ),
  );
});

describe("not left behind", () => {
  const wait = "while (running_ && queue_.size() >= 2) notFull_.wait(lock);";
  fixture("both are woken", pool(wait, `${told} notEmpty_.notify_all(); notFull_.notify_all();`));
  fixture(
    "it waits with a deadline",
    pool("notFull_.wait_for(lock, std::chrono::seconds(1));", `${told} notEmpty_.notify_all();`),
  );
});
