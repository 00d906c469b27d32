/** Futures that are dropped on the spot, and the many ways in which they are not. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("future-dtor", () => {
  fixture(
    "dropped, with either policy and with none",
    `
#include <future>
void work(int);
void all() {
  std::async(std::launch::async, work, 1);
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 future-dtor
  std::async([] { work(2); });
//^^^^^^^^^^^^^^^^^^^^^^^^^^^ d2 future-dtor
  std::async(std::launch::async | std::launch::deferred, [] { work(3); });
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d3 future-dtor
}
void work(int n) { if (n > 0) all(); }
int main() { all(); }
`,
  );

  fixture(
    "dropped on purpose",
    `
#include <future>
#include <tuple>
int work();
int main() {
  (void)std::async(std::launch::async, [] { return 1; });
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 future-dtor
  static_cast<void>(std::async(std::launch::async, [] { return 2; }));
//                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d2 future-dtor
  std::ignore = std::async(std::launch::async, [] { return 3; });
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d3 future-dtor
}
`,
  );

  fixture(
    "in a loop and in a lambda",
    `
#include <future>
#include <functional>
struct Server {
  void serve(int n) {
    for (int i = 0; i < n; ++i) {
      std::async(std::launch::async, [this, i] { answer(i); });
//    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 future-dtor
    }
    on_end_ = [this] {
      std::async(std::launch::async, &Server::answer, this, 0);
//    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d2 future-dtor
    };
    on_end_();
  }
  void answer(int) { ++answered_; }
  std::function<void()> on_end_;
  int answered_ = 0;
};
int main() { Server server; server.serve(3); }
`,
  );

  fixture(
    "kept, handed on, asked for, moved, returned",
    `
#include <future>
#include <thread>
#include <vector>
int work();
struct Job {
  Job() : first_(std::async(std::launch::async, [] { return work(); })) {}
  void start() { second_ = std::async(std::launch::async, [] { return work(); }); }
  std::future<int> first_;
  std::future<int> second_;
};
void keep(std::future<int> f);
std::future<int> give() { return std::async(std::launch::async, [] { return work(); }); }
auto give2() { return std::async([] { return work(); }); }
std::vector<std::future<int>> all;
int main() {
  Job job;
  job.start();
  auto kept = std::async(std::launch::async, [] { return work(); });
  all.push_back(std::async(std::launch::async, [] { return work(); }));
  keep(std::async(std::launch::async, [] { return work(); }));
  int now = std::async(std::launch::async, [] { return work(); }).get();
  std::async(std::launch::async, [] { return work(); }).wait();
  auto held = [f = std::async(std::launch::async, [] { return work(); })]() mutable { return f.get(); };
  std::thread([f = std::async(std::launch::async, [] { return work(); })]() mutable { f.get(); }).detach();
  auto f = give();
  return now + kept.get() + held() + f.get();
}
int work() { return 1; }
void keep(std::future<int> f) { all.push_back(std::move(f)); }
`,
  );

  fixture(
    "only deferred, another async, a future of something else",
    `
#include <future>
namespace own { struct Pool { std::future<int> async(int (*f)()); }; }
int work() { return 1; }
own::Pool* pool;
int main() {
  std::async(std::launch::deferred, work);
  pool->async(work);
  std::promise<int> p;
  p.get_future();
}
`,
  );
});
