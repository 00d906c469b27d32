/** What leaves the files that are read: nobody knows when it is released, so nothing is said about waiting for it. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("handed to a function that is not among the files", () => {
  fixture(
    "a promise, by reference",
    `
#include <future>
void elsewhere(std::promise<void>& done);
int main() {
  std::promise<void> done;
  elsewhere(done);
  done.get_future().wait();
}
`,
  );

  fixture(
    "a promise, captured by reference",
    `
#include <functional>
#include <future>
void elsewhere(std::function<void()> f);
int main() {
  std::promise<void> done;
  elsewhere([&done] { done.set_value(); });
  done.get_future().wait();
}
`,
  );

  fixture(
    "a promise, moved",
    `
#include <future>
#include <utility>
void elsewhere(std::promise<void> done);
int main() {
  std::promise<void> done;
  std::future<void> ended = done.get_future();
  elsewhere(std::move(done));
  ended.wait();
}
`,
  );

  fixture(
    "a packaged task",
    `
#include <functional>
#include <future>
void elsewhere(std::function<void()> f);
int main() {
  std::packaged_task<int()> task([] { return 1; });
  std::future<int> result = task.get_future();
  elsewhere([&task] { task(); });
  return result.get();
}
`,
  );

  fixture(
    "a promise, to an abstract executor",
    `
#include <functional>
#include <future>
struct Executor {
  virtual ~Executor() = default;
  virtual void add(std::function<void()> f) = 0;
};
int count(Executor& executor) {
  std::promise<int> answer;
  executor.add([&answer] { answer.set_value(1); });
  return answer.get_future().get();
}
int main() {}
`,
  );

  fixture(
    "a promise, to an executor that a factory elsewhere makes",
    `
#include <functional>
#include <future>
struct Executor {
  virtual ~Executor() = default;
  virtual void add(std::function<void()> f) = 0;
};
Executor& executor();
int main() {
  std::promise<int> answer;
  executor().add([&answer] { answer.set_value(1); });
  return answer.get_future().get();
}
`,
  );

  fixture(
    "a shared promise",
    `
#include <functional>
#include <future>
#include <memory>
void elsewhere(std::function<void()> f);
int main() {
  auto done = std::make_shared<std::promise<void>>();
  elsewhere([done] { done->set_value(); });
  done->get_future().wait();
}
`,
  );

  fixture(
    "a semaphore",
    `
#include <functional>
#include <semaphore.h>
void elsewhere(std::function<void()> f);
int main() {
  sem_t done;
  sem_init(&done, 0, 0);
  elsewhere([&done] { sem_post(&done); });
  sem_wait(&done);
}
`,
  );

  fixture(
    "a condition variable",
    `
#include <condition_variable>
#include <functional>
#include <mutex>
void elsewhere(std::function<void()> f);
int main() {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  elsewhere([&] {
    std::lock_guard<std::mutex> guard(mutex);
    done = true;
    changed.notify_one();
  });
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return done; });
}
`,
  );
});

describe("waits in code that nobody calls", () => {
  fixture(
    "a public function",
    `
#include <future>
#include <thread>
class Api {
public:
  int call() {
    std::promise<int> answer;
    std::thread worker([&answer] { answer.set_value(1); });
    int result = answer.get_future().get();
    worker.join();
    return result;
  }
};
`,
  );

  fixture(
    "a thread that ends by itself",
    `
#include <future>
#include <thread>
class Job {
public:
  void start() {
    thread_ = std::thread([this] { run(); });
    ready_.get_future().wait();
  }
  ~Job() { thread_.join(); }
private:
  void run() { ready_.set_value(); }
  std::promise<void> ready_;
  std::thread thread_;
};
int main() { Job job; job.start(); }
`,
  );
});
