// The thread that watches a disk finds it full and calls exit(). That destroys
// the global watcher, whose destructor waits until this very thread has left.

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

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
    for (;;) {
      {
        std::lock_guard<std::mutex> guard(mutex_);
        if (closing_) break;
      }
      if (free() < 10) {
        std::fputs("stopping\n", stderr);
        std::exit(0);
//      ^^^^^^^^^^^^ d1 exit-in-worker
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
  std::this_thread::sleep_for(std::chrono::seconds(30));
}
