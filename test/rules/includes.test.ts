/** Classes of one name: the one that is included is meant, also through other headers. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("of classes of one name the included one is meant", () => {
  fixture(
    "through another header, from a directory that is not the nearest",
    `
//- app/main.cpp
#include "all.h"
int main() { Worker w; w.start(); }
//- app/near/worker.h
struct Worker { void start() {} };
//- lib/all.h
#include "worker.h"
//- lib/worker.h
#include <thread>
struct Worker { void stop() { t_.join(); }
//                               ^^^^^^ d1 self-join
  void start() { t_ = std::thread([this] { stop(); }); } std::thread t_; };
`,
  );

  fixture(
    "and the other one where that is included",
    `
//- app/main.cpp
#include "near/worker.h"
int main() { Worker w; w.start(); }
//- app/near/worker.h
struct Worker { void start() {} };
//- lib/worker.h
#include <thread>
struct Worker { void stop(); void start(); std::thread t_; };
//- lib/worker.cpp
#include "worker.h"
void Worker::stop() {}
void Worker::start() { t_ = std::thread([this] { stop(); }); }
`,
  );
});
