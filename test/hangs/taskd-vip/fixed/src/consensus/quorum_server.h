#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "../common/closure.h"
#include "../common/mutex.h"
#include "../common/status.h"
#include "../common/thread.h"
#include "quorum_cluster.h"

namespace zbs {
namespace consensus {

// A server that runs while this node is a member of the quorum.
class QuorumServer {
 public:
    QuorumServer(const std::string& service, const std::string& address);
    virtual ~QuorumServer();

    QuorumServer(const QuorumServer&) = delete;
    QuorumServer& operator=(const QuorumServer&) = delete;

    void Boot();

    // Asks for the end and returns at once.
    void NotifyStop(const Status& ec);

    // Asks for the end and returns when the server has stopped.
    void Stop(const Status& ec);

    // Returns when the server has stopped, for whatever reason.
    Status WaitForEnd();

    bool IsStopped() const { return stopped_; }
    bool IsLeader() const { return quorum_cluster_.IsLeader(); }

 protected:
    virtual void StartService() = 0;
    virtual void StopService() = 0;
    virtual void OnRoleChanged() {}
    virtual void OnMembersChanged() {}

 private:
    void OnStatusChange(QuorumClusterEvent event);

    std::unique_ptr<ThreadContext> thctx_;
    QuorumCluster quorum_cluster_;
    Mutex mutex_;
    Status exit_status_;
    std::atomic<bool> stopped_{false};
    Sync end_;
};

}  // namespace consensus
}  // namespace zbs
