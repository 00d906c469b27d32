#pragma once

#include <functional>
#include <string>

namespace storaged {
namespace kvstore {

using AppendCallback = std::function<void(bool)>;

class KVStore {
 public:
  virtual ~KVStore() = default;

  virtual void asyncAppend(const std::string& entry, AppendCallback callback) = 0;
};

}  // namespace kvstore
}  // namespace storaged
