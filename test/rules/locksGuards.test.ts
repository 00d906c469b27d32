/** Guards that travel: returned, assigned, kept in a pointer or an optional, given back early, made by templates. */

import { describe } from "vitest";

import { fixture } from "../harness/check.ts";

const prelude = `
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
`;

describe("guards that functions return", () => {
  fixture(
    "in braces, and with the arguments of its template left out",
    `${prelude}
class Table {
public:
  std::unique_lock<std::mutex> enter() { return {mutex_}; }
  std::unique_lock<std::mutex> again() { return std::unique_lock{mutex_}; }
  void grow() {
    auto const held = enter();
    shrink();
//  ^^^^^^^^ d1 self-lock
  }
  void shrink() { auto const held = again(); --size_; }
  void both() {
    { auto const held = enter(); ++size_; }
    shrink();
  }
private:
  std::mutex mutex_;
  int size_ = 0;
};
int main() { Table table; table.grow(); table.both(); }
`,
  );

  fixture(
    "together with what they guard",
    `${prelude}
struct Access { std::unique_lock<std::mutex> lock; int* value; };
class Cell {
public:
  Access open() { return Access{std::unique_lock<std::mutex>(mutex_), &value_}; }
  std::pair<int*, std::unique_lock<std::mutex>> peek() {
    std::unique_lock<std::mutex> lock(mutex_);
    return {&value_, std::move(lock)};
  }
  void twice() {
    auto access = open();
    clear();
//  ^^^^^^^ d1 self-lock
  }
  void thrice() {
    auto [value, lock] = peek();
    clear();
//  ^^^^^^^ d2 self-lock
  }
  void inTurn() {
    { auto access = open(); *access.value = 1; }
    clear();
    auto [value, lock] = peek();
    lock.unlock();
    clear();
  }
  void clear() { std::lock_guard<std::mutex> guard(mutex_); value_ = 0; }
private:
  std::mutex mutex_;
  int value_ = 0;
};
int main() { Cell cell; cell.twice(); cell.thrice(); cell.inTurn(); }
`,
  );

  fixture(
    "assigned to a variable that is given back before",
    `${prelude}
class Gate {
public:
  std::unique_lock<std::mutex> enter() { return std::unique_lock<std::mutex>(mutex_); }
  void late() {
    std::unique_lock<std::mutex> lock;
    lock = enter();
    pass();
//  ^^^^^^ d1 self-lock
  }
  void early() {
    std::unique_lock<std::mutex> lock;
    lock = enter();
    lock.unlock();
    pass();
  }
  void inner() {
    { std::unique_lock<std::mutex> lock; lock = enter(); ++passed_; }
    pass();
  }
  void over() {
    std::unique_lock<std::mutex> lock = enter();
    lock = std::unique_lock<std::mutex>();
    pass();
  }
  void handedOn() {
    auto lock = enter();
    std::unique_lock<std::mutex> kept;
    kept = std::move(lock);
    kept.unlock();
    pass();
  }
  void pass() { std::lock_guard<std::mutex> guard(mutex_); ++passed_; }
private:
  std::mutex mutex_;
  int passed_ = 0;
};
int main() { Gate gate; gate.late(); gate.early(); gate.inner(); gate.over(); gate.handedOn(); }
`,
  );
});

describe("guards of one name", () => {
  fixture(
    "in a block inside another: the outer one is held behind the inner",
    `${prelude}
class Desk {
public:
  void outer() {
    std::lock_guard<std::mutex> l(mutex_);
    { std::lock_guard<std::mutex> l(other_); ++papers_; }
    tidy();
//  ^^^^^^ d1 self-lock
  }
  void inner() {
    std::unique_lock<std::mutex> l(third_);
    {
      std::unique_lock<std::mutex> l(mutex_);
      l.unlock();
      tidy();
    }
  }
  void beside() {
    { std::lock_guard<std::mutex> l(mutex_); ++papers_; }
    { std::lock_guard<std::mutex> l(third_); tidy(); }
  }
  void tidy() { std::lock_guard<std::mutex> l(mutex_); --papers_; }
private:
  std::mutex mutex_;
  std::mutex other_;
  std::mutex third_;
  int papers_ = 0;
};
int main() { Desk desk; desk.inner(); desk.beside(); desk.outer(); }
`,
  );
});

