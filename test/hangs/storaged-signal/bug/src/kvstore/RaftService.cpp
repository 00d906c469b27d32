#include "RaftService.h"

#include <utility>

namespace storaged {
namespace kvstore {

namespace {
constexpr size_t kNumWorkers = 2;
}  // namespace

void RaftService::start() {
  server_ = std::make_unique<rpc::RpcServer>(kNumWorkers);
  serverThread_ = std::make_unique<std::thread>([this] { serve(); });
}

void RaftService::serve() {
  server_->serve();
}

void RaftService::stop() {
  server_->stop();
}

void RaftService::waitUntilStop() {
  if (serverThread_ != nullptr) {
    serverThread_->join();
//                 ^^^^^^ d1.11 wait on "storaged::SignalHandler::handlerHook", d1.12 close on "storaged::SignalHandler::handlerHook"
    serverThread_.reset();
    server_.reset();
  }
}

void RaftService::appendLog(const std::string& entry, AppendCallback callback) {
  server_->dispatch([this, entry, callback = std::move(callback)] {
    {
      std::lock_guard<std::mutex> guard(logMutex_);
      log_.push_back(entry);
    }
    callback(true);
  });
}

}  // namespace kvstore
}  // namespace storaged
