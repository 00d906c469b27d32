/** Locks that somebody else gives back: a callee that was handed a guard, another method that opens a gate. */

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

describe("a mutex as a gate", () => {
  fixture(
    "one method waits at it, another one opens it",
    `
#include <mutex>
class Server {
public:
  void run() {
    start();
    gate_.lock();
    gate_.lock();
    gate_.unlock();
  }
  void stop() { gate_.unlock(); }
private:
  void start() {}
  std::mutex gate_;
};
Server server;
int main() { server.run(); }
`,
  );

  fixture(
    "what only gives back the lock that its caller took opens nothing",
    `
#include <mutex>
class Server {
public:
  void run() {
    mutex_.lock();
    ++runs_;
    mutex_.lock();
//         ^^^^^^ d1 self-lock
    leave();
  }
private:
  void leave() { mutex_.unlock(); }
  std::mutex mutex_;
  int runs_ = 0;
};
Server server;
int main() { server.run(); }
`,
  );
});
