#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "../common/status.h"
#include "../common/thread.h"
#include "../consensus/quorum_server.h"
#include "task_runner.h"
#include "tasks/task_vip_service.h"

namespace zbs {
namespace task {

class TaskServer : public consensus::QuorumServer {
//    ^^^^^^^^^^ d2.3 destroy
 public:
    TaskServer(const std::string& zk_hosts, const std::string& address);

 protected:
    void StartService() override;
    void StopService() override;

 private:
    void StartRunner();
    void BootRunner();
    Status StopRunner();

    void StartVIPServer();
    void BootVIPServer();
    Status StopVIPServer();

    void ErrorExit();

    std::string zk_hosts_;
    std::string address_;
    std::atomic<bool> running_{false};

    std::unique_ptr<ThreadContext> runner_thctx_;
    std::unique_ptr<TaskRunner> runner_;

    std::unique_ptr<ThreadContext> vip_server_thctx_;
    std::unique_ptr<VIPServer> vip_server_;
};

}  // namespace task
}  // namespace zbs
