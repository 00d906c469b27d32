#pragma once

#include <string>
#include <thread>

#include "closure.h"

namespace zbs {

// Accepts connections on a thread of its own.
class AsyncServer {
 public:
    explicit AsyncServer(const std::string& address) : address_(address) {}
    virtual ~AsyncServer() {
        Shutdown();
    }

    AsyncServer(const AsyncServer&) = delete;
    AsyncServer& operator=(const AsyncServer&) = delete;

    void Start();
    // May be called more than once.
    void Shutdown();

 private:
    void AcceptMain();

    std::string address_;
    Sync quit_;
    std::thread accept_thread_;
};

}  // namespace zbs
