#include "task_runner.h"

#include "../common/logging.h"

namespace zbs {
namespace task {

Status ZkTaskDb::Initialize() {
    LOG(INFO) << "Creating zk task db at " << zk_hosts_;
    // The connection has just been lost.
    return Status(EZkConnectionLoss);
}

TaskRunnerRpcServer::~TaskRunnerRpcServer() {
//                   ^^^^^^^^^^^^^^^^^^^^ d2.7 destroy
    LOG(INFO) << "TaskRunnerRpcServer::~TaskRunnerRpcServer() service: " << service_;
}

TaskRunner::TaskRunner(const std::string& address, CoroutineScheduler* loop,
                       const std::string& zk_hosts)
    : loop_(loop), rpc_server_(address), zk_db_(zk_hosts) {}

TaskRunner::~TaskRunner() {
//          ^^^^^^^^^^^ d2.4 call, d2.6 destroy
    LOG(INFO) << "TaskRunner::~TaskRunner() loop: " << loop_;
    rpc_server_.Shutdown();
//              ^^^^^^^^^^ d2.5 call
}

Status TaskRunner::Initialize() {
    rpc_server_.RegisterService(this);
    rpc_server_.Start();
    RETURN_IF_ERROR(zk_db_.Initialize());
    return Status::OK();
}

}  // namespace task
}  // namespace zbs
