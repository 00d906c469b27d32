/** Threads that are joined under a lock that they need: how the thread comes to its lock, and who joins it. */

import { describe } from "vitest";

import { fixture } from "../harness/check.ts";

describe("the thread comes to the lock through who listens", () => {
  fixture(
    "its function is virtual, its listeners are interfaces",
    `
#include <memory>
#include <mutex>
#include <thread>
#include <vector>
struct PacketListener { virtual void onPacket(int size) = 0; };
struct FrameListener { virtual void onFrame(int size) = 0; };
struct Packer {
  virtual ~Packer() = default;
  virtual void attach(PacketListener* listener) { listener_ = listener; }
  virtual void pack(int size) = 0;
protected:
  PacketListener* listener_ = nullptr;
};
struct RawPacker : Packer { void pack(int size) override { listener_->onPacket(size); } };
class Camera : public PacketListener {
public:
  explicit Camera(FrameListener* listener) : listener_(listener) {}
  virtual ~Camera() = default;
  virtual void start() {
    packer_.reset(new RawPacker());
    packer_->attach(this);
    active_ = true;
    thread_ = std::thread(&Camera::work, this);
  }
  virtual void stop() { active_ = false; thread_.join(); }
  void onPacket(int size) override { if (listener_) listener_->onFrame(size); }
protected:
  virtual void work() = 0;
  bool active_ = false;
  std::unique_ptr<Packer> packer_;
private:
  FrameListener* listener_;
  std::thread thread_;
};
class FileCamera : public Camera {
public:
  using Camera::Camera;
protected:
  void work() override { while (active_) packer_->pack(1); }
};
class Cameras {
public:
  explicit Cameras(FrameListener* listener) : listener_(listener) {}
  void add() { std::shared_ptr<Camera> camera = std::make_shared<FileCamera>(listener_); all_.push_back(camera); }
  void start() { for (auto camera : all_) camera->start(); }
  void stop() { for (auto camera : all_) camera->stop(); }
private:
  FrameListener* listener_;
  std::vector<std::shared_ptr<Camera>> all_;
};
class Studio : public FrameListener {
public:
  void open() { cameras_.reset(new Cameras(this)); cameras_->add(); cameras_->start(); }
  void close() { std::lock_guard<std::recursive_mutex> guard(mutex_); cameras_->stop(); }
//                                                                              ^^^^^^ d1 lock-wait: blocks "main" needs "Camera::thread_"
  void onFrame(int size) override { std::lock_guard<std::recursive_mutex> guard(mutex_); frames_ += size; }
private:
  std::recursive_mutex mutex_;
  int frames_ = 0;
  std::unique_ptr<Cameras> cameras_;
};
class Booth : public FrameListener {
public:
  void open() { cameras_.reset(new Cameras(this)); cameras_->add(); cameras_->start(); }
  void close() { { std::lock_guard<std::mutex> guard(mutex_); open_ = false; } cameras_->stop(); }
  void onFrame(int size) override { std::lock_guard<std::mutex> guard(mutex_); if (open_) frames_ += size; }
private:
  std::mutex mutex_;
  bool open_ = true;
  int frames_ = 0;
  std::unique_ptr<Cameras> cameras_;
};
int main() { Studio studio; studio.open(); studio.close(); Booth booth; booth.open(); booth.close(); }
`,
  );

  fixture(
    "the lock of another listener is no matter",
    `
#include <mutex>
#include <thread>
struct Listener { virtual void on(int value) = 0; };
class Source {
public:
  explicit Source(Listener* listener) : listener_(listener) { thread_ = std::thread([this] { run(); }); }
  void stop() { stop_ = true; thread_.join(); }
private:
  void run() { while (!stop_) listener_->on(1); }
  Listener* listener_;
  bool stop_ = false;
  std::thread thread_;
};
class Quiet : public Source { public: using Source::Source; };
class Meter : public Listener {
public:
  void on(int value) override { std::lock_guard<std::mutex> guard(mutex_); sum_ += value; }
  void end(Source& source) { std::lock_guard<std::mutex> guard(mutex_); source.stop(); }
private:
  std::mutex mutex_;
  int sum_ = 0;
};
class Panel : public Listener {
public:
  void on(int value) override { std::lock_guard<std::mutex> guard(mutex_); shown_ = value; }
  void end(Quiet* source) { std::lock_guard<std::mutex> guard(mutex_); source->stop(); }
//                                                                             ^^^^^^ d1 lock-wait
private:
  std::mutex mutex_;
  int shown_ = 0;
};
int main() {
  Meter meter;
  Panel panel;
  Source* source = new Source(&panel);
  Quiet* quiet = new Quiet(&panel);
  meter.end(*source);
  panel.end(quiet);
}
`,
  );
});

