/** Two callers wait until the worker has stopped, and it wakes one of them. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

const timer = (parts: {
  readonly told?: string;
  readonly stop?: string;
  readonly after?: string;
  readonly end?: string;
  readonly found?: boolean;
}): string => `
#include <condition_variable>
#include <mutex>
#include <thread>
class Timer {
public:
  enum State { Idle, Running, Stopping, Stopped };
  Timer() : thread_([this] { run(); }) { thread_.detach(); }
  ~Timer() { ${parts.end ?? "if (state_ != Stopped) stop();"} }
  void stop() {
    std::unique_lock<std::mutex> lock(mutex_);
    ${parts.stop ?? "if (state_ != Stopping && state_ != Stopped) { state_ = Stopping; changed_.notify_all(); }"}
    while (state_ != Stopped) changed_.wait(lock);
${parts.found === true ? '//                                     ^^^^^^^^^^ d1 never-released: blocks "main" needs "Timer::thread_"' : ""}
    ${parts.after ?? ""}
  }
private:
  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (state_ != Stopping) changed_.wait(lock);
    state_ = Stopped;
    ${parts.told ?? "changed_.notify_one();"}
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = Idle;
  std::thread thread_;
};
int main() { Timer timer; timer.stop(); }
`;

describe("who stops beside another one", () => {
  fixture("one is woken", timer({ found: true }));
  fixture("all are woken: silent", timer({ told: "changed_.notify_all();" }));
  fixture("who is woken wakes the next: silent", timer({ after: "changed_.notify_one();" }));
  fixture(
    "the second one is turned away: silent",
    timer({
      stop: "if (state_ == Stopping) return; state_ = Stopping; changed_.notify_all();",
    }),
  );
  fixture("nobody else stops it: silent", timer({ end: "" }));
});
