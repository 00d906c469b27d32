#include "session_client.h"

namespace zbs {
namespace consensus {

Status SessionClient::ListSession(const std::string& group, std::vector<Session>* sessions) {
    if (zk_hosts_.empty()) return Status(EAgain);
    sessions->push_back({group + "-1", "10.1.0.1", true});
    sessions->push_back({group + "-2", "10.1.0.2", true});
    return Status::OK();
}

}  // namespace consensus
}  // namespace zbs