describe("no lock is in the way", () => {
  fixture(
    "the thread has been told to stop before it is joined, whoever else may tell it",
    `
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <thread>
struct Receiver { virtual void on(int value) = 0; };
class Link {
public:
  explicit Link(Receiver* receiver) : receiver_(receiver) {}
  void start() { active_ = true; thread_ = std::thread(&Link::read, this); }
  void stop() { active_ = false; thread_.join(); }
private:
  void read() { while (active_) receiver_->on(1); }
  Receiver* receiver_;
  std::atomic<bool> active_{false};
  std::thread thread_;
};
class Player {
public:
  Player() { active_ = true; thread_ = std::thread(&Player::play, this); }
  ~Player() { stop(); }
  void stop() { active_ = false; if (thread_.joinable()) thread_.join(); }
private:
  void play() { while (active_) std::this_thread::sleep_for(std::chrono::milliseconds(10)); }
  std::atomic<bool> active_{false};
  std::thread thread_;
};
class Desk : public Receiver {
public:
  void start() { thread_ = std::thread(&Desk::work, this); }
  void on(int) override {
    std::lock_guard<std::mutex> guard(mutex_);
    player_.reset(nullptr);
    player_.reset(new Player());
  }
private:
  void work() { link_.reset(new Link(this)); link_->start(); link_->stop(); player_.reset(); }
  std::mutex mutex_;
  std::unique_ptr<Player> player_;
  std::unique_ptr<Link> link_;
  std::thread thread_;
};
int main() { Desk desk; desk.start(); }
`,
  );

  fixture(
    "a loop that is left in the middle waits for more than its condition",
    `
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
struct Listener { virtual void late() = 0; };
class Watch {
public:
  explicit Watch(Listener* listener) : listener_(listener) {}
  void start() { active_ = true; thread_ = std::thread(&Watch::run, this); }
private:
  void run() {
    while (active_) {
      std::unique_lock<std::mutex> lock(mutex_);
      if (wake_.wait_for(lock, std::chrono::seconds(1)) == std::cv_status::timeout) {
        if (listener_) {
          listener_->late();
          break;
        }
      }
    }
    active_ = false;
  }
  Listener* listener_;
  std::atomic<bool> active_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread thread_;
};
struct Bell : Listener { void late() override {} };
int main() { Bell bell; Watch watch(&bell); watch.start(); }
`,
  );

  fixture(
    "who is handed to a thread before it is forgotten ends there",
    `
#include <memory>
#include <mutex>
#include <set>
#include <thread>
struct Owner { virtual void closed() = 0; };
class Session {
public:
  explicit Session(Owner* owner) : owner_(owner) {}
  ~Session() { stop(); }
  void start() { active_ = true; reader_ = std::thread(&Session::read, this); }
  void stop() { active_ = false; if (reader_.joinable()) reader_.join(); }
private:
  void read() { while (active_) {} owner_->closed(); }
  Owner* owner_;
  bool active_ = false;
  std::thread reader_;
};
class Server : public Owner {
public:
  void open() {
    auto session = std::make_shared<Session>(this);
    session->start();
    std::lock_guard<std::mutex> guard(mutex_);
    sessions_.insert(session);
  }
  void drop() {
    std::lock_guard<std::mutex> guard(mutex_);
    for (auto it = sessions_.begin(); it != sessions_.end();) {
      std::thread ender([](std::shared_ptr<Session> session) { session->stop(); }, *it);
      ender.detach();
      sessions_.erase(it++);
    }
  }
  void closeAll() {
    std::lock_guard<std::mutex> guard(mutex_);
    for (auto session : sessions_) session->stop();
//                                          ^^^^^^ d1 lock-wait
  }
  void closed() override { std::lock_guard<std::mutex> guard(mutex_); ++closed_; }
private:
  std::mutex mutex_;
  std::set<std::shared_ptr<Session>> sessions_;
  int closed_ = 0;
};
int main() { Server server; server.open(); server.drop(); server.closeAll(); }
`,
  );
});

