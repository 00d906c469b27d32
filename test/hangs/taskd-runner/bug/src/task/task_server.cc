#include "task_server.h"

#include <unistd.h>

#include <cstdio>

#include "../common/closure.h"
#include "../common/logging.h"

namespace zbs {
namespace task {

TaskServer::TaskServer(const std::string& zk_hosts, const std::string& address)
    : QuorumServer("/zos/service/taskd", address), zk_hosts_(zk_hosts), address_(address) {}

void TaskServer::StartService() {
    LOG(INFO) << "Start the taskd service";
    StartVIPServer();
    StartRunner();
    LOG(INFO) << "Done starting the taskd service";
}

void TaskServer::StopService() {
    running_ = false;
    CHECK_STATUS(StopRunner());
//               ^^^^^^^^^^^^ d1.22 call
    CHECK_STATUS(StopVIPServer());
}

void TaskServer::StartRunner() {
    runner_thctx_.reset(ThreadContext::RegisterNewThread("task-server-runner"));
    runner_thctx_->Sched(Coroutine::Create([=]() { BootRunner(); }));
//                                                 ^^^^^^^^^^^^ d1.8 call
    runner_thctx_->Start();
}

void TaskServer::BootRunner() {
    LOG(INFO) << "Runner starts at " << address_;
    runner_.reset(new TaskRunner(address_, runner_thctx_->loop(), zk_hosts_));
    Status st = runner_->Initialize();
    if (!st.ok()) Stop(st);
//                ^^^^^^^^ d1.9 call

    if (!QuorumServer::IsLeader()) running_ = true;
}

Status TaskServer::StopRunner() {
    LOG(INFO) << "Stop runner";

    Sync sync;
    runner_thctx_->Sched(Coroutine::Create([=, &sync]() {
        runner_.reset();
        sync.Run();
    }));

    sync.WaitAndReset();
//       ^^^^^^^^^^^^^^ d1 wait-cycle: blocks "task-main" needs "task-server-runner" in 27 steps
//       ^^^^^^^^^^^^^^ d1.23 call
    runner_thctx_->StopAndJoin();
    runner_thctx_.reset();
    return Status::OK();
}

void TaskServer::StartVIPServer() {
    vip_server_thctx_.reset(ThreadContext::RegisterNewThread("zbs-vip-server"));
    vip_server_thctx_->Sched(Coroutine::Create([=]() { BootVIPServer(); }));
    vip_server_thctx_->Start();
}

void TaskServer::BootVIPServer() {
    vip_server_.reset(new VIPServer(zk_hosts_, vip_server_thctx_->loop()));
    Callable on_error = BIND(&TaskServer::ErrorExit, this);
    Status st = vip_server_->Initialize(on_error, [=](const Status& status) {
        // This runs on the VIP server's own loop, which StopService() needs: only ask.
        NotifyStop(status);
    });
    if (!st.ok()) {
        LOG(ERROR) << "Init VIP server failed! exit! " << st.str();
        ErrorExit();
    }
}

Status TaskServer::StopVIPServer() {
    LOG(INFO) << "Stop VIP server";

    Sync sync;
    vip_server_thctx_->Sched(Coroutine::Create([=, &sync]() {
        vip_server_.reset();
        sync.Run();
    }));

    sync.WaitAndReset();
    vip_server_thctx_->StopAndJoin();
    vip_server_thctx_.reset();
    return Status::OK();
}

void TaskServer::ErrorExit() {
    fputs("taskd: cannot go on\n", stderr);
    _exit(1);
}

}  // namespace task
}  // namespace zbs
