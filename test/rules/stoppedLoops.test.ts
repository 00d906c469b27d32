/** A wait for work that is handed to a thread which has come to its end. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";
import { loop } from "../harness/loop.ts";

/** The loop of the harness, with a stop of its own. */
const stoppable = {
  ...loop,
  text: loop.text.replace(
    `  ~Loop() {
    post(nullptr);
    thread_.join();
  }`,
    `  ~Loop() { stop(); }
  void stop() {
    post(nullptr);
    if (thread_.joinable()) thread_.join();
  }`,
  ),
};

const client = (label: string, ask = "loop_.post([&done] { done.set_value(); });"): string => `
#include "loop.h"
#include <memory>
class Client {
public:
  explicit Client(Loop& loop) : loop_(loop) {}
  ~Client() { cancel(); }
  void cancel() {
    std::promise<void> done;
    ${ask}
    done.get_future().wait();
${label}
  }
private:
  Loop& loop_;
};
`;

describe("work for a loop that is over", () => {
  fixture(
    "the owner stops the loop, and then ends who asks it",
    `${client('//                    ^^^^^^ d1 never-released: blocks "main" needs "Server::loop_"')}
class Server {
public:
  Server() : client_(std::make_unique<Client>(loop_)) {}
  ~Server() {
    loop_.stop();
    client_.reset();
  }
private:
  Loop loop_;
  std::unique_ptr<Client> client_;
};
int main() { Server server; }
`,
    [stoppable],
  );

  fixture(
    "all in one function",
    `
#include "loop.h"
int main() {
  Loop loop;
  loop.stop();
  std::promise<void> done;
  loop.post([&done] { done.set_value(); });
  done.get_future().wait();
//                  ^^^^^^ d1 never-released: blocks "main" needs "Loop::thread_"
}
`,
    [stoppable],
  );

  fixture(
    "the other way round: silent",
    `${client("")}
class Server {
public:
  Server() : client_(std::make_unique<Client>(loop_)) {}
  ~Server() {
    client_.reset();
    loop_.stop();
  }
private:
  Loop loop_;
  std::unique_ptr<Client> client_;
};
int main() { Server server; }
`,
    [stoppable],
  );

  fixture(
    "another loop was stopped: silent",
    `${client("")}
class Server {
public:
  Server() : client_(std::make_unique<Client>(loop_)) {}
  ~Server() {
    other_.stop();
    client_.reset();
  }
private:
  Loop other_;
  Loop loop_;
  std::unique_ptr<Client> client_;
};
int main() { Server server; }
`,
    [stoppable],
  );
});
