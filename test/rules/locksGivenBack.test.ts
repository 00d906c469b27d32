/** Locks that somebody else gives back: a callee that was handed a guard. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

/** More callers than one function is told apart for: each hands its own guard to it. */
const callers = 40;
const eachCaller = (line: (i: number) => string): string =>
  Array.from({ length: callers }, (_, i) => line(i)).join("\n");

const pipe = (unlock: string, label: (i: number) => string): string => `
#include <functional>
#include <mutex>
#include <thread>
class Pipe {
public:
  void listen() { changed_ = [this] { std::lock_guard<std::mutex> guard(mutex_); ++n_; }; }
${eachCaller(
  (i) => `  void set${i}() {
    std::unique_lock<std::mutex> lock(mutex_);
    apply(std::move(lock));
${label(i)}
  }`,
)}
private:
  void apply(std::unique_lock<std::mutex> lock) {
    auto changed = changed_;
    ${unlock}
    if (changed) changed();
  }
  std::mutex mutex_;
  std::function<void()> changed_;
  int n_ = 0;
};
int main() {
  Pipe pipe;
  pipe.listen();
  std::thread worker([&] {
${eachCaller((i) => `    pipe.set${i}();`)}
  });
  worker.join();
}
`;

describe("a guard that the callee is handed by more callers than are told apart", () => {
  fixture(
    "given back before the callback",
    pipe("lock.unlock();", () => ""),
  );
  fixture(
    "kept",
    pipe("", (i) => `//  ^^^^^^^^^^^^^^^^^^^^^^ d${i + 1} self-lock`),
  );
});
