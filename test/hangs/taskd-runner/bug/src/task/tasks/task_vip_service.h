#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "../../common/closure.h"
#include "../../common/coroutine.h"
#include "../../common/status.h"
#include "../../common/timer_handle.h"
#include "../../consensus/session_client.h"

namespace zbs {
namespace task {

// Keeps the virtual addresses of the services on a node that can serve them.
class VIPServer {
 public:
    using UnhealthyCallback = std::function<void(const Status&)>;

    VIPServer(const std::string& zk_hosts, CoroutineScheduler* loop);
    ~VIPServer();

    Status Initialize(const Callable& on_error, const UnhealthyCallback& on_unhealthy);

 private:
    void CheckVIP();
    void CheckSecondaryDataChannel();
    bool CreateSessionClient();
    bool IfSecDataChannelHealthy(const std::vector<consensus::Session>& sessions) const;
    void CleanVIP();

    std::string zk_hosts_;
    CoroutineScheduler* loop_;
    Callable on_error_;
    UnhealthyCallback on_unhealthy_;
    std::unique_ptr<consensus::SessionClient> session_client_;
    std::unique_ptr<TimerHandle> check_timer_;
    bool session_in_check_ = false;
};

}  // namespace task
}  // namespace zbs
