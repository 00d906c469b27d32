/** Handlers: how they are installed, what they reach, and who cannot be interrupted. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("signal-blocks", () => {
  fixture(
    "sigaction with three arguments",
    `
#include <csignal>
#include <thread>
std::thread worker;
static void onTerm(int, siginfo_t*, void*) { worker.join(); }
//                                                  ^^^^^^ d1 signal-blocks: blocks "onTerm" needs "worker"
int main() {
  worker = std::thread([] {});
  struct sigaction action = {};
  action.sa_sigaction = onTerm;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGTERM, &action, nullptr);
  worker.join();
}
`,
  );

  fixture(
    "lambda",
    `
#include <csignal>
#include <thread>
class Server {
public:
  void start() { worker_ = std::thread([this] { ++served_; }); }
  void stop() { worker_.join(); }
private:
  int served_ = 0;
  std::thread worker_;
};
Server server;
int main() {
  server.start();
  std::signal(SIGTERM, [](int) {
    server.stop();
//         ^^^^^^ d1 signal-blocks: blocks "main::<lambda>" needs "Server::worker_"
  });
}
`,
  );

  fixture(
    "through a stored callback and a singleton",
    `
#include <csignal>
#include <functional>
#include <mutex>
#include <thread>
class Signals {
public:
  static Signals& get() { static Signals signals; return signals; }
  void on(int number, std::function<void()> f) { callback_ = std::move(f); std::signal(number, &Signals::hook); }
private:
  static void hook(int) { get().callback_(); }
  std::function<void()> callback_;
};
class Server {
public:
  Server() : worker_([] {}) {}
  void stop() { worker_.join(); }
private:
  std::thread worker_;
};
int main() {
  static Server server;
  Signals::get().on(SIGINT, [] {
    server.stop();
//         ^^^^^^ d1 signal-blocks: blocks "Signals::hook" needs "Server::worker_"
  });
}
`,
  );

  fixture(
    "a lock that ordinary code takes",
    `
#include <csignal>
#include <mutex>
std::mutex mutex;
int sum = 0;
void add(int value) { std::lock_guard<std::mutex> guard(mutex); sum += value; }
static void onUsr1(int) {
  add(1);
//^^^^^^ d1 signal-blocks
}
int main() { std::signal(SIGUSR1, onUsr1); for (int i = 0; i < 1000; ++i) add(i); }
`,
  );

  fixture(
    "posts to a loop that takes a lock",
    `
#include <csignal>
#include <deque>
#include <functional>
#include <mutex>
class Tasks {
public:
  void post(std::function<void()> f) { std::lock_guard<std::mutex> guard(mutex_); tasks_.push_back(std::move(f)); }
  void run() { std::lock_guard<std::mutex> guard(mutex_); for (auto& task : tasks_) task(); tasks_.clear(); }
private:
  std::mutex mutex_;
  std::deque<std::function<void()>> tasks_;
};
Tasks tasks;
static void onTerm(int) {
  tasks.post([] {});
//      ^^^^^^^^^^^ d1 signal-blocks: blocks "onTerm" needs "Tasks::mutex_"
}
int main() { std::signal(SIGTERM, onTerm); for (;;) tasks.run(); }
`,
  );
});

describe("signal-blocks in examples", () => {
  fixture(
    "an example beside the program is a program of its own; the global begins in parentheses",
    `
//- /lib/service.h
#pragma once
#include <thread>
class Service {
public:
  void stop() { running_ = false; if (worker_.joinable()) worker_.join(); }
private:
  void run() { while (running_) {} }
  bool running_ = true;
  std::thread worker_{[this] { run(); }};
};
//- /app/main.cpp
#include "service.h"
int main() { Service service; service.stop(); }
//- /examples/serve.cpp
#include <csignal>
#include "service.h"
Service* current(nullptr);
void onTerm(int) { if (current != nullptr) current->stop(); }
//                                                  ^^^^^^ d1 signal-blocks: blocks "onTerm" needs "Service::worker_"
int main() {
  Service service;
  current = &service;
  signal(SIGTERM, onTerm);
  service.stop();
}
`,
  );

  fixture(
    "the handler of the example only sets a flag; what the example calls is not judged by it",
    `
//- /lib/service.h
#pragma once
#include <thread>
class Service {
public:
  void stop() { running_ = false; if (worker_.joinable()) worker_.join(); }
private:
  void run() { while (running_) {} }
  bool running_ = true;
  std::thread worker_{[this] { run(); }};
};
//- /app/main.cpp
#include "service.h"
int main() { Service service; service.stop(); }
//- /examples/serve.cpp
#include <csignal>
#include "service.h"
volatile std::sig_atomic_t ended(0);
void onTerm(int) { ended = 1; }
int main() {
  Service service;
  signal(SIGTERM, onTerm);
  while (!ended) {}
  service.stop();
}
`,
  );
});

describe("signal-unsafe", () => {
  fixture(
    "exit",
    `
#include <csignal>
#include <cstdlib>
static void onTerm(int) { std::exit(0); }
//                        ^^^^^^^^^^^^ d1 signal-unsafe: blocks "onTerm" needs "std::exit"
int main() { std::signal(SIGTERM, onTerm); }
`,
  );

  fixture(
    "operator new, two calls down",
    `
#include <csignal>
struct Event { int number; };
Event* last = nullptr;
static void remember(int number) {
  last = new Event{number};
//       ^^^^^^^^^^^^^^^^^ d1 signal-unsafe: blocks "onTerm" needs "operator new"
}
static void onTerm(int number) { remember(number); }
int main() { std::signal(SIGTERM, onTerm); }
`,
  );

  fixture(
    "iostream",
    `
#include <csignal>
#include <iostream>
static void onTerm(int number) {
  std::cerr << "signal " << number << std::endl;
//^^^^^^^^^^^^^^^^^^^^^^ d1 signal-unsafe: blocks "onTerm" needs "std::basic_ostream::operator<<"
}
int main() { std::signal(SIGTERM, onTerm); }
`,
  );

  fixture(
    "a method of a class that prints",
    `
#include <csignal>
#include <cstdio>
class Log {
public:
  void line(const char* text) {
    std::fprintf(stderr, "%s", text);
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.4 call
  }
};
Log log_;
static void onTerm(int) { log_.line("terminated"); }
//                             ^^^^^^^^^^^^^^^^^^ d1 signal-unsafe: blocks "onTerm" needs "std::fprintf"
int main() { std::signal(SIGTERM, onTerm); }
`,
  );

  fixture(
    "a logging macro of the workspace",
    `
#include <csignal>
#include <cstdio>
class Line {
public:
  ~Line() { std::fflush(stderr); }
  Line& operator<<(const char*) { return *this; }
};
#define LOG_INFO() Line()
static void onTerm(int) {
  LOG_INFO() << "terminated";
//^^^^^^^^^^ d1 signal-unsafe: blocks "onTerm" needs "std::fflush"
}
int main() { std::signal(SIGTERM, onTerm); }
`,
  );

  fixture(
    "through a pointer to a base with one implementation, and delete",
    `
#include <csignal>
struct Sink { virtual ~Sink() = default; virtual void put(int) = 0; };
struct Memory : Sink { int* last = nullptr; void put(int) override { delete last; } };
Sink* sink = new Memory;
static void onTerm(int number) {
  if (number == SIGTERM) sink->put(1);
//                             ^^^^^^ d1 signal-unsafe: blocks "onTerm" needs "operator delete"
}
int main() { std::signal(SIGTERM, onTerm); }
`,
  );

  fixture(
    "asking a string for its text, placement new, methods that do nothing of the kind",
    `
#include <csignal>
#include <new>
#include <string>
#include <unistd.h>
std::string farewell = "terminated";
alignas(int) char room[sizeof(int)];
struct Count { int n = 0; int up() { return ++n; } };
Count count;
static void onTerm(int) {
  if (write(2, farewell.c_str(), farewell.size()) < 0) _exit(1);
  new (room) int(count.up());
}
int main() { std::signal(SIGTERM, onTerm); }
`,
  );
});

describe("silent", () => {
  fixture(
    "flag, pipe, semaphore, _exit",
    `
#include <atomic>
#include <csignal>
#include <semaphore.h>
#include <unistd.h>
volatile std::sig_atomic_t asked = 0;
std::atomic<int> count{0};
sem_t semaphore;
int pipe_[2];
static void onTerm(int) { asked = 1; count.fetch_add(1); sem_post(&semaphore); }
static void onInt(int) { const char byte = 1; if (write(pipe_[1], &byte, 1) < 0) _exit(1); }
int main() {
  sem_init(&semaphore, 0, 0);
  if (pipe(pipe_) != 0) return 1;
  std::signal(SIGTERM, onTerm);
  std::signal(SIGINT, onInt);
  sem_wait(&semaphore);
}
`,
  );

  fixture(
    "try_lock",
    `
#include <csignal>
#include <mutex>
std::mutex mutex;
int sum = 0;
static void onUsr1(int) { if (mutex.try_lock()) { ++sum; mutex.unlock(); } }
int main() { std::signal(SIGUSR1, onUsr1); for (;;) { std::lock_guard<std::mutex> guard(mutex); ++sum; } }
`,
  );

  fixture(
    "a lock that the handler has for itself",
    `
#include <csignal>
#include <mutex>
std::mutex own;
int count = 0;
static void onUsr1(int) { std::lock_guard<std::mutex> guard(own); ++count; }
int main() { std::signal(SIGUSR1, onUsr1); }
`,
  );

  fixture(
    "sigwait thread",
    `
#include <csignal>
#include <pthread.h>
#include <thread>
int main() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::thread worker([] {});
  std::thread signals([&set, &worker] { int number = 0; sigwait(&set, &number); worker.join(); });
  signals.join();
}
`,
  );

  fixture(
    "ignored and default",
    `
#include <csignal>
#include <thread>
int main() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGTERM, SIG_DFL);
  std::thread worker([] {});
  worker.join();
}
`,
  );

  fixture(
    "the worker blocks the signal at its beginning: it ends, but pthread_join is still not for handlers",
    `
#include <csignal>
#include <pthread.h>
pthread_t worker;
static void* work(void*) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  return nullptr;
}
static void onTerm(int) { pthread_join(worker, nullptr); }
//                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 signal-unsafe: blocks "onTerm" needs "pthread_join"
int main() {
  pthread_create(&worker, nullptr, work, nullptr);
  std::signal(SIGTERM, onTerm);
}
`,
  );
});

describe("locks", () => {
  fixture(
    "taken in the handler and in main themselves",
    `
#include <csignal>
#include <mutex>
std::mutex mutex;
int sum = 0;
static void onUsr1(int) {
  std::lock_guard<std::mutex> guard(mutex);
//                            ^^^^^^^^^^^^ d1 signal-blocks: blocks "onUsr1" needs "mutex"
  ++sum;
}
int main() { std::signal(SIGUSR1, onUsr1); std::lock_guard<std::mutex> guard(mutex); sum = 2; }
`,
  );

  fixture(
    "taken in main by a function, in the handler itself",
    `
#include <csignal>
#include <mutex>
std::mutex mutex;
int sum = 0;
void add() { std::lock_guard<std::mutex> guard(mutex); ++sum; }
static void onUsr1(int) {
  std::lock_guard<std::mutex> guard(mutex);
//                            ^^^^^^^^^^^^ d1 signal-blocks
  ++sum;
}
int main() { std::signal(SIGUSR1, onUsr1); add(); }
`,
  );

  fixture(
    "taken by a method",
    `
#include <csignal>
#include <mutex>
class Sum {
public:
  void add(int value) { std::lock_guard<std::mutex> guard(mutex_); sum_ += value; }
private:
  std::mutex mutex_;
  int sum_ = 0;
};
Sum sum;
static void onUsr1(int) {
  sum.add(1);
//    ^^^^^^ d1 signal-blocks
}
int main() { std::signal(SIGUSR1, onUsr1); sum.add(2); }
`,
  );

  fixture(
    "POSIX mutex",
    `
#include <csignal>
#include <pthread.h>
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int sum = 0;
static void onUsr1(int) {
  pthread_mutex_lock(&mutex);
//^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 signal-blocks: blocks "onUsr1" needs "mutex"
  ++sum;
  pthread_mutex_unlock(&mutex);
}
int main() {
  signal(SIGUSR1, onUsr1);
  pthread_mutex_lock(&mutex);
  sum = 0;
  pthread_mutex_unlock(&mutex);
}
`,
  );
});