describe("what is one of several", () => {
  fixture(
    "each override comes to the lock; a pointer that begins as null is what it is set to",
    `
#include <memory>
#include <mutex>
#include <thread>
#include <vector>
struct Sink { virtual void put(int value) = 0; };
class Source {
public:
  explicit Source(Sink* sink) : sink_(sink) {}
  virtual ~Source() = default;
  virtual void start() { thread_ = std::thread(&Source::work, this); }
  virtual void stop() { active_ = false; thread_.join(); }
protected:
  virtual void work() = 0;
  Sink* sink_;
  bool active_ = true;
private:
  std::thread thread_;
};
class Slow : public Source { public: using Source::Source; protected: void work() override { while (active_) sink_->put(1); } };
class Fast : public Source {
public:
  using Source::Source;
  void stop() override { ++stops_; Source::stop(); }
protected:
  void work() override { while (active_) { sink_->put(1); sink_->put(2); } }
private:
  int stops_ = 0;
};
class Mixer : public Sink {
public:
  void add(int kind) {
    std::shared_ptr<Source> source(nullptr);
    if (kind == 0) source = std::make_shared<Slow>(this);
    else if (kind == 1) source = std::make_shared<Fast>(this);
    source->start();
    sources_.push_back(source);
  }
  void stop() { std::lock_guard<std::mutex> guard(mutex_); for (auto source : sources_) source->stop(); }
//                                                                                              ^^^^^^ d1 lock-wait: blocks "main" needs "Source::thread_"
  void put(int value) override { std::lock_guard<std::mutex> guard(mutex_); sum_ += value; }
private:
  std::mutex mutex_;
  int sum_ = 0;
  std::vector<std::shared_ptr<Source>> sources_;
};
int main() { Mixer mixer; mixer.add(1); mixer.stop(); }
`,
  );

  fixture(
    "one override needs no lock: the thread may be that one",
    `
#include <memory>
#include <mutex>
#include <thread>
#include <vector>
struct Sink { virtual void put(int value) = 0; };
class Source {
public:
  explicit Source(Sink* sink) : sink_(sink) {}
  virtual ~Source() = default;
  void start() { thread_ = std::thread(&Source::work, this); }
  void stop() { active_ = false; thread_.join(); }
protected:
  virtual void work() = 0;
  Sink* sink_;
  bool active_ = true;
private:
  std::thread thread_;
};
class Loud : public Source { public: using Source::Source; protected: void work() override { while (active_) sink_->put(1); } };
class Mute : public Source { public: using Source::Source; protected: void work() override { while (active_) {} } };
class Mixer : public Sink {
public:
  void add(int kind) {
    std::shared_ptr<Source> source(nullptr);
    if (kind == 0) source = std::make_shared<Loud>(this);
    else source = std::make_shared<Mute>(this);
    source->start();
    sources_.push_back(source);
  }
  void stop() { std::lock_guard<std::mutex> guard(mutex_); for (auto source : sources_) source->stop(); }
  void put(int value) override { std::lock_guard<std::mutex> guard(mutex_); sum_ += value; }
private:
  std::mutex mutex_;
  int sum_ = 0;
  std::vector<std::shared_ptr<Source>> sources_;
};
int main() { Mixer mixer; mixer.add(1); mixer.stop(); }
`,
  );
});

