#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "coroutine.h"

namespace zbs {

// Calls a function on a scheduler's thread, once or again and again.
// It must be destroyed on that thread.
class TimerHandle {
 public:
    using func_t = std::function<void()>;

    TimerHandle(CoroutineScheduler* scheduler, const func_t& func, uint64_t interval_ms,
                bool repeated, const std::string& name);
    ~TimerHandle();

    TimerHandle(const TimerHandle&) = delete;
    TimerHandle& operator=(const TimerHandle&) = delete;

 private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace zbs
