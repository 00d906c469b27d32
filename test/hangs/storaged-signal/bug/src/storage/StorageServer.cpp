#include "StorageServer.h"

#include <utility>

#include "../kvstore/LocalStore.h"

namespace storaged {
namespace storage {

StorageServer::StorageServer() {
  ::sem_init(&stopped_, 0, 0);
}

StorageServer::~StorageServer() {
  ::sem_destroy(&stopped_);
}

bool StorageServer::start() {
  kvstore_ = getStoreInstance();
  return kvstore_ != nullptr;
}

void StorageServer::stop() {
  kvstore_.reset();
//         ^^^^^^^ d1.8 destroy
  ::sem_post(&stopped_);
}

void StorageServer::waitUntilStop() {
  while (::sem_wait(&stopped_) != 0) {
    // Interrupted by a signal.
  }
}

void StorageServer::put(const std::string& entry, kvstore::AppendCallback callback) {
  kvstore_->asyncAppend(entry, std::move(callback));
}

std::unique_ptr<kvstore::KVStore> StorageServer::getStoreInstance() {
  auto store = std::make_unique<kvstore::LocalStore>();
  store->init();
  return store;
}

}  // namespace storage
}  // namespace storaged
