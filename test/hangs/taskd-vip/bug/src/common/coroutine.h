#pragma once

#include <ucontext.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

namespace zbs {

class CoroutineScheduler;

// A callable of any type, kept in place; it runs at most once.
class CoFunc {
 public:
    struct storage_t {
        alignas(std::max_align_t) unsigned char bytes[128];
    };

    template <typename F>
    explicit CoFunc(F func)
        : run_(&Impl<F>::s_run_and_reset), reset_(&Impl<F>::s_reset) {
        static_assert(sizeof(F) <= sizeof(storage_t), "callable too large");
        new (&storage_) F(std::move(func));
    }

    ~CoFunc() {
        if (reset_) reset_(storage_);
    }

    CoFunc(const CoFunc&) = delete;
    CoFunc& operator=(const CoFunc&) = delete;

    void run_and_reset() {
        reset_ = nullptr;
        run_(storage_);
//      ^^^^^^^^^^^^^^ d1.6 call, d1.19 call
    }

 private:
    template <typename F>
    struct Impl {
        static void s_run_and_reset(storage_t& storage) {
            F* func = reinterpret_cast<F*>(&storage);
            (*func)();
//          ^^^^^^^^^ d1.7 call, d1.20 call
            func->~F();
        }
        static void s_reset(storage_t& storage) {
            reinterpret_cast<F*>(&storage)->~F();
        }
    };

    void (*run_)(storage_t&);
    void (*reset_)(storage_t&);
    storage_t storage_;
};

// A stackful coroutine. It belongs to the scheduler that it was handed to.
class Coroutine {
 public:
    template <typename F>
    static Coroutine* Create(F func) {
        return new Coroutine(std::move(func));
    }

    // Lets the other coroutines of this thread run for so long.
    static void Sleep(uint64_t ms);

 private:
    friend class CoroutineScheduler;

    template <typename F>
    explicit Coroutine(F func) : func_(std::move(func)) {}

    void SwapIn(CoroutineScheduler* scheduler);
    void SwapOut();
    void LoopMain();
    static void s_co_main(uint32_t lo, uint32_t hi);

    CoFunc func_;
    CoroutineScheduler* scheduler_ = nullptr;
    std::unique_ptr<char[]> stack_;
    ucontext_t context_;
    ucontext_t caller_;
    bool finished_ = false;
};

// Runs the coroutines of one thread, one after the other.
class CoroutineScheduler {
 public:
    CoroutineScheduler() = default;
    ~CoroutineScheduler();

    CoroutineScheduler(const CoroutineScheduler&) = delete;
    CoroutineScheduler& operator=(const CoroutineScheduler&) = delete;

    void Add(Coroutine* co);
    void AddAfter(Coroutine* co, uint64_t ms);

    // Returns after Stop(), once nothing is left to run.
    void Run();
    void Stop();

 private:
    Coroutine* Next();

    std::mutex mutex_;
    std::condition_variable cond_;
    std::deque<Coroutine*> ready_;
    std::multimap<uint64_t, Coroutine*> sleeping_;
    bool stopped_ = false;
};

}  // namespace zbs
