//== a thread joins itself
#include <boost/thread.hpp>
boost::thread worker;
int main() {
  worker = boost::thread([] { worker.join(); });
//                                   ^^^^^^ d1 self-join: blocks "worker" needs "worker"
}

//== a thread is joined with a deadline, or by the one that made it
#include <boost/thread.hpp>
boost::thread worker;
boost::thread_group group;
int main() {
  worker = boost::thread([] { worker.timed_join(boost::posix_time::seconds(1)); });
  group.create_thread([] {});
  group.join_all();
  worker.join();
}

//== a scoped thread joins in its destructor
#include <boost/thread/scoped_thread.hpp>
struct Job {
  std::unique_ptr<boost::scoped_thread<>> thread;
  void start() { thread = std::make_unique<boost::scoped_thread<>>([this] { thread.reset(); }); }
//                                                                                 ^^^^^^^ d1 self-join: blocks "Job::thread" needs "Job::thread"
};
int main() { Job job; job.start(); }

//== every kind of mutex and guard, taken by a handler
#include <boost/thread.hpp>
#include <csignal>
boost::mutex a, b, c, h;
boost::recursive_mutex d;
boost::shared_mutex e, f, g;
boost::timed_mutex i;
boost::synchronized_value<int> j;
boost::interprocess::interprocess_mutex k;
void onA(int) { boost::mutex::scoped_lock lock(a); }
//                                        ^^^^^^^ d1 signal-blocks: blocks "onA" needs "a"
void onB(int) { boost::lock_guard<boost::mutex> lock(b); }
//                                              ^^^^^^^ d2 signal-blocks: blocks "onB" needs "b"
void onC(int) { boost::mutex::scoped_try_lock lock(c); }
void onD(int) { boost::recursive_mutex::scoped_lock lock(d); }
void onE(int) { boost::shared_lock<boost::shared_mutex> lock(e); }
//                                                      ^^^^^^^ d3 signal-blocks: blocks "onE" needs "e"
void onF(int) { boost::upgrade_lock<boost::shared_mutex> lock(f); }
//                                                       ^^^^^^^ d4 signal-blocks: blocks "onF" needs "f"
void onG(int) { boost::unique_lock<boost::shared_mutex> lock(g, boost::try_to_lock); }
void onH(int) { boost::unique_lock<boost::mutex> lock(h, boost::adopt_lock); }
void onI(int) { if (i.timed_lock(boost::posix_time::seconds(1))) i.unlock(); }
void onJ(int) { j.synchronize(); }
//                ^^^^^^^^^^^^^ d5 FN signal-blocks: a guard that is a temporary is not followed
void onK(int) { boost::interprocess::scoped_lock<boost::interprocess::interprocess_mutex> lock(k); }
//                                                                                        ^^^^^^^ d6 signal-blocks: blocks "onK" needs "k"
int main() {
  std::signal(1, onA); std::signal(2, onB); std::signal(3, onC); std::signal(4, onD);
  std::signal(5, onE); std::signal(6, onF); std::signal(7, onG); std::signal(8, onH);
  std::signal(9, onI); std::signal(10, onJ); std::signal(11, onK);
  { boost::lock_guard<boost::mutex> l1(a); boost::mutex::scoped_lock l2(b); c.lock(); c.unlock(); }
  { d.lock(); d.unlock(); e.lock(); e.unlock(); f.lock(); f.unlock(); g.lock_shared(); g.unlock_shared(); }
  { h.lock(); h.unlock(); i.lock(); i.unlock(); k.lock(); k.unlock(); }
  j.synchronize();
}

//== notified, counted down and fulfilled too late
#include <boost/thread.hpp>
boost::mutex mutex;
boost::condition_variable changed;
bool ready = false;
boost::latch latch(1);
boost::promise<int> answer;
boost::sync_queue<int> queue;
int main() {
  boost::thread a([] {
    boost::mutex::scoped_lock lock(mutex);
    while (!ready) changed.wait(lock);
//                         ^^^^^^^^^^ d1 wait-cycle: blocks "a" needs "main"
  });
  boost::thread b([] { latch.wait(); });
//                           ^^^^^^ d2 wait-cycle: blocks "b" needs "main"
  boost::thread c([] { answer.get_future().get(); });
//                                         ^^^^^ d3 wait-cycle: blocks "c" needs "main"
  boost::thread d([] { queue.pull(); });
//                           ^^^^^^ d4 wait-cycle: blocks "d" needs "main"
  a.join(); b.join(); c.join(); d.join();
  ready = true;
  changed.notify_all();
  latch.count_down();
  answer.set_value(1);
  queue.push(1);
}

