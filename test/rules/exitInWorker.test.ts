/** The end of the process, called for by a thread that the end waits for; and calls of `exit` that are harmless. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";
import { loop } from "../harness/loop.ts";

const worker = `
#pragma once
#include <atomic>
#include <cstdlib>
#include <functional>
#include <thread>
class Worker {
public:
  ~Worker() { stop_ = true; if (thread_.joinable()) thread_.join(); }
  void start(std::function<void()> f) { thread_ = std::thread([this, f] { while (!stop_) f(); }); }
private:
  std::atomic<bool> stop_{false};
  std::thread thread_;
};
`;
const prelude = [{ path: "worker.h", text: worker }, loop];

describe("exit-in-worker", () => {
  fixture(
    "a global, a static member, a static local",
    `
#include "worker.h"
bool broken();
Worker poller;
struct Registry { static Worker sweeper; };
Worker Registry::sweeper;
Worker& janitor() { static Worker worker; return worker; }
void fatal(int code) {
  std::exit(code);
//^^^^^^^^^^^^^^^ d1 exit-in-worker
}
int main() {
  poller.start([] { if (broken()) std::exit(1); });
//                                ^^^^^^^^^^^^ d2 exit-in-worker: blocks "Worker::thread_" needs "Worker::thread_"
  Registry::sweeper.start([] { if (broken()) exit(2); });
//                                           ^^^^^^^ d3 exit-in-worker
  janitor().start([] { if (broken()) fatal(3); });
  std::exit(0);
}
`,
    prelude,
  );

  fixture(
    "owned by a smart pointer",
    `
#include "worker.h"
#include <memory>
bool broken();
std::unique_ptr<Worker> poller;
int main() {
  poller = std::make_unique<Worker>();
  poller->start([] { if (broken()) exit(1); });
//                                 ^^^^^^^ d1 exit-in-worker
}
`,
    prelude,
  );

  fixture(
    "on a task of a loop that a static object waits for",
    `
#include "loop.h"
#include <cstdlib>
bool broken();
Loop loop;
int main() {
  loop.post([] { if (broken()) exit(1); });
//                             ^^^^^^^ d1 exit-in-worker
}
`,
    prelude,
  );

  fixture(
    "nothing static waits, other ways to end, the main thread",
    `
#include "worker.h"
#include <unistd.h>
bool broken();
Worker* leaked = new Worker;
Worker unrelated;
int main(int argc, char**) {
  Worker local;
  local.start([] { if (broken()) exit(1); });
  leaked->start([] { if (broken()) exit(1); });
  unrelated.start([] { if (broken()) _exit(1); });
  Worker third;
  third.start([] { if (broken()) std::quick_exit(1); });
  if (argc > 1) exit(2);
}
`,
    prelude,
  );
});
