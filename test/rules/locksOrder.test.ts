/** Two locks in both orders: which locks are one, and which only look alike. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

const queue = {
  path: "queue.h",
  text: `
#include <deque>
#include <mutex>
class Queue {
public:
  class Access {
  public:
    explicit Access(Queue& queue) : queue_(queue) { queue_.mutex_.lock(); }
    ~Access() { queue_.mutex_.unlock(); }
  private:
    Queue& queue_;
  };
  std::mutex mutex_;
  std::deque<int> items_;
};
`,
};

describe("lock-order", () => {
  fixture(
    "two members of one class are two locks",
    `
#include "queue.h"
class Board {
public:
  void first() {
    Queue::Access access(in_);
    std::lock_guard<std::mutex> guard(mutex_);
    ++count_;
  }
  void second() {
    std::lock_guard<std::mutex> guard(mutex_);
    Queue::Access access(out_);
    ++count_;
  }
private:
  std::mutex mutex_;
  Queue in_;
  Queue out_;
  int count_ = 0;
};
`,
    [queue],
  );

  fixture(
    "one member, both orders",
    `
#include "queue.h"
class Board {
public:
  void first() {
    Queue::Access access(in_);
    std::lock_guard<std::mutex> guard(mutex_);
    ++count_;
  }
  void second() {
    std::lock_guard<std::mutex> guard(mutex_);
    Queue::Access access(in_);
//                ^^^^^^^^^^^ d1 lock-order: blocks "Board::second" needs "Queue::mutex_"
    ++count_;
  }
private:
  std::mutex mutex_;
  Queue in_;
  int count_ = 0;
};
`,
    [queue],
  );
});
