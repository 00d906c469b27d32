// A program that hangs. Waitchain shows why: look for the squiggle.
//
//   g++ -std=c++17 -pthread -o sample main.cpp && ./sample

#include <cstddef>
#include <cstdio>
#include <future>
#include <set>
#include <string>

#include "event_loop.h"

// The items belong to the loop's thread.
class Store {
 public:
  explicit Store(EventLoop& loop) : loop_(loop) {}

  void add(const std::string& item) {
    loop_.post([this, item] { items_.insert(item); });
  }

  // Asks the loop and waits for its answer: right for every other thread.
  std::size_t count() {
    std::promise<std::size_t> answer;
    std::future<std::size_t> reply = answer.get_future();
    loop_.post([this, &answer] { answer.set_value(items_.size()); });
    return reply.get();
  }

  void clear() { items_.clear(); }

 private:
  EventLoop& loop_;
  std::set<std::string> items_;
};

// Empties the store when it has become too large. Runs on the loop, and asks the store.
class Sweeper {
 public:
  Sweeper(EventLoop& loop, Store& store) : loop_(loop), store_(store) {}

  std::future<void> start() {
    loop_.post([this] { sweep(); });
    return swept_.get_future();
  }

 private:
  void sweep() {
    if (store_.count() > 2) store_.clear();
    swept_.set_value();
  }

  EventLoop& loop_;
  Store& store_;
  std::promise<void> swept_;
};

int main() {
  EventLoop loop;
  Store store(loop);
  Sweeper sweeper(loop, store);
  store.add("a");
  store.add("b");
  store.add("c");
  std::puts("sweeping");
  sweeper.start().wait();
  std::puts("swept");
}
