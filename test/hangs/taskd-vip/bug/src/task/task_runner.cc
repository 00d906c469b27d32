#include "task_runner.h"

#include "../common/logging.h"

namespace zbs {
namespace task {

Status ZkTaskDb::Initialize() {
    LOG(INFO) << "Creating zk task db";
    return zk_hosts_.empty() ? Status(EZkConnectionLoss) : Status::OK();
}

TaskRunner::TaskRunner(CoroutineScheduler* loop, const std::string& zk_hosts)
    : loop_(loop), zk_db_(zk_hosts) {}

TaskRunner::~TaskRunner() {
    LOG(INFO) << "TaskRunner::~TaskRunner() loop: " << loop_;
}

Status TaskRunner::Initialize() {
    RETURN_IF_ERROR(zk_db_.Initialize());
    return Status::OK();
}

}  // namespace task
}  // namespace zbs
