// stop() wakes those who wait for pages and those who wait for room.

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>

class Printer {
public:
    Printer() : thread_([this] { print(); }) {}

    bool add(int page)
    {
        std::unique_lock<std::mutex> lock(mutex_);
        while (running_ && pages_.size() >= 2) notFull_.wait(lock);
        if (!running_) return false;
        pages_.push_back(page);
        notEmpty_.notify_one();
        return true;
    }

    void stop()
    {
        {
            std::lock_guard<std::mutex> guard(mutex_);
            running_ = false;
        }
        notEmpty_.notify_all();
        notFull_.notify_all();
        thread_.join();
    }

private:
    void print()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        while (running_) {
            while (running_ && pages_.empty()) notEmpty_.wait(lock);
            if (pages_.empty()) continue;
            pages_.pop_front();
            notFull_.notify_one();
            lock.unlock();
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            lock.lock();
        }
    }

    bool running_ = true;
    std::mutex mutex_;
    std::condition_variable notEmpty_;
    std::condition_variable notFull_;
    std::deque<int> pages_;
    std::thread thread_;
};

int main()
{
    Printer printer;
    std::thread writer([&printer] {
        for (int page = 0; page < 9; page++)
            if (!printer.add(page)) return;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    fputs("stopping\n", stderr);
    printer.stop();
    writer.join();
    fputs("stopped\n", stderr);
    return 0;
}
