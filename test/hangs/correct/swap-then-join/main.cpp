// stop() takes the thread out of the object under the lock and joins it after
// the lock is gone, because the thread needs that lock to come to its end.

#include <condition_variable>
#include <mutex>
#include <thread>

class Poller {
public:
    ~Poller() { stop(); }

    void start()
    {
        std::lock_guard<std::mutex> guard(mutex_);
        if (!thread_.joinable()) {
            running_ = true;
            thread_ = std::thread([this] { poll(); });
        }
    }

    void stop()
    {
        std::thread old;
        {
            std::lock_guard<std::mutex> guard(mutex_);
            running_ = false;
            wake_.notify_all();
            old.swap(thread_);
        }
        if (old.joinable()) {
            old.join();
        }
    }

    int rounds()
    {
        std::lock_guard<std::mutex> guard(mutex_);
        return rounds_;
    }

private:
    void poll()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        ++rounds_;
        wake_.wait(lock, [this] { return !running_; });
        lock.unlock();
        finish();
    }

    void finish()
    {
        std::lock_guard<std::mutex> guard(mutex_);
        ++rounds_;
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
    for (int i = 0; i < 3; ++i) {
        poller.start();
        poller.start();
        poller.stop();
    }
    poller.stop();
    return poller.rounds() == 6 ? 0 : 1;
}
