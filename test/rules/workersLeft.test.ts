/** A worker that sleeps for good, while the stop of its object thinks of other things. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

const reporter = (parts: {
  readonly loop?: string;
  readonly stop?: string;
  readonly kept?: string;
  readonly found?: boolean;
}): string => `
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
class Reporter {
public:
  static Reporter& instance() { ${parts.kept ?? "static Reporter reporter; return reporter;"} }
  void start() {
    worker_ = std::make_unique<std::thread>([this] { run(); });
    other_ = std::thread([this] { while (!shutdown_) step(); });
  }
  void shutdown() {
    shutdown_ = true;
    other_.join();
    ${parts.stop ?? ""}
  }
  void report() { changed_.notify_one(); }
private:
  void step();
  void send();
  void run() {
    ${parts.loop ?? "while (true)"} {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock);
${parts.found === true ? '//             ^^^^^^^^^^ d1 never-released: blocks "Reporter::worker_" needs "main"' : ""}
      send();
    }
  }
  std::atomic<bool> shutdown_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread other_;
  std::unique_ptr<std::thread> worker_;
};
int main() { Reporter::instance().start(); Reporter::instance().report(); Reporter::instance().shutdown(); }
`;

describe("a worker that is forgotten", () => {
  fixture("neither woken nor joined", reporter({ found: true }));
  fixture("let go: silent", reporter({ stop: "worker_->detach();" }));
  fixture(
    "woken and joined: silent",
    reporter({
      loop: "while (!shutdown_)",
      stop: "{ std::lock_guard<std::mutex> lock(mutex_); changed_.notify_all(); } worker_->join();",
    }),
  );
  fixture("it has a way out: silent", reporter({ loop: "while (!shutdown_)" }));
  fixture(
    "the object never ends: silent",
    reporter({ kept: "static Reporter* reporter = new Reporter; return *reporter;" }),
  );
});
