#include "quorum_server.h"

#include <unistd.h>

#include "../common/logging.h"

namespace zbs {
namespace consensus {

QuorumServer::QuorumServer(const std::string& service, const std::string& address)
    : thctx_(ThreadContext::RegisterNewThread("task-main")),
      quorum_cluster_(service, address, thctx_.get()) {
    quorum_cluster_.SetEventCallback(
        BIND(&QuorumServer::OnStatusChange, this, std::placeholders::_1));
}

QuorumServer::~QuorumServer() {
    thctx_->StopAndJoin();
}

void QuorumServer::Boot() {
    thctx_->Start();
    quorum_cluster_.Join();
}

void QuorumServer::NotifyStop(const Status& ec) {
    mutex_.Lock();
    exit_status_ = ec;
    mutex_.Unlock();
    quorum_cluster_.NotifyStop();
}

void QuorumServer::Stop(const Status& ec) {
    LOG(INFO) << "Quorum server begins stopping, this: " << this;
    CHECK(gettid() != thctx_->GetTid())
        << "current tid: " << gettid() << " quorum tid: " << thctx_->GetTid();
    mutex_.Lock();
    exit_status_ = ec;
    mutex_.Unlock();
    quorum_cluster_.NotifyStop();
    while (!IsStopped()) {
//          ^^^^^^^^^^^ d1.10 wait on "task-server-runner"
        LOG(INFO) << "Wait for quorum server to stop, this: " << this;
        usleep(10'000);
    }
    LOG(INFO) << "Quorum server has stopped, this: " << this;
}

Status QuorumServer::WaitForEnd() {
    end_.WaitAndReset();
    LockGuard l(&mutex_);
    return exit_status_;
}

void QuorumServer::OnStatusChange(QuorumClusterEvent event) {
    LOG(INFO) << "Get quorum cluster event: " << QuorumClusterEventStr(event);

    switch (event) {
        case QuorumClusterEvent::ENTER_RUNNING:
            StartService();
            break;
        case QuorumClusterEvent::ROLE_CHANGED:
            LOG(WARNING) << "Role changed.";
            OnRoleChanged();
            break;
        case QuorumClusterEvent::STOPPED:
            StopService();
//          ^^^^^^^^^^^^^ d1.21 call
            stopped_ = true;
//          ^^^^^^^^^^^^^^^ d1.11 release on "task-main"
            end_.Run();
            break;
        case QuorumClusterEvent::MEMBERS_CHANGED:
            LOG(INFO) << "Members changed.";
            OnMembersChanged();
            break;
        default:
            NotifyStop(Status(EAgain));
            break;
    }
}

}  // namespace consensus
}  // namespace zbs
