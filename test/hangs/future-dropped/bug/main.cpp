// A reader is begun "in the background" with std::async, and its future dropped.
// The dropped future waits for the reader, and what it reads is written afterwards.

#include <cstdio>
#include <future>
#include <unistd.h>

namespace {
class Pipe {
public:
  Pipe() {
    if (pipe(ends_) != 0) throw 1;
  }
  ~Pipe() {
    close(ends_[0]);
    close(ends_[1]);
  }
  int receive() {
    int number = 0;
    return read(ends_[0], &number, sizeof number) > 0 ? number : -1;
  }
  bool send(int number) { return write(ends_[1], &number, sizeof number) > 0; }

private:
  int ends_[2];
};
} // namespace

int main() {
  Pipe numbers;
  std::promise<int> received;
  std::fputs("stopping\n", stderr);
  (void)std::async(std::launch::async, [&] { received.set_value(numbers.receive()); });
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 future-dtor: blocks "main" needs "async"
  if (!numbers.send(42)) return 1;
  int number = received.get_future().get();
  std::fputs("stopped\n", stderr);
  return number == 42 ? 0 : 1;
}
