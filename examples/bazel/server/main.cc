#include <future>

#include "server/loop.h"

// Asks the loop and waits for the answer: from the loop itself, it never comes.
static int ask(Loop& loop) {
  std::promise<int> answer;
  std::future<int> reply = answer.get_future();
  loop.post([&answer] { answer.set_value(42); });
  return reply.get();
}

int main() {
  Loop loop;
  loop.post([&loop] { ask(loop); });
  return ask(loop) == 42 ? 0 : 1;
}
