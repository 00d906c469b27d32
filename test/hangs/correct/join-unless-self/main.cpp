// A watcher may be stopped by anybody, its own callback included: it joins its
// thread only when that is another thread than the caller's.

#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

class Watcher {
public:
    void start(std::function<void(int)> onChange)
    {
        onChange_ = std::move(onChange);
        std::lock_guard<std::mutex> guard(mutex_);
        thread_ = std::thread([this] { watch(); });
    }

    ~Watcher() { stop(); }

    void stop()
    {
        {
            std::lock_guard<std::mutex> guard(mutex_);
            stopped_ = true;
        }
        changed_.notify_all();
        if (std::this_thread::get_id() != thread_.get_id() && thread_.joinable()) {
            thread_.join();
        }
    }

    void change(int value)
    {
        std::lock_guard<std::mutex> guard(mutex_);
        value_ = value;
        changed_.notify_all();
    }

private:
    void watch()
    {
        int seen = 0;
        std::unique_lock<std::mutex> lock(mutex_);
        while (!stopped_) {
            changed_.wait(lock, [&] { return stopped_ || value_ != seen; });
            if (stopped_) break;
            seen = value_;
            lock.unlock();
            onChange_(seen);
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::function<void(int)> onChange_;
    int value_ = 0;
    bool stopped_ = false;
    std::thread thread_;
};

int main()
{
    std::promise<int> last;
    Watcher watcher;
    watcher.start([&](int value) {
        watcher.stop();
        last.set_value(value);
    });
    watcher.change(5);
    return last.get_future().get() == 5 ? 0 : 1;
}
