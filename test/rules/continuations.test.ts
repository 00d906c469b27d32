/** Futures of the workspace's own: what is attached to them runs in whoever fulfils the promise. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

const future = {
  path: "future.h",
  text: `
#pragma once
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
template <typename T> struct Shared {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  T value;
  std::list<std::function<void(const T&)>> listeners;
};
template <typename T> class Later {
public:
  explicit Later(std::shared_ptr<Shared<T>> shared) : shared_(shared) {}
  Later& listen(std::function<void(const T&)> listener) {
    auto* s = shared_.get();
    std::unique_lock<std::mutex> lock(s->mutex);
    if (s->done) { lock.unlock(); listener(s->value); } else s->listeners.push_back(listener);
    return *this;
  }
  T get() {
    auto* s = shared_.get();
    std::unique_lock<std::mutex> lock(s->mutex);
    while (!s->done) s->changed.wait(lock);
    return s->value;
  }
private:
  std::shared_ptr<Shared<T>> shared_;
};
template <typename T> class Source {
public:
  Source() : shared_(std::make_shared<Shared<T>>()) {}
  void set(const T& value) const {
    auto* s = shared_.get();
    std::unique_lock<std::mutex> lock(s->mutex);
    if (s->done) return;
    s->value = value;
    s->done = true;
    auto listeners = std::move(s->listeners);
    lock.unlock();
    for (auto& listener : listeners) listener(value);
    s->changed.notify_all();
  }
  Later<T> later() const { return Later<T>(shared_); }
private:
  std::shared_ptr<Shared<T>> shared_;
};
`,
};

const client = (onOpen: string): string => `
#include <boost/asio.hpp>
#include <thread>
#include "future.h"
class Client {
public:
  Client() : thread_([this] { io_.run(); }) {}
  Later<int> lookup() {
    Source<int> source;
    io_.post([source] { source.set(1); });
    return source.later();
  }
  void open() { lookup().listen(std::bind(&Client::onOpen, this, std::placeholders::_1)); }
  void onOpen(const int& row) { ${onOpen} }
  int rows_ = 0;
private:
  boost::asio::io_context io_;
  std::thread thread_;
};
`;

describe("a listener runs on the thread that fulfils the promise", () => {
  fixture(
    "it asks once more and waits",
    `${client("rows_ = row + lookup().get();")}
int main() { Client client; client.open(); }
`,
    [
      {
        path: "future.h",
        text: future.text.replace(
          "while (!s->done) s->changed.wait(lock);\n",
          `while (!s->done) s->changed.wait(lock);
//                              ^^^^^^^^^^ d1 self-wait: blocks "Client::thread_" needs "Client::thread_"
`,
        ),
      },
    ],
  );

  fixture(
    "it asks once more and listens",
    `${client("rows_ += row; lookup().listen([this](const int& more) { rows_ += more; });")}
int main() { Client client; client.open(); }
`,
    [future],
  );

  fixture(
    "whoever opened it waits",
    `${client("rows_ += row;")}
int main() { Client client; client.open(); client.rows_ = client.lookup().get(); }
`,
    [future],
  );

  fixture(
    "it reads what is there already, after asking for more",
    `
#include <boost/asio.hpp>
#include <memory>
#include <thread>
#include "future.h"
class Client {
public:
  Client() : thread_([this] { io_.run(); }) {}
  Later<int> lookup() {
    Source<int> source;
    io_.post([source] { source.set(1); });
    return source.later();
  }
  void open() {
    Later<int> first = lookup();
    first.listen([this, first](const int&) mutable {
      lookup().listen([this](const int& more) { rows_ += more; });
      rows_ += first.get();
    });
  }
private:
  int rows_ = 0;
  boost::asio::io_context io_;
  std::thread thread_;
};
int main() { Client client; client.open(); }
`,
    [future],
  );
});
