/** Locks of overriders where the object is known: only the one that it calls counts. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("a lock that only another overrider takes", () => {
  const program = (made: string, label: string): string => `
#include <csignal>
#include <mutex>
#include <semaphore.h>
class Counter {
public:
  virtual ~Counter() = default;
  virtual void count() {
    sem_post(&counted_);
  }
  void wait() {
    sem_wait(&counted_);
  }
private:
  sem_t counted_;
};
class SharedCounter : public Counter {
public:
  void count() override {
    std::lock_guard<std::mutex> guard(mutex_);
    ++n_;
  }
private:
  std::mutex mutex_;
  int n_ = 0;
};
SharedCounter shared;
class Group {
public:
  Group() : counter_(${made}) {}
  void done() { counter_->count(); }
  void wait() { counter_->wait(); }
private:
  Counter* counter_;
};
static Group* group = nullptr;
static void onSignal(int) {
  group->done();
${label}
}
int main() {
  shared.count();
  group = new Group();
  signal(SIGINT, onSignal);
  group->wait();
}
`;

  fixture("not the one that it calls", program("new Counter", ""));
  fixture(
    "the one that it calls",
    program("new SharedCounter", "//       ^^^^^^ d1 signal-blocks"),
  );
});
