#include "SignalHandler.h"

#include <utility>

namespace storaged {

// static
SignalHandler& SignalHandler::get() {
  static SignalHandler instance;
  return instance;
}

// static
bool SignalHandler::install(int sig, Handler handler) {
  return get().installInternal(sig, std::move(handler));
}

// static
bool SignalHandler::install(const std::vector<int>& sigs, Handler handler) {
  for (int sig : sigs) {
    if (!get().installInternal(sig, handler)) {
      return false;
    }
  }
  return true;
}

bool SignalHandler::installInternal(int sig, Handler handler) {
  if (sig < 1 || sig > static_cast<int>(handlers_.size())) {
    return false;
  }
  handlers_[sig - 1] = std::move(handler);

  struct sigaction act = {};
  act.sa_sigaction = &SignalHandler::handlerHook;
  act.sa_flags = SA_SIGINFO | SA_RESTART;
  sigemptyset(&act.sa_mask);
  return ::sigaction(sig, &act, nullptr) == 0;
//       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.1 register
}

// static
void SignalHandler::handlerHook(int sig, siginfo_t* info, void* uctx) {
//                  ^^^^^^^^^^^ d1.2 entry
  get().doHandle(sig, info, uctx);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^ d1.3 call
}

void SignalHandler::doHandle(int sig, siginfo_t* info, void* uctx) {
  (void)uctx;
  switch (sig) {
    case SIGSEGV:
    case SIGABRT:
      // A core file says more than we could.
      ::signal(sig, SIG_DFL);
      ::raise(sig);
      break;
    default:
      handleGeneralSignal(sig, info);
//    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.4 call
      break;
  }
}

void SignalHandler::handleGeneralSignal(int sig, siginfo_t* siginfo) {
  int index = sig - 1;
  GeneralSignalInfo info(siginfo);
  handlers_[index](&info);
//^^^^^^^^^^^^^^^^^^^^^^^ d1.5 call
}

}  // namespace storaged
