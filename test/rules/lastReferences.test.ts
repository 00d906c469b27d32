/** The last shared owner is given up on the very worker that the object waits for in its end. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

/** Workers that run what they are given, and end when they are told to. */
const workers = `
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
class Workers {
public:
  Workers() : thread_([this] { run(); }) {}
  ~Workers() { stop(); }
  void post(std::function<void()> job) {
    std::lock_guard<std::mutex> lock(mutex_);
    jobs_.push_back(std::move(job));
    more_.notify_one();
  }
  void stop() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    more_.notify_all();
    if (thread_.joinable()) thread_.join();
//DTOR
  }
private:
  void run() {
    for (;;) {
      std::function<void()> job;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        more_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      job();
    }
  }
  std::mutex mutex_;
  std::condition_variable more_;
  std::deque<std::function<void()>> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};
`;
const found = workers.replace(
  "//DTOR",
  '//                                  ^^^^^^ d1 self-join: blocks "Session::workers_" needs "Session::workers_"',
);
const silent = workers.replace("//DTOR\n", "");

describe("work that shares the owner of its workers", () => {
  fixture(
    "the job keeps the owner alive, and ends with it",
    `${found}
class Session : public std::enable_shared_from_this<Session> {
public:
  void begin() {
    auto self = shared_from_this();
    workers_.post([self] { self->step(); });
  }
private:
  void step() { ++steps_; }
  int steps_ = 0;
  Workers workers_;
};
int main() {
  auto session = std::make_shared<Session>();
  session->begin();
  session.reset();
}
`,
  );

  fixture(
    "an init-capture, and workers behind a pointer",
    `${found}
class Session : public std::enable_shared_from_this<Session> {
public:
  Session() : workers_(std::make_unique<Workers>()) {}
  void begin() {
    workers_->post([this, self = shared_from_this()] { ++steps_; });
  }
private:
  int steps_ = 0;
  std::unique_ptr<Workers> workers_;
};
int main() {
  auto session = std::make_shared<Session>();
  session->begin();
}
`,
  );

  fixture(
    "stopped by whoever gives it up: silent",
    `${silent}
class Session : public std::enable_shared_from_this<Session> {
public:
  void begin() {
    auto self = shared_from_this();
    workers_.post([self] { self->step(); });
  }
  void end() { workers_.stop(); }
private:
  void step() { ++steps_; }
  int steps_ = 0;
  Workers workers_;
};
int main() {
  auto session = std::make_shared<Session>();
  session->begin();
  session->end();
}
`,
  );

  fixture(
    "workers of somebody else: silent",
    `${silent}
class Session : public std::enable_shared_from_this<Session> {
public:
  explicit Session(Workers& workers) : workers_(workers) {}
  void begin() {
    auto self = shared_from_this();
    workers_.post([self] { self->step(); });
  }
private:
  void step() { ++steps_; }
  int steps_ = 0;
  Workers& workers_;
};
int main() {
  Workers workers;
  auto session = std::make_shared<Session>(workers);
  session->begin();
}
`,
  );

  fixture(
    "the job has the bare pointer only: silent",
    `${silent}
class Session {
public:
  void begin() { workers_.post([this] { ++steps_; }); }
private:
  int steps_ = 0;
  Workers workers_;
};
int main() {
  auto session = std::make_shared<Session>();
  session->begin();
}
`,
  );

  fixture(
    "a reference to the owner is not captured: silent",
    `${silent}
class Session : public std::enable_shared_from_this<Session> {
public:
  void begin() {
    auto self = shared_from_this();
    workers_.post([&self] { self->step(); });
    workers_.stop();
  }
private:
  void step() { ++steps_; }
  int steps_ = 0;
  Workers workers_;
};
int main() {
  auto session = std::make_shared<Session>();
  session->begin();
}
`,
  );
});

