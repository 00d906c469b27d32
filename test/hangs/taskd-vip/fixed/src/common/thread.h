#pragma once

#include <sys/types.h>

#include <atomic>
#include <string>
#include <thread>

#include "coroutine.h"

namespace zbs {

// A named thread with a scheduler that runs on it.
class ThreadContext {
 public:
    static ThreadContext* RegisterNewThread(const std::string& name);

    ~ThreadContext();

    ThreadContext(const ThreadContext&) = delete;
    ThreadContext& operator=(const ThreadContext&) = delete;

    void Start();
    void StopAndJoin();

    // Runs the coroutine on this thread. Takes ownership.
    void Sched(Coroutine* co);

    pid_t GetTid() const { return tid_; }
    CoroutineScheduler* loop() { return &loop_; }

 private:
    explicit ThreadContext(const std::string& name) : name_(name) {}

    void ThreadMain();

    std::string name_;
    CoroutineScheduler loop_;
    std::atomic<pid_t> tid_{0};
    std::thread thread_;
};

}  // namespace zbs
