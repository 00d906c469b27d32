//== a thread joins itself
#include <thread>
struct Job {
  std::thread thread;
  void start() { thread = std::thread([this] { thread.join(); }); }
//                                                    ^^^^^^ d1 self-join: blocks "Job::thread" needs "Job::thread"
};
int main() { Job job; job.start(); job.thread.join(); }

//== a jthread joins in its destructor, and its callable gets a token
#include <stop_token>
#include <thread>
struct Job {
  std::unique_ptr<std::jthread> thread;
  void start() { thread = std::make_unique<std::jthread>([this](std::stop_token) { thread.reset(); }); }
//                                                                                        ^^^^^^^ d1 self-join: blocks "Job::thread" needs "Job::thread"
};
int main() { Job job; job.start(); }

//== asked to stop, a jthread comes back
#include <thread>
int main() {
  std::jthread worker([](std::stop_token stop) {
    while (!stop.stop_requested()) std::this_thread::yield();
  });
}

//== every kind of mutex and guard, taken by a handler
#include <csignal>
#include <mutex>
#include <shared_mutex>
std::mutex a;
std::timed_mutex b;
std::recursive_mutex c;
std::recursive_timed_mutex d;
std::shared_mutex e;
std::shared_timed_mutex f;
std::mutex g, h, i, j, k, l, n, o, p;
void onA(int) { a.lock(); a.unlock(); }
//                ^^^^^^ d1 signal-blocks: blocks "onA" needs "a"
void onB(int) { std::lock_guard<std::timed_mutex> lock(b); }
//                                                ^^^^^^^ d2 signal-blocks: blocks "onB" needs "b"
void onC(int) { c.lock(); c.unlock(); }
void onD(int) { std::lock_guard lock(d); }
void onE(int) { std::unique_lock<std::shared_mutex> lock(e); }
//                                                  ^^^^^^^ d3 signal-blocks: blocks "onE" needs "e"
void onF(int) { std::shared_lock lock(f); }
//                               ^^^^^^^ d4 signal-blocks: blocks "onF" needs "f"
void onG(int) { std::scoped_lock lock(g, h); }
//                               ^^^^^^^^^^ d5 signal-blocks: blocks "onG" needs "g"
void onI(int) { std::lock(i, j); i.unlock(); j.unlock(); }
//              ^^^^^^^^^^^^^^^ d6 signal-blocks: blocks "onI" needs "i"
void onK(int) { std::unique_lock lock(k, std::try_to_lock); }
void onL(int) { std::unique_lock lock(l, std::defer_lock); }
void onN(int) { if (n.try_lock()) n.unlock(); }
void onO(int) { std::unique_lock lock(o, std::adopt_lock); }
void onP(int) { std::unique_lock<std::mutex> lock{p}; lock.unlock(); }
//                                           ^^^^^^^ d7 signal-blocks: blocks "onP" needs "p"
int main() {
  std::signal(1, onA); std::signal(2, onB); std::signal(3, onC); std::signal(4, onD);
  std::signal(5, onE); std::signal(6, onF); std::signal(7, onG); std::signal(8, onI);
  std::signal(9, onK); std::signal(10, onL); std::signal(12, onN);
  std::signal(13, onO); std::signal(14, onP);
  { std::lock_guard l1(a); std::lock_guard l2(b); std::lock_guard l3(c); std::lock_guard l4(d); }
  { e.lock(); e.unlock(); f.lock(); f.unlock(); std::scoped_lock all(g, h, i, j, k); }
  { std::scoped_lock all(l, n, o, p); }
}

//== call_once runs its callable while others wait
#include <csignal>
#include <mutex>
std::once_flag once;
void onTerm(int) { std::call_once(once, [] {}); }
//                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 signal-blocks: blocks "onTerm" needs "once"
int main() { std::signal(SIGTERM, onTerm); std::call_once(once, [] {}); }

//== condition variable: notified after the join
#include <condition_variable>
#include <thread>
struct Gate {
  std::mutex mutex;
  std::condition_variable cv;
  bool open = false;
  void run() {
    std::unique_lock<std::mutex> lock(mutex);
    cv.wait(lock, [this] { return open; });
//     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 wait-cycle: blocks "thread" needs "main"
  }
};
Gate gate;
int main() {
  std::thread thread(&Gate::run, &gate);
  thread.join();
  gate.open = true;
  gate.cv.notify_all();
}

//== condition variable: somebody else notifies
#include <condition_variable>
#include <thread>
std::mutex mutex;
std::condition_variable_any cv;
bool ready = false;
int main() {
  std::thread thread([] { std::scoped_lock lock(mutex); ready = true; cv.notify_one(); });
  { std::unique_lock lock(mutex); cv.wait(lock, [] { return ready; }); }
  thread.join();
}

//== async that waits for what its caller does later
#include <future>
std::promise<void> go;
int main() {
  std::future<void> done = std::async(std::launch::async, [] { go.get_future().wait(); });
//                                                                             ^^^^^^ d1 wait-cycle: blocks "done" needs "main"
  done.wait();
  go.set_value();
}

//== the future of async, awaited after the promise
#include <future>
std::promise<void> go;
int main() {
  std::future<void> done = std::async(std::launch::async, [] { go.get_future().wait(); });
  go.set_value();
  done.get();
}

