/** Calls under a lock that come back to it: through objects that know their owner, and callbacks in containers. */

import { describe } from "vitest";

import { fixture } from "../harness/check.ts";

describe("objects that know their owner", () => {
  fixture(
    "call it back under its lock; another owner of the class is another lock",
    `
#include <mutex>
class Owner;
class Part {
public:
  explicit Part(Owner& owner) : owner_(owner) {}
  void changed();
private:
  Owner& owner_;
};
class Owner {
public:
  Owner() : part_(*this) {}
  void poke() {
    std::lock_guard<std::mutex> guard(mutex_);
    part_.changed();
//        ^^^^^^^^^ d1 self-lock
  }
  void pokeAfter() {
    { std::lock_guard<std::mutex> guard(mutex_); ++count_; }
    part_.changed();
  }
  void count() { std::lock_guard<std::mutex> guard(mutex_); ++count_; }
private:
  std::mutex mutex_;
  Part part_;
  int count_ = 0;
};
void Part::changed() { owner_.count(); }
class Visitor {
public:
  Visitor(Owner& other) : part_(other) {}
  Part part_;
};
int main() {
  Owner owner;
  Visitor visitor(owner);
  owner.poke();
  owner.pokeAfter();
  visitor.part_.changed();
}
`,
  );

  fixture(
    "of the same class, one below the other",
    `
#include <mutex>
class Node {
public:
  explicit Node(Node* below) : below_(below) {}
  void add(int n) {
    std::lock_guard<std::mutex> guard(mutex_);
    sum_ += n;
    if (below_ != nullptr) below_->add(n);
  }
private:
  std::mutex mutex_;
  Node* below_;
  int sum_ = 0;
};
int main() { Node low(nullptr); Node high(&low); high.add(1); }
`,
  );
});

describe("callbacks in a container", () => {
  fixture(
    "called under the lock that they take",
    `
#include <functional>
#include <map>
#include <mutex>
#include <vector>
class Signal {
public:
  void connect(int key, std::function<void(int)> slot) {
    std::lock_guard<std::mutex> guard(mutex_);
    slots_[key] = std::move(slot);
  }
  void disconnect(int key) { std::lock_guard<std::mutex> guard(mutex_); slots_.erase(key); }
  void emit() {
    std::lock_guard<std::mutex> guard(mutex_);
    for (auto& [key, slot] : slots_) slot(key);
//                                   ^^^^^^^^^ d1 self-lock
  }
private:
  std::mutex mutex_;
  std::map<int, std::function<void(int)>> slots_;
};
class Later {
public:
  void connect(std::function<void()> slot) {
    std::lock_guard<std::mutex> guard(mutex_);
    slots_.push_back(std::move(slot));
  }
  void clear() { std::lock_guard<std::mutex> guard(mutex_); slots_.clear(); }
  void emit() {
    std::vector<std::function<void()>> slots;
    { std::lock_guard<std::mutex> guard(mutex_); slots = slots_; }
    for (auto& slot : slots) slot();
  }
private:
  std::mutex mutex_;
  std::vector<std::function<void()>> slots_;
};
int main() {
  Signal signal;
  signal.connect(1, [&signal](int key) { signal.disconnect(key); });
  signal.emit();
  Later later;
  later.connect([&later] { later.clear(); });
  later.emit();
  Signal other;
  other.connect(2, [&later](int) { later.clear(); });
}
`,
  );
});

describe("callables whose type is left open", () => {
  fixture(
    "a template's parameter and a lambda in a variable",
    `
#include <mutex>
#include <utility>
class Box {
public:
  template <class F>
  void locked(F f) {
    std::lock_guard<std::mutex> guard(mutex_);
    f();
//  ^^^ d1 self-lock
  }
  template <class F>
  void unlocked(F&& f) {
    { std::lock_guard<std::mutex> guard(mutex_); ++size_; }
    std::forward<F>(f)();
  }
  void grow() { locked([this] { count(); }); }
  void shrink() { unlocked([this] { count(); }); }
  void fill() {
    auto step = [this] { count(); };
    std::lock_guard<std::mutex> guard(mutex_);
    step();
//  ^^^^^^ d2 self-lock
  }
  void drain() {
    auto step = [this] { count(); };
    { std::lock_guard<std::mutex> guard(mutex_); --size_; }
    step();
  }
  void count() { std::lock_guard<std::mutex> guard(mutex_); ++size_; }
private:
  std::mutex mutex_;
  int size_ = 0;
};
int main() { Box box; box.grow(); box.shrink(); box.fill(); box.drain(); }
`,
  );
});
