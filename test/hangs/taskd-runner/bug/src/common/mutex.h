#pragma once

#include <pthread.h>

namespace zbs {

class Mutex {
 public:
    Mutex() { pthread_mutex_init(&mutex_, nullptr); }
    ~Mutex() { pthread_mutex_destroy(&mutex_); }

    Mutex(const Mutex&) = delete;
    Mutex& operator=(const Mutex&) = delete;

    void Lock() { pthread_mutex_lock(&mutex_); }
    void Unlock() { pthread_mutex_unlock(&mutex_); }

 private:
    pthread_mutex_t mutex_;
};

class LockGuard {
 public:
    explicit LockGuard(Mutex* mutex) : mutex_(mutex) { mutex_->Lock(); }
    ~LockGuard() { mutex_->Unlock(); }

    LockGuard(const LockGuard&) = delete;
    LockGuard& operator=(const LockGuard&) = delete;

 private:
    Mutex* mutex_;
};

}  // namespace zbs
