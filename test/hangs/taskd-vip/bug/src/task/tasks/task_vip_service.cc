#include "task_vip_service.h"

#include "../../common/logging.h"

namespace zbs {
namespace task {

namespace {

constexpr const char* kAccessSessionGroup = "access";
constexpr uint64_t kCheckIntervalMs = 10;

}  // namespace

VIPServer::VIPServer(const std::string& zk_hosts, CoroutineScheduler* loop)
    : zk_hosts_(zk_hosts), loop_(loop) {}

VIPServer::~VIPServer() {
    LOG(INFO) << "VIPServer::~VIPServer()";
}

Status VIPServer::Initialize(const Callable& on_error, const UnhealthyCallback& on_unhealthy) {
    on_error_ = on_error;
    on_unhealthy_ = on_unhealthy;
    check_timer_.reset(new TimerHandle(loop_, BIND(&VIPServer::CheckVIP, this),
                                       kCheckIntervalMs, true, "vip-check"));
    return Status::OK();
}

void VIPServer::CheckVIP() {
    if (zk_hosts_.empty()) {
        on_error_();
        return;
    }
    CheckSecondaryDataChannel();
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.10 call
}

void VIPServer::CheckSecondaryDataChannel() {
    if (session_in_check_) {
        return;
    }
    session_in_check_ = true;
    bool retried = false;
    if (!session_client_) {
        (void)CreateSessionClient();
    }

retry:
    if (session_client_) {
        std::vector<consensus::Session> sessions;
        if (session_client_->ListSession(kAccessSessionGroup, &sessions).ok()) {
            if (!IfSecDataChannelHealthy(sessions)) {
                LOG(INFO) << "Local secondary data channel was invalid, restart.";
                CleanVIP();
                on_unhealthy_(Status(EDataChannelManager));
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.11 call
            }
        } else {
            if (!retried) {
                retried = true;
                if (CreateSessionClient()) goto retry;
            }
            LOG(ERROR) << "Unable to list sessions";
        }
    } else {
        LOG(ERROR) << "Unable to refresh session client";
    }
    session_in_check_ = false;
}

bool VIPServer::CreateSessionClient() {
    session_client_.reset(new consensus::SessionClient(zk_hosts_));
    return true;
}

bool VIPServer::IfSecDataChannelHealthy(
    const std::vector<consensus::Session>& sessions) const {
    for (const consensus::Session& session : sessions) {
        if (!session.secondary_data_channel_ok) return false;
    }
    return true;
}

void VIPServer::CleanVIP() {
    LOG(INFO) << "Clean VIP";
}

}  // namespace task
}  // namespace zbs