describe("guards with room for none", () => {
  fixture(
    "an optional and a pointer",
    `${prelude}
class Log {
public:
  void made() {
    std::optional<std::lock_guard<std::mutex>> guard;
    guard.emplace(mutex_);
    write();
//  ^^^^^^^ d1 self-lock
  }
  void inPlace() {
    std::optional<std::lock_guard<std::mutex>> guard{std::in_place, mutex_};
    write();
//  ^^^^^^^ d2 self-lock
  }
  void onHeap() {
    auto guard = std::make_unique<std::lock_guard<std::mutex>>(mutex_);
    write();
//  ^^^^^^^ d3 self-lock
  }
  void byNew() {
    std::unique_ptr<std::lock_guard<std::mutex>> guard(new std::lock_guard<std::mutex>(mutex_));
    write();
//  ^^^^^^^ d4 self-lock
  }
  void emptied() {
    std::optional<std::lock_guard<std::mutex>> guard;
    guard.emplace(mutex_);
    guard.reset();
    write();
    auto other = std::make_unique<std::lock_guard<std::mutex>>(mutex_);
    other = nullptr;
    write();
  }
  void perhaps(bool quiet) {
    std::optional<std::lock_guard<std::mutex>> guard;
    if (!quiet) guard.emplace(mutex_);
    else write();
  }
  void write() { std::lock_guard<std::mutex> guard(mutex_); ++lines_; }
private:
  std::mutex mutex_;
  int lines_ = 0;
};
int main() {
  Log log;
  log.made(); log.inPlace(); log.onHeap(); log.byNew(); log.emptied(); log.perhaps(true);
}
`,
  );
});

describe("guard classes of the workspace", () => {
  fixture(
    "with a method that gives the lock back early, and one that takes it again",
    `${prelude}
class Mutex {
public:
  void Lock() { mutex_.lock(); }
  void Unlock() { mutex_.unlock(); }
private:
  std::mutex mutex_;
};
class MutexLock {
public:
  explicit MutexLock(Mutex* mutex) : mutex_(mutex), held_(true) { mutex_->Lock(); }
  ~MutexLock() { if (held_) mutex_->Unlock(); }
  void Release() { mutex_->Unlock(); held_ = false; }
  void Take() { mutex_->Lock(); held_ = true; }
private:
  Mutex* mutex_;
  bool held_;
};
class Store {
public:
  void kept() {
    MutexLock lock(&mutex_);
    put();
//  ^^^^^ d1 self-lock
  }
  void released() {
    MutexLock lock(&mutex_);
    lock.Release();
    put();
  }
  void takenAgain() {
    MutexLock lock(&mutex_);
    lock.Release();
    put();
    lock.Take();
    put();
//  ^^^^^ d2 self-lock
  }
  void put() { MutexLock lock(&mutex_); ++size_; }
private:
  Mutex mutex_;
  int size_ = 0;
};
int main() { Store store; store.kept(); store.released(); store.takenAgain(); }
`,
  );

  fixture(
    "a template over any lock",
    `${prelude}
template <class M>
class Holder {
public:
  explicit Holder(M& mutex) : mutex_(mutex) { mutex_.lock(); }
  ~Holder() { mutex_.unlock(); }
private:
  M& mutex_;
};
class Pool {
public:
  void both() {
    Holder<std::mutex> holder(mutex_);
    one();
//  ^^^^^ d1 self-lock
  }
  void inTurn() {
    { Holder holder(mutex_); ++used_; }
    one();
  }
  void one() { Holder holder(mutex_); ++used_; }
private:
  std::mutex mutex_;
  int used_ = 0;
};
int main() { Pool pool; pool.both(); pool.inTurn(); }
`,
  );
});

describe("mutexes that functions name", () => {
  fixture(
    "a member, and a static of the function",
    `${prelude}
std::mutex& registryMutex() { static std::mutex mutex; return mutex; }
class Registry {
public:
  std::mutex& mutex() { return mutex_; }
  std::mutex& mutexAt(int i) { return mutexes_[i]; }
  void add() {
    std::lock_guard<std::mutex> guard(mutex());
    check();
//  ^^^^^^^ d1 self-lock
  }
  void check() { std::lock_guard<std::mutex> guard(mutex_); ++count_; }
  void first() { std::lock_guard<std::mutex> guard(mutexAt(0)); second(); }
  void second() { std::lock_guard<std::mutex> guard(mutexAt(1)); ++count_; }
  void all() {
    std::lock_guard<std::mutex> guard(registryMutex());
    global();
//  ^^^^^^^^ d2 self-lock
  }
  void global() { std::lock_guard<std::mutex> guard(registryMutex()); ++count_; }
private:
  std::mutex mutex_;
  std::mutex mutexes_[2];
  int count_ = 0;
};
int main() { Registry registry; registry.add(); registry.first(); registry.all(); }
`,
  );

  fixture(
    "of two objects of one class",
    `${prelude}
#include <map>
class Answer {
public:
  std::mutex& mutex() { return mutex_; }
  int parts = 0;
private:
  std::mutex mutex_;
};
class Service {
public:
  void update(int key) {
    std::shared_ptr<Answer> answer;
    { std::lock_guard<std::mutex> guard(mutex_); answer = answers_[key]; }
    std::lock_guard<std::mutex> guard(answer->mutex());
    send(answer);
  }
  void send(const std::shared_ptr<Answer>& answer) {
    std::shared_ptr<Answer> parent;
    { std::lock_guard<std::mutex> guard(mutex_); parent = answers_[answer->parts]; }
    std::lock_guard<std::mutex> guard(parent->mutex());
    ++parent->parts;
  }
private:
  std::mutex mutex_;
  std::map<int, std::shared_ptr<Answer>> answers_;
};
int main() { Service service; service.update(1); }
`,
  );
});
