#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>

namespace zbs {

using Callable = std::function<void()>;

#define BIND(...) std::bind(__VA_ARGS__)

// One thread waits until another one has called Run().
class Sync {
 public:
    Sync() = default;
    Sync(const Sync&) = delete;
    Sync& operator=(const Sync&) = delete;

    void Run() {
        std::lock_guard<std::mutex> lock(mutex_);
        done_ = true;
//      ^^^^^^^^^^^^ d1.28 release on "zbs-vip-server", d1.30 close on "zbs-vip-server"
        cond_.notify_all();
    }

    void WaitAndReset() {
        std::unique_lock<std::mutex> lock(mutex_);
        cond_.wait(lock, [this]() { return done_; });
//            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.27 wait on "task-main"
        done_ = false;
    }

 private:
    std::mutex mutex_;
    std::condition_variable cond_;
    bool done_ = false;
};

}  // namespace zbs