//== packaged_task and shared_future
#include <future>
#include <thread>
int main() {
  std::packaged_task<int()> task([] { return 1; });
  std::shared_future<int> result = task.get_future().share();
  std::thread thread(std::ref(task));
  int sum = result.get();
  thread.join();
  return sum;
}

//== packaged_task run after the thread that waits for it
#include <future>
#include <thread>
std::packaged_task<int()> task([] { return 1; });
void work() { task.get_future().wait(); }
//                              ^^^^^^ d1 wait-cycle: blocks "thread" needs "main"
int main() { std::thread thread(work); thread.join(); task(); }

//== a promise kept after the join
#include <future>
#include <thread>
std::promise<int> answer;
int main() {
  std::thread thread([] { answer.get_future().get(); });
//                                            ^^^^^ d1 wait-cycle: blocks "thread" needs "main"
  thread.join();
  answer.set_value(1);
}

//== waits with a deadline end
#include <condition_variable>
#include <future>
#include <mutex>
#include <semaphore>
#include <thread>
std::promise<int> answer;
std::binary_semaphore turn(0);
std::mutex mutex;
std::condition_variable cv;
bool open = false;
int main() {
  std::thread thread([] {
    answer.get_future().wait_for(std::chrono::seconds(1));
    turn.try_acquire_for(std::chrono::seconds(1));
    std::unique_lock lock(mutex);
    cv.wait_for(lock, std::chrono::seconds(1), [] { return open; });
  });
  thread.join();
  answer.set_value(1);
  turn.release();
  open = true;
  cv.notify_all();
}

//== latch and semaphores that come too late
#include <latch>
#include <semaphore>
#include <thread>
std::latch latch(1);
std::counting_semaphore<4> slots(0);
std::binary_semaphore turn(0);
int main() {
  std::thread a([] { latch.wait(); });
//                         ^^^^^^ d1 wait-cycle: blocks "a" needs "main"
  std::thread c([] { slots.acquire(); });
//                         ^^^^^^^^^ d2 wait-cycle: blocks "c" needs "main"
  std::thread d([] { turn.acquire(); });
//                        ^^^^^^^^^ d3 wait-cycle: blocks "d" needs "main"
  a.join(); c.join(); d.join();
  latch.count_down();
  slots.release();
  turn.release();
}

//== latch, barrier and semaphore between two threads
#include <barrier>
#include <latch>
#include <semaphore>
#include <thread>
std::latch latch(1);
std::barrier<> both(2);
std::counting_semaphore<4> slots(0);
int main() {
  std::thread worker([] { latch.count_down(); both.arrive_and_wait(); slots.release(); });
  latch.wait();
  both.arrive_and_wait();
  slots.acquire();
  worker.join();
}

//== atomic wait that is notified too late
#include <atomic>
#include <thread>
std::atomic<bool> ready{false};
std::atomic_flag lit;
std::atomic_int count{0};
int main() {
  std::thread a([] { ready.wait(false); });
//                         ^^^^^^^^^^^ d1 wait-cycle: blocks "a" needs "main"
  std::thread b([] { lit.wait(false); });
//                       ^^^^^^^^^^^ d2 wait-cycle: blocks "b" needs "main"
  std::thread c([] { std::atomic_wait(&count, 0); });
//                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ d3 wait-cycle: blocks "c" needs "main"
  a.join(); b.join(); c.join();
  ready = true;
  ready.notify_one();
  lit.test_and_set();
  lit.notify_all();
  count = 1;
  std::atomic_notify_all(&count);
}

//== atomic wait that is notified in time
#include <atomic>
#include <thread>
std::atomic<bool> ready{false};
std::atomic_flag lit;
int main() {
  std::thread worker([] { lit.wait(false); ready = true; ready.notify_one(); });
  lit.test_and_set();
  lit.notify_all();
  ready.wait(false);
  worker.join();
}

//== exit on a worker, registered with atexit
#include <cstdlib>
#include <thread>
std::thread worker;
void stop() { worker.join(); }
//                   ^^^^^^ d1 self-join: blocks "worker" needs "worker"
int main() {
  std::atexit(stop);
  worker = std::thread([] { std::exit(1); });
}

//== quick_exit runs what was registered for it
#include <cstdlib>
#include <thread>
std::thread worker;
void stop() { worker.join(); }
//                   ^^^^^^ d1 self-join: blocks "worker" needs "worker"
int main() {
  std::at_quick_exit(stop);
  worker = std::thread([] { std::quick_exit(1); });
}

//== abort runs nothing
#include <cstdlib>
#include <thread>
std::thread worker;
void stop() { worker.join(); }
int main() {
  std::atexit(stop);
  worker = std::thread([] { std::abort(); });
}

//== a wait with a token ends when the stop is requested
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>
std::mutex mutex;
std::condition_variable_any changed;
std::stop_source stop;
bool ready;
void work() {
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, stop.get_token(), [] { return ready; });
}
int main() {
  std::thread worker(work);
  stop.request_stop();
  worker.join();
  ready = true;
  changed.notify_all();
}

//== a wait with a token that nobody uses before the join
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>
std::mutex mutex;
std::condition_variable_any changed;
std::stop_source stop;
bool ready;
void work() {
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, stop.get_token(), [] { return ready; });
//        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 wait-cycle: blocks "worker" needs "main"
}
int main() {
  std::thread worker(work);
  worker.join();
  stop.request_stop();
  ready = true;
  changed.notify_all();
}
