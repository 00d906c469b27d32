/** Waits under a lock that stand in destructors: what containers, structs and pointers end, and whose threads those join. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

const link = `
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>
class Link {
public:
  using Sink = std::function<void(int)>;
  explicit Link(Sink sink) : sink_(std::move(sink)) {}
  virtual ~Link() = default;
  virtual void open() = 0;
protected:
  void deliver(int value) { sink_(value); }
private:
  Sink sink_;
};
class RadioLink : public Link {
public:
  explicit RadioLink(Sink sink) : Link(std::move(sink)) {}
  ~RadioLink() override { close(); }
  void open() override { reader_ = std::make_unique<std::thread>(&RadioLink::read, this); }
private:
  void close() {
    done_ = true;
    if (reader_) reader_->join();
  }
  void read() {
    while (!done_) deliver(1);
  }
  bool done_ = false;
  std::unique_ptr<std::thread> reader_;
};
`;

const files = [{ path: "link.h", text: link }];

describe("objects that end under a lock", () => {
  fixture(
    "held by a struct without functions in a container",
    `
#include "link.h"
class Hub {
public:
  ~Hub() {
    std::lock_guard<std::mutex> guard(mutex_);
    slots_.clear();
//         ^^^^^^^ d1 lock-wait: blocks "main" needs "RadioLink::reader_"
  }
  void add() {
    auto made = std::make_shared<RadioLink>([this](int value) { forward(value); });
    made->open();
    keep(made);
  }
private:
  struct Slot {
    std::shared_ptr<Link> link;
    int number;
  };
  void keep(const std::shared_ptr<Link>& link) {
    std::lock_guard<std::mutex> guard(mutex_);
    slots_.emplace_back(Slot{link, next_++});
  }
  void forward(int value) {
    std::lock_guard<std::mutex> guard(mutex_);
    sum_ += value;
  }
  std::mutex mutex_;
  std::vector<Slot> slots_;
  int next_ = 0;
  int sum_ = 0;
};
int main() { Hub hub; hub.add(); }
`,
    files,
  );

  fixture(
    "taken out under the lock, ended after it",
    `
#include "link.h"
class Hub {
public:
  ~Hub() {
    std::vector<Slot> ending;
    {
      std::lock_guard<std::mutex> guard(mutex_);
      ending.swap(slots_);
    }
    ending.clear();
  }
  void add() {
    auto made = std::make_shared<RadioLink>([this](int value) { forward(value); });
    made->open();
    keep(made);
  }
private:
  struct Slot {
    std::shared_ptr<Link> link;
    int number;
  };
  void keep(const std::shared_ptr<Link>& link) {
    std::lock_guard<std::mutex> guard(mutex_);
    slots_.emplace_back(Slot{link, next_++});
  }
  void forward(int value) {
    std::lock_guard<std::mutex> guard(mutex_);
    sum_ += value;
  }
  std::mutex mutex_;
  std::vector<Slot> slots_;
  int next_ = 0;
  int sum_ = 0;
};
int main() { Hub hub; hub.add(); }
`,
    files,
  );

  fixture(
    "the reader takes another lock",
    `
#include "link.h"
class Hub {
public:
  ~Hub() {
    std::lock_guard<std::mutex> guard(mutex_);
    slots_.clear();
  }
  void add() {
    auto made = std::make_shared<RadioLink>([this](int value) { forward(value); });
    made->open();
    std::lock_guard<std::mutex> guard(mutex_);
    slots_.push_back(Slot{made, 1});
  }
private:
  struct Slot {
    std::shared_ptr<Link> link;
    int number;
  };
  void forward(int value) {
    std::lock_guard<std::mutex> guard(sums_);
    sum_ += value;
  }
  std::mutex mutex_;
  std::mutex sums_;
  std::vector<Slot> slots_;
  int sum_ = 0;
};
int main() { Hub hub; hub.add(); }
`,
    files,
  );
});

describe("waiting for a loop under a lock that its handlers take", () => {
  const endpoint = `
#include <asio.hpp>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>
class Endpoint {
public:
  explicit Endpoint(asio::io_context& io) : socket_(io) {}
  ~Endpoint() {
    auto& io = static_cast<asio::io_context&>(socket_.get_executor().context());
    if (io.stopped()) return;
    std::promise<void> passed;
    asio::post(io, [&passed] { passed.set_value(); });
    passed.get_future().wait();
  }
private:
  asio::ip::udp::socket socket_;
};
`;
  fixture(
    "through the executor of a socket",
    `
#include "endpoint.h"
class Station {
public:
  Station() { thread_ = std::make_unique<std::thread>([this] { io_.run(); }); }
  void add() {
    auto made = std::make_unique<Endpoint>(io_);
    std::lock_guard guard(mutex_);
    endpoints_.emplace_back(std::move(made));
  }
  void drop() {
    std::lock_guard guard(mutex_);
    endpoints_.clear();
//             ^^^^^^^ d1 lock-wait: blocks "main" needs "Station::thread_"
  }
  void send() {
    asio::post(io_, [this] { std::lock_guard guard(mutex_); ++sent_; });
  }
private:
  asio::io_context io_;
  std::unique_ptr<std::thread> thread_;
  std::recursive_mutex mutex_;
  std::vector<std::unique_ptr<Endpoint>> endpoints_;
  int sent_ = 0;
};
int main() { Station station; station.add(); station.send(); station.drop(); }
`,
    [{ path: "endpoint.h", text: endpoint }],
  );

  fixture(
    "after the loop has ended, or with the endpoint taken out",
    `
#include "endpoint.h"
class Station {
public:
  Station() { thread_ = std::make_unique<std::thread>([this] { io_.run(); }); }
  ~Station() {
    io_.stop();
    thread_->join();
    std::lock_guard guard(mutex_);
    endpoints_.clear();
  }
  void add() {
    auto made = std::make_unique<Endpoint>(io_);
    std::lock_guard guard(mutex_);
    endpoints_.emplace_back(std::move(made));
  }
  void drop() {
    std::unique_ptr<Endpoint> last;
    {
      std::lock_guard guard(mutex_);
      last = std::move(endpoints_.back());
      endpoints_.pop_back();
    }
  }
  void send() {
    asio::post(io_, [this] { std::lock_guard guard(mutex_); ++sent_; });
  }
private:
  asio::io_context io_;
  std::unique_ptr<std::thread> thread_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Endpoint>> endpoints_;
  int sent_ = 0;
};
int main() { Station station; station.add(); station.send(); station.drop(); }
`,
    [{ path: "endpoint.h", text: endpoint }],
  );

  fixture(
    "a list that is read on its loop: not when there already, but under a lock",
    `
#include <asio.hpp>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>
template <typename... Args> class ListBody {
public:
  explicit ListBody(asio::io_context& io) : io_(io) {}
  void each(Args... args, const std::function<void(const std::function<void()>&)>& with) {
    on_loop([&] {
      for (const auto& one : list_) with([one, args...] { one(args...); });
    });
  }
private:
  bool here() const { return io_.get_executor().running_in_this_thread(); }
  template <typename Work> void on_loop(Work&& work) {
    if (io_.stopped() || here()) {
      work();
      return;
    }
    std::promise<void> done;
    asio::post(io_, [&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }
  asio::io_context& io_;
  std::vector<std::function<void(Args...)>> list_;
};
template <typename... Args> class List {
public:
  explicit List(asio::io_context& io) : body_(std::make_unique<ListBody<Args...>>(io)) {}
  void each(Args... args, const std::function<void(const std::function<void()>&)>& with) {
    body_->each(args..., with);
  }
private:
  std::unique_ptr<ListBody<Args...>> body_;
};
class Station {
public:
  Station() : changes_(io_) { thread_ = std::make_unique<std::thread>([this] { io_.run(); }); }
  void received() {
    asio::post(io_, [this] {
      std::lock_guard guard(mutex_);
      changes_.each([this](const auto& f) { f(); });
    });
  }
  void subscribe() {
    std::lock_guard guard(mutex_);
    changes_.each([this](const auto& f) { f(); });
//           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 lock-wait: blocks "main" needs "Station::thread_"
  }
  void unlocked() { changes_.each([this](const auto& f) { f(); }); }
private:
  std::recursive_mutex mutex_;
  asio::io_context io_;
  std::unique_ptr<std::thread> thread_;
  List<> changes_;
};
int main() { Station station; station.received(); station.subscribe(); station.unlocked(); }
`,
  );
});
