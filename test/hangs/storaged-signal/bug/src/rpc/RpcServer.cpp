#include "RpcServer.h"

#include <utility>

namespace storaged {
namespace rpc {

RpcServer::RpcServer(size_t numWorkers) : workers_(numWorkers) {
  ::sem_init(&stopRequested_, 0, 0);
}

RpcServer::~RpcServer() {
//         ^^^^^^^^^^ d1.15 call, d1.19 destroy
  workers_.join();
//         ^^^^^^ d1.16 call
  ::sem_destroy(&stopRequested_);
}

void RpcServer::serve() {
  while (::sem_wait(&stopRequested_) != 0) {
    // Interrupted by a signal.
  }
}

void RpcServer::stop() {
  ::sem_post(&stopRequested_);
}

void RpcServer::dispatch(std::function<void()> request) {
  workers_.add(std::move(request));
}

}  // namespace rpc
}  // namespace storaged