describe("a loop that is told to stop", () => {
  fixture(
    "still ends what it is in before its threads do",
    `
#include <asio.hpp>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>
class Service {
public:
  void start() {
    for (int i = 0; i < 2; ++i)
      threads_.push_back(std::make_shared<std::thread>([this] { io_.run(); }));
    asio::post(io_, [this] { tick(); });
  }
  void stop() {
    io_.stop();
    std::lock_guard<std::mutex> guard(mutex_);
    for (const auto& thread : threads_) if (thread->joinable()) thread->join();
//                                                                      ^^^^^^ d1 lock-wait
    threads_.clear();
  }
private:
  void tick() { std::lock_guard<std::mutex> guard(mutex_); ++ticks_; }
  asio::io_context io_;
  std::mutex mutex_;
  int ticks_ = 0;
  std::vector<std::shared_ptr<std::thread>> threads_;
};
class Careful {
public:
  void start() {
    threads_.push_back(std::make_shared<std::thread>([this] { io_.run(); }));
    asio::post(io_, [this] { tick(); });
  }
  void stop() {
    io_.stop();
    std::vector<std::shared_ptr<std::thread>> threads;
    { std::lock_guard<std::mutex> guard(mutex_); threads.swap(threads_); }
    for (const auto& thread : threads) if (thread->joinable()) thread->join();
  }
private:
  void tick() { std::lock_guard<std::mutex> guard(mutex_); ++ticks_; }
  asio::io_context io_;
  std::mutex mutex_;
  int ticks_ = 0;
  std::vector<std::shared_ptr<std::thread>> threads_;
};
int main() {
  auto service = std::make_unique<Service>(); service->start(); service->stop();
  Careful careful; careful.start(); careful.stop();
}
`,
  );
});

describe("whether a lock is shared is up to an argument", () => {
  fixture(
    "a guard that takes it either way holds it, and the thread needs it either way",
    `
#include <pthread.h>
class Hold {
public:
  Hold(pthread_rwlock_t* lock, bool alone) : lock_(lock) {
    if (alone) pthread_rwlock_wrlock(lock_); else pthread_rwlock_rdlock(lock_);
  }
  ~Hold() { pthread_rwlock_unlock(lock_); }
private:
  pthread_rwlock_t* lock_;
};
class Task {
public:
  virtual ~Task() {}
  void begin() { running_ = true; pthread_create(&thread_, nullptr, &Task::enter, this); }
  void end() { stop_ = true; if (running_) { running_ = false; pthread_join(thread_, nullptr); } }
protected:
  virtual void* body() = 0;
  bool stopping() { return stop_; }
private:
  static void* enter(void* self) { return static_cast<Task*>(self)->body(); }
  pthread_t thread_;
  volatile bool stop_ = false;
  bool running_ = false;
};
class Writer : public Task {
public:
  void cancel() { Hold hold(&table_, true); rows_ = 0; end(); }
//                                                     ^^^^^ d1 lock-wait: blocks "main" needs "Task::thread_"
private:
  void* body() override { while (!stopping()) { Hold hold(&table_, false); ++rows_; } return nullptr; }
  pthread_rwlock_t table_;
  int rows_ = 0;
};
class Reader : public Task {
public:
  void cancel() { Hold hold(&table_, false); end(); }
private:
  void* body() override { while (!stopping()) { Hold hold(&table_, false); ++rows_; } return nullptr; }
  pthread_rwlock_t table_;
  int rows_ = 0;
};
class Either : public Task {
public:
  void cancel(bool alone) { Hold hold(&table_, alone); end(); }
private:
  void* body() override { while (!stopping()) { Hold hold(&table_, false); ++rows_; } return nullptr; }
  pthread_rwlock_t table_;
  int rows_ = 0;
};
int main(int count, char**) {
  Writer writer; writer.begin(); writer.cancel();
  Reader reader; reader.begin(); reader.cancel();
  Either either; either.begin(); either.cancel(count > 1);
}
`,
  );
});

