// One task waits for another one of the same pool. There is one such task and
// there are two workers, so the other worker runs what it waits for.

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

class Pool {
public:
    explicit Pool(unsigned size)
    {
        for (unsigned i = 0; i < size; ++i) {
            workers_.emplace_back([this] { work(); });
        }
    }

    ~Pool()
    {
        {
            std::lock_guard<std::mutex> guard(mutex_);
            closed_ = true;
        }
        changed_.notify_all();
        for (std::thread& worker : workers_) {
            worker.join();
        }
    }

    std::future<int> submit(std::function<int()> f)
    {
        auto task = std::make_shared<std::packaged_task<int()>>(std::move(f));
        {
            std::lock_guard<std::mutex> guard(mutex_);
            tasks_.push([task] { (*task)(); });
        }
        changed_.notify_one();
        return task->get_future();
    }

private:
    void work()
    {
        for (;;) {
            std::unique_lock<std::mutex> lock(mutex_);
            changed_.wait(lock, [this] { return closed_ || !tasks_.empty(); });
            if (tasks_.empty()) return;
            auto task = std::move(tasks_.front());
            tasks_.pop();
            lock.unlock();
            task();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::queue<std::function<void()>> tasks_;
    bool closed_ = false;
    std::vector<std::thread> workers_;
};

int main()
{
    Pool pool(2);
    std::future<int> sum = pool.submit([&pool] {
        std::future<int> rest = pool.submit([] { return 2 + 3; });
        return 1 + rest.get();
    });
    return sum.get() == 6 ? 0 : 1;
}
