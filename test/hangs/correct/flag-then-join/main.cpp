// The ordinary shutdown of a worker: set the flag, wake it, then join.

#include <condition_variable>
#include <mutex>
#include <queue>
#include <thread>

class Adder {
 public:
  Adder() : worker_([this] { Work(); }) {}

  ~Adder() { Stop(); }

  void Add(int n) {
    std::lock_guard<std::mutex> guard(mutex_);
    numbers_.push(n);
    changed_.notify_one();
  }

  void Stop() {
    {
      std::lock_guard<std::mutex> guard(mutex_);
      stop_ = true;
      changed_.notify_one();
    }
    if (worker_.joinable()) worker_.join();
  }

  long sum() const { return sum_; }

 private:
  void Work() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return stop_ || !numbers_.empty(); });
      while (!numbers_.empty()) {
        sum_ += numbers_.front();
        numbers_.pop();
      }
      if (stop_) return;
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::queue<int> numbers_;
  bool stop_ = false;
  long sum_ = 0;
  std::thread worker_;
};

int main() {
  Adder adder;
  for (int i = 1; i <= 100; ++i) adder.Add(i);
  adder.Stop();
  return adder.sum() == 5050 ? 0 : 1;
}
