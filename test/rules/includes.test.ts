/** Classes of one name: the one that is included is meant, also through other headers. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("of classes of one name the included one is meant", () => {
  fixture(
    "through another header, from a directory that is not the nearest",
    `
//- app/main.cpp
#include "all.h"
int main() { Worker w; w.start([&w] { w.t_.join(); }); }
//                                         ^^^^^^ d1 self-join
//- app/near/worker.h
#include <functional>
#include <thread>
struct Worker { void start(std::function<void()> f) {} std::thread t_; };
//- lib/all.h
#include "worker.h"
//- lib/worker.h
#include <functional>
#include <thread>
struct Worker { void start(std::function<void()> f) { t_ = std::thread(f); } std::thread t_; };
`,
  );

  fixture(
    "and the other one where that is included",
    `
//- lib/main.cpp
#include "near/worker.h"
int main() { Worker w; w.start([&w] { w.t_.join(); }); }
//- app/near/worker.h
#include <functional>
#include <thread>
struct Worker { void start(std::function<void()> f) {} std::thread t_; };
//- lib/worker.h
#include <functional>
#include <thread>
struct Worker { void start(std::function<void()> f) { t_ = std::thread(f); } std::thread t_; };
`,
  );
});
