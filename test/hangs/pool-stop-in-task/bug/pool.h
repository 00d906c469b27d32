#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

class Pool {
public:
    explicit Pool(int size);
    ~Pool();

    void submit(std::function<void()> job);

    // No job starts after this.
    void close();

    // Closes the pool and returns when all workers have left.
    void stop();

private:
    void worker();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable left_;
    std::deque<std::function<void()>> jobs_;
    std::vector<std::thread> workers_;
    int active_ = 0;
    bool closed_ = false;
};
