/** Guards without a name: they hold until the expression that makes them ends. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("guards that are temporaries", () => {
  fixture(
    "of a function that returns its lock",
    `
#include <mutex>
class Box {
public:
  Box* with(std::unique_lock<std::mutex> lock) { return this; }
  void use() { std::lock_guard<std::mutex> guard(mutex_); ++uses_; }
  std::unique_lock<std::mutex> hold() { return std::unique_lock<std::mutex>(mutex_); }
  void twice() {
    count(hold(), next());
//                ^^^^^^ d1 self-lock
  }
  void afterwards() {
    count(hold(), 1);
    use();
  }
private:
  int next() { use(); return uses_; }
  void count(std::unique_lock<std::mutex> lock, int value) { uses_ = value; }
  std::mutex mutex_;
  int uses_ = 0;
};
`,
  );

  fixture(
    "of a library's box",
    `
#include <folly/Synchronized.h>
class Table {
public:
  int size() { return rows_.rlock()->size(); }
  void grow() { rows_.wlock()->resize(size() + 1); }
//                                    ^^^^^^ d1 self-lock
  void grown() {
    auto next = size() + 1;
    rows_.wlock()->resize(next);
    next = size();
  }
  void kept() {
    auto rows = rows_.wlock();
    size();
//  ^^^^^^ d2 self-lock
  }
  void dropped() {
    {
      auto rows = rows_.wlock();
    }
    size();
  }
private:
  folly::Synchronized<std::vector<int>> rows_;
};
`,
  );
});
