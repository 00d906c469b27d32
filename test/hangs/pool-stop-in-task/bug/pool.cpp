#include "pool.h"

Pool::Pool(int size)
{
    active_ = size;
    for (int i = 0; i < size; ++i) {
        workers_.emplace_back([this] { worker(); });
//                            ^^^^^^ d1.8 context on "Pool::workers_[]"
    }
}

Pool::~Pool()
{
    stop();
    for (auto& thread : workers_) {
        thread.join();
    }
}

void Pool::submit(std::function<void()> job)
{
    std::lock_guard<std::mutex> guard(mutex_);
    jobs_.push_back(std::move(job));
    wake_.notify_one();
}

void Pool::close()
{
    std::lock_guard<std::mutex> guard(mutex_);
    closed_ = true;
    jobs_.clear();
    wake_.notify_all();
}

void Pool::stop()
{
    close();
    std::unique_lock<std::mutex> lock(mutex_);
    left_.wait(lock, [this] { return active_ == 0; });
//        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-join: blocks "Pool::workers_[]" needs "Pool::workers_[]" in 9 steps
//        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.6 wait on "Pool::workers_[]"
}

void Pool::worker()
{
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
        if (closed_) {
            break;
        }
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        job();
        lock.lock();
    }
    --active_;
//  ^^^^^^^^^ d1.7 release on "Pool::workers_[]", d1.9 close on "Pool::workers_[]"
    left_.notify_all();
}
