// remove() waits for a fence on the loop of the links before it takes the
// registry's lock, so a message that the loop handles meanwhile can have it.

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

class Loop {
public:
    Loop() : thread_([this] { run(); }) {}

    ~Loop()
    {
        post([this] { quit_ = true; });
        thread_.join();
    }

    void post(std::function<void()> task)
    {
        std::lock_guard<std::mutex> guard(mutex_);
        tasks_.push_back(std::move(task));
        wake_.notify_one();
    }

private:
    void run()
    {
        while (!quit_) {
            std::function<void()> task;
            {
                std::unique_lock<std::mutex> lock(mutex_);
                wake_.wait(lock, [this] { return !tasks_.empty(); });
                task = std::move(tasks_.front());
                tasks_.pop_front();
            }
            task();
        }
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> tasks_;
    bool quit_ = false;
    std::thread thread_;
};

class Registry {
public:
    void receive()
    {
        loop_.post([this] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            std::lock_guard<std::mutex> guard(mutex_);
            ++messages_;
        });
    }

    void remove()
    {
        std::promise<void> fence;
        loop_.post([&fence] { fence.set_value(); });
        fence.get_future().wait();
        std::lock_guard<std::mutex> guard(mutex_);
        ++removed_;
    }

    int count()
    {
        std::lock_guard<std::mutex> guard(mutex_);
        return messages_ + removed_;
    }

private:
    std::mutex mutex_;
    int messages_ = 0;
    int removed_ = 0;
    Loop loop_;
};

int main()
{
    Registry registry;
    registry.receive();
    std::fputs("stopping\n", stderr);
    registry.remove();
    std::fputs("stopped\n", stderr);
    return registry.count() == 2 ? 0 : 1;
}
