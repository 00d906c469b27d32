//== logging in a handler
#include <csignal>
#include <spdlog/spdlog.h>
void on_signal(int number) {
  spdlog::info("signal {}", number);
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 signal-unsafe: blocks "on_signal" needs "spdlog::info"
}
int main() { std::signal(SIGTERM, on_signal); }

//== by a macro, below a handler
#include <csignal>
#include <spdlog/spdlog.h>
void tell(int number) { SPDLOG_WARN("signal {}", number); }
//                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 signal-unsafe: blocks "on_signal" needs "SPDLOG_WARN"
void on_signal(int number) { tell(number); }
int main() { std::signal(SIGTERM, on_signal); }

//== a handler that only notes, and a thread that logs
#include <csignal>
#include <spdlog/spdlog.h>
volatile std::sig_atomic_t stopping = 0;
void on_signal(int) { stopping = 1; }
int main() {
  std::signal(SIGTERM, on_signal);
  spdlog::info("started");
  spdlog::shutdown();
}
