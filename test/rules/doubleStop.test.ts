/** Destructors that stop what has been stopped, and stops that may run twice. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

/** A member with a stop of its own, and an owner whose destructor stops it too. */
function server(stop: string): string {
  return `
#include <atomic>
#include <mutex>
#include <thread>
class Server {
public:
  Server() : thread_([this] { while (!ending_) {} }) {}
  ~Server() { stop(); }
  void stop() { ${stop} }
private:
  void end() { ending_ = true; thread_.join(); }
  std::atomic<bool> ending_{false};
  std::atomic<bool> stopped_{false};
  std::once_flag once_;
  std::thread thread_;
};
class Owner {
public:
  ~Owner() { server_.stop(); }
private:
  Server server_;
};
int main() { Owner owner; }
`;
}

describe("may run twice", () => {
  const stops = {
    joinable: "ending_ = true; if (thread_.joinable()) thread_.join();",
    exchange: "if (stopped_.exchange(true)) return; end();",
    call_once: "std::call_once(once_, [this] { end(); });",
    "compare and return": "if (stopped_) return; stopped_ = true; thread_.join();",
    "under a condition": "if (!stopped_) { stopped_ = true; end(); }",
  };
  for (const [name, stop] of Object.entries(stops)) fixture(name, server(stop));
});

describe("double-stop", () => {
  fixture(
    "owner and member",
    `
#include <atomic>
#include <thread>
class Server {
public:
  Server() : thread_([this] { while (!ending_) {} }) {}
  ~Server() {
    stop();
//  ^^^^^^ d1 double-stop: blocks "main" needs "Server::thread_"
  }
  void stop() { ending_ = true; thread_.join(); }
private:
  std::atomic<bool> ending_{false};
  std::thread thread_;
};
class Owner {
public:
  ~Owner() { server_.stop(); }
private:
  Server server_;
};
int main() { Owner owner; }
`,
  );

  fixture(
    "owner and member behind a pointer",
    `
#include <atomic>
#include <memory>
#include <thread>
class Server {
public:
  Server() : thread_([this] { while (!ending_) {} }) {}
  ~Server() {
    stop();
//  ^^^^^^ d1 double-stop: blocks "main" needs "Server::thread_"
  }
  void stop() { ending_ = true; thread_.join(); }
private:
  std::atomic<bool> ending_{false};
  std::thread thread_;
};
class Owner {
public:
  Owner() : server_(std::make_unique<Server>()) {}
  ~Owner() { server_->stop(); }
private:
  std::unique_ptr<Server> server_;
};
int main() { Owner owner; }
`,
  );

  fixture(
    "derived and base",
    `
#include <atomic>
#include <thread>
class Server {
public:
  Server() : thread_([this] { while (!ending_) {} }) {}
  virtual ~Server() {
    stop();
//  ^^^^^^ d1 double-stop: blocks "main" needs "Server::thread_"
  }
  void stop() { ending_ = true; thread_.join(); }
private:
  std::atomic<bool> ending_{false};
  std::thread thread_;
};
class HttpServer : public Server {
public:
  ~HttpServer() override { stop(); }
};
int main() { HttpServer server; }
`,
  );
});

describe("silent", () => {
  fixture(
    "what the stop calls looks whether it has run",
    `
#include <atomic>
#include <thread>
class Player {
public:
  Player() : thread_([this] { while (active_) {} }) {}
  virtual ~Player() { stop(); }
  virtual void stop() { if (active_) { active_ = false; thread_.join(); } }
private:
  std::atomic<bool> active_{true};
  std::thread thread_;
};
class FilePlayer : public Player {
public:
  ~FilePlayer() override { stop(); }
  void stop() override { Player::stop(); open_ = false; }
private:
  bool open_ = true;
};
int main() { FilePlayer player; }
`,
  );

  fixture(
    "each destructor stops its own part: the base's one is not the override",
    `
#include <atomic>
#include <thread>
class Player {
public:
  virtual ~Player() { stop(); }
  virtual void stop() { active_ = false; }
private:
  bool active_ = true;
};
class FilePlayer : public Player {
public:
  FilePlayer() : thread_([this] { while (!ending_) {} }) {}
  ~FilePlayer() override { stop(); }
  void stop() override { ending_ = true; thread_.join(); }
private:
  std::atomic<bool> ending_{false};
  std::thread thread_;
};
int main() { FilePlayer player; }
`,
  );

  fixture(
    "two members of one class",
    `
#include <atomic>
#include <thread>
class Server {
public:
  Server() : thread_([this] { while (!ending_) {} }) {}
  ~Server() { stop(); }
  void stop() { ending_ = true; thread_.join(); }
private:
  std::atomic<bool> ending_{false};
  std::thread thread_;
};
class Owner { Server first_; Server second_; };
int main() { Owner owner; }
`,
  );

  fixture(
    "a virtual stop that is another function in the base's destructor",
    `
#include <atomic>
#include <thread>
class Server {
public:
  Server() : thread_([this] { while (!ending_) {} }) {}
  virtual ~Server() { stop(); }
  virtual void stop() { ending_ = true; thread_.join(); }
private:
  std::atomic<bool> ending_{false};
  std::thread thread_;
};
class HttpServer : public Server {
public:
  ~HttpServer() override { stop(); }
  void stop() override { accepting_ = false; }
private:
  bool accepting_ = true;
};
int main() { HttpServer server; }
`,
  );

  fixture(
    "a function that returns the one instance",
    `
#include <thread>
static void print(const char*) {}
class Log {
public:
  static Log& instance();
  void write(const char* text) { sink_(text); }
private:
  Log() : sink_(&print) {}
  void (*sink_)(const char*);
};
Log& Log::instance() {
  static Log log;
  return log;
}
class File {
public:
  File() : writer_([] {}) {}
  ~File() {
    if (writer_.joinable()) writer_.join();
    Log::instance().write("closed");
  }
private:
  std::thread writer_;
};
class Copy {
private:
  File in_;
  File out_;
};
int main() { Copy copy; }
`,
  );
});
