// The handler of the last message drops the last reference to the channel on
// the channel's own thread. That thread is detached and owns what it uses, so
// the destructor only tells it to leave and waits for nobody.

#include <condition_variable>
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

  explicit Channel(Handler handler) : state_(std::make_shared<State>()) {
    std::thread thread(&Channel::Deliver, state_, std::move(handler));
    thread.detach();
  }

  ~Channel() {
    std::lock_guard<std::mutex> guard(state_->mutex);
    state_->closing = true;
    state_->changed.notify_all();
  }

  void Send(const std::string& text) {
    std::lock_guard<std::mutex> guard(state_->mutex);
    state_->inbox.push(text);
    state_->changed.notify_all();
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    std::queue<std::string> inbox;
    bool closing = false;
  };

  static void Deliver(std::shared_ptr<State> state, Handler handler) {
    std::unique_lock<std::mutex> lock(state->mutex);
    while (!state->closing) {
      if (state->inbox.empty()) {
        state->changed.wait(lock);
        continue;
      }
      std::string text = state->inbox.front();
      state->inbox.pop();
      lock.unlock();
      handler(text);
      lock.lock();
    }
  }

  std::shared_ptr<State> state_;
};

int main() {
  auto ended = std::make_shared<std::promise<void>>();
  auto holder = std::make_shared<std::unique_ptr<Channel>>();
  *holder = std::make_unique<Channel>([holder, ended](const std::string& text) {
    if (text == "bye") {
      holder->reset();
      ended->set_value();
    }
  });

  (*holder)->Send("bye");
  ended->get_future().wait();
  return *holder ? 1 : 0;
}
