// Two loops of the same class. A task of the one stops the other and waits for
// its end; neither ever waits for itself.

#include <condition_variable>
#include <functional>
#include <future>
#include <list>
#include <mutex>
#include <thread>

class Loop {
public:
    void start() { thread_ = std::thread(&Loop::run, this); }

    void post(std::function<void()> task)
    {
        std::lock_guard<std::mutex> guard(mutex_);
        tasks_.push_back(std::move(task));
        changed_.notify_all();
    }

    // Returns when all tasks have run and the loop's thread has ended.
    void stop()
    {
        post(nullptr);
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [this] { return finished_; });
        lock.unlock();
        thread_.join();
    }

private:
    void run()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        for (;;) {
            changed_.wait(lock, [this] { return !tasks_.empty(); });
            auto task = std::move(tasks_.front());
            tasks_.pop_front();
            if (!task) break;
            lock.unlock();
            task();
            lock.lock();
        }
        finished_ = true;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::list<std::function<void()>> tasks_;
    bool finished_ = false;
    std::thread thread_;
};

class Server {
public:
    void start()
    {
        control_.start();
        io_.start();
        io_.post([this] { ++handled_; });
    }

    // The stop of the I/O is the control loop's business.
    void stop()
    {
        std::promise<void> stopped;
        control_.post([this, &stopped] {
            io_.stop();
            stopped.set_value();
        });
        stopped.get_future().wait();
        control_.stop();
    }

    int handled() const { return handled_; }

private:
    Loop control_;
    Loop io_;
    int handled_ = 0;
};

int main()
{
    Server server;
    server.start();
    server.stop();
    return server.handled() == 1 ? 0 : 1;
}
