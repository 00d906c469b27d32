// stop() joins the thread while it holds the lock. The thread needs that lock
// to wake up and come to its end.

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

class Poller {
public:
    void start()
    {
        std::lock_guard<std::mutex> guard(mutex_);
        running_ = true;
        thread_ = std::thread([this] { poll(); });
    }

    void stop()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        running_ = false;
        wake_.notify_all();
        thread_.join();
//              ^^^^^^ d1 lock-wait
    }

    int rounds() const { return rounds_; }

private:
    void poll()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        while (running_) {
            ++rounds_;
            wake_.wait(lock);
        }
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    bool running_ = false;
    int rounds_ = 0;
    std::thread thread_;
};

int main()
{
    Poller poller;
    poller.start();
    std::fputs("stopping\n", stderr);
    poller.stop();
    std::fputs("stopped\n", stderr);
    return poller.rounds() >= 0 ? 0 : 1;
}
