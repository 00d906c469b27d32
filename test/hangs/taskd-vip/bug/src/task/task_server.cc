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
    CHECK_STATUS(StopVIPServer());
//               ^^^^^^^^^^^^^^^ d1.25 call
}

void TaskServer::StartRunner() {
    runner_thctx_.reset(ThreadContext::RegisterNewThread("task-server-runner"));
    runner_thctx_->Sched(Coroutine::Create([=]() { BootRunner(); }));
    runner_thctx_->Start();
}

void TaskServer::BootRunner() {
    LOG(INFO) << "Runner starts at " << address_;
    runner_.reset(new TaskRunner(runner_thctx_->loop(), zk_hosts_));
    Status st = runner_->Initialize();
    if (!st.ok()) NotifyStop(st);

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
        Stop(status);
//      ^^^^^^^^^^^^ d1.12 call
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
//       ^^^^^^^^^^^^^^ d1 wait-cycle: blocks "task-main" needs "zbs-vip-server" in 30 steps
//       ^^^^^^^^^^^^^^ d1.26 call
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
