/** Coroutines that stop their thread, and those that only suspend themselves. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("coroutine-thread-wait", () => {
  fixture(
    "a lock held across a suspension, and one given back before",
    `
#include <mutex>
struct Task {};
Task fetch(int);
struct Cache {
  Task load(int key) {
    std::lock_guard<std::mutex> guard(mutex_);
    co_await fetch(key);
//  ^^^^^^^^^^^^^^^^^^^ d1 coroutine-thread-wait: blocks "Cache::load" needs "Cache::mutex_"
  }
  Task store(int key) {
    { std::lock_guard<std::mutex> guard(mutex_); last_ = key; }
    co_await fetch(key);
  }
  Task swap(int key) {
    std::unique_lock<std::mutex> lock(mutex_);
    last_ = key;
    lock.unlock();
    co_await fetch(key);
  }
  std::mutex mutex_;
  int last_ = 0;
};
`,
  );

  fixture(
    "waiting for a future, directly and in a function that is no coroutine",
    `
#include <future>
#include <thread>
struct Task {};
Task pause();
std::promise<int> answer;
int ask() { return answer.get_future().get(); }
Task serve() {
  co_await pause();
  ask();
//^^^^^ d1 coroutine-thread-wait
}
Task direct(std::thread worker) {
  co_await pause();
  worker.join();
//       ^^^^^^ d2 coroutine-thread-wait
}
Task bounded() {
  co_await pause();
  answer.get_future().wait_for(std::chrono::seconds(1));
}
void plain() { ask(); }
`,
  );
});
