// main() holds a lock that the executor's task needs, and asks the executor
// whether it can answer. The wait has a deadline: it cannot, and main() goes on.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

class Executor {
public:
  Executor() : thread_(&Executor::run, this) {}

  ~Executor() {
    add([this] { done_ = true; });
    thread_.join();
  }

  void add(std::function<void()> f) {
    std::lock_guard<std::mutex> guard(mutex_);
    queue_.push_back(std::move(f));
    changed_.notify_one();
  }

  // Is the executor able to answer within this time?
  bool isAlive(std::chrono::milliseconds patience) {
    auto alive = std::make_shared<std::promise<void>>();
    add([alive] { alive->set_value(); });
    return alive->get_future().wait_for(patience) == std::future_status::ready;
  }

private:
  void run() {
    while (!done_) {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return !queue_.empty(); });
      auto f = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      f();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  bool done_ = false;
  std::thread thread_;
};

class Table {
public:
  void refresh() {
    std::lock_guard<std::mutex> guard(mutex_);
    ++version_;
  }

  bool checkAndRefresh(Executor& executor) {
    std::lock_guard<std::mutex> guard(mutex_);
    executor.add([this] { refresh(); });
    bool alive = executor.isAlive(std::chrono::milliseconds(20));
    ++version_;
    return alive;
  }

private:
  std::mutex mutex_;
  int version_ = 0;
};

int main() {
  Table table;
  Executor executor;
  return table.checkAndRefresh(executor) ? 1 : 0;
}
