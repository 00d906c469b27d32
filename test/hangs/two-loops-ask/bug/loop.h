#pragma once

#include <pthread.h>

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

class Loop {
public:
    explicit Loop(const std::string& name) : name_(name)
    {
        thread_ = std::thread([this] { exec(); });
    }

    ~Loop()
    {
        post([this] { running_ = false; });
        thread_.join();
    }

    void post(std::function<void()> work)
    {
        std::unique_lock<std::mutex> lock(mutex_);
        work_.push_back(std::move(work));
        lock.unlock();
        wake_.notify_one();
    }

private:
    void exec()
    {
        pthread_setname_np(pthread_self(), name_.c_str());
        while (running_) {
            std::list<std::function<void()>> batch;
            {
                std::unique_lock<std::mutex> lock(mutex_);
                wake_.wait(lock, [this] { return !work_.empty(); });
                batch.swap(work_);
            }
            for (auto& work : batch) {
                work();
            }
        }
    }

    std::string name_;
    bool running_ = true;  // the loop's thread only
    std::mutex mutex_;
    std::condition_variable wake_;
    std::list<std::function<void()>> work_;
    std::thread thread_;
};
