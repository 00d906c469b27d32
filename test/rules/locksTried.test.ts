/** Locks that a guard was only told to try, and locks below the end of shared objects: nothing that is not sure. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("attempts", () => {
  fixture(
    "a guard that tries holds where a condition says so",
    `
#include <mutex>
class Store {
public:
  void either(bool force) {
    std::unique_lock<std::mutex> lock(mutex_, std::defer_lock);
    if (size_ > 4 || (size_ == 0 && lock.try_lock())) {
      if (!lock.owns_lock()) lock.lock();
      return;
    }
    std::lock_guard<std::mutex> again(mutex_);
    ++size_;
  }
  void inside() {
    std::unique_lock<std::mutex> lock(mutex_, std::defer_lock);
    if (lock.try_lock()) {
      add();
//    ^^^^^ d1 self-lock
    } else {
      add();
    }
  }
  void after() {
    std::unique_lock<std::mutex> lock(mutex_, std::defer_lock);
    if (!lock.try_lock()) return;
    add();
//  ^^^^^ d2 self-lock
  }
private:
  void add() { std::lock_guard<std::mutex> guard(mutex_); ++size_; }
  std::mutex mutex_;
  int size_ = 0;
};
`,
  );

  fixture(
    "what a shared pointer gives up need not end",
    `
#include <memory>
#include <mutex>
#include <vector>
class Room {
public:
  ~Room() { std::lock_guard<std::mutex> guard(mutex_); }
  void leave() {
    std::lock_guard<std::mutex> guard(mutex_);
    guests_.pop_back();
    guests_.clear();
  }
private:
  struct Guest {
    std::shared_ptr<Room> room;
  };
  std::mutex mutex_;
  std::vector<std::shared_ptr<Guest>> guests_;
};
`,
  );
});