describe("a thread ends with what is assigned over it", () => {
  fixture(
    "an empty one is",
    `
#include <functional>
#include <mutex>
#include <thread>
class Feed {
public:
  void on(std::function<void(int)> then) { then_ = std::move(then); }
  void start() {
    thread_ = std::jthread([this](std::stop_token token) { while (!token.stop_requested()) then_(1); });
  }
  void stop() { thread_ = {}; }
private:
  std::function<void(int)> then_;
  std::jthread thread_;
};
class Hub {
public:
  void begin() { feed_.on([this](int value) { got(value); }); feed_.start(); }
  void end() { std::scoped_lock guard(mutex_); feed_.stop(); }
//                                                   ^^^^^^ d1 lock-wait
  void close() { { std::scoped_lock guard(mutex_); last_ = 0; } feed_.stop(); }
  void got(int value) { std::scoped_lock guard(mutex_); last_ = value; }
private:
  std::mutex mutex_;
  Feed feed_;
  int last_ = 0;
};
int main() { Hub hub; hub.begin(); hub.end(); Hub other; other.begin(); other.close(); }
`,
  );
});

describe("a thread that has ended already", () => {
  fixture(
    "an argument may say that it has not",
    `
#include <mutex>
#include <thread>
struct Request { int session; };
class Transfer {
public:
  void burst(const Request& request) {
    std::lock_guard<std::mutex> guard(mutex_);
    if (request.session != 0 || !open_) reset();
//                                      ^^^^^^^ d1 lock-wait
    if (info_.thread.joinable()) { info_.stop = true; info_.thread.join(); }
//                                                                 ^^^^^^ d2 lock-wait
    info_.stop = false;
    info_.thread = std::thread([this] { while (!info_.stop) if (send()) break; });
  }
private:
  void reset() { info_.stop = true; if (info_.thread.joinable()) info_.thread.join(); }
  bool send() { std::lock_guard<std::mutex> guard(mutex_); return ++sent_ > 10; }
  struct Info { std::thread thread; bool stop = false; } info_;
  std::mutex mutex_;
  int sent_ = 0;
  bool open_ = false;
};
class Ended {
public:
  void begin() { thread_ = std::thread([this] { run(); }); }
  void end(const Request& request) {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    std::lock_guard<std::mutex> guard(mutex_);
    if (request.session == 0 && thread_.joinable()) thread_.join();
  }
private:
  void run() { while (!stop_) { std::lock_guard<std::mutex> guard(mutex_); ++count_; } }
  std::mutex mutex_;
  bool stop_ = false;
  int count_ = 0;
  std::thread thread_;
};
int main(int count, char**) {
  Transfer transfer;
  Request request{count};
  transfer.burst(request);
  Ended ended;
  ended.begin();
  ended.end(request);
}
`,
  );
});

describe("polling under a lock", () => {
  fixture(
    "is the last thing that is done under it",
    `
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
class Pump {
public:
  void start() { thread_ = std::thread([this] { run(); }); }
  void stop() {
    std::lock_guard<std::mutex> guard(mutex_);
    stop_ = true;
    while (alive_.load()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
//                ^^^^^^ d1 lock-wait
  }
  void halt() {
    { std::lock_guard<std::mutex> guard(mutex_); ++halts_; }
    stop_ = true;
    while (alive_.load()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  void pause() {
    stop_ = true;
    while (alive_.load()) {
      std::lock_guard<std::mutex> guard(mutex_);
      ++halts_;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
private:
  void run() { alive_ = true; while (!stop_) step(); alive_ = false; }
  void step() { std::lock_guard<std::mutex> guard(mutex_); ++steps_; }
  std::mutex mutex_;
  std::atomic<bool> alive_{false};
  std::atomic<bool> stop_{false};
  int steps_ = 0;
  int halts_ = 0;
  std::thread thread_;
};
int main() {
  Pump pump; pump.start(); pump.stop();
  Pump second; second.start(); second.halt();
  Pump third; third.start(); third.pause();
}
`,
  );
});

