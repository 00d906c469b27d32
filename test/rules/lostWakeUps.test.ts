/** A worker that is told to stop between its look at the flag and its falling asleep, while others add work. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

const joined = '//          ^^^^^^ d1 never-released: blocks "main" needs "Fetcher::thread_"';

/** A worker for which a timer thread adds work as long as nobody stops. */
const fetcher = (parts: {
  readonly stop: string;
  readonly add?: string;
  readonly wake?: string;
  readonly found: boolean;
}): string => `
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
class Fetcher {
public:
  Fetcher() : thread_([this] { run(); }) {}
  ~Fetcher() {
    ${parts.stop}
    changed_.notify_one();
    thread_.join();
${parts.found ? joined : ""}
  }
  void add(int job) {
    ${parts.add ?? "if (stopping()) return;"}
    std::lock_guard<std::mutex> lock(mutex_);
    jobs_.push_back(job);
    changed_.notify_one();
  }
private:
  static constexpr int never = -1;
  bool stopping() const { return deadline_ != never; }
  bool idle() const { return std::empty(jobs_); }
  void run() {
    for (;;) {
      std::unique_lock<std::mutex> lock(mutex_);
      if (stopping() && idle()) return;
      auto const awake = [this] { return ${parts.wake ?? "!idle() || stopping()"}; };
      changed_.wait(lock, awake);
      jobs_.clear();
    }
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<int> jobs_;
  std::atomic<int> deadline_{never};
  std::thread thread_;
};
class Ticker {
public:
  explicit Ticker(Fetcher& to) : to_(to), thread_([this] { run(); }) {}
  ~Ticker() { over_ = true; thread_.join(); }
private:
  void run() {
    while (!over_) {
      to_.add(1);
      std::this_thread::sleep_for(std::chrono::seconds(1));
    }
  }
  Fetcher& to_;
  std::atomic<bool> over_{false};
  std::thread thread_;
};
struct Session {
  Fetcher fetcher;
  Ticker ticker{fetcher};
};
int main() { Session session; }
`;

describe("a stop that the worker may not notice", () => {
  fixture(
    "the flag is set without the lock, and nobody adds work after that",
    fetcher({ stop: "deadline_ = 7;", found: true }),
  );
  fixture(
    "the flag is set under the lock: silent",
    fetcher({ stop: "{ std::lock_guard<std::mutex> lock(mutex_); deadline_ = 7; }", found: false }),
  );
  fixture(
    "somebody adds work whatever happens: silent",
    fetcher({ stop: "deadline_ = 7;", add: "", found: false }),
  );
  fixture(
    "the predicate sleeps because it is told to stop",
    fetcher({
      stop: "{ std::lock_guard<std::mutex> lock(mutex_); deadline_ = 7; }",
      wake: "!idle() || !stopping()",
      found: true,
    }),
  );
  fixture(
    "who ends it got the object from outside",
    `${fetcher({ stop: "deadline_ = 7;", found: true })
      .replace('blocks "main"', 'blocks "closeSession"')
      .replace(
        "Fetcher fetcher;",
        "std::unique_ptr<Fetcher> fetcher = std::make_unique<Fetcher>();",
      )
      .replace("{fetcher}", "{*fetcher}")
      .replace("int main() { Session session; }", "")}
void closeSession(Session* session) { delete session; }
Session* openSession() { return new Session; }
`,
  );
});
