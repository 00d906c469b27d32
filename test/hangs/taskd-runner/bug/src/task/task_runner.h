#pragma once

#include <string>

#include "../common/async_service.h"
#include "../common/coroutine.h"
#include "../common/status.h"

namespace zbs {
namespace task {

class TaskRunner;

class ZkTaskDb {
 public:
    explicit ZkTaskDb(const std::string& zk_hosts) : zk_hosts_(zk_hosts) {}
    Status Initialize();

 private:
    std::string zk_hosts_;
};

class TaskRunnerRpcServer : public AsyncServer {
 public:
    explicit TaskRunnerRpcServer(const std::string& address) : AsyncServer(address) {}
    ~TaskRunnerRpcServer() override;

    void RegisterService(TaskRunner* service) { service_ = service; }

 private:
    TaskRunner* service_ = nullptr;
};

// Takes tasks from the database and runs them.
class TaskRunner {
 public:
    TaskRunner(const std::string& address, CoroutineScheduler* loop,
               const std::string& zk_hosts);
    ~TaskRunner();

    Status Initialize();

 private:
    CoroutineScheduler* loop_;
    TaskRunnerRpcServer rpc_server_;
    ZkTaskDb zk_db_;
};

}  // namespace task
}  // namespace zbs
