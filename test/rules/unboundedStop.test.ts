/** Stops that wait on a loop, and stops that wait for a notification with nothing to look at. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";
import { loop } from "../harness/loop.ts";

/** A session whose reader ends by itself; `ask` is what the loop runs. */
function session(ask: string, more = ""): string {
  return `
#include "loop.h"
#include <condition_variable>
class Session {
public:
  void open() { reader_ = std::thread([this] { for (int i = 0; i < 1000; i++) sum_ += i; ${more} }); }
  void tick() { ${ask} }
private:
  void close() {
    reader_.join();
LABEL
  }
  void look() {
    reader_.join();
LOOK
  }
  int sum_ = 0;
  std::thread reader_;
  Loop loop_;
};
int main() { static Session session; session.open(); session.tick(); }
`;
}

describe("on a loop", () => {
  fixture(
    "a stop that joins",
    session("loop_.post([this] { close(); });")
      .replace(
        "LABEL",
        '//          ^^^^^^ d1 unbounded-stop: blocks "Session::loop_" needs "Session::reader_"',
      )
      .replace("LOOK", ""),
    [loop],
  );
  fixture(
    "what is no stop is the loop's matter",
    session("loop_.post([this] { look(); });")
      .replace("LABEL", "")
      .replace(
        "LOOK",
        '//          ^^^^^^ d1 loop-blocked: blocks "Session::loop_" needs "Session::reader_"',
      ),
    [loop],
  );
  fixture(
    "a destructor that joins",
    `
#include "loop.h"
#include <memory>
class Reader {
public:
  Reader() : thread_([this] { for (int i = 0; i < 1000; i++) sum_ += i; }) {}
  ~Reader() {
    thread_.join();
//          ^^^^^^ d1 unbounded-stop: blocks "Session::loop_" needs "Reader::thread_"
  }
private:
  int sum_ = 0;
  std::thread thread_;
};
class Session {
public:
  void tick() { loop_.post([this] { reader_.reset(); }); }
private:
  std::unique_ptr<Reader> reader_ = std::make_unique<Reader>();
  Loop loop_;
};
int main() { static Session session; session.tick(); }
`,
    [loop],
  );
});

/** The server says that it is idle; the stop waits for that. */
function server(wait: string): string {
  return `
#include <condition_variable>
#include <mutex>
#include <thread>
class Server {
public:
  Server() : thread_([this] { serve(); }) {}
  ~Server() { thread_.join(); }
  void stop() {
    std::unique_lock<std::mutex> lock(mutex_);
    ${wait}
  }
private:
  void serve() { std::lock_guard<std::mutex> guard(mutex_); idle_ = true; changed_.notify_all(); }
  bool idle_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;
};
int main() { Server server; server.stop(); }
`;
}

describe("with nothing to look at", () => {
  fixture(
    "bare",
    server(
      `changed_.wait(lock);\n//           ^^^^^^^^^^ d1 unbounded-stop: blocks "main" needs "Server::thread_"\n`,
    ),
  );
  fixture("with a predicate", server("changed_.wait(lock, [this] { return idle_; });"));
  fixture("in a loop", server("while (!idle_) changed_.wait(lock);"));
  fixture("under a condition", server("if (!idle_) changed_.wait(lock);"));
  fixture("with a deadline", server("changed_.wait_for(lock, std::chrono::seconds(1));"));
});
