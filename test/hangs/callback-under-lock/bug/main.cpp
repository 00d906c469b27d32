// A signal calls its listeners under its lock. A listener that wants to hear
// only one event removes itself in the callback, and that takes the lock again.

#include <cstdio>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

class Signal {
 public:
  using Listener = std::function<void(int)>;

  int Connect(Listener listener) {
    std::lock_guard<std::mutex> guard(mutex_);
    listeners_.emplace(next_id_, std::move(listener));
    return next_id_++;
  }

  void Disconnect(int id) {
    std::lock_guard<std::mutex> guard(mutex_);
    listeners_.erase(id);
  }

  void Emit(int value) {
    std::lock_guard<std::mutex> guard(mutex_);
    for (auto it = listeners_.begin(); it != listeners_.end();) {
      auto current = it++;
      current->second(value);
//             ^^^^^^^^^^^^^ d1 self-lock: blocks "main" needs "Signal::mutex_"
    }
  }

 private:
  std::mutex mutex_;
  std::map<int, Listener> listeners_;
  int next_id_ = 1;
};

class FirstValue {
 public:
  explicit FirstValue(Signal& signal) : signal_(signal) {
    id_ = signal_.Connect([this](int value) { OnValue(value); });
  }

  int value() const { return value_; }

 private:
  void OnValue(int value) {
    value_ = value;
    std::fputs("stopping\n", stderr);
    signal_.Disconnect(id_);
    std::fputs("stopped\n", stderr);
  }

  Signal& signal_;
  int id_ = 0;
  int value_ = 0;
};

int main() {
  Signal changed;
  FirstValue first(changed);
  changed.Emit(3);
  changed.Emit(4);
  return first.value() == 3 ? 0 : 1;
}
