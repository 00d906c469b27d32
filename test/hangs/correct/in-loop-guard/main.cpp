// A post-and-wait that is also called on its own loop, where it runs directly.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>

class Loop {
public:
    Loop() : thread_([this] { run(); }) {}

    ~Loop()
    {
        runInLoop([this] { quit_ = true; });
        thread_.join();
    }

    bool isInLoopThread() const { return std::this_thread::get_id() == thread_.get_id(); }

    void post(std::function<void()> task)
    {
        std::lock_guard<std::mutex> guard(mutex_);
        tasks_.push(std::move(task));
        changed_.notify_all();
    }

    // Returns when the task has run.
    void runInLoop(const std::function<void()>& task)
    {
        if (isInLoopThread()) {
            task();
            return;
        }
        bool done = false;
        post([&] {
            task();
            std::lock_guard<std::mutex> guard(mutex_);
            done = true;
            changed_.notify_all();
        });
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [&] { return done; });
    }

private:
    void run()
    {
        while (!quit_) {
            std::unique_lock<std::mutex> lock(mutex_);
            changed_.wait(lock, [this] { return !tasks_.empty(); });
            auto task = std::move(tasks_.front());
            tasks_.pop();
            lock.unlock();
            task();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::queue<std::function<void()>> tasks_;
    bool quit_ = false;
    std::thread thread_;
};

class Account {
public:
    explicit Account(Loop& loop) : loop_(loop) {}

    void add(int amount)
    {
        loop_.runInLoop([this, amount] { balance_ += amount; });
    }

    void addTwice(int amount)
    {
        loop_.runInLoop([this, amount] {
            add(amount);
            add(amount);
        });
    }

    int balance()
    {
        int result = 0;
        loop_.runInLoop([&] { result = balance_; });
        return result;
    }

private:
    Loop& loop_;
    int balance_ = 0;
};

int main()
{
    Loop loop;
    Account account(loop);
    account.add(1);
    account.addTwice(20);
    return account.balance() == 41 ? 0 : 1;
}
