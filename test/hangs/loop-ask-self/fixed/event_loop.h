#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>

// One thread that runs what is posted to it, in order.
class EventLoop {
public:
    EventLoop() : thread_([this] { run(); }) {}

    ~EventLoop()
    {
        post(nullptr);  // the last task
        thread_.join();
    }

    void post(std::function<void()> task)
    {
        std::lock_guard<std::mutex> guard(mutex_);
        tasks_.push(std::move(task));
        notEmpty_.notify_one();
    }

    bool inLoopThread() const { return std::this_thread::get_id() == thread_.get_id(); }

private:
    void run()
    {
        while (auto task = take()) {
            task();
        }
    }

    std::function<void()> take()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        notEmpty_.wait(lock, [this] { return !tasks_.empty(); });
        auto task = std::move(tasks_.front());
        tasks_.pop();
        return task;
    }

    std::mutex mutex_;
    std::condition_variable notEmpty_;
    std::queue<std::function<void()>> tasks_;
    std::thread thread_;
};
