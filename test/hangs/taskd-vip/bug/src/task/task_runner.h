#pragma once

#include <string>

#include "../common/coroutine.h"
#include "../common/status.h"

namespace zbs {
namespace task {

class ZkTaskDb {
 public:
    explicit ZkTaskDb(const std::string& zk_hosts) : zk_hosts_(zk_hosts) {}
    Status Initialize();

 private:
    std::string zk_hosts_;
};

// Takes tasks from the database and runs them.
class TaskRunner {
 public:
    TaskRunner(CoroutineScheduler* loop, const std::string& zk_hosts);
    ~TaskRunner();

    Status Initialize();

 private:
    CoroutineScheduler* loop_;
    ZkTaskDb zk_db_;
};

}  // namespace task
}  // namespace zbs