describe("polling in C", () => {
  fixture(
    "a global flag that the thread writes only under the lock, with a sleep of one's own",
    `
#include <pthread.h>
#include <unistd.h>
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t other = PTHREAD_MUTEX_INITIALIZER;
static int stopCurrent = 0;
static int stopNext = 0;
static void my_delay(int ms) { usleep(ms * 1000); }
static void* check(void* unused) {
  for (;;) {
    pthread_mutex_lock(&mutex);
    stopCurrent = 0;
    pthread_mutex_unlock(&mutex);
    pthread_mutex_lock(&other);
    stopNext = 0;
    pthread_mutex_unlock(&other);
    my_delay(10);
  }
  return 0;
}
void drop(void) {
  pthread_mutex_lock(&mutex);
  stopCurrent = 1;
  while (stopCurrent) my_delay(50);
//       ^^^^^^^^^^^ d1 lock-wait: blocks "main" needs "thread"
  pthread_mutex_unlock(&mutex);
}
void dropNext(void) {
  pthread_mutex_lock(&other);
  stopNext = 1;
  while (stopNext) {
    pthread_mutex_unlock(&other);
    my_delay(50);
    pthread_mutex_lock(&other);
  }
  pthread_mutex_unlock(&other);
}
static void waitForNext(void) {
  while (stopNext) {
    pthread_mutex_unlock(&other);
    my_delay(50);
    pthread_mutex_lock(&other);
  }
}
void dropLater(void) {
  pthread_mutex_lock(&other);
  stopNext = 1;
  waitForNext();
  pthread_mutex_unlock(&other);
}
int main(void) {
  pthread_t thread;
  pthread_create(&thread, 0, check, 0);
  drop();
  dropNext();
  dropLater();
  return 0;
}
`,
  );
});

const queues = `
#include <condition_variable>
#include <mutex>
#include <queue>
#include <thread>
template <typename T> class Inbox {
public:
  void put(const T& item) {
    std::lock_guard<std::mutex> lock(mutex_);
    items_.push(item);
    some_.notify_one();
  }
  T take() {
    std::unique_lock<std::mutex> lock(mutex_);
    some_.wait(lock, [this] { return !items_.empty(); });
    T item = items_.front();
    items_.pop();
    return item;
  }
private:
  std::mutex mutex_;
  std::condition_variable some_;
  std::queue<T> items_;
};
`;

describe("whoever takes from a queue waits for those who fill it", () => {
  fixture(
    "they need the lock that it keeps",
    `${queues}
class Reader {
public:
  void start() {
    network_ = std::thread([this] {
      for (;;) {
        count();
        inbox_.put(1);
      }
    });
  }
  int receive() {
    std::lock_guard<std::mutex> lock(mutex_);
    return inbox_.take();
//                ^^^^^^ d1 lock-wait: blocks "main" needs "Reader::network_"
  }
private:
  void count() {
    std::lock_guard<std::mutex> lock(mutex_);
    ++seen_;
  }
  std::mutex mutex_;
  int seen_ = 0;
  Inbox<int> inbox_;
  std::thread network_;
};
int main() {
  Reader reader;
  reader.start();
  return reader.receive();
}
`,
  );

  fixture(
    "they fill it before they come to the lock: silent",
    `${queues}
class Reader {
public:
  void start() {
    network_ = std::thread([this] {
      inbox_.put(1);
      count();
    });
  }
  int receive() {
    std::lock_guard<std::mutex> lock(mutex_);
    return inbox_.take();
  }
private:
  void count() {
    std::lock_guard<std::mutex> lock(mutex_);
    ++seen_;
  }
  std::mutex mutex_;
  int seen_ = 0;
  Inbox<int> inbox_;
  std::thread network_;
};
int main() {
  Reader reader;
  reader.start();
  return reader.receive();
}
`,
  );

  fixture(
    "workers take turns under a lock that is theirs alone: silent",
    `${queues}
class Readers {
public:
  void start() {
    for (auto& thread : threads_) thread = std::thread([this] { run(); });
    inbox_.put(1);
  }
private:
  void run() {
    for (;;) {
      std::lock_guard<std::mutex> turn(turn_);
      inbox_.take();
    }
  }
  std::mutex turn_;
  Inbox<int> inbox_;
  std::thread threads_[2];
};
int main() {
  Readers readers;
  readers.start();
}
`,
  );
});

