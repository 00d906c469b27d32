#include "coroutine.h"

#include <chrono>

#include "logging.h"

namespace zbs {

namespace {

constexpr size_t kStackSize = 256 * 1024;

thread_local Coroutine* t_current = nullptr;

uint64_t NowMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace

void Coroutine::Sleep(uint64_t ms) {
    Coroutine* self = t_current;
    CHECK(self != nullptr) << "not in a coroutine";
    self->scheduler_->AddAfter(self, ms);
    self->SwapOut();
}

void Coroutine::SwapIn(CoroutineScheduler* scheduler) {
//              ^^^^^^ d1.2 entry, d1.15 context on "task-main", d1.29 context on "zbs-vip-server"
    if (!stack_) {
        scheduler_ = scheduler;
        stack_.reset(new char[kStackSize]);
        getcontext(&context_);
        context_.uc_stack.ss_sp = stack_.get();
        context_.uc_stack.ss_size = kStackSize;
        context_.uc_link = nullptr;
        uintptr_t self = reinterpret_cast<uintptr_t>(this);
        makecontext(&context_, reinterpret_cast<void (*)()>(&Coroutine::s_co_main), 2,
                    static_cast<uint32_t>(self), static_cast<uint32_t>(self >> 32));
    }
    t_current = this;
    swapcontext(&caller_, &context_);
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.3 call, d1.16 call
    t_current = nullptr;
}

void Coroutine::SwapOut() {
    swapcontext(&context_, &caller_);
}

void Coroutine::s_co_main(uint32_t lo, uint32_t hi) {
    uintptr_t self = static_cast<uintptr_t>(lo) | (static_cast<uintptr_t>(hi) << 32);
    reinterpret_cast<Coroutine*>(self)->LoopMain();
//                                      ^^^^^^^^^^ d1.4 call, d1.17 call
}

void Coroutine::LoopMain() {
    func_.run_and_reset();
//        ^^^^^^^^^^^^^^^ d1.5 call, d1.18 call
    finished_ = true;
    SwapOut();
}

CoroutineScheduler::~CoroutineScheduler() {
    for (Coroutine* co : ready_) delete co;
    for (auto& entry : sleeping_) delete entry.second;
}

void CoroutineScheduler::Add(Coroutine* co) {
    std::lock_guard<std::mutex> lock(mutex_);
    ready_.push_back(co);
    cond_.notify_one();
}

void CoroutineScheduler::AddAfter(Coroutine* co, uint64_t ms) {
    std::lock_guard<std::mutex> lock(mutex_);
    sleeping_.emplace(NowMs() + ms, co);
    cond_.notify_one();
}

void CoroutineScheduler::Stop() {
    std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    cond_.notify_one();
}

void CoroutineScheduler::Run() {
    while (Coroutine* co = Next()) {
        co->SwapIn(this);
        if (co->finished_) delete co;
    }
}

Coroutine* CoroutineScheduler::Next() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
        // A sleeper's time is up as well when the thread is about to end.
        uint64_t now = NowMs();
        while (!sleeping_.empty() && (stopped_ || sleeping_.begin()->first <= now)) {
            ready_.push_back(sleeping_.begin()->second);
            sleeping_.erase(sleeping_.begin());
        }
        if (!ready_.empty()) {
            Coroutine* co = ready_.front();
            ready_.pop_front();
            return co;
        }
        if (stopped_) return nullptr;
        if (sleeping_.empty()) {
            cond_.wait(lock);
        } else {
            uint64_t ms = sleeping_.begin()->first - now;
            cond_.wait_for(lock, std::chrono::milliseconds(ms));
        }
    }
}

}  // namespace zbs
