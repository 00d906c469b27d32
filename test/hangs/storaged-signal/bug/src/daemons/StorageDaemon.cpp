#include <signal.h>
#include <unistd.h>

#include <cstring>
#include <memory>

#include "../common/SignalHandler.h"
#include "../storage/StorageServer.h"

using storaged::SignalHandler;
using storaged::storage::StorageServer;

static void signalHandler(int sig);
static bool setupSignalHandler();

std::unique_ptr<StorageServer> gStorageServer;

static void say(const char* line) {
  if (::write(STDERR_FILENO, line, ::strlen(line)) < 0) {
    ::_exit(1);
  }
}

int main() {
  if (!setupSignalHandler()) {
    return 1;
  }

  gStorageServer = std::make_unique<StorageServer>();
  if (!gStorageServer->start()) {
    return 1;
  }

  // The kernel may hand a signal for the process to any of its threads.
  // Here it is always a worker that has just appended an entry.
  gStorageServer->put("k=v", [](bool ok) {
    if (ok) {
      ::raise(SIGTERM);
    }
  });

  gStorageServer->waitUntilStop();
  say("stopped\n");
  return 0;
}

bool setupSignalHandler() {
  return SignalHandler::install({SIGINT, SIGTERM}, [](SignalHandler::GeneralSignalInfo* info) {
    signalHandler(info->sig());
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.6 call
  });
}

void signalHandler(int sig) {
  switch (sig) {
    case SIGINT:
    case SIGTERM:
      say("stopping\n");
      if (gStorageServer) {
        gStorageServer->stop();
//                      ^^^^^^ d1 signal-blocks: blocks "storaged::SignalHandler::handlerHook" needs "RaftService::serverThread_" in 22 steps
//                      ^^^^^^ d1.7 call
      }
      break;
    default:
      say("signal ignored\n");
  }
}