/** A loop on a thread of its own, which hands it out through a promise; the loop remembers who made it. */
const loops = `
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>
class Loop {
public:
  void loop() {
    while (!quit_) {
      std::vector<std::function<void()>> work;
      {
        std::lock_guard<std::mutex> lock(mutex_);
        work.swap(work_);
      }
      for (auto& one : work) one();
    }
  }
  void queue(std::function<void()> one) {
    std::lock_guard<std::mutex> lock(mutex_);
    work_.push_back(std::move(one));
  }
  void run(std::function<void()> one) {
    if (isHere()) one();
    else queue(std::move(one));
  }
  bool isHere() const { return maker_ == std::this_thread::get_id(); }
private:
  std::thread::id maker_ = std::this_thread::get_id();
  bool quit_ = false;
  std::mutex mutex_;
  std::vector<std::function<void()>> work_;
};
class LoopThread {
public:
  void start() {
    thread_ = std::thread([this] {
      Loop loop;
      made_.set_value(&loop);
      loop.loop();
    });
    loop_ = made_.get_future().get();
  }
  Loop* loop() { return loop_; }
private:
  Loop* loop_ = nullptr;
  std::promise<Loop*> made_;
  std::thread thread_;
};
class Link : public std::enable_shared_from_this<Link> {
public:
  explicit Link(Loop* loop) : loop_(loop) {}
  void onReady(std::function<void(const std::shared_ptr<Link>&)> call) { ready_ = call; }
  void begin() {
    auto self = shared_from_this();
    loop_->run([self] { self->ready_(self); });
  }
  void close() {
    std::promise<int> closed;
    auto future = closed.get_future();
    auto self = shared_from_this();
    loop_->run([self, &closed] { closed.set_value(1); });
    future.get();
  }
private:
  Loop* loop_;
  std::function<void(const std::shared_ptr<Link>&)> ready_;
};
`;

describe("the loop of a connection", () => {
  fixture(
    "is waited for under a lock that its callbacks need",
    `${loops}
class Links {
public:
  void start() { thread_.start(); }
  void add() {
    auto link = std::make_shared<Link>(thread_.loop());
    link->onReady([this](const std::shared_ptr<Link>& one) {
      std::lock_guard<std::mutex> lock(mutex_);
      idle_.insert(one);
    });
    link->begin();
    std::lock_guard<std::mutex> lock(mutex_);
    all_.insert(link);
  }
  void closeAll() {
    std::lock_guard<std::mutex> lock(mutex_);
    for (auto& link : all_) link->close();
//                                ^^^^^^^ d1 lock-wait: blocks "main" needs "Links::thread_"
    all_.clear();
  }
private:
  std::mutex mutex_;
  std::set<std::shared_ptr<Link>> all_;
  std::set<std::shared_ptr<Link>> idle_;
  LoopThread thread_;
};
int main() {
  Links links;
  links.start();
  links.add();
  links.closeAll();
}
`,
  );

  fixture(
    "is waited for when the lock has been given back: silent",
    `${loops}
class Links {
public:
  void start() { thread_.start(); }
  void add() {
    auto link = std::make_shared<Link>(thread_.loop());
    link->onReady([this](const std::shared_ptr<Link>& one) {
      std::lock_guard<std::mutex> lock(mutex_);
      idle_.insert(one);
    });
    link->begin();
    std::lock_guard<std::mutex> lock(mutex_);
    all_.insert(link);
  }
  void closeAll() {
    std::set<std::shared_ptr<Link>> all;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      all.swap(all_);
    }
    for (auto& link : all) link->close();
  }
private:
  std::mutex mutex_;
  std::set<std::shared_ptr<Link>> all_;
  std::set<std::shared_ptr<Link>> idle_;
  LoopThread thread_;
};
int main() {
  Links links;
  links.start();
  links.add();
  links.closeAll();
}
`,
  );
});

