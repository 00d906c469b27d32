// The thread that watches a disk finds it full and says so to main, which
// returns. That destroys the global watcher while its thread is free to leave.

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <future>
#include <mutex>
#include <thread>

static std::promise<int> over;

class Watcher {
public:
  ~Watcher() {
    std::unique_lock<std::mutex> lock(mutex_);
    closing_ = true;
    left_.wait(lock, [this] { return !running_; });
  }

  void start() {
    running_ = true;
    std::thread([this] { watch(); }).detach();
  }

private:
  void watch() {
    bool full = false;
    for (;;) {
      {
        std::lock_guard<std::mutex> guard(mutex_);
        if (closing_) break;
      }
      if (!full && free() < 10) {
        std::fputs("stopping\n", stderr);
        full = true;
        over.set_value(0);
      }
    }
    std::lock_guard<std::mutex> guard(mutex_);
    running_ = false;
    left_.notify_all();
  }

  int free() { return --free_; }

  std::mutex mutex_;
  std::condition_variable left_;
  bool closing_ = false;
  bool running_ = false;
  int free_ = 20;
};

static Watcher watcher;

int main() {
  watcher.start();
  int code = over.get_future().get();
  std::fputs("stopped\n", stderr);
  return code;
}
