#pragma once

#include <semaphore.h>

#include <functional>

#include "WorkerPool.h"

namespace storaged {
namespace rpc {

class RpcServer {
 public:
  explicit RpcServer(size_t numWorkers);
  virtual ~RpcServer();

  // Serves on the calling thread until stop().
  void serve();
  void stop();

  // A request has come in: a worker handles it.
  void dispatch(std::function<void()> request);

 private:
  sem_t stopRequested_;
  WorkerPool workers_;
};

}  // namespace rpc
}  // namespace storaged
