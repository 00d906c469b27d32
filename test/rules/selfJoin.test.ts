/** How code comes to run on the thread that it then waits for: callbacks of every kind, destructors, observers. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";
import { pool } from "../harness/loop.ts";

describe("the callback that stops its own thread", () => {
  fixture(
    "std::function member",
    `
#include <functional>
#include <thread>
class Watcher {
public:
  void onChange(std::function<void()> f) { changed_ = f; }
  void start() { thread_ = std::thread([this] { run(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join: blocks "Watcher::thread_" needs "Watcher::thread_"
private:
  void run() { changed_(); }
  std::function<void()> changed_;
  std::thread thread_;
};
int main() {
  Watcher watcher;
  watcher.onChange([&watcher] { watcher.stop(); });
  watcher.start();
}
`,
  );

  fixture(
    "std::bind, for the thread and for the callback",
    `
#include <functional>
#include <thread>
class Watcher {
public:
  explicit Watcher(std::function<void(int)> f) : changed_(std::move(f)) {}
  void start() { thread_ = std::thread(std::bind(&Watcher::run, this)); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join: blocks "Watcher::thread_" needs "Watcher::thread_"
private:
  void run() { changed_(1); }
  std::function<void(int)> changed_;
  std::thread thread_;
};
class Owner {
public:
  Owner() : watcher_(std::bind(&Owner::onChanged, this, std::placeholders::_1)) { watcher_.start(); }
private:
  void onChanged(int) { watcher_.stop(); }
  Watcher watcher_;
};
int main() { Owner owner; }
`,
  );

  fixture(
    "method pointer and object",
    `
#include <thread>
class Watcher {
public:
  void start() { thread_ = std::thread(&Watcher::run, this, 3); }
private:
  void run(int times) { while (times-- > 0) check(); stop(); }
  void check() {}
  void stop() { if (thread_.joinable()) thread_.join(); }
//                                              ^^^^^^ d1 self-join: blocks "Watcher::thread_" needs "Watcher::thread_"
  std::thread thread_;
};
int main() { Watcher watcher; watcher.start(); }
`,
  );

  fixture(
    "functor",
    `
#include <thread>
class Watcher;
struct Body { Watcher* watcher; void operator()(); };
class Watcher {
public:
  void start() { thread_ = std::thread(Body{this}); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join: blocks "Watcher::thread_" needs "Watcher::thread_"
private:
  std::thread thread_;
};
void Body::operator()() { watcher->stop(); }
int main() { Watcher watcher; watcher.start(); }
`,
  );

  fixture(
    "C callback with a user pointer",
    `
#include <pthread.h>
struct watcher {
  pthread_t thread;
  void (*changed)(void*);
  void* user;
};
static void* body(void* arg) {
  watcher* w = static_cast<watcher*>(arg);
  w->changed(w->user);
  return nullptr;
}
static void watcher_start(watcher* w) { pthread_create(&w->thread, nullptr, body, w); }
static void watcher_stop(watcher* w) { pthread_join(w->thread, nullptr); }
//                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-join: blocks "watcher::thread" needs "watcher::thread"
static void on_changed(void* user) { watcher_stop(static_cast<watcher*>(user)); }
int main() {
  static watcher w;
  w.changed = on_changed;
  w.user = &w;
  watcher_start(&w);
}
`,
  );

  fixture(
    "virtual listener with one override",
    `
#include <thread>
struct Listener { virtual ~Listener() = default; virtual void onDone() = 0; };
class Watcher {
public:
  explicit Watcher(Listener& listener) : listener_(listener) {}
  void start() { thread_ = std::thread([this] { listener_.onDone(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join: blocks "Watcher::thread_" needs "Watcher::thread_"
private:
  Listener& listener_;
  std::thread thread_;
};
class Owner : public Listener {
public:
  Owner() : watcher_(*this) { watcher_.start(); }
  void onDone() override { watcher_.stop(); }
private:
  Watcher watcher_;
};
int main() { Owner owner; }
`,
  );

  fixture(
    "virtual listener with two overrides, of which one is harmless",
    `
#include <thread>
struct Listener { virtual ~Listener() = default; virtual void onDone() = 0; };
class Watcher {
public:
  explicit Watcher(Listener& listener) : listener_(listener) {}
  void start() { thread_ = std::thread([this] { listener_.onDone(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join: blocks "Watcher::thread_" needs "Watcher::thread_"
private:
  Listener& listener_;
  std::thread thread_;
};
class Owner : public Listener {
public:
  Owner() : watcher_(*this) { watcher_.start(); }
  void onDone() override { watcher_.stop(); }
private:
  Watcher watcher_;
};
class Counter : public Listener {
public:
  void onDone() override { ++count_; }
private:
  int count_ = 0;
};
int main() { Owner owner; Counter counter; Watcher other(counter); other.start(); other.stop(); }
`,
  );

  fixture(
    "list of observers",
    `
#include <algorithm>
#include <thread>
#include <vector>
struct Observer { virtual ~Observer() = default; virtual void onLost() = 0; };
class Connection {
public:
  void add(Observer* observer) { observers_.push_back(observer); }
  void open() { reader_ = std::thread(&Connection::read, this); }
  void close() { reader_.join(); }
//                       ^^^^^^ d1 self-join
private:
  void read() { notify(); }
  void notify() { for (Observer* observer : observers_) observer->onLost(); }
  std::vector<Observer*> observers_;
  std::thread reader_;
};
class Session : public Observer {
public:
  explicit Session(Connection* connection) : connection_(connection) { connection_->add(this); }
  void onLost() override { connection_->close(); }
private:
  Connection* connection_;
};
int main() { Connection connection; Session session(&connection); connection.open(); }
`,
  );

  fixture(
    "list of callbacks",
    `
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>
class Bus {
public:
  void on(const std::string& name, std::function<void()> f) { handlers_[name].push_back(std::move(f)); }
  void start() { thread_ = std::thread([this] { fire("end"); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private:
  void fire(const std::string& name) {
    auto found = handlers_.find(name);
    if (found == handlers_.end()) return;
    for (auto& handler : found->second) handler();
  }
  std::map<std::string, std::vector<std::function<void()>>> handlers_;
  std::thread thread_;
};
int main() {
  Bus bus;
  bus.on("end", [&] { bus.stop(); });
  bus.start();
}
`,
  );

  fixture(
    "across files, through a factory",
    `
//- /service.h
#include <memory>
struct Service { virtual ~Service() = default; virtual void start() = 0; virtual void stop() = 0; };
std::unique_ptr<Service> makeService();
//- /service.cpp
#include "service.h"
#include <thread>
namespace {
class ThreadService final : public Service {
public:
  void start() override { thread_ = std::thread([this] { work(); }); }
  void stop() override { thread_.join(); }
//                               ^^^^^^ d1 self-join: blocks "ThreadService::thread_" needs "ThreadService::thread_"
private:
  void work() { fail(); }
  void fail() { stop(); }
  std::thread thread_;
};
}
std::unique_ptr<Service> makeService() { return std::make_unique<ThreadService>(); }
//- /main.cpp
#include "service.h"
int main() { auto service = makeService(); service->start(); }
`,
  );
});

describe("destructors", () => {
  fixture(
    "unique_ptr reset",
    `
#include <functional>
#include <memory>
#include <thread>
class Job {
public:
  explicit Job(std::function<void()> done) : done_(std::move(done)) {}
  void start() { thread_ = std::thread([this] { done_(); }); }
  ~Job() { thread_.join(); }
//                 ^^^^^^ d1 self-join: blocks "Job::thread_" needs "Job::thread_"
private:
  std::function<void()> done_;
  std::thread thread_;
};
class Runner {
public:
  void run() {
    job_ = std::make_unique<Job>([this] { job_.reset(); });
    job_->start();
  }
private:
  std::unique_ptr<Job> job_;
};
int main() { Runner runner; runner.run(); }
`,
  );

  fixture(
    "unique_ptr assigned",
    `
#include <functional>
#include <memory>
#include <thread>
class Job {
public:
  explicit Job(std::function<void()> done) : done_(std::move(done)) {}
  void start() { thread_ = std::thread([this] { done_(); }); }
  ~Job() { thread_.join(); }
//                 ^^^^^^ d1 self-join: blocks "Job::thread_" needs "Job::thread_"
private:
  std::function<void()> done_;
  std::thread thread_;
};
class Runner {
public:
  void run() {
    job_ = std::make_unique<Job>([this] { job_ = nullptr; });
    job_->start();
  }
private:
  std::unique_ptr<Job> job_;
};
int main() { Runner runner; runner.run(); }
`,
  );

  fixture(
    "delete this",
    `
#include <thread>
class Job {
public:
  void start() { thread_ = std::thread([this] { work(); }); }
private:
  ~Job() { thread_.join(); }
//                 ^^^^^^ d1 self-join: blocks "Job::thread_" needs "Job::thread_"
  void work() { delete this; }
  std::thread thread_;
};
int main() { (new Job)->start(); }
`,
  );

  fixture(
    "delete of a member pointer, virtual destructor",
    `
#include <thread>
struct Task { virtual ~Task() = default; virtual void begin() = 0; };
class Owner;
class Copy : public Task {
public:
  explicit Copy(Owner* owner) : owner_(owner) {}
  ~Copy() override { thread_.join(); }
//                           ^^^^^^ d1 self-join: blocks "Copy::thread_" needs "Copy::thread_"
  void begin() override { thread_ = std::thread([this] { work(); }); }
private:
  void work();
  Owner* owner_;
  std::thread thread_;
};
class Owner {
public:
  void begin() { task_ = new Copy(this); task_->begin(); }
  void ended() { delete task_; }
private:
  Task* task_ = nullptr;
};
void Copy::work() { owner_->ended(); }
int main() { Owner owner; owner.begin(); }
`,
  );

  fixture(
    "erased from a map of shared pointers",
    `
#include <map>
#include <memory>
#include <thread>
class Server;
class Session {
public:
  Session(Server* server, int id) : server_(server), id_(id) {}
  ~Session() { if (thread_.joinable()) thread_.join(); }
//                                             ^^^^^^ d1 self-join
  void start() { thread_ = std::thread(&Session::read, this); }
private:
  void read();
  Server* server_;
  int id_;
  std::thread thread_;
};
class Server {
public:
  void accept(int id) {
    auto session = std::make_shared<Session>(this, id);
    sessions_[id] = session;
    session->start();
  }
  void closed(int id) { sessions_.erase(id); }
private:
  std::map<int, std::shared_ptr<Session>> sessions_;
};
void Session::read() { server_->closed(id_); }
int main() { static Server server; server.accept(1); }
`,
  );

  fixture(
    "a local that joins is destroyed elsewhere",
    `
#include <thread>
class Guard {
public:
  explicit Guard(std::thread t) : thread_(std::move(t)) {}
  ~Guard() { if (thread_.joinable()) thread_.join(); }
private:
  std::thread thread_;
};
void work() {}
int main() { Guard guard{std::thread(work)}; }
`,
  );
});

describe("pools and counts", () => {
  fixture(
    "the owner stops the pool",
    `
#include "pool.h"
class Crawler {
public:
  void visit() { pool_.add([this] { --left_; }); }
  void end() { pool_.stop(); }
private:
  int left_ = 1;
  Pool pool_{4};
};
int main() { Crawler crawler; crawler.visit(); crawler.end(); }
`,
    [pool],
  );

  fixture(
    "count of running workers, without a thread object",
    `
#include <condition_variable>
#include <mutex>
#include <thread>
class Workers {
public:
  void start() {
    running_ = 2;
    for (int i = 0; i < 2; ++i) std::thread([this] { work(); }).detach();
  }
  void waitForAll() {
    std::unique_lock<std::mutex> lock(mutex_);
    ended_.wait(lock, [this] { return running_ == 0; });
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-join: blocks "thread" needs "thread"
  }
private:
  void work() {
    waitForAll();
    std::lock_guard<std::mutex> guard(mutex_);
    --running_;
    ended_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable ended_;
  int running_ = 0;
};
int main() { Workers workers; workers.start(); workers.waitForAll(); }
`,
  );
});

describe("silent", () => {
  fixture(
    "detached",
    `
#include <thread>
class Job {
public:
  void start() { thread_ = std::thread([this] { work(); }); thread_.detach(); }
  ~Job() { if (thread_.joinable()) thread_.join(); }
private:
  void work() { delete this; }
  std::thread thread_;
};
int main() { (new Job)->start(); }
`,
  );

  fixture(
    "another thread of the same class joins",
    `
#include <thread>
class Worker {
public:
  void start() { thread_ = std::thread([this] { work(); }); }
  void join() { thread_.join(); }
  void helpWith(Worker* other) { other_ = other; }
private:
  void work() { if (other_ != nullptr) other_->join(); }
  Worker* other_ = nullptr;
  std::thread thread_;
};
int main() { Worker first; Worker second; second.helpWith(&first); first.start(); second.start(); second.join(); }
`,
  );

  fixture(
    "a worker joins one other of the list",
    `
#include <thread>
#include <vector>
class Chain {
public:
  void start() { for (int i = 0; i < 3; ++i) threads_.emplace_back([this, i] { work(i); }); }
  void end() { threads_.back().join(); }
private:
  void work(int i) { if (i > 0) threads_[i - 1].join(); }
  std::vector<std::thread> threads_;
};
int main() { Chain chain; chain.start(); chain.end(); }
`,
  );

  fixture(
    "the callback asks for the end, the owner joins",
    `
#include <atomic>
#include <functional>
#include <thread>
class Watcher {
public:
  void onChange(std::function<void()> f) { changed_ = f; }
  void start() { thread_ = std::thread([this] { while (!ending_) changed_(); }); }
  void requestEnd() { ending_ = true; }
  void stop() { requestEnd(); thread_.join(); }
private:
  std::function<void()> changed_;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};
int main() {
  Watcher watcher;
  watcher.onChange([&watcher] { watcher.requestEnd(); });
  watcher.start();
  watcher.stop();
}
`,
  );

  fixture(
    "a new thread takes the place of one that has been joined",
    `
#include <thread>
class Job {
public:
  void restart() {
    if (thread_.joinable()) thread_.join();
    thread_ = std::thread([this] { work(); });
  }
  ~Job() { if (thread_.joinable()) thread_.join(); }
private:
  void work() { ++count_; }
  int count_ = 0;
  std::thread thread_;
};
int main() { Job job; job.restart(); job.restart(); }
`,
  );

  fixture(
    "unlocked, then joined",
    `
#include <mutex>
#include <thread>
class Poller {
public:
  void start() { thread_ = std::thread([this] { while (!ended()) {} }); }
  void stop() {
    std::unique_lock<std::mutex> lock(mutex_);
    ended_ = true;
    lock.unlock();
    thread_.join();
  }
private:
  bool ended() { std::lock_guard<std::mutex> guard(mutex_); return ended_; }
  std::mutex mutex_;
  bool ended_ = false;
  std::thread thread_;
};
int main() { Poller poller; poller.start(); poller.stop(); }
`,
  );
});