/** Runs work on a loop that it is made of, and waits until it is done. */
const callers = `
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <asio.hpp>
class Caller {
public:
  explicit Caller(asio::io_context& loop) : loop_(loop) {}
  void call(const std::function<void()>& work) {
    std::promise<void> done;
    asio::post(loop_, [&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }
private:
  asio::io_context& loop_;
};
`;

describe("a member is made of another one where it is declared", () => {
  fixture(
    "so it is known on which loop it works",
    `${callers}
class Hub {
public:
  Hub() : thread_([this] { loop_.run(); }) {}
  void send() { asio::post(loop_, [this] { count(); }); }
  void ask() {
    std::lock_guard<std::mutex> lock(mutex_);
    caller_.call([this] { ++asked_; });
//          ^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 lock-wait: blocks "main" needs "Hub::thread_"
    boxed_->call([this] { ++asked_; });
//          ^^^^^^^^^^^^^^^^^^^^^^^^^^ d2 lock-wait: blocks "main" needs "Hub::thread_"
  }
private:
  void count() {
    std::lock_guard<std::mutex> lock(mutex_);
    ++sent_;
  }
  int asked_ = 0;
  int sent_ = 0;
  std::mutex mutex_;
  asio::io_context loop_;
  Caller caller_{loop_};
  std::unique_ptr<Caller> boxed_ = std::make_unique<Caller>(loop_);
  std::thread thread_;
};
int main() {
  Hub hub;
  hub.send();
  hub.ask();
}
`,
  );

  fixture(
    "another loop than the one that needs the lock: silent",
    `${callers}
class Hub {
public:
  Hub() : thread_([this] { loop_.run(); }), second_([this] { other_.run(); }) {}
  void send() { asio::post(loop_, [this] { count(); }); }
  void ask() {
    std::lock_guard<std::mutex> lock(mutex_);
    caller_.call([this] { ++asked_; });
  }
private:
  void count() {
    std::lock_guard<std::mutex> lock(mutex_);
    ++sent_;
  }
  int asked_ = 0;
  int sent_ = 0;
  std::mutex mutex_;
  asio::io_context loop_;
  asio::io_context other_;
  Caller caller_{other_};
  std::thread thread_;
  std::thread second_;
};
int main() {
  Hub hub;
  hub.send();
  hub.ask();
}
`,
  );
});

describe("a poll compares what it reads with something of its own", () => {
  const verifier = `
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
class Verifier {
public:
  void start() { thread_ = std::thread(&Verifier::run, this); }
`;
  const rest = `
private:
  void run() {
    for (;;) {
      {
        std::lock_guard<std::mutex> lock(mutex_);
        current_ = next_;
      }
      ++verified_;
      {
        std::lock_guard<std::mutex> lock(mutex_);
        current_ = 0;
      }
    }
  }
  std::mutex mutex_;
  std::atomic<int> current_{0};
  int next_ = 1;
  std::atomic<int> verified_{0};
  std::thread thread_;
};
int main() {
  Verifier verifier;
  verifier.start();
  verifier.forget(1);
}
`;

  fixture(
    "whoever writes it needs the lock",
    `${verifier}
  void forget(int id) {
    std::lock_guard<std::mutex> lock(mutex_);
    while (current_ == id) std::this_thread::sleep_for(std::chrono::milliseconds(20));
//         ^^^^^^^^^^^^^^ d1 lock-wait: blocks "main" needs "Verifier::thread_"
  }
${rest}`,
  );

  fixture(
    "the lock is given back for each sleep: silent",
    `${verifier}
  void forget(int id) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (current_ == id) {
      lock.unlock();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      lock.lock();
    }
  }
${rest}`,
  );
});
