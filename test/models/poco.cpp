//== a timer is stopped in its own callback
#include "Poco/Timer.h"
class Poller {
 public:
  Poller() : timer_(0, 1000) {}
  void start() { timer_.start(Poco::TimerCallback<Poller>(*this, &Poller::onTimer)); }
  void stop() { timer_.stop(); }
//                     ^^^^^^ d1 self-join: blocks "Poller::timer_" needs "Poller::timer_"
 private:
  void onTimer(Poco::Timer&) {
    if (++count_ == 3) stop();
  }
  Poco::Timer timer_;
  int count_ = 0;
};
int main() { Poller poller; poller.start(); }

//== it is stopped from outside, and restarted from inside
#include "Poco/Timer.h"
class Poller {
 public:
  Poller() : timer_(0, 1000) {}
  void start() { timer_.start(Poco::TimerCallback<Poller>(*this, &Poller::onTimer)); }
  void stop() { timer_.stop(); }
 private:
  void onTimer(Poco::Timer& timer) { timer.restart(0); }
  Poco::Timer timer_;
};
int main() { Poller poller; poller.start(); poller.stop(); }

//== a Runnable joins its own thread
#include "Poco/Runnable.h"
#include "Poco/Thread.h"
class Watcher : public Poco::Runnable {
 public:
  void start() { thread_.start(*this); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join: blocks "Watcher::thread_" needs "Watcher::thread_"
  void run() override { stop(); }
 private:
  Poco::Thread thread_;
};
int main() { Watcher watcher; watcher.start(); }

//== a task waits for all the tasks
#include "Poco/Task.h"
#include "Poco/TaskManager.h"
Poco::TaskManager manager;
class Sweep : public Poco::Task {
 public:
  Sweep() : Poco::Task("sweep") {}
  void runTask() override { manager.joinAll(); }
//                                  ^^^^^^^^^ d1 self-join: blocks "manager" needs "manager"
};
int main() { manager.start(new Sweep); }

//== main waits for all the tasks
#include "Poco/Task.h"
#include "Poco/TaskManager.h"
class Sweep : public Poco::Task {
 public:
  Sweep() : Poco::Task("sweep") {}
  void runTask() override { sleep(100); }
};
int main() {
  Poco::TaskManager manager;
  manager.start(new Sweep);
  manager.joinAll();
}

//== a pool is joined by one of its workers, stopped with a limit, and joined from outside
#include "Poco/Runnable.h"
#include "Poco/ThreadPool.h"
class Job : public Poco::Runnable {
 public:
  void run() override { Poco::ThreadPool::defaultPool().joinAll(); }
//                                                      ^^^^^^^^^ d1 self-join: blocks "poco-thread-pool" needs "poco-thread-pool"
};
class Quick : public Poco::Runnable {
 public:
  explicit Quick(Poco::ThreadPool& pool) : pool_(pool) {}
  void run() override { pool_.stopAll(); }
 private:
  Poco::ThreadPool& pool_;
};
int main() {
  Job job;
  Poco::ThreadPool::defaultPool().start(job);
  Poco::ThreadPool own("own");
  Quick quick(own);
  own.start(quick, "quick");
  own.joinAll();
}

//== the end of an activity is waited for in the activity
#include "Poco/Activity.h"
class Pump {
 public:
  Pump() : activity_(this, &Pump::run) {}
  void start() { activity_.start(); }
  void stop() {
    activity_.stop();
    activity_.wait();
//            ^^^^^^ d1 self-join: blocks "Pump::activity_" needs "Pump::activity_"
  }
 private:
  void run() {
    while (!activity_.isStopped()) step();
  }
  void step() { stop(); }
  Poco::Activity<Pump> activity_;
};
int main() { Pump pump; pump.start(); }

//== locks: a recursive and a fast mutex, a handler takes the fast one
#include <csignal>
#include "Poco/Mutex.h"
#include "Poco/RWLock.h"
Poco::FastMutex fast;
Poco::Mutex slow;
Poco::RWLock rw;
void onSignal(int) {
  Poco::FastMutex::ScopedLock lock(fast);
//                            ^^^^^^^^^^ d1 signal-blocks: blocks "onSignal" needs "fast"
}
void inner() { Poco::ScopedLock<Poco::Mutex> lock(slow); }
int main() {
  std::signal(SIGHUP, onSignal);
  Poco::FastMutex::ScopedLock lock(fast);
  Poco::Mutex::ScopedLock guard(slow);
  inner();
  Poco::RWLock::ScopedReadLock reads(rw);
}

//== an event that the same timer thread would set
#include "Poco/Event.h"
#include "Poco/Util/Timer.h"
#include "Poco/Util/TimerTask.h"
class Server {
 public:
  class Signal : public Poco::Util::TimerTask {
   public:
    explicit Signal(Server& server) : server_(server) {}
    void run() override { server_.done_.set(); }
   private:
    Server& server_;
  };
  class Flush : public Poco::Util::TimerTask {
   public:
    explicit Flush(Server& server) : server_(server) {}
    void run() override { server_.flush(); }
   private:
    Server& server_;
  };
  void flush() {
    timer_.schedule(new Signal(*this), Poco::Timestamp());
    done_.wait();
//        ^^^^^^ d1 self-wait: blocks "Server::timer_" needs "Server::timer_"
  }
  void start() { timer_.schedule(new Flush(*this), Poco::Timestamp()); }
 private:
  Poco::Util::Timer timer_;
  Poco::Event done_;
};
int main() { Server server; server.start(); }
