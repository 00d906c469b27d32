// A task on a single-thread executor waits for the future of another task
// that stands behind it in the same queue.

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

class SerialExecutor {
public:
  SerialExecutor() { worker_ = std::thread(&SerialExecutor::work, this); }

  ~SerialExecutor() {
    {
      std::lock_guard<std::mutex> guard(mutex_);
      closed_ = true;
    }
    changed_.notify_one();
    worker_.join();
  }

  template <typename F>
  auto submit(F f) -> std::future<decltype(f())> {
    auto task = std::make_shared<std::packaged_task<decltype(f())()>>(std::move(f));
    auto result = task->get_future();
    {
      std::lock_guard<std::mutex> guard(mutex_);
      queue_.emplace_back([task] { (*task)(); });
//           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.2 post, d1.8 post
//                        ^^^^^^ d1.9 context on "Importer::executor_"
//                                 ^^^^^^^^^ d1.7 release on "Importer::executor_", d1.10 close on "Importer::executor_"
    }
    changed_.notify_one();
    return result;
  }

private:
  void work() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!closed_ || !queue_.empty()) {
      if (queue_.empty()) {
        changed_.wait(lock);
        continue;
      }
      auto task = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  bool closed_ = false;
  std::thread worker_;
};

class Importer {
public:
  // Sums the numbers of all lines; the work is done on the executor.
  std::future<long> import(std::vector<std::string> lines) {
    return executor_.submit([this, lines] { return importAll(lines); });
  }

private:
  long importAll(const std::vector<std::string>& lines) {
    long total = 0;
    std::fputs("stopping\n", stderr);
    for (const auto& line : lines) {
      std::future<long> sum = executor_.submit([line] { return sumOf(line); });
      total += sum.get();
//                 ^^^^^ d1 self-wait: blocks "Importer::executor_" needs "Importer::executor_" in 10 steps
//                 ^^^^^ d1.6 wait on "Importer::executor_"
    }
    std::fputs("stopped\n", stderr);
    return total;
  }

  static long sumOf(const std::string& line) {
    std::istringstream in(line);
    long sum = 0;
    for (long n; in >> n;) sum += n;
    return sum;
  }

  SerialExecutor executor_;
};

int main() {
  Importer importer;
  auto total = importer.import({"1 2 3", "4 5", "6"});
  return total.get() == 21 ? 0 : 1;
}
