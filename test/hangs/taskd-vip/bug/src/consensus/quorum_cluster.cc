#include "quorum_cluster.h"

#include <cstdio>

#include "../common/logging.h"

namespace zbs {
namespace consensus {

const char* QuorumClusterEventStr(QuorumClusterEvent event) {
    switch (event) {
        case QuorumClusterEvent::ENTER_RUNNING: return "ENTER_RUNNING";
        case QuorumClusterEvent::ROLE_CHANGED: return "ROLE_CHANGED";
        case QuorumClusterEvent::STOPPED: return "STOPPED";
        case QuorumClusterEvent::EXPIRED: return "EXPIRED";
        case QuorumClusterEvent::MEMBERS_CHANGED: return "MEMBERS_CHANGED";
    }
    return "unknown";
}

QuorumCluster::QuorumCluster(const std::string& service, const std::string& address,
                             ThreadContext* thctx)
    : service_(service), address_(address), thctx_(thctx) {
    event_handler_ = [this](QuorumClusterEvent event) { OnEvent(event); };
//                                                      ^^^^^^^^^^^^^^ d1.22 call
}

void QuorumCluster::Join() {
    LockGuard l(&mutex_);
    LOG(INFO) << "Joined " << service_ << " as " << address_;
    SetState(State::Connected);
    SetState(State::Joined);
    SetState(State::Running);
    TriggerEvent(QuorumClusterEvent::ENTER_RUNNING);
}

void QuorumCluster::NotifyStop() {
    LockGuard l(&mutex_);
    if (state_ == State::Stopped) return;
    fputs("stopping\n", stderr);
    SetState(State::Stopped);
    TriggerEvent(QuorumClusterEvent::STOPPED);
}

void QuorumCluster::SetState(State state) {
    LOG(INFO) << "QuorumCluster state change: " << static_cast<int>(state_) << " --> "
              << static_cast<int>(state);
    state_ = state;
}

void QuorumCluster::TriggerEvent(QuorumClusterEvent event) {
    thctx_->Sched(Coroutine::Create([this, event]() { event_handler_(event); }));
//                                                    ^^^^^^^^^^^^^^^^^^^^^ d1.21 call
}

void QuorumCluster::OnEvent(QuorumClusterEvent event) {
    if (event_callback_) event_callback_(event);
//                       ^^^^^^^^^^^^^^^^^^^^^^ d1.23 call
}

}  // namespace consensus
}  // namespace zbs
