// The many ways to give a lock back before waiting for a thread that needs it:
// a scope, unlock(), a guard that never locked, one that adopted the lock, one
// that was moved away and dropped, and a lock that is only tried.

#include <atomic>
#include <mutex>
#include <thread>
#include <utility>

class Task {
public:
    Task() : thread_([this] { run(); }) {}
    ~Task() { join(); }

    void stopInScope()
    {
        {
            std::lock_guard<std::mutex> guard(mutex_);
            stop_ = true;
        }
        join();
    }

    void stopUnlocked()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        stop_ = true;
        lock.unlock();
        join();
    }

    void stopDeferred()
    {
        std::unique_lock<std::mutex> lock(mutex_, std::defer_lock);
        stop_ = true;
        join();
    }

    void stopAdopted()
    {
        mutex_.lock();
        {
            std::lock_guard<std::mutex> guard(mutex_, std::adopt_lock);
            stop_ = true;
        }
        join();
    }

    void stopMoved()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        stop_ = true;
        drop(std::move(lock));
        join();
    }

    bool stopTried()
    {
        if (mutex_.try_lock()) {
            stop_ = true;
            mutex_.unlock();
        } else {
            stop_ = true;
        }
        join();
        return true;
    }

private:
    static void drop(std::unique_lock<std::mutex> lock) { lock.unlock(); }

    void join()
    {
        if (thread_.joinable()) thread_.join();
    }

    void run()
    {
        while (!stop_) {
            std::lock_guard<std::mutex> guard(mutex_);
            ++rounds_;
        }
    }

    std::mutex mutex_;
    std::atomic<bool> stop_{false};
    long rounds_ = 0;
    std::thread thread_;
};

int main()
{
    Task a, b, c, d, e, f;
    a.stopInScope();
    b.stopUnlocked();
    c.stopDeferred();
    d.stopAdopted();
    e.stopMoved();
    return f.stopTried() ? 0 : 1;
}
