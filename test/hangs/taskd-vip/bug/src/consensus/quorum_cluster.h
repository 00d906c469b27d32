#pragma once

#include <functional>
#include <string>

#include "../common/mutex.h"
#include "../common/thread.h"

namespace zbs {
namespace consensus {

enum class QuorumClusterEvent {
    ENTER_RUNNING,
    ROLE_CHANGED,
    STOPPED,
    EXPIRED,
    MEMBERS_CHANGED,
};

const char* QuorumClusterEventStr(QuorumClusterEvent event);

// This node's membership. Events are handled on the thread context, in order.
class QuorumCluster {
 public:
    enum class State { Initializing, Connected, Joined, Running, Stopped };

    using EventCallback = std::function<void(QuorumClusterEvent)>;

    QuorumCluster(const std::string& service, const std::string& address,
                  ThreadContext* thctx);

    void SetEventCallback(const EventCallback& callback) { event_callback_ = callback; }

    void Join();
    void NotifyStop();
    bool IsLeader() const { return false; }

 private:
    void SetState(State state);
    void TriggerEvent(QuorumClusterEvent event);
    void OnEvent(QuorumClusterEvent event);

    std::string service_;
    std::string address_;
    ThreadContext* thctx_;
    std::function<void(const QuorumClusterEvent&)> event_handler_;
    EventCallback event_callback_;
    Mutex mutex_;
    State state_ = State::Initializing;
};

}  // namespace consensus
}  // namespace zbs
