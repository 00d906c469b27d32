// A loop posts to another loop and waits for the answer. The other one never
// waits for the first, so the answer always comes.

#include <semaphore.h>

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

class Worker {
public:
    Worker()
    {
        sem_init(&count_, 0, 0);
        thread_ = std::thread([this] {
            while (!quit_) next()();
        });
    }

    ~Worker()
    {
        post([this] { quit_ = true; });
        thread_.join();
        sem_destroy(&count_);
    }

    void post(std::function<void()> task)
    {
        mutex_.lock();
        tasks_.push_back(std::move(task));
        mutex_.unlock();
        sem_post(&count_);
    }

    // For other threads: returns when the task has run here.
    void call(const std::function<void()>& task)
    {
        sem_t done;
        sem_init(&done, 0, 0);
        post([&] {
            task();
            sem_post(&done);
        });
        sem_wait(&done);
        sem_destroy(&done);
    }

private:
    std::function<void()> next()
    {
        sem_wait(&count_);
        std::lock_guard<std::mutex> guard(mutex_);
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        return task;
    }

    sem_t count_;
    std::mutex mutex_;
    std::deque<std::function<void()>> tasks_;
    bool quit_ = false;
    std::thread thread_;
};

class Names {
public:
    std::string find(int id)
    {
        std::string name;
        worker_.call([&] { name = names_[id]; });
        return name;
    }

private:
    std::map<int, std::string> names_{{1, "one"}, {2, "two"}};
    Worker worker_;
};

class Requests {
public:
    std::string handle(int id)
    {
        std::string reply;
        worker_.call([&] { reply = "name: " + names_.find(id); });
        return reply;
    }

private:
    Names names_;
    Worker worker_;
};

int main()
{
    Requests requests;
    return requests.handle(2) == "name: two" ? 0 : 1;
}
