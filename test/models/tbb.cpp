//== a task waits for its own group
#include <oneapi/tbb/task_group.h>
oneapi::tbb::task_group group;
void step() { group.wait(); }
//                  ^^^^^^ d1 self-join: blocks "group" needs "group"
int main() {
  group.run([] { step(); });
  group.wait();
}

//== a task waits for a group of its own, and loops run in parallel inside
#include <oneapi/tbb.h>
#include <mutex>
std::mutex mutex;
void leaf() { std::lock_guard<std::mutex> lock(mutex); }
void step() {
  tbb::task_group inner;
  inner.run([] { leaf(); });
  inner.wait();
  tbb::parallel_for(0, 100, [](int) { leaf(); });
}
int main() {
  tbb::task_group outer;
  outer.run([] { step(); });
  outer.wait();
  tbb::task_arena arena(4);
  arena.execute([] { tbb::parallel_invoke([] { leaf(); }, [] { step(); }); });
}

//== main waits for tasks that wait for main
#include <tbb/concurrent_queue.h>
#include <tbb/task_group.h>
tbb::concurrent_bounded_queue<int> orders;
tbb::task_group group;
void cook() {
  int order;
  orders.pop(order);
//       ^^^^^^^^^^ d1 wait-cycle: blocks "group" needs "main"
}
int main() {
  group.run([] { cook(); });
  group.wait();
  orders.push(1);
}

//== the other way round
#include <tbb/concurrent_queue.h>
#include <tbb/task_group.h>
tbb::concurrent_bounded_queue<int> orders;
tbb::task_group group;
void cook() {
  int order;
  orders.pop(order);
}
int main() {
  group.run([] { cook(); });
  orders.push(1);
  group.wait();
}

//== scoped locks, and a handler that takes one
#include <csignal>
#include <tbb/recursive_mutex.h>
#include <tbb/spin_mutex.h>
#include <tbb/spin_rw_mutex.h>
tbb::spin_mutex spin;
tbb::recursive_mutex again;
tbb::spin_rw_mutex both;
void onSignal(int) {
  tbb::spin_mutex::scoped_lock lock(spin);
//                             ^^^^^^^^^^ d1 signal-blocks: blocks "onSignal" needs "spin"
}
void inner() { tbb::recursive_mutex::scoped_lock lock(again); }
int main() {
  std::signal(SIGTERM, onSignal);
  tbb::spin_mutex::scoped_lock lock;
  lock.acquire(spin);
  lock.release();
  tbb::recursive_mutex::scoped_lock outer(again);
  inner();
  tbb::spin_rw_mutex::scoped_lock reads(both, false);
}
