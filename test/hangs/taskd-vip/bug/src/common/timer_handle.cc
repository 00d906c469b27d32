#include "timer_handle.h"

#include "logging.h"

namespace zbs {

class TimerHandle::Impl : public std::enable_shared_from_this<TimerHandle::Impl> {
 public:
    Impl(CoroutineScheduler* scheduler, uint64_t interval_ms, bool repeated,
         const std::string& name)
        : scheduler_(scheduler), interval_ms_(interval_ms), repeated_(repeated), name_(name) {}

    void Start(const func_t& func) {
        std::shared_ptr<Impl> self = shared_from_this();
        scheduler_->Add(Coroutine::Create([self, func]() { self->Routine(func); }));
//                                                               ^^^^^^^^^^^^^ d1.8 call
    }

    void Cancel() { cancelled_ = true; }

 private:
    void Routine(const func_t& func) {
        do {
            Coroutine::Sleep(interval_ms_);
            if (cancelled_) break;
            func();
//          ^^^^^^ d1.9 call
        } while (repeated_);
        LOG(INFO) << "Timer " << name_ << " ended";
    }

    CoroutineScheduler* scheduler_;
    uint64_t interval_ms_;
    bool repeated_;
    std::string name_;
    bool cancelled_ = false;
};

TimerHandle::TimerHandle(CoroutineScheduler* scheduler, const func_t& func,
                         uint64_t interval_ms, bool repeated, const std::string& name)
    : impl_(std::make_shared<Impl>(scheduler, interval_ms, repeated, name)) {
    impl_->Start(func);
}

TimerHandle::~TimerHandle() {
    impl_->Cancel();
}

}  // namespace zbs
