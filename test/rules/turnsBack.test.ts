/** Flags that a caller sets before it calls what would take its lock: the call turns back. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("a callback that a flag keeps from running", () => {
  const program = (before: string, label: string): string => `
#include <functional>
#include <memory>
#include <mutex>
class States {
public:
  explicit States(std::function<void()> failed) : failed_(std::move(failed)) {}
  void close() {
    std::lock_guard<std::mutex> lock(mutex_);
    open_ = false;
  }
  void open() {
    std::lock_guard<std::mutex> lock(mutex_);
    open_ = true;
  }
  void leave() {
    std::unique_lock<std::mutex> lock(mutex_);
    left(std::move(lock));
  }
private:
  void left(std::unique_lock<std::mutex> lock) {
    if (!open_) return;
    auto failed = failed_;
    lock.unlock();
    failed();
  }
  std::mutex mutex_;
  bool open_ = true;
  std::function<void()> failed_;
};
class Client {
public:
  void init() { states_ = std::make_unique<States>([this] { failed(); }); }
  void stop() {
${before}
    std::lock_guard<std::mutex> lock(sender_);
    states_->leave();
${label}
  }
private:
  void failed() {
    std::lock_guard<std::mutex> lock(sender_);
    ++failures_;
  }
  std::unique_ptr<States> states_;
  std::mutex sender_;
  int failures_ = 0;
};
int main() {
  Client client;
  client.init();
  client.stop();
}
`;
  const found = "//           ^^^^^^^ d1 self-lock";

  fixture("unset before", program("    states_->close();", ""));
  fixture("not asked for", program("", found));
  fixture("set again", program("    states_->close();\n    states_->open();", found));
  fixture("unset in one case", program("    if (failures_ > 0) states_->close();", found));
});
