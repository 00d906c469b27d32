#pragma once

#include <string>
#include <vector>

#include "../common/status.h"

namespace zbs {
namespace consensus {

struct Session {
    std::string uuid;
    std::string data_channel_ip;
    bool secondary_data_channel_ok;
};

// Asks the leader of the quorum about the sessions of a group.
class SessionClient {
 public:
    explicit SessionClient(const std::string& zk_hosts) : zk_hosts_(zk_hosts) {}

    Status ListSession(const std::string& group, std::vector<Session>* sessions);

 private:
    std::string zk_hosts_;
};

}  // namespace consensus
}  // namespace zbs
