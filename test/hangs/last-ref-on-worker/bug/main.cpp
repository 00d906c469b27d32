// A channel delivers messages on a thread of its own, and its destructor waits
// until that thread has left. The handler of the last message drops the last
// reference to the channel, so the destructor runs on that very thread.

#include <pthread.h>

#include <condition_variable>
#include <cstdio>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <thread>

class Channel {
 public:
  using Handler = std::function<void(const std::string&)>;

  explicit Channel(Handler handler) : handler_(std::move(handler)) {
    std::thread(&Channel::Deliver, this).detach();
  }

  ~Channel() {
    std::unique_lock<std::mutex> lock(mutex_);
    closing_ = true;
    changed_.notify_all();
    while (!left_) {
      changed_.wait(lock);
//             ^^^^^^^^^^ d1 self-join: blocks "channel" needs "channel" in 9 steps
//             ^^^^^^^^^^ d1.7 wait on "channel"
    }
  }

  void Send(const std::string& text) {
    std::lock_guard<std::mutex> guard(mutex_);
    inbox_.push(text);
    changed_.notify_all();
  }

 private:
  void Deliver() {
    pthread_setname_np(pthread_self(), "channel");
    std::unique_lock<std::mutex> lock(mutex_);
    while (!closing_) {
      if (inbox_.empty()) {
        changed_.wait(lock);
        continue;
      }
      std::string text = inbox_.front();
      inbox_.pop();
      lock.unlock();
      handler_(text);
      lock.lock();
    }
    left_ = true;
//  ^^^^^^^^^^^^ d1.8 release on "channel", d1.9 close on "channel"
    changed_.notify_all();
  }

  Handler handler_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::queue<std::string> inbox_;
  bool closing_ = false;
  bool left_ = false;
};

class Session {
 public:
  Session() {
    channel_ = std::make_shared<Channel>([this](const std::string& text) { OnMessage(text); });
  }

  void Talk() {
    channel_->Send("hello");
    channel_->Send("bye");
    ended_.get_future().wait();
  }

 private:
  void OnMessage(const std::string& text) {
    if (text == "bye") {
      std::fputs("stopping\n", stderr);
      channel_.reset();
      std::fputs("stopped\n", stderr);
      ended_.set_value();
    }
  }

  std::promise<void> ended_;
  std::shared_ptr<Channel> channel_;
};

int main() {
  Session session;
  session.Talk();
  return 0;
}
