// The destructor sets the flag that the thread looks at, and does not wake it.

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

class Saver {
public:
    Saver() : thread_([this] { run(); }) {}

    ~Saver()
    {
        {
            std::lock_guard<std::mutex> guard(mutex_);
            stopping_ = true;
        }
        thread_.join();
//              ^^^^^^ d1 never-released: blocks "main" needs "Saver::thread_"
    }

    void changed()
    {
        std::lock_guard<std::mutex> guard(mutex_);
        dirty_ = true;
        wake_.notify_one();
    }

private:
    void run()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        while (!stopping_) {
            wake_.wait(lock, [this] { return dirty_ || stopping_; });
            dirty_ = false;
        }
    }

    bool dirty_ = false;
    bool stopping_ = false;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::thread thread_;
};

int main()
{
    {
        Saver saver;
        saver.changed();
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        fputs("stopping\n", stderr);
    }
    fputs("stopped\n", stderr);
    return 0;
}
