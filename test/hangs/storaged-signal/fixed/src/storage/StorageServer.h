#pragma once

#include <semaphore.h>

#include <memory>
#include <string>

#include "../kvstore/KVStore.h"

namespace storaged {
namespace storage {

class StorageServer {
 public:
  StorageServer();
  ~StorageServer();

  bool start();
  void stop();

  // Used by main to wait for the end of the server.
  void waitUntilStop();

  void put(const std::string& entry, kvstore::AppendCallback callback);

 private:
  std::unique_ptr<kvstore::KVStore> getStoreInstance();

  std::unique_ptr<kvstore::KVStore> kvstore_;
  sem_t stopped_;
};

}  // namespace storage
}  // namespace storaged
