/** Items that wait for items of their own pool: when they can use it up, and when not. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";
import { loop, pool } from "../harness/loop.ts";

describe("pool-starvation", () => {
  fixture(
    "each of many items waits for one that it adds",
    `
#include "pool.h"
Pool pool(4);
void resize(int image) {
  std::promise<int> done;
  pool.add([&done, image] { done.set_value(image); });
  done.get_future().get();
//                  ^^^^^ d1 pool-starvation: blocks "Pool::workers_[]" needs "Pool::workers_[]"
}
int main() { for (int i = 0; i < 100; ++i) pool.add([i] { resize(i); }); }
`,
    [pool],
  );

  fixture(
    "many items, added by a function that a loop calls, wait for a condition",
    `
#include "pool.h"
Pool pool(4);
std::mutex mutex;
std::condition_variable changed;
int left = 0;
void merge() {
  { std::lock_guard<std::mutex> guard(mutex); left = 2; }
  for (int i = 0; i < 2; ++i)
    pool.add([] { std::lock_guard<std::mutex> guard(mutex); --left; changed.notify_all(); });
  std::unique_lock<std::mutex> lock(mutex);
  while (left != 0) changed.wait(lock);
//                          ^^^^^^^^^^ d1 pool-starvation
}
void submit() { pool.add([] { merge(); }); }
int main() { for (;;) submit(); }
`,
    [pool],
  );

  fixture(
    "an item that answers itself where it cannot ask",
    `
#include "pool.h"
Pool pool(4);
int known = 0;
void ask(std::promise<int>& done) {
  if (known == 0) { done.set_value(0); return; }
  pool.add([&done] { done.set_value(known); });
}
void resize() {
  std::promise<int> done;
  ask(done);
  done.get_future().get();
}
int main() { for (int i = 0; i < 100; ++i) pool.add([] { resize(); }); }
`,
    [pool],
  );

  fixture(
    "an item that another instance of it waits for",
    `
#include "pool.h"
Pool pool(4);
void sort(int from, int to) {
  if (to - from < 2) return;
  std::promise<void> left;
  pool.add([&left, from, to] { sort(from, (from + to) / 2); left.set_value(); });
  sort((from + to) / 2, to);
  left.get_future().wait();
//                  ^^^^^^ d1 pool-starvation
}
int main() { for (int i = 0; i < 100; ++i) pool.add([] { sort(0, 1000); }); }
`,
    [pool],
  );

  fixture(
    "what else the item does later answers no question of its own",
    `
#include "pool.h"
Pool pool(4);
struct Log {
  std::function<void()> written;
  void append(std::function<void()> then) { written = then; }
  void flush() { written(); }
};
Log log;
void save() {
  std::promise<void> done;
  log.append([&done] { done.set_value(); });
  done.get_future().wait();
}
int main() { for (int i = 0; i < 100; ++i) pool.add([] { save(); log.flush(); }); }
`,
    [pool],
  );

  fixture(
    "one item, another pool, a deadline, ended by somebody else",
    `
#include "pool.h"
Pool pool(4);
Pool other(4);
void once() {
  std::promise<int> done;
  pool.add([&done] { done.set_value(1); });
  done.get_future().get();
}
void elsewhere() {
  std::promise<int> done;
  other.add([&done] { done.set_value(1); });
  done.get_future().get();
}
void soon() {
  std::promise<int> done;
  pool.add([&done] { done.set_value(1); });
  done.get_future().wait_for(std::chrono::seconds(1));
}
std::promise<int> fromMain;
void outside() { fromMain.get_future().get(); }
int main() {
  pool.add([] { once(); });
  for (int i = 0; i < 100; ++i) {
    pool.add([] { elsewhere(); });
    pool.add([] { soon(); });
    pool.add([] { outside(); });
  }
  fromMain.set_value(1);
}
`,
    [pool],
  );

  fixture(
    "on a serial loop it is a plain wait for itself",
    `
#include "loop.h"
Loop loop;
void ask() {
  std::promise<int> done;
  loop.post([&done] { done.set_value(1); });
  done.get_future().get();
//                  ^^^^^ d1 self-wait
}
int main() { for (int i = 0; i < 100; ++i) loop.post([] { ask(); }); }
`,
    [loop],
  );
});
