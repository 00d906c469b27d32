/** Two locks in both orders: which locks are one, and which only look alike. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

const queue = {
  path: "queue.h",
  text: `
#include <deque>
#include <mutex>
class Queue {
public:
  class Access {
  public:
    explicit Access(Queue& queue) : queue_(queue) { queue_.mutex_.lock(); }
    ~Access() { queue_.mutex_.unlock(); }
  private:
    Queue& queue_;
  };
  std::mutex mutex_;
  std::deque<int> items_;
};
`,
};

describe("lock-order", () => {
  fixture(
    "two members of one class are two locks",
    `
#include "queue.h"
class Board {
public:
  void first() {
    Queue::Access access(in_);
    std::lock_guard<std::mutex> guard(mutex_);
    ++count_;
  }
  void second() {
    std::lock_guard<std::mutex> guard(mutex_);
    Queue::Access access(out_);
    ++count_;
  }
private:
  std::mutex mutex_;
  Queue in_;
  Queue out_;
  int count_ = 0;
};
`,
    [queue],
  );

  fixture(
    "one member, both orders",
    `
#include "queue.h"
class Board {
public:
  void first() {
    Queue::Access access(in_);
    std::lock_guard<std::mutex> guard(mutex_);
    ++count_;
  }
  void second() {
    std::lock_guard<std::mutex> guard(mutex_);
    Queue::Access access(in_);
//                ^^^^^^^^^^^ d1 lock-order: blocks "Board::second" needs "Queue::mutex_"
    ++count_;
  }
private:
  std::mutex mutex_;
  Queue in_;
  int count_ = 0;
};
`,
    [queue],
  );
});

describe("a lock that is given back on the way", () => {
  const parts = (send: string, label: string): string => `
#include <mutex>
#include <thread>
class Node;
void failed(Node& node);
class Part {
public:
  void of(Node* node) { node_ = node; }
  void start() { mutex_.lock(); ++starts_; send(); }
  int starts() { std::lock_guard<std::mutex> guard(mutex_); return starts_; }
private:
  void send() { ${send} }
  std::mutex mutex_;
  int starts_ = 0;
  Node* node_ = nullptr;
};
class Node {
public:
  Node() { part_.of(this); }
  void onError() { std::lock_guard<std::mutex> guard(mutex_); ++errors_; }
  void run() { part_.start(); }
  int count() {
    std::lock_guard<std::mutex> guard(mutex_);
    return part_.starts();
${label}
  }
private:
  std::mutex mutex_;
  int errors_ = 0;
  Part part_;
};
void failed(Node& node) { node.onError(); }
int main() {
  Node node;
  std::thread one([&] { node.run(); });
  std::thread two([&] { node.count(); });
  one.join();
  two.join();
}
`;

  fixture("before what takes the other one", parts("mutex_.unlock(); failed(*node_);", ""));
  fixture(
    "after it",
    parts("failed(*node_); mutex_.unlock();", "//               ^^^^^^^^ d1 lock-order"),
  );
});

describe("locks of objects in different holders", () => {
  const program = (remove: string, label: string): string => `
#include <functional>
#include <mutex>
#include <thread>
class Names {
public:
  void each(const std::function<void(int)>& visit) {
    std::lock_guard<std::mutex> guard(mutex_);
    for (int i = 0; i < size_; ++i) visit(i);
  }
  void remove() {
    std::lock_guard<std::mutex> guard(mutex_);
    --size_;
  }
private:
  std::mutex mutex_;
  int size_ = 0;
};
struct Client { Names open_; };
struct Group { Names members_; };
class Handler {
public:
  Handler(Client& client, Group& group) : client_(client), group_(group) {}
  void close() {
    std::lock_guard<std::mutex> guard(mutex_);
    ${remove}
${label}
  }
  void leave() {
    group_.members_.each([this](int) { left(); });
  }
private:
  void left() {
    std::thread farewell([] {});
    farewell.join();
    std::lock_guard<std::mutex> guard(mutex_);
    ++left_;
  }
  Client& client_;
  Group& group_;
  std::mutex mutex_;
  int left_ = 0;
};
int main() {
  Client client;
  Group group;
  Handler handler(client, group);
  std::thread one([&] { handler.close(); });
  std::thread two([&] { handler.leave(); });
  one.join();
  two.join();
}
`;

  fixture("one holds a map, the other another one", program("client_.open_.remove();", ""));
  fixture(
    "both use the same map",
    program("group_.members_.remove();", "//                  ^^^^^^^^ d1 lock-order"),
  );
});
