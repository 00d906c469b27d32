/** Macros of the workspace that take locks: what they expand to is what happens where they are called. */

import { describe } from "vitest";

import { fixture } from "../harness/check.ts";

const locks = `
//- lock.h
#include <mutex>
#include <pthread.h>
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define HOLD(m) std::lock_guard<std::mutex> hold_##__LINE__(m)
#define HOLD_NAMED(name, m) std::unique_lock<std::mutex> name(m)
#define HOLD_UNIQUE(m) std::lock_guard<std::mutex> PASTE(hold_, __LINE__)(m)
#define HOLD_ALL(...) std::scoped_lock hold_all(__VA_ARGS__)
#define ENTER(m) pthread_mutex_lock(&(m))
#define LEAVE(m) do { pthread_mutex_unlock(&(m)); } while (0)
#define synchronized(m) if (auto sync = makeSync(&m))
#define WITH_LOCK(m) for (std::unique_lock<std::mutex> with(m); with; with.unlock())
template <class T>
class Sync {
public:
  explicit Sync(T* lock) : lock_(lock) { lock_->lock(); }
  ~Sync() { lock_->unlock(); }
  operator bool() const { return true; }
private:
  T* lock_;
};
template <class T>
Sync<T> makeSync(T* lock) { return Sync<T>(lock); }
//- main.cpp
#include "lock.h"
`;

describe("macros that declare a guard", () => {
  fixture(
    "by a name of their own or of the caller's, for the rest of the block",
    `${locks}
class Counter {
public:
  void plain() {
    HOLD(mutex_);
    add();
//  ^^^^^ d1 self-lock
  }
  void uniquely() {
    HOLD_UNIQUE(mutex_);
    add();
//  ^^^^^ d2 self-lock
  }
  void all() {
    HOLD_ALL(other_, mutex_);
    add();
//  ^^^^^ d3 self-lock
  }
  void inBlock() {
    { HOLD(mutex_); ++count_; }
    { HOLD_UNIQUE(mutex_); ++count_; }
    add();
  }
  void early() {
    HOLD_NAMED(lock, mutex_);
    lock.unlock();
    add();
  }
  void two() {
    HOLD(other_);
    HOLD(mutex_);
    ++count_;
  }
  void add() { HOLD(mutex_); ++count_; }
private:
  std::mutex mutex_;
  std::mutex other_;
  int count_ = 0;
};
int main() { Counter c; c.plain(); c.uniquely(); c.all(); c.inBlock(); c.early(); c.two(); }
`,
  );

  fixture(
    "for the block behind them",
    `${locks}
class Counter {
public:
  void inside() {
    synchronized (mutex_) {
      add();
//    ^^^^^ d1 self-lock
    }
  }
  void behind() {
    synchronized (mutex_) { ++count_; }
    add();
  }
  void looped() {
    WITH_LOCK (mutex_) {
      add();
//    ^^^^^ d2 self-lock
    }
  }
  void afterLoop() {
    WITH_LOCK (mutex_) { ++count_; }
    add();
  }
  void add() { synchronized (mutex_) { ++count_; } }
private:
  std::mutex mutex_;
  int count_ = 0;
};
int main() { Counter c; c.inside(); c.behind(); c.looped(); c.afterLoop(); }
`,
  );
});

describe("macros that call", () => {
  fixture(
    "lock and unlock",
    `${locks}
class Buffer {
public:
  void inside() {
    ENTER(mutex_);
    put();
//  ^^^^^ d1 self-lock
    LEAVE(mutex_);
  }
  void inTurn() {
    ENTER(mutex_);
    LEAVE(mutex_);
    put();
  }
  void put() { ENTER(mutex_); ++size_; LEAVE(mutex_); }
private:
  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  int size_ = 0;
};
int main() { Buffer b; b.inside(); b.inTurn(); }
`,
  );

  fixture(
    "one of two macros of a name: the one that is included",
    `
//- real.h
#include <mutex>
#define GUARD(m) std::lock_guard<std::mutex> guard(m)
//- none.h
#include <mutex>
#define GUARD(m) (void)(m)
//- real.cpp
#include "real.h"
class Real {
public:
  void outer() {
    GUARD(mutex_);
    inner();
//  ^^^^^^^ d1 self-lock
  }
  void inner() { std::lock_guard<std::mutex> lock(mutex_); }
  std::mutex mutex_;
};
void runReal() { Real real; real.outer(); }
//- none.cpp
#include "none.h"
class None {
public:
  void outer() { GUARD(mutex_); inner(); }
  void inner() { std::lock_guard<std::mutex> lock(mutex_); }
  std::mutex mutex_;
};
void runNone() { None none; none.outer(); }
`,
  );
});
