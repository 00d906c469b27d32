// main() runs a loop of its own. Told to quit, it joins the download thread
// from there; that thread still waits for a task which it posted to main's loop.

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>

class MainLoop {
 public:
  void Post(std::function<void()> task) {
    std::lock_guard<std::mutex> guard(mutex_);
    tasks_.push_back(std::move(task));
    posted_.notify_one();
  }

  void Quit() {
    Post([this] { quit_ = true; });
  }

  void Run() {
    while (!quit_) {
      std::unique_lock<std::mutex> lock(mutex_);
      posted_.wait(lock, [this] { return !tasks_.empty(); });
      auto task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<std::function<void()>> tasks_;
  bool quit_ = false;
};

class Downloader {
 public:
  explicit Downloader(MainLoop& loop) : loop_(loop) {}

  void Start() { thread_ = std::thread(&Downloader::Download, this); }

  void Finish() {
    thread_.join();
//          ^^^^^^ d1.4 wait on "main"
  }

  const std::string& status() const { return status_; }

 private:
  void Download() {
//     ^^^^^^^^ d1.5 release on "Downloader::thread_", d1.6 context on "Downloader::thread_"
    for (int percent = 0; percent <= 100; percent += 25) {
      Show(percent == 100 ? "done" : std::to_string(percent) + " %");
    }
  }

  // The status line belongs to main's loop.
  void Show(const std::string& text) {
    std::promise<void> shown;
    loop_.Post([&] {
//        ^... d1.10 post
//             ^^^ d1.11 context on "main"
      status_ = text;
      shown.set_value();
//          ^^^^^^^^^^^ d1.9 release on "main", d1.12 close on "main"
    });
    shown.get_future().wait();
//                     ^^^^^^ d1 wait-cycle: blocks "Downloader::thread_" needs "main" in 12 steps
//                     ^^^^^^ d1.8 wait on "Downloader::thread_"
  }

  MainLoop& loop_;
  std::thread thread_;
  std::string status_;
};

int main() {
  MainLoop loop;
  Downloader downloader(loop);

  loop.Post([&] {
//     ^... d1.1 post
    downloader.Start();
    std::fputs("stopping\n", stderr);
    downloader.Finish();
    std::fputs("stopped\n", stderr);
    loop.Quit();
  });
  loop.Run();
  return downloader.status() == "done" ? 0 : 1;
}