describe("a weak reference that is locked on the thread", () => {
  fixture(
    "the others may have let go in the meantime",
    `
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
class Poller : public std::enable_shared_from_this<Poller> {
public:
  void begin() {
    std::weak_ptr<Poller> weak = shared_from_this();
    thread_ = std::thread([weak] {
      while (auto self = weak.lock()) self->look();
    });
  }
  ~Poller() { thread_.join(); }
//                    ^^^^^^ d1 self-join: blocks "Poller::thread_" needs "Poller::thread_"
private:
  void look() { ++looks_; }
  int looks_ = 0;
  std::thread thread_;
};
struct Station {
  Station() : poller(std::make_shared<Poller>()) { poller->begin(); }
  std::shared_ptr<Poller> poller;
};
int main() { Station station; }
`,
  );

  fixture(
    "locked anew in each round, until the end of the object says stop",
    `
#include <atomic>
#include <memory>
#include <thread>
class Meter : public std::enable_shared_from_this<Meter> {
public:
  ~Meter() { stop(); }
  void begin() {
    std::weak_ptr<Meter> weak = shared_from_this();
    thread_ = std::thread([this, weak] {
      while (!stopped_) {
        if (auto self = weak.lock()) self->read();
      }
    });
  }
private:
  void stop() {
    stopped_ = true;
    if (thread_.joinable()) thread_.join();
//                                  ^^^^^^ d1 self-join: blocks "Meter::thread_" needs "Meter::thread_"
  }
  void read() { ++reads_; }
  std::atomic<bool> stopped_{false};
  std::atomic<int> reads_{0};
  std::thread thread_;
};
struct Panel {
  Panel() : meter(std::make_shared<Meter>()) { meter->begin(); }
  std::shared_ptr<Meter> meter;
};
int main() { Panel panel; }
`,
  );

  fixture(
    "locked once, before the loop that only the end of the object leaves: silent",
    `
#include <atomic>
#include <memory>
#include <thread>
class Meter : public std::enable_shared_from_this<Meter> {
public:
  ~Meter() { stop(); }
  void begin() {
    std::weak_ptr<Meter> weak = shared_from_this();
    thread_ = std::thread([this, weak] {
      auto self = weak.lock();
      while (!stopped_) self->read();
    });
  }
private:
  void stop() {
    stopped_ = true;
    if (thread_.joinable()) thread_.join();
  }
  void read() { ++reads_; }
  std::atomic<bool> stopped_{false};
  std::atomic<int> reads_{0};
  std::thread thread_;
};
struct Panel {
  Panel() : meter(std::make_shared<Meter>()) { meter->begin(); }
  std::shared_ptr<Meter> meter;
};
int main() { Panel panel; }
`,
  );

  fixture(
    "on its own thread it lets the thread go: silent",
    `
#include <memory>
#include <thread>
class Poller : public std::enable_shared_from_this<Poller> {
public:
  void begin() {
    thread_ = std::thread([weak = weak_from_this()] {
      while (auto self = weak.lock()) self->look();
    });
  }
  ~Poller() {
    if (thread_.get_id() == std::this_thread::get_id()) thread_.detach();
    else thread_.join();
  }
private:
  void look() { ++looks_; }
  int looks_ = 0;
  std::thread thread_;
};
int main() {
  auto poller = std::make_shared<Poller>();
  poller->begin();
}
`,
  );

  fixture(
    "the owner stops it before it lets go: silent",
    `
#include <memory>
#include <thread>
class Poller : public std::enable_shared_from_this<Poller> {
public:
  void begin() {
    thread_ = std::thread([weak = weak_from_this()] {
      while (auto self = weak.lock()) if (!self->look()) return;
    });
  }
  void end() {
    stopped_ = true;
    if (thread_.joinable()) thread_.join();
  }
  ~Poller() { end(); }
private:
  bool look() { return !stopped_; }
  bool stopped_ = false;
  std::thread thread_;
};
struct Station {
  Station() : poller(std::make_shared<Poller>()) { poller->begin(); }
  ~Station() { poller->end(); }
  std::shared_ptr<Poller> poller;
};
int main() { Station station; }
`,
  );

  fixture(
    "of an object that has nothing to do with the thread: silent",
    `
#include <memory>
#include <thread>
struct Sink { void put() {} };
class Poller {
public:
  explicit Poller(std::shared_ptr<Sink> sink) {
    thread_ = std::thread([weak = std::weak_ptr<Sink>(sink)] {
      while (auto to = weak.lock()) to->put();
    });
  }
  ~Poller() { thread_.join(); }
private:
  std::thread thread_;
};
int main() {
  auto sink = std::make_shared<Sink>();
  auto poller = std::make_shared<Poller>(sink);
  sink.reset();
}
`,
  );
});

describe("a thread that keeps its own object", () => {
  fixture(
    "it comes to its end last",
    `
#include <memory>
#include <thread>
class Fetch : public std::enable_shared_from_this<Fetch> {
public:
  void begin() {
    thread_ = std::thread([self = shared_from_this()] { self->run(); });
  }
  ~Fetch() { if (thread_.joinable()) thread_.join(); }
//                                           ^^^^^^ d1 self-join: blocks "Fetch::thread_" needs "Fetch::thread_"
private:
  void run() { for (int i = 0; i < 3; ++i) ++parts_; }
  int parts_ = 0;
  std::thread thread_;
};
int main() {
  auto fetch = std::make_shared<Fetch>();
  fetch->begin();
}
`,
  );

  fixture(
    "only the end of the object would tell it to stop, so that never comes: silent",
    `
#include <atomic>
#include <memory>
#include <thread>
class Fetch : public std::enable_shared_from_this<Fetch> {
public:
  void begin() {
    thread_ = std::thread([self = shared_from_this()] { self->run(); });
  }
  ~Fetch() {
    stopped_ = true;
    thread_.join();
  }
private:
  void run() { while (!stopped_) ++parts_; }
  int parts_ = 0;
  std::atomic<bool> stopped_{false};
  std::thread thread_;
};
int main() {
  auto fetch = std::make_shared<Fetch>();
  fetch->begin();
}
`,
  );
});
