#pragma once

#include <signal.h>
#include <sys/types.h>

#include <array>
#include <functional>
#include <vector>

namespace storaged {

// Installs handlers given as std::function, which sigaction itself cannot take.
class SignalHandler final {
 public:
  class GeneralSignalInfo {
   public:
    explicit GeneralSignalInfo(const siginfo_t* info) : sig_(info->si_signo), pid_(info->si_pid) {}

    int sig() const { return sig_; }
    pid_t pid() const { return pid_; }

   private:
    int sig_;
    pid_t pid_;
  };

  using Handler = std::function<void(GeneralSignalInfo*)>;

  SignalHandler(const SignalHandler&) = delete;
  SignalHandler& operator=(const SignalHandler&) = delete;

  static SignalHandler& get();

  static bool install(int sig, Handler handler);
  static bool install(const std::vector<int>& sigs, Handler handler);

 private:
  SignalHandler() = default;

  static void handlerHook(int sig, siginfo_t* info, void* uctx);

  bool installInternal(int sig, Handler handler);
  void doHandle(int sig, siginfo_t* info, void* uctx);
  void handleGeneralSignal(int sig, siginfo_t* info);

  std::array<Handler, 64> handlers_;
};

}  // namespace storaged
