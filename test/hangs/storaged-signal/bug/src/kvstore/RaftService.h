#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "../rpc/RpcServer.h"
#include "KVStore.h"

namespace storaged {
namespace kvstore {

// Replicates the log; its requests are handled by a server of its own.
class RaftService {
//    ^^^^^^^^^^^ d1.14 destroy
 public:
  RaftService() = default;

  void start();
  void stop();
  void waitUntilStop();

  void appendLog(const std::string& entry, AppendCallback callback);

 private:
  void serve();

  std::unique_ptr<rpc::RpcServer> server_;
  std::unique_ptr<std::thread> serverThread_;
  std::mutex logMutex_;
  std::vector<std::string> log_;
};

}  // namespace kvstore
}  // namespace storaged