//== notified, counted down and fulfilled in time
#include <boost/thread.hpp>
boost::mutex mutex;
boost::condition_variable changed;
bool ready = false;
boost::promise<int> answer;
boost::sync_queue<int> queue;
int main() {
  boost::thread a([] {
    {
      boost::mutex::scoped_lock lock(mutex);
      while (!ready) changed.wait(lock);
      changed.timed_wait(lock, boost::posix_time::seconds(1));
    }
    answer.get_future().get();
    queue.pull();
  });
  {
    boost::mutex::scoped_lock lock(mutex);
    ready = true;
  }
  changed.notify_one();
  answer.set_value(1);
  queue.push(1);
  a.join();
}

//== the releaser has passed the lock before the waiter can hold it
#include <boost/thread.hpp>
boost::mutex mutex;
boost::condition_variable changed;
bool ready = false;
boost::promise<int> answer;
int main() {
  boost::thread a([] {
    boost::mutex::scoped_lock lock(mutex);
    while (!ready) changed.wait(lock);
    changed.timed_wait(lock, boost::posix_time::seconds(1));
    answer.get_future().get();
  });
  {
    boost::mutex::scoped_lock lock(mutex);
    ready = true;
  }
  changed.notify_one();
  answer.set_value(1);
  a.join();
}

//== a slot of a signal waits for the loop that emits it
#include <boost/asio.hpp>
#include <boost/signals2.hpp>
class Model {
 public:
  void wire() { changed_.connect([this] { flush(); }); }
  void touch() { boost::asio::post(io_, [this] { changed_(); }); }
  void flush() {
    boost::promise<void> done;
    boost::asio::post(io_, [&done] { done.set_value(); });
    done.get_future().wait();
//                    ^^^^^^ d1 self-wait: blocks "main" needs "main"
  }
  void run() { io_.run(); }
 private:
  boost::asio::io_context io_;
  boost::signals2::signal<void()> changed_;
};
int main() { Model model; model.wire(); model.touch(); model.run(); }

//== a pool is joined by its own task
#include <boost/thread/executors/basic_thread_pool.hpp>
boost::executors::basic_thread_pool pool(4);
int main() {
  pool.submit([] { pool.join(); });
//                      ^^^^^^ d1 self-join: blocks "pool" needs "pool"
}

//== interrupted before it is joined
#include <boost/thread.hpp>
boost::mutex mutex;
boost::condition_variable changed;
bool ready;
void work() {
  boost::mutex::scoped_lock lock(mutex);
  while (!ready) changed.wait(lock);
}
int main() {
  boost::thread worker(work);
  worker.interrupt();
  worker.join();
  boost::mutex::scoped_lock lock(mutex);
  ready = true;
  changed.notify_all();
}

//== a handler joins the group that runs its loop
#include <boost/asio.hpp>
#include <boost/bind.hpp>
#include <boost/thread.hpp>
class Gate {
 public:
  void start() {
    for (int i = 0; i < 4; ++i) threads_.create_thread(boost::bind(&boost::asio::io_service::run, &io_));
    io_.post(boost::bind(&Gate::close, this));
  }
  void close() {
    io_.stop();
    threads_.join_all();
//           ^^^^^^^^^^ d1 self-join: blocks "Gate::threads_[]" needs "Gate::threads_[]"
  }
 private:
  boost::asio::io_service io_;
  boost::thread_group threads_;
};
int main() { Gate gate; gate.start(); }

//== whoever started it joins them
#include <boost/asio.hpp>
#include <boost/bind.hpp>
#include <boost/thread.hpp>
class Gate {
 public:
  void start() {
    for (int i = 0; i < 4; ++i) threads_.create_thread(boost::bind(&boost::asio::io_service::run, &io_));
    io_.post(boost::bind(&Gate::close, this));
  }
  void close() { io_.stop(); }
  void join() { threads_.join_all(); }
 private:
  boost::asio::io_service io_;
  boost::thread_group threads_;
};
int main() { Gate gate; gate.start(); gate.join(); }
