#include "service.h"

#include <future>
#include <utility>

Service::Service() : thread_(&Service::run, this) {}

Service::~Service()
{
    shutdown();
//  ^^^^^^^^^^ d1 double-stop: blocks "main" needs "Service::thread_"
}

// Does the last job on the service's thread and ends that thread.
void Service::shutdown()
{
    std::promise<void> done;
    post([this, &done] {
        if (onShutdown_) {
            onShutdown_();
        }
        running_ = false;
        done.set_value();
    });
    done.get_future().wait();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Service::post(std::function<void()> job)
{
    std::lock_guard<std::mutex> guard(mutex_);
    jobs_.push(std::move(job));
    posted_.notify_one();
}

void Service::run()
{
    while (running_) {
        std::unique_lock<std::mutex> lock(mutex_);
        posted_.wait(lock, [this] { return !jobs_.empty(); });
        auto job = std::move(jobs_.front());
        jobs_.pop();
        lock.unlock();
        job();
    }
}

Journal::Journal(std::vector<std::string>* lines) : lines_(lines)
{
    onShutdown_ = [this] { lines_->push_back("end"); };
}

// The last line must be written while this object is whole.
Journal::~Journal()
{
    shutdown();
}

void Journal::append(const std::string& line)
{
    post([this, line] { lines_->push_back(line); });
}
