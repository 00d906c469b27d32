//== a Runnable joins its own thread
#include <thrift/concurrency/ThreadFactory.h>
using namespace apache::thrift::concurrency;
std::shared_ptr<Thread> worker;
class Watcher : public Runnable {
 public:
  void run() override { worker->join(); }
//                              ^^^^^^ d1 self-join: blocks "make_shared" needs "make_shared"
};
int main() {
  ThreadFactory factory(false);
  worker = factory.newThread(std::make_shared<Watcher>());
  worker->start();
}

//== it is joined from outside
#include <thrift/concurrency/ThreadFactory.h>
using namespace apache::thrift::concurrency;
std::shared_ptr<Thread> worker;
class Watcher : public Runnable {
 public:
  void run() override {}
};
int main() {
  ThreadFactory factory(false);
  worker = factory.newThread(std::make_shared<Watcher>());
  worker->start();
  worker->join();
}

//== a task stops the timer that runs it
#include <thrift/concurrency/TimerManager.h>
using namespace apache::thrift::concurrency;
TimerManager timers;
class Tick : public Runnable {
 public:
  void run() override { timers.stop(); }
//                             ^^^^^^ d1 self-join: blocks "timers" needs "timers"
};
int main() {
  timers.start();
  timers.add(std::make_shared<Tick>(), 1000);
}

//== a task adds another one
#include <thrift/concurrency/TimerManager.h>
using namespace apache::thrift::concurrency;
TimerManager timers;
class Tick : public Runnable {
 public:
  void run() override { timers.add(std::make_shared<Tick>(), 1000); }
};
int main() {
  timers.start();
  timers.add(std::make_shared<Tick>(), 1000);
  timers.stop();
}

//== a task stops the manager that runs it
#include <thrift/concurrency/ThreadManager.h>
using namespace apache::thrift::concurrency;
std::shared_ptr<ThreadManager> manager = ThreadManager::newSimpleThreadManager(4);
class Job : public Runnable {
 public:
  void run() override { manager->stop(); }
//                               ^^^^^^ d1 self-join: blocks "manager" needs "manager"
};
int main() {
  manager->start();
  manager->add(std::make_shared<Job>());
}

//== every kind of mutex and guard, taken by a handler
#include <csignal>
#include <thrift/concurrency/Monitor.h>
#include <thrift/concurrency/Mutex.h>
using namespace apache::thrift::concurrency;
Mutex a, b;
ReadWriteMutex c, d;
Monitor e;
void onA(int) { Guard guard(a); }
//                    ^^^^^^^^ d1 signal-blocks: blocks "onA" needs "a"
void onB(int) { if (b.trylock()) b.unlock(); }
void onC(int) { RWGuard guard(c); }
//                      ^^^^^^^^ d2 signal-blocks: blocks "onC" needs "c"
void onD(int) { RWGuard guard(d, RW_WRITE); }
//                      ^^^^^^^^^^^^^^^^^^ d3 signal-blocks: blocks "onD" needs "d"
void onE(int) { Synchronized guard(e); }
//                           ^^^^^^^^ d4 signal-blocks: blocks "onE" needs "e"
int main() {
  signal(1, onA); signal(2, onB); signal(3, onC); signal(4, onD); signal(5, onE);
  { Guard l1(a); Guard l2(b); RWGuard l3(c, true); RWGuard l4(d); }
  e.lock();
  e.unlock();
}

//== a monitor is notified too late
#include <thread>
#include <thrift/concurrency/Monitor.h>
using namespace apache::thrift::concurrency;
Monitor monitor;
bool ready = false;
int main() {
  std::thread worker([] {
    Synchronized guard(monitor);
    while (!ready) monitor.waitForever();
//                         ^^^^^^^^^^^^^ d1 wait-cycle: blocks "worker" needs "main"
  });
  worker.join();
  ready = true;
  monitor.notifyAll();
}

//== a server is asked to stop from elsewhere
#include <thread>
#include <thrift/server/TThreadPoolServer.h>
std::shared_ptr<apache::thrift::server::TThreadPoolServer> server;
int main() {
  std::thread worker([] { server->serve(); });
  server->stop();
  worker.join();
}
