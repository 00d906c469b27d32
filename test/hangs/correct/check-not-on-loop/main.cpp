// A stop that waits for its thread, and checks that it is not called there.

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <queue>
#include <string>
#include <thread>

#define CHECK(condition)                                          \
  do {                                                            \
    if (!(condition)) {                                           \
      std::fprintf(stderr, "check failed: %s\n", #condition);     \
      std::abort();                                               \
    }                                                             \
  } while (0)

class Writer {
 public:
  Writer() : thread_(&Writer::Run, this) {}

  ~Writer() {
    RequestStop();
    thread_.join();
  }

  void Write(const std::string& line, std::function<void()> written) {
    std::lock_guard<std::mutex> guard(mutex_);
    lines_.push({line, std::move(written)});
    changed_.notify_all();
  }

  // Returns when all lines are written.
  void Stop() {
    CHECK(std::this_thread::get_id() != thread_.get_id());
    std::unique_lock<std::mutex> lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return stopped_; });
  }

  // Only asks.
  void RequestStop() {
    std::lock_guard<std::mutex> guard(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }

  size_t bytes() const { return bytes_; }

 private:
  struct Line {
    std::string text;
    std::function<void()> written;
  };

  void Run() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return stopping_ || !lines_.empty(); });
      if (lines_.empty()) break;
      Line line = std::move(lines_.front());
      lines_.pop();
      lock.unlock();
      bytes_ += line.text.size();
      if (line.written) line.written();
      lock.lock();
    }
    stopped_ = true;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::queue<Line> lines_;
  bool stopping_ = false;
  bool stopped_ = false;
  size_t bytes_ = 0;
  std::thread thread_;
};

int main() {
  Writer writer;
  writer.Write("one", nullptr);
  writer.Write("three", [&writer] { writer.RequestStop(); });
  writer.Stop();
  return writer.bytes() == 8 ? 0 : 1;
}
