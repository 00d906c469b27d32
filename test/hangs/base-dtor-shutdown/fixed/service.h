#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <queue>
#include <string>
#include <thread>
#include <vector>

// A service does its work on a thread of its own.
class Service {
public:
    Service();
    virtual ~Service();

    void shutdown();

protected:
    void post(std::function<void()> job);

    // Called on the service's thread, as its last job.
    std::function<void()> onShutdown_;

private:
    void run();

    std::mutex mutex_;
    std::condition_variable posted_;
    std::queue<std::function<void()>> jobs_;
    bool running_ = true;  // the service's thread only
    std::thread thread_;
};

class Journal : public Service {
public:
    explicit Journal(std::vector<std::string>* lines);
    ~Journal() override;

    void append(const std::string& line);

private:
    std::vector<std::string>* lines_;
};
