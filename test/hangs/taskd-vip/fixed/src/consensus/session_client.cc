#include "session_client.h"

namespace zbs {
namespace consensus {

Status SessionClient::ListSession(const std::string& group, std::vector<Session>* sessions) {
    if (zk_hosts_.empty()) return Status(EAgain);
    sessions->push_back({group + "-1", "10.1.0.1", true});
    // This is the node whose second network has just gone away.
    sessions->push_back({group + "-2", "10.1.0.2", false});
    return Status::OK();
}

}  // namespace consensus
}  // namespace zbs
