#include "LocalStore.h"

#include <utility>

namespace storaged {
namespace kvstore {

LocalStore::LocalStore() : raftService_(std::make_unique<RaftService>()) {}

LocalStore::~LocalStore() {
//          ^^^^^^^^^^^ d1.9 call, d1.13 destroy
  raftService_->stop();
  raftService_->waitUntilStop();
//              ^^^^^^^^^^^^^^^ d1.10 call
}

void LocalStore::init() {
  raftService_->start();
}

void LocalStore::asyncAppend(const std::string& entry, AppendCallback callback) {
  raftService_->appendLog(entry, std::move(callback));
}

}  // namespace kvstore
}  // namespace storaged
