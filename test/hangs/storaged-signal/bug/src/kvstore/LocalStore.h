#pragma once

#include <memory>
#include <string>

#include "KVStore.h"
#include "RaftService.h"

namespace storaged {
namespace kvstore {

class LocalStore final : public KVStore {
 public:
  LocalStore();
  ~LocalStore() override;

  void init();
  void asyncAppend(const std::string& entry, AppendCallback callback) override;

 private:
  std::unique_ptr<RaftService> raftService_;
};

}  // namespace kvstore
}  // namespace storaged
